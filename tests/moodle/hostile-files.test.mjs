// A folder of files that mean harm, in a course with others: each ends with a reason or in the index, within bounds, and the rest
// of the course is answered from. The plugin is installed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { followed, inMoodle, launched, serveAssistant, settled, smallCourse, storeToken, written } from "./assistant.mjs";
import { watchMemory } from "./memory.mjs";
import { readFile } from "node:fs/promises";

/** What one process that reads a file may take, in MB. */
const MOST_OF_ONE = 128;
/** What the server may take, in MB: no more than without the harm. With a model of meanings, 120 are that one's. */
const MOST_OF_SERVE = 320;

let server;
let files;
let expected;
let course;
let teacher;
before(async () => {
  files = await written("hostile.py");
  expected = JSON.parse(await readFile(`${files.folder}/expected.json`, "utf8"));
  server = await serveAssistant();
  await storeToken(server);
  await settled(server);
});
after(async () => {
  await teacher?.close();
  if (course) await inMoodle("delete course", { course: course.course });
  await server.stop();
  await files.clean();
});

test("each file of a hostile folder is indexed or has a reason, and none takes more memory than it may", async (t) => {
  const memory = watchMemory(server.pid);
  course = await smallCourse(server, "ASSISTANT HOSTILE", { editingteacher: ["teacher"], student: ["student"] });
  const before = { "before": "The baker of Marlow Cross whistles in Latin." };
  await inMoodle("notes", { course: course.course, notes: before });
  await inMoodle("folder", { course: course.course, name: "Harm", from: files.folder, files: Object.keys(expected.files) });
  await inMoodle("notes", { course: course.course, notes: { behind: "The ferryman of Dunmarrow is paid in walnuts." } });
  const begun = Date.now();
  await followed(server);
  const { own, child } = await memory.peaks();
  teacher = await launched(server, "teacher", course.activity);
  const { files: listed } = await teacher.index();
  const of = (name) => listed.find(({ file, activity }) => activity === "Harm" && file === name);
  const ends = {};
  const wrong = [];
  for (const [name, { expected: may }] of Object.entries(expected.files)) {
    const { status, reason, message } = of(name) ?? { status: "missing" };
    ends[status] = (ends[status] ?? 0) + 1;
    const refused = ["skipped", "failed"].includes(status) && Boolean(reason && message);
    const fits = { read: status === "indexed", refused, either: refused || status === "indexed" }[may];
    t.diagnostic(`${name}: ${status}${reason ? ` (${reason})` : ""}`);
    if (!fits) wrong.push(`${name}: ${may} was expected, and it is ${status} ${reason} ${message}`);
  }
  t.diagnostic(`${Math.round((Date.now() - begun) / 1000)} s for ${JSON.stringify(ends)}`);
  t.diagnostic(`the most memory of serve: ${own} MB, of one that extracts: ${child} MB`);
  assert.deepEqual(wrong, []);
  assert.ok(child > 0 && child <= MOST_OF_ONE, `${child} MB`);
  assert.ok(own <= MOST_OF_SERVE, `${own} MB`);
});

test("the rest of the course is answered from, and so is what could be read among the harm", async () => {
  const files = async (question) => (await teacher.ask(question)).sources.filter(({ excerpt }) => excerpt).map(({ file }) => file);
  assert.ok((await files("What does the baker of Marlow Cross do in Latin?")).includes("before.txt"));
  assert.ok((await files("How is the ferryman of Dunmarrow paid?")).includes("behind.txt"));
  const { sources } = await teacher.ask("How many pairs of spectacles does the attic hold?");
  assert.ok(sources.some(({ excerpt }) => excerpt.includes(expected.known)), JSON.stringify(sources));
});
