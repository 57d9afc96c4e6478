// A course on its way into the index of the deployed stack and out of it, and questions about it. The emulator's knowledge base
// takes everything in at once, and is asked by words instead of meanings.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { CLIENT_REGISTERED, deployment, STACK } from "./deployment.mjs";
import { happened, putOnto } from "./happening.mjs";
import { documents, manifest, putDocument, takeJobs } from "./jobs.mjs";
import { session } from "./launching.mjs";
import { INDEXER } from "./moodle.mjs";
import { comesDue } from "./schedule.mjs";
import { eventually } from "./waiting.mjs";

const { aws, moodle, outputs, tool } = deployment;
const { course } = moodle;
const [TEXT, PDF] = [81, 82];
const pdf = new URL("../../crates/documents/tests/files/libreoffice.pdf", import.meta.url);
/** A course that this Moodle does not have. */
const GONE = 9;

const CLAIM = "https://purl.imsglobal.org/spec/lti/claim";
const ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
const inCourse = (role) =>
  session(tool, moodle, {
    clientId: CLIENT_REGISTERED,
    [`${CLAIM}/context`]: { id: `${course.id}`, title: course.fullname },
    [`${CLAIM}/roles`]: [ROLE + role],
  });
const question = (text) => ["POST", "/api/ask", { question: text }];

/** An event of the course, as Moodle fires it. */
async function edited(name, cmid, courseid = course.id) {
  const event = happened(moodle.url, `\\core\\event\\${name}`, { courseid, cmid });
  assert.equal((await putOnto(aws, outputs.EventBus, [event])).FailedEntryCount, 0);
}

/** What an operator sees of the course, when it has come to say this. */
const status = (what, said) =>
  eventually(what, async () => {
    const told = await deployment.operate("index", "status", "--course", `${course.id}`);
    return said.test(told) && told;
  });

test("without a token nobody reads a site, and its courses tell so", async () => {
  course.put(TEXT, "plants.txt", "Plants make sugar.");
  course.put(PDF, "paper.pdf", await readFile(pdf));
  await takeJobs(true);
  await edited("course_module_updated", TEXT);
  await edited("course_restored", undefined, GONE);
  for (const id of [course.id, GONE]) {
    const { problem } = await eventually("the course", async () => (await manifest(id)).course);
    assert.equal(problem.code, "no_token");
  }
  assert.deepEqual(await documents(), []);
  await assert.rejects(deployment.operate("index", "status"), /no site has a token/);
});

test("a token is tried before it is stored, and then every course is looked through", async () => {
  await assert.rejects(deployment.tell("face0000000000000000000000000098\n", "site", "token", "--url", moodle.url));
  await deployment.tell(`${INDEXER}\n`, "site", "token", "--url", moodle.url);
  const told = await status("both files", /Biology: 2 indexed/);
  assert.match(told, /plants\.txt: indexed/);
  assert.match(told, /paper\.pdf: indexed/);
  assert.equal((await documents()).length, 2);
  await eventually("the end of what Moodle does not have", async () => !(await manifest(GONE)).course);
});

test("a Moodle that fails is asked again later, and the edit is not lost", async () => {
  const digest = async () => (await manifest(course.id))[`module ${`${TEXT}`.padStart(20, "0")}`].documents[0]?.digest;
  const before = await digest();
  course.put(TEXT, "plants.txt", "Plants make sugar and oxygen.");
  course.fail(TEXT);
  await edited("course_module_updated", TEXT);
  await eventually("the edit", async () => (await digest()) !== before);
  await status("its end", /Biology: 2 indexed/);
  const putOff = ({ application, name }) => application === "index-file" && name === "ChangeMessageVisibility";
  assert.ok((await aws.operations()).some(putOff));
});

