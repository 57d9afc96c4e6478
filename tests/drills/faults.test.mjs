// What goes wrong between Moodle and EventBridge, and what becomes of the events: none is lost, and one that comes twice
// comes with the same eventid.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { BROKEN, BUSY, EXPIRED, MALFORMED, THROTTLED } from "./bus.mjs";
import { connect, counted, drain, moodle, send, sender, site } from "./moodle.mjs";

let bus, consumer;
const stops = [];
before(async () => {
  ({ bus, consumer } = await connect({ after: (stop) => stops.push(stop) }));
});
after(async () => {
  for (const stop of stops.reverse()) await stop();
});

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** Begins a drill: nothing waits, nothing has arrived, nothing is wrong. Then the events of `count` edits wait. */
async function waiting(count) {
  await site("empty");
  await bus.start();
  bus.mend();
  await consumer.receive();
  bus.forget();
  if (count) await site("trigger", { count });
  const { eventids } = await site("outbox");
  assert.equal(eventids.length, count);
  return eventids;
}

/** Sends what waits, and checks that all of it has arrived. Says how many came twice. */
async function allArrive(t, eventids) {
  bus.mend();
  await drain();
  const counts = counted((await consumer.receive()).map(({ detail }) => detail.eventid));
  const lost = eventids.filter((id) => !counts.has(id));
  const twice = [...counts.values()].filter((count) => count > 1).length;
  t.diagnostic(`${eventids.length} events: ${lost.length} lost, ${twice} came more than once`);
  assert.deepEqual(lost, []);
  return { twice, counts };
}

/** How long the bus is down in the first drill. */
const OUTAGE_MINUTES = Number(process.env.DRILL_OUTAGE_MINUTES ?? 10);

test("a bus that is down for ten minutes loses nothing, and brings no event nearer to its end", async (t) => {
  const eventids = await waiting(300);
  await bus.stop();
  let [longest, ends] = [0, Date.now() + OUTAGE_MINUTES * 60_000];
  // Cron comes every minute, and teachers go on.
  while (Date.now() < ends) {
    const begun = performance.now();
    const { code, said } = await send();
    assert.equal(code, 0, said);
    longest = Math.max(longest, performance.now() - begun);
    await site("trigger", { count: 10 });
    await pause(Math.max(0, 60_000 - (performance.now() - begun)));
  }
  const during = await site("outbox");
  assert.deepEqual(during.dead, []);
  assert.equal(during.attempts, 0);
  await bus.start();
  const back = performance.now();
  while (await site("count")) {
    await pause(5_000);
    await send();
  }
  const late = seconds(performance.now() - back);
  t.diagnostic(`${during.count} events waited; a run while the bus was down took ${seconds(longest)} at most`);
  t.diagnostic(`all had been sent ${late} after it was back`);
  const { twice } = await allArrive(t, [...new Set([...eventids, ...during.eventids])]);
  assert.equal(twice, 0);
});

test("a throttled bus is given time, and gets everything", async (t) => {
  const eventids = await waiting(200);
  let call = 0;
  bus.refuse = () => (call++ % 3 ? THROTTLED : null);
  for (let run = 0; run < 6; run += 1) {
    await send();
    await site("endpause");
  }
  assert.deepEqual((await site("outbox")).dead, []);
  const { twice } = await allArrive(t, eventids);
  assert.equal(twice, 0);
});

test("of a call that fails in part, only what failed is sent again", async (t) => {
  const eventids = await waiting(200);
  const seen = new Set();
  bus.spoil = ({ eventid, sequence }) => (sequence % 3 === 0 && !seen.has(eventid) ? (seen.add(eventid), BUSY) : null);
  await send();
  const left = (await site("outbox")).eventids;
  assert.deepEqual(new Set(left), seen);
  const { twice } = await allArrive(t, eventids);
  assert.equal(twice, 0);
});

test("one poison entry holds up no other, and ends dead with its reason", async (t) => {
  const eventids = await waiting(100);
  const poison = eventids[42];
  bus.spoil = ({ eventid }) => (eventid === poison ? MALFORMED : null);
  await send();
  assert.deepEqual((await site("outbox")).eventids, [poison]);
  for (let run = 0; run < 20; run += 1) {
    await site("endpause");
    await send();
  }
  const { dead, errors, attempts } = await site("outbox");
  assert.deepEqual(dead, [poison]);
  t.diagnostic(`dead after ${attempts} attempts: ${errors.join(" ")}`);
  const counts = counted((await consumer.receive()).map(({ detail }) => detail.eventid));
  assert.deepEqual(new Set(counts.keys()), new Set(eventids.filter((id) => id !== poison)));
});

