// A course of a Moodle, as its web services tell an indexer of it. Tests edit it.

const FUNCTIONS = [
  "core_course_get_courses_by_field",
  "core_course_get_contents",
  "local_awsevents_get_course_access",
  "local_awsevents_get_courses",
  "mod_glossary_get_entries_by_letter",
  "core_webservice_get_site_info",
];
const DOWNLOADS = "/webservice/pluginfile.php";
const NO_RECORD = {
  exception: "dml_missing_record_exception",
  errorcode: "invalidrecord",
  message: "Can't find data record in database.",
};

export class Course {
  #files = new Map();
  #edits = 1_795_298_000;
  #failing = new Set();
  #isThere = true;

  constructor(id, fullname) {
    this.id = id;
    this.fullname = fullname;
  }

  /** The next call about this activity fails; what is asked about the whole course meanwhile does not. */
  fail(cmid) {
    this.#failing.add(cmid);
  }

  /** Whether the call fails, which is then over. */
  fails(asked) {
    return this.#failing.delete(activity(asked));
  }

  /** Adds a file, or replaces it. */
  put(cmid, filename, content) {
    this.#files.set(cmid, { cmid, filename, content: Buffer.from(content), modified: this.#edits++, barriers: [] });
  }

  hide(cmid) {
    this.#files.get(cmid).barriers = ["hidden"];
  }

  show(cmid) {
    this.#files.get(cmid).barriers = [];
  }

  delete(cmid) {
    this.#files.delete(cmid);
  }

  /** Deletes all of it. */
  vanish() {
    this.#isThere = false;
  }

  /** What a web service answers an account that may read everything. */
  answer(url, asked) {
    const id = Number(asked.get("courseid") ?? asked.get("value") ?? this.id);
    const only = activity(asked);
    const isThere = this.#isThere && id === this.id;
    const files = [...this.#files.values()].filter(({ cmid }) => only === 0 || cmid === only);
    switch (asked.get("wsfunction")) {
      case "core_webservice_get_site_info":
        return { siteurl: url, userid: 3, username: "indexer", functions: FUNCTIONS.map((name) => ({ name, version: "1" })) };
      case "core_course_get_courses_by_field":
        return { courses: isThere ? [{ id, fullname: this.fullname }] : [], warnings: [] };
      case "local_awsevents_get_courses":
        return { courses: isThere && Number(asked.get("after")) < this.id ? [{ id: this.id, fullname: this.fullname, visible: true }] : [] };
      case "local_awsevents_get_course_access":
        if (!isThere) return NO_RECORD;
        return { schemaversion: 1, coursevisible: true, modules: files.map(({ cmid, barriers }) => ({ cmid, barriers })) };
      case "core_course_get_contents":
        if (!isThere) return NO_RECORD;
        return [{ id: 1, name: "General", modules: files.map((file) => module(url, file)) }];
      default:
        throw new Error(`this Moodle has no function ${asked.get("wsfunction")}`);
    }
  }

  /** The file at an address of the site; none elsewhere. */
  file(address) {
    return [...this.#files.values()].find((file) => path(file) === address);
  }
}

/** The activity that a call is about; 0 when about the whole course. */
const activity = (asked) => Number(asked.get("cmid") ?? asked.get("options[0][value]") ?? 0);
const path = ({ cmid, filename }) => `${DOWNLOADS}/${900 + cmid}/mod_resource/content/0/${filename}`;

function module(url, file) {
  const { cmid, filename, content, modified } = file;
  const fileurl = `${url}${path(file)}`;
  const stored = { type: "file", filename, filepath: "/", filesize: content.length, fileurl, timemodified: modified };
  const link = `${url}/mod/resource/view.php?id=${cmid}`;
  return { id: cmid, name: filename, instance: cmid, modname: "resource", url: link, contents: [stored] };
}