test("a student is answered from the file, and what nothing answers is told to the teacher", async () => {
  const [student, teacher] = [await inCourse("Learner"), await inCourse("Instructor")];
  assert.equal((await student("GET", "/api/assistant")).status, 200);
  // The engine repeats what it is given, and with it the number of the passage.
  const { answer, sources } = (await student(...question("Who makes oxygen? [1]"))).json;
  assert.deepEqual([answer.kind, answer.cited, sources[0].file], ["generated", [1], "plants.txt"]);
  const unknown = (await student(...question("Why dance the bees?"))).json;
  assert.deepEqual([unknown.answer.kind, unknown.sources], ["unknown", []]);
  const open = async () => (await teacher("GET", "/api/index/questions")).json.questions.map((one) => one.question);
  assert.deepEqual(await open(), ["Why dance the bees?"]);
  assert.equal((await teacher("DELETE", "/api/index/questions")).status, 204);
  assert.deepEqual(await open(), []);
});

test("a teacher sees each file and has the course looked through, and a student does neither", async () => {
  const [student, teacher] = [await inCourse("Learner"), await inCourse("Instructor")];
  const { files, problem } = (await teacher("GET", "/api/index")).json;
  assert.deepEqual(files.map(({ file, status }) => `${file} ${status}`).sort(), ["paper.pdf indexed", "plants.txt indexed"]);
  assert.equal(problem, null);
  assert.equal((await teacher("POST", "/api/index")).status, 202);
  for (const method of ["GET", "POST"]) assert.equal((await student(method, "/api/index")).status, 403);
  assert.match(await deployment.operate("index", "resync", `${course.id}`), /looked through/);
});

test("what is hidden or deleted is answered from no more", async () => {
  const student = await inCourse("Learner");
  course.hide(TEXT);
  // No event tells of it yet: Moodle itself is asked, and is believed for ten seconds.
  await pause(10_500);
  const { answer, sources } = (await student(...question("Who makes oxygen? [1]"))).json;
  assert.deepEqual([answer.kind, sources], ["unknown", []]);
  assert.equal((await documents()).length, 2);
  course.delete(PDF);
  await edited("course_module_updated", TEXT);
  await edited("course_module_deleted", PDF);
  const told = await status("the end of both", /Biology: 1 left out/);
  assert.match(told, /left out: hidden/);
  assert.deepEqual(await documents(), []);
  // Nothing is left to answer from.
  const { status: code, json } = await student(...question("What do plants make? [1]"));
  assert.deepEqual([code, json.error.code], [409, "not_indexed_yet"]);
});

test("at night the index is made equal to what Moodle shows, whatever was missed", async () => {
  const known = await manifest(course.id);
  assert.equal(Object.keys(known).length, 2, JSON.stringify(known));
  // No event tells of these.
  course.show(TEXT);
  await deployment.operate("index", "reconcile");
  await status("what was missed", /Biology: 1 indexed/);
  const [document] = await documents();
  const stray = document.replace(/[\w-]+$/, "A".repeat(22));
  await putDocument(stray);
  await comesDue("reconcile-index");
  assert.deepEqual(await documents(), [document]);
});

test("a course that is deleted goes with its files and its open questions", async () => {
  const student = await inCourse("Learner");
  assert.equal((await student(...question("Why dance the bees?"))).json.answer.kind, "unknown");
  course.vanish();
  await edited("course_deleted");
  await eventually("the end of its files", async () => Object.keys(await manifest(course.id)).join() === "course");
  assert.deepEqual(await documents(), []);
  // What is left of it is looked at again after five minutes, for which nobody here waits.
  await deployment.operate("index", "resync", `${course.id}`);
  await eventually("the end of the course", async () => Object.keys(await manifest(course.id)).length === 0);
  const { Count } = await aws.json("dynamodb", "DynamoDB_20120810.Scan", { TableName: `${STACK}-open-questions` });
  assert.equal(Count, 0);
});

test("the token stands in no address, in no log and in nothing that is shown", async () => {
  assert.ok(moodle.asked.some((line) => line.includes("/webservice/pluginfile.php/")), "files were read");
  const shown = await deployment.operate("index", "status");
  for (const text of [...moodle.asked, shown, await deployment.logs(0)]) assert.ok(!text.includes(INDEXER));
  const { Items } = await aws.json("dynamodb", "DynamoDB_20120810.Scan", { TableName: `${STACK}-pending-jobs` });
  assert.ok(!JSON.stringify(Items).includes(INDEXER));
});