test("an entry for which the whole call is refused holds up no other", async (t) => {
  const eventids = await waiting(100);
  const poison = eventids[7];
  const refusal = { status: 400, body: { __type: "ValidationException", message: "1 validation error detected" } };
  bus.refuse = (entries) => (entries.some((entry) => JSON.parse(entry.Detail).eventid === poison) ? refusal : null);
  await send();
  assert.deepEqual((await site("outbox")).eventids, [poison]);
  t.diagnostic(`${bus.calls} calls for 100 events`);
  await allArrive(t, eventids);
});

test("expired credentials cost no event", async (t) => {
  const eventids = await waiting(100);
  let calls = 0;
  bus.refuse = () => (++calls > 4 ? EXPIRED : null);
  await send();
  const { count, dead, attempts, notbefore } = await site("outbox");
  assert.equal(count, 60);
  assert.deepEqual([dead, attempts], [[], 0]);
  assert.ok(notbefore > 0);
  const { twice } = await allArrive(t, eventids);
  assert.equal(twice, 0);
});

test("a bus that answers with an error of its own is asked again", async (t) => {
  const eventids = await waiting(100);
  bus.refuse = () => BROKEN;
  await send();
  assert.equal((await site("outbox")).count, 100);
  await allArrive(t, eventids);
});

test("an answer that is lost on its way brings events twice, with the same ids", async (t) => {
  const eventids = await waiting(100);
  let calls = 0;
  bus.loseAnswer = () => ++calls === 3;
  await send();
  const { twice } = await allArrive(t, eventids);
  assert.equal(twice, 10);
});

test("a sender that is killed in mid-batch, 20 times, loses nothing", async (t) => {
  const eventids = await waiting(1000);
  bus.delay = 20;
  let killed = 0;
  for (let run = 0; run < 20; run += 1) {
    await site("endpause");
    const calls = bus.calls;
    const sending = sender();
    while (bus.calls < calls + 2 && sending.process.exitCode === null) await pause(3);
    sending.process.kill("SIGKILL");
    if ((await sending.ended).signal === "SIGKILL") killed += 1;
  }
  assert.ok(killed >= 15, `only ${killed} were killed at work`);
  const { dead } = await site("outbox");
  assert.deepEqual(dead, []);
  t.diagnostic(`killed ${killed} times`);
  const { twice } = await allArrive(t, eventids);
  assert.ok(twice <= killed * 10);
});

test("two senders at once send each event once", async (t) => {
  const eventids = await waiting(500);
  bus.delay = 5;
  const both = await Promise.all([send(), send()]);
  assert.deepEqual(both.map(({ code }) => code), [0, 0]);
  const { twice } = await allArrive(t, eventids);
  assert.equal(twice, 0);
});

test("a fatal error in the sender loses nothing, and pauses it for minutes, not hours", async (t) => {
  const eventids = await waiting(200);
  const delays = [];
  for (let run = 0; run < 8; run += 1) {
    await site("endpause");
    const { code, said } = await send({ php: ["-d", `auto_prepend_file=${new URL("fatal.php", import.meta.url).pathname}`] });
    assert.notEqual(code, 0, said);
    delays.push(await site("faildelay"));
  }
  t.diagnostic(`Moodle leaves the task alone for ${delays.join(", ")} s`);
  assert.ok(Math.max(...delays) <= 300);
  assert.equal((await site("outbox")).count, 200);
  await allArrive(t, eventids);
});

for (const [what, offset] of [["forward by a day", "+1d"], ["back by a day", "-1d"]]) {
  test(`a clock that goes ${what} while events wait loses nothing`, async (t) => {
    const eventids = await waiting(50);
    // Moodle itself comes to no end while its clock is before the last purge of its caches (make_localcache_directory).
    const purged = await site("set", ["", "localcachedirpurged", "0"]);
    t.after(() => site("set", ...purged));
    bus.spoil = ({ sequence }) => (sequence % 2 ? BUSY : null);
    await send({ wrapped: ["faketime", "-f", offset] });
    bus.mend();
    for (let run = 0; run < 3 && (await site("count")); run += 1) {
      await send();
      // The longest pause of an entry that was just put off by the clock as it is now.
      if (await site("count")) await pause(1000);
    }
    await allArrive(t, eventids);
  });
}

test("a database that restarts under the sender costs no event", async (t) => {
  const eventids = await waiting(500);
  bus.delay = 20;
  const sending = sender();
  while (bus.calls < 5) await pause(5);
  await restartDatabase();
  await sending.ended;
  const { twice } = await allArrive(t, eventids);
  assert.ok(twice <= 10);
});

function restartDatabase() {
  const [program, ...args] = (process.env.DRILL_RESTART_DATABASE ?? "pg_ctlcluster -m immediate 15 main restart").split(" ");
  return new Promise((done, fail) => {
    spawn(program, args, { stdio: "inherit" }).once("close", (code) => (code ? fail(new Error(`${program}: ${code}`)) : done()));
  });
}

