// What an operator sees of a stack's events, and does about them. The emulated stack has neither the archive nor the rule
// that writes the log, so that the tests do what those would.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { deployment, STACK } from "./deployment.mjs";
import { happened, putOnto } from "./happening.mjs";
import { eventually } from "./waiting.mjs";

const { aws, moodle, outputs } = deployment;
const COURSE = 51;
const UPDATED = "\\core\\event\\course_module_updated";
const LOG = `/aws/events/${outputs.EventBus}`;

const logs = (action, body) => aws.json("logs", `Logs_20140328.${action}`, { logGroupName: LOG, ...body });
const events = (...args) => deployment.operate("events", ...args);

/** How many messages about jobs have been sent. */
async function jobs() {
  const all = await aws.operations();
  return all.filter(({ application, name }) => application === "event-delay" && name === "SendMessage").length;
}

/** Writes events into the log as EventBridge would. */
async function log(...entries) {
  const logStreamName = randomUUID();
  await logs("CreateLogStream", { logStreamName });
  const line = ({ Source, DetailType, Detail }) =>
    JSON.stringify({ id: randomUUID(), source: Source, "detail-type": DetailType, detail: JSON.parse(Detail) });
  const logEvents = entries.map((entry) => ({ timestamp: Date.now(), message: line(entry) }));
  await logs("PutLogEvents", { logStreamName, logEvents });
}

test("events are shown from the log, all or those that are meant", async () => {
  const edit = happened(moodle.url, UPDATED, { courseid: COURSE, cmid: 3 });
  const viewed = happened(moodle.url, "\\core\\event\\course_viewed", { courseid: COURSE + 1 });
  await log(edit, viewed);
  const shown = async (...args) => (await events("tail", "--json", ...args)).trim().split("\n");
  const both = await shown();
  assert.ok([edit, viewed].every(({ Detail }) => both.includes(Detail)), both.join("\n"));
  assert.deepEqual(await shown("--course", `${COURSE}`), [edit.Detail]);
  assert.deepEqual(await shown("--name", "course_viewed", "--course", `${COURSE + 1}`), [viewed.Detail]);
});

test("events, jobs and what went wrong are counted", async () => {
  await log(happened(moodle.url, UPDATED, { courseid: COURSE, cmid: 3 }));
  const told = await events("stats");
  assert.match(told, /Archive\n {2}none/);
  assert.match(told, /\d+ {2}\\core\\event\\course_module_updated/);
  assert.match(told, /Jobs for the index\n {2}\d+ not due yet, \d+ due, \d+ being worked on/);
  assert.ok(told.includes(`${STACK}-failures`) && told.includes(`${STACK}-event-delay-undelivered`), told);
});

test("without an archive nothing is replayed, and the operator is told why", async () => {
  await assert.rejects(events("replay", "--since", "1h", "--yes"), /has no archive/);
  await assert.rejects(events("replay", "--since", "1h", "--course", "1"), /leave out --site/);
});

test("what the archive holds is replayed, and its progress told", async (t) => {
  const archive = { ArchiveName: `${STACK}-events` };
  const bus = await aws.json("events", "AWSEvents.DescribeEventBus", { Name: outputs.EventBus });
  await aws.json("events", "AWSEvents.CreateArchive", { ...archive, EventSourceArn: bus.Arn, RetentionDays: 90 });
  t.after(() => aws.json("events", "AWSEvents.DeleteArchive", archive));
  const before = await jobs();
  await putOnto(aws, outputs.EventBus, [happened(moodle.url, UPDATED, { courseid: COURSE, cmid: 4 })]);
  await eventually("the job of the event", async () => (await jobs()) === before + 1);
  assert.match(await events("replay", "--since", "1h"), /holds 1 events.*--yes/s);
  const done = await events("replay", "--since", "1h", "--until", "2099-01-01", "--yes");
  assert.match(done, /it is complete/);
  await eventually("the job of the replayed event", async () => (await jobs()) === before + 2);
  // The emulator counts the events of an archive, and never their bytes.
  assert.match(await events("stats"), /1 events, 0 kB, kept for 90 days/);
});
