// What teachers and students do arrives at a consumer on EventBridge: everything, once, in order.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adhoc, connect, counted, drain, site } from "./moodle.mjs";

let bus, consumer;
const stops = [];
before(async () => {
  ({ bus, consumer } = await connect({ after: (stop) => stops.push(stop) }));
});
after(async () => {
  for (const stop of stops.reverse()) await stop();
});

const name = () => `drill-${Date.now().toString(36)}`;

/** What an event is told apart by, both in Moodle's log and in what arrives. */
const identity = ({ eventname, courseid, contextid, objectid, timecreated }) =>
  [eventname, courseid, contextid, objectid, timecreated].map(String).join(" ");

/** Does something in Moodle, sends, and compares what arrives with Moodle's own log. */
async function arrives(t, act) {
  await site("empty");
  await consumer.receive();
  const mark = await site("mark");
  const done = await act();
  const logged = (await site("log", mark)).filter((row) => row.anonymous === "0");
  await drain();
  const received = (await consumer.receive()).map(({ detail, ...envelope }) => ({ ...detail, envelope }));
  assert.ok(logged.length > 0);
  assert.deepEqual(received.map(identity).sort(), logged.map(identity).sort());
  assert.equal(new Set(received.map(({ eventid }) => eventid)).size, received.length, "an eventid came twice");
  inOrder(received);
  t.diagnostic(`${received.length} events arrived, each once`);
  return { done, received };
}

/** The order in which the bus was given the events of each course is that of their sequence. */
function inOrder(received) {
  const ids = new Set(received.map(({ eventid }) => eventid));
  const last = new Map();
  for (const { eventid, courseid, sequence } of bus.accepted) {
    if (!ids.has(eventid)) continue;
    assert.ok(sequence > (last.get(courseid) ?? 0), `course ${courseid}: ${sequence} after ${last.get(courseid)}`);
    last.set(courseid, sequence);
  }
}

test("the whole life of a course arrives, each event once and in order", async (t) => {
  const { received } = await arrives(t, async () => {
    const made = await site("coursebegin", name());
    await adhoc();
    await site("courseend", made);
    await adhoc();
  });
  const names = counted(received.map(({ eventname }) => eventname));
  const expected = [
    ["\\core\\event\\course_module_created", 9],
    ["\\core\\event\\course_module_deleted", 3],
    ["\\mod_folder\\event\\folder_updated", 1],
    ["\\core\\event\\course_restored", 1],
    ["\\tool_recyclebin\\event\\course_bin_item_created", 2],
    ["\\tool_recyclebin\\event\\course_bin_item_restored", 1],
    ["\\core\\event\\course_deleted", 2],
  ];
  for (const [eventname, least] of expected) {
    assert.ok((names.get(eventname) ?? 0) >= least, `${eventname}: ${names.get(eventname)} of ${least}`);
  }
  for (const { envelope, eventname } of received) {
    assert.equal(envelope.source, "moodle.events");
    assert.equal(envelope["detail-type"], eventname);
  }
  // The emulator puts its own time in its place.
  for (const { time, timecreated } of bus.accepted) assert.equal(time, timecreated);
});

test("200 attempts of a quiz arrive, each event once and in order", async (t) => {
  const { received } = await arrives(t, () => site("quiz", { shortname: name(), attempts: 200 }));
  const names = counted(received.map(({ eventname }) => eventname));
  assert.equal(names.get("\\mod_quiz\\event\\attempt_started"), 200);
  assert.equal(names.get("\\mod_quiz\\event\\attempt_submitted"), 200);
});

test("a transaction that is rolled back sends nothing", async (t) => {
  await site("empty");
  const { inside, after } = await site("rollback", name());
  t.diagnostic(`${inside} rows inside the transaction, ${after} after it`);
  assert.ok(inside > 0);
  assert.equal(after, 0);
});