/** Calls a function of Moodle's web services, and says how long it took. */
async function called(token, wsfunction, fields) {
  const begun = performance.now();
  const body = new URLSearchParams({ wstoken: token, wsfunction, moodlewsrestformat: "json", ...fields });
  const answer = await fetch(`${moodle}/webservice/rest/server.php`, { method: "POST", body });
  const said = await answer.json();
  if (said?.exception) throw new Error(`${said.errorcode}: ${said.message}`);
  return performance.now() - begun;
}

const course = (prefix, number) => ({
  "courses[0][shortname]": `${prefix}-${number}`,
  "courses[0][fullname]": `${prefix} ${number}`,
  "courses[0][categoryid]": "1",
});

test("a teacher's call takes no longer, and never fails, while the bus hangs", async (t) => {
  await waiting(0);
  const token = await site("token", "core_course_create_courses");
  const median = async (prefix) => {
    const times = [];
    for (let number = 0; number < 30; number += 1) {
      times.push(await called(token, "core_course_create_courses", course(prefix, number)));
    }
    return times.sort((a, b) => a - b)[15];
  };
  const prefix = `hang-${Date.now().toString(36)}`;
  await median(`${prefix}-warm`);
  await site("set", ["local_awsevents", "enabled", "0"]);
  const off = await median(`${prefix}-off`);
  await site("set", ["local_awsevents", "enabled", "1"]);
  bus.delay = 60_000;
  const sending = sender();
  const on = await median(`${prefix}-on`);
  sending.process.kill("SIGKILL");
  await sending.ended;
  t.diagnostic(`median of a call that makes a course: ${off.toFixed(1)} ms without the plugin, ${on.toFixed(1)} ms with it`);
  // What is measured is above. A page that waited for the bus would take its whole time limit.
  assert.ok(on < off + 1000);
  await allArrive(t, (await site("outbox")).eventids);
});

/** PHP's workers that serve this Moodle: `DRILL_WORKERS` is how their processes are titled. */
async function workers() {
  const title = process.env.DRILL_WORKERS ?? "php-fpm: pool www";
  const found = [];
  for (const id of await readdir("/proc")) {
    if (!/^\d+$/.test(id)) continue;
    const command = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
    if (command.startsWith(title)) found.push(Number(id));
  }
  return found;
}

test("PHP workers that are killed at work leave an event for every course that was made, and none besides", async (t) => {
  await waiting(0);
  const token = await site("token", "core_course_create_courses");
  const prefix = `kill-${Date.now().toString(36)}`;
  let working = true;
  let killed = 0;
  const killing = (async () => {
    while (working) {
      await pause(60 + Math.random() * 120);
      const found = await workers();
      if (!found.length) throw new Error("there are no workers; set DRILL_WORKERS to the title of their processes");
      process.kill(found[Math.floor(Math.random() * found.length)], "SIGKILL");
      killed += 1;
    }
  })();
  let failed = 0;
  const edits = Array.from({ length: 200 }, (_, number) => number);
  const teacher = async () => {
    for (let number = edits.shift(); number !== undefined; number = edits.shift()) {
      await called(token, "core_course_create_courses", course(prefix, number)).catch(() => (failed += 1));
    }
  };
  await Promise.all([teacher(), teacher(), teacher()]);
  working = false;
  await killing;
  await pause(1000);
  const made = await site("made", { prefix });
  const { eventids } = await site("outbox");
  await drain();
  // What the bus was still given by the sender that hung in the drill before comes now, for the second time.
  const received = (await consumer.receive()).map(({ detail }) => detail).filter(({ eventid }) => eventids.includes(eventid));
  const announced = received.filter(({ eventname }) => eventname === "\\core\\event\\course_created");
  t.diagnostic(`200 calls, ${killed} workers killed, ${failed} calls failed, ${made.length} courses, ${eventids.length} events`);
  assert.ok(failed > 0, "no kill hit a call");
  assert.deepEqual(announced.map(({ courseid }) => courseid).sort((a, b) => a - b), made);
  assert.deepEqual(new Set(received.map(({ eventid }) => eventid)), new Set(eventids));
});

test("a backlog of 100,000 events drains, in bounded memory", async (t) => {
  const eventids = await waiting(100_000);
  const begun = performance.now();
  let [runs, peak] = [0, 0];
  while ((await site("count")) > 0) {
    const { said } = await send({ wrapped: ["time", "-f", "peak %M KB"] });
    peak = Math.max(peak, Number(/peak (\d+) KB/.exec(said)?.[1] ?? Infinity));
    runs += 1;
  }
  const took = performance.now() - begun;
  const accepted = counted(bus.accepted.map(({ eventid }) => eventid));
  const rate = (100_000 / took) * 1000;
  t.diagnostic(`${seconds(took)} in ${runs} runs: ${rate.toFixed(0)} events a second, peak of PHP ${(peak / 1024).toFixed(0)} MB`);
  // The bus may also have taken what hung in a drill before.
  assert.deepEqual(eventids.filter((id) => accepted.get(id) !== 1), []);
  assert.ok(peak < 256 * 1024);
});
