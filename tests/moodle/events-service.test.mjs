// Events by a connection code, to a real server of ours: connected over the settings page, sent, and read there. The plugin is
// installed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { COMPONENT, address, field, paste, press, save, settingsPage } from "./events.mjs";
import { logged, moodle, pictured, serveForMoodle, site } from "./site.mjs";

let server;
let admin;
let page;
let kept;
before(async () => {
  server = await serveForMoodle();
  admin = await logged(null, "admin");
  page = admin.page;
  kept = await site("set", [
    [COMPONENT, "transport", "code"],
    [COMPONENT, "connectioncode", ""],
    [COMPONENT, "eventbus", ""],
    [COMPONENT, "profiles", "files"],
    [COMPONENT, "coursefilter", "all"],
  ]);
  await site("forget events");
});
after(async () => {
  await site("set", kept);
  await site("forget events");
  await admin.close();
  await server.stop();
});

/** What the server has taken, as its operator reads it. */
async function taken() {
  const said = await server.operate("events", "tail", "--since", "1d", "--json");
  return said.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

test("a code of another site is refused, and one of this site connects it", async () => {
  await settingsPage(page);
  await paste(page, "connectioncode", await server.code("https://other.example"));
  assert.match(await save(page), /was made for https:\/\/other\.example, and this site’s address is/);
  await settingsPage(page);
  const code = await server.code();
  await paste(page, "connectioncode", code);
  assert.match(await save(page), /Changes saved/);
  assert.ok(!(await page.content()).includes(code.slice(0, 60)));
  await page.goto(address.status);
  assert.match(await press(page, "Send test event"), /The test event arrived\. Its id is \S+; it took \d+ ms\./);
  await pictured(page, "moodle-events-test", page.locator("#region-main"));
  const [event] = await taken();
  assert.equal(event.eventname, "\\local_awsevents\\event\\test_sent");
  assert.equal(event.wwwroot, moodle);
});

test("what is done in a course arrives once, and in order", async () => {
  const { course, cmid } = await site("course", { name: `SERVICE${Date.now()}` });
  await page.goto(address.status);
  assert.match(await press(page, "Send now"), /Sent: [1-9]\d*\. Tried again later: 0\. Given up: 0\./);
  const events = (await taken()).filter(({ courseid }) => courseid === course);
  const made = events.filter(({ eventname }) => eventname.endsWith("course_module_created"));
  assert.deepEqual(made.map((event) => [event.cmid, event.modulename]), [[cmid, "page"]]);
  const order = events.map(({ sequence }) => sequence);
  assert.deepEqual(order, [...order].sort((one, other) => one - other));
});

test("a key that the operator has revoked says what to ask for, and events wait", async () => {
  await site("course", { name: `REVOKED${Date.now()}` });
  const [, id] = (await server.operate("site", "list")).match(/([\w-]{22})/);
  await server.operate("site", "revoke", "--key-id", id);
  await page.goto(address.status);
  const waiting = (await site("outbox")).length;
  assert.ok(waiting > 0);
  assert.match(await press(page, "Send now"), /ask its operator for a new connection code/);
  assert.equal((await site("outbox")).filter(({ dead }) => !dead).length, waiting);
  assert.match(await press(page, "Send test event"), /ask its operator for a new connection code/);
  await settingsPage(page);
  await paste(page, "connectioncode", await server.code());
  assert.match(await save(page), /Changes saved/);
  await page.goto(address.status);
  assert.match(await press(page, "Send now"), new RegExp(`Sent: ${waiting}\\.`));
});

test("a server that is away says so, and events wait", async () => {
  await settingsPage(page);
  assert.equal(await field(page, "region").isVisible(), false);
  await site("course", { name: `AWAY${Date.now()}` });
  await server.stop();
  await page.goto(address.status);
  assert.match(await press(page, "Send now"), /The service cannot be reached, or takes no events/);
  assert.ok((await site("outbox")).every(({ dead }) => !dead));
  server = { stop: async () => {} };
  assert.deepEqual(admin.complaints(), []);
});
