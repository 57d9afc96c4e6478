// The status page while events are sent, wait and are given up. The plugin is installed, and connected by the tests.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { axeIn } from "../browser/accessibility.mjs";
import { bus } from "./bus.mjs";
import { address, connect, facts, press } from "./events.mjs";
import { logged, moodle, pictured, settings, site } from "./site.mjs";

let to;
let admin;
let page;
before(async () => {
  to = await bus();
  admin = await logged(null, "admin");
  page = admin.page;
});
after(async () => {
  await admin.close();
  await to.stop();
});
beforeEach(async () => {
  to.refuse();
  to.spoil();
  to.took.length = 0;
  await connect(to);
  await page.goto(address.status);
});

let made = 0;
const course = () => site("course", { name: `STATUS${Date.now()}-${++made}` });

test("what is done in a course is waiting until it is sent", async () => {
  const { course: id, cmid } = await course();
  await page.goto(address.status);
  const waiting = await page.locator("tbody tr").allInnerTexts();
  assert.ok(waiting.some((row) => row.includes("course_module_created")), waiting.join("\n"));
  assert.equal(Number((await facts(page)).Waiting), waiting.length);
  assert.deepEqual(await axeIn(page, "#region-main"), []);
  assert.match(await press(page, "Send now"), new RegExp(`Sent: ${waiting.length}\\. Tried again later: 0\\. Given up: 0\\.`));
  const sent = to.took.find(({ detail }) => detail.eventname === "\\core\\event\\course_module_created");
  assert.equal(sent.Source, "moodle.events");
  assert.equal(sent.EventBusName, "moodle-events");
  assert.deepEqual([sent.detail.courseid, sent.detail.cmid, sent.detail.modulename, sent.detail.wwwroot], [id, cmid, "page", moodle]);
  assert.equal(sent.detail.userid, null);
  assert.match(sent.detail.userid_hash, /^[0-9a-f]{64}$/);
  const then = await facts(page);
  assert.deepEqual([then.Waiting, then["Sent in the last hour"]], ["0", String(waiting.length)]);
  await pictured(page, "moodle-events-status", page.locator("#region-main"));
});

test("a test event says which permission is missing, and a bus that is not there", async () => {
  to.refuse("denied");
  const said = await press(page, "Send test event");
  assert.match(said, /allow events:PutEvents .* What was said: AccessDeniedException: User: arn:aws:iam/s);
  await pictured(page, "moodle-events-test-denied", page.locator("#region-main"));
  to.refuse("missing");
  assert.match(await press(page, "Send test event"), /no such event bus in this region: check “Event bus” and “Region”/);
  assert.deepEqual(await site("outbox"), []);
});

test("while the bus is away events wait, and the pages say for how long and why", async () => {
  await course();
  to.refuse("failing");
  await page.goto(address.status);
  assert.match(await press(page, "Send now"), /InternalException/);
  const then = await facts(page);
  assert.ok(Number(then.Waiting) > 0);
  assert.match(then["Last error"], /InternalException: The service failed/);
  assert.match(then["Next attempt in"], /sec/);
  assert.equal(then["Given up"], "0");
  to.refuse();
  assert.match(await press(page, "Send now"), /Sent: [1-9]/);
  assert.equal((await facts(page)).Waiting, "0");
});

describe("events that were given up", () => {
  beforeEach(async (t) => {
    await settings(t, ["local_awsevents", "maxattempts", "1"]);
    await course();
    to.spoil((detail) => detail.eventname.includes("course_"));
    await site("run", { task: "send_events" });
    to.spoil();
    await page.goto(address.dead);
  });

  test("are listed with the reason, and those that are selected are sent again", async () => {
    const rows = page.locator("tbody tr");
    const count = await rows.count();
    assert.ok(count >= 2);
    assert.match(await rows.first().innerText(), /MalformedDetail: Detail is malformed\./);
    await pictured(page, "moodle-events-given-up", page.locator("#region-main"));
    assert.deepEqual(await axeIn(page, "#region-main"), []);
    await rows.first().getByRole("checkbox").check();
    assert.match(await press(page, "Try selected again"), /“Send now”: 1\./);
    assert.equal(await rows.count(), count - 1);
    await press(page, "Send now");
    assert.equal(to.took.length, 1);
  });

  test("are selected together by the box above", async () => {
    const boxes = page.locator("tbody").getByRole("checkbox");
    await page.locator("thead").getByRole("checkbox").check();
    for (const box of await boxes.all()) assert.equal(await box.isChecked(), true);
  });

  test("are sent again together", async () => {
    const count = await page.locator("tbody tr").count();
    assert.match(await press(page, "Send all given up again"), new RegExp(`: ${count}\\.`));
    assert.match(await press(page, "Send now"), new RegExp(`Sent: ${count}\\.`));
    assert.equal(new Set(to.took.map(({ detail }) => detail.eventid)).size, count);
  });

  test("are deleted after a question, and not without it", async () => {
    const count = await page.locator("tbody tr").count();
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Delete all given up" }).click()]);
    await page.getByText("They are then never sent.").waitFor();
    assert.equal((await site("outbox")).length, count);
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Cancel" }).click()]);
    assert.equal((await site("outbox")).length, count);
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Delete all given up" }).click()]);
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Continue" }).click()]);
    await page.getByText(`Events deleted: ${count}.`).waitFor();
    assert.deepEqual(await site("outbox"), []);
  });

  test("without one selected there is nothing to do, and the page says so", async () => {
    assert.match(await press(page, "Try selected again"), /No event was selected/);
  });
});

test("the index of every course is requested by one button", async () => {
  const { course: id } = await course();
  await press(page, "Send now");
  assert.match(await press(page, "Send all existing files"), /Every course will be indexed/);
  assert.match(await press(page, "Send all existing files"), /under way/);
  await site("run", { task: "send_existing_files" });
  await press(page, "Send now");
  const requested = to.took.filter(({ detail }) => detail.eventname.endsWith("index_requested")).map(({ detail }) => detail.courseid);
  assert.ok(requested.includes(id), requested.join());
  assert.equal(new Set(requested).size, requested.length);
});

test("a list of many is shown a page at a time", async () => {
  for (let courses = 0; courses < 25; courses++) await course();
  await page.goto(address.status);
  assert.equal(await page.locator("tbody tr").count(), 50);
  await Promise.all([page.waitForEvent("load"), page.getByRole("link", { name: "Next page" }).or(page.getByRole("link", { name: "Page 2" })).first().click()]);
  const rest = await page.locator("tbody tr").count();
  assert.ok(rest > 0 && rest <= 50);
});

test("nobody without administration rights, and no foreign page, gets anything from it", async (t) => {
  const guest = await logged(t);
  await guest.page.goto(address.status);
  await guest.page.waitForURL(/login/);
  await course();
  const before = (await site("outbox")).length;
  const answer = await page.request.post(address.status, { form: { action: "sendnow", sesskey: "guessed" } });
  assert.match(await answer.text(), /sesskey|session has most likely timed out/i);
  assert.equal((await site("outbox")).length, before);
  assert.deepEqual(to.took, []);
});

test("the pages complain of nothing", () => {
  assert.deepEqual(admin.complaints(), []);
});
