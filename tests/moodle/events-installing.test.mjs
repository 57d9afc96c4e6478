// An administrator: from the zip to the first event, over the plugin that this one replaces, and away again. The order
// matters: each test goes on where the one before it ended, and the last leaves the plugin installed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeIn } from "../browser/accessibility.mjs";
import { bus } from "./bus.mjs";
import { COMPONENT, address, connect, field, paste, pick, press, save, settingsPage } from "./events.mjs";
import { finish, install, logged, moodle, pictured, settings, site, uninstall } from "./site.mjs";

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

test("a plugin that is uninstalled leaves nothing behind", async () => {
  await install(page, COMPONENT);
  const [protocols] = await site("get", [["", "webserviceprotocols"]]);
  await page.goto(address.setup);
  const switchOn = page.locator("input[type=checkbox][name=switchon]");
  if (await switchOn.isVisible()) await switchOn.check();
  await page.getByRole("button", { name: "Set up", exact: true }).click();
  await page.getByText("The web service is set up").waitFor();
  const there = await site("rows", COMPONENT);
  for (const table of ["config_plugins", "external_services", "task_scheduled", "tables"]) assert.ok(there[table] > 0, table);
  await uninstall(page, COMPONENT);
  const left = Object.entries(await site("rows", COMPONENT)).filter(([, count]) => count > 0);
  assert.deepEqual(left, []);
  const { user, role, tokens } = await site("made");
  assert.deepEqual([user, role, tokens], [0, 0, 0]);
  await site("set", [["", "webserviceprotocols", protocols]]);
});

test("the plugin is installed from its zip", async () => {
  await install(page, COMPONENT);
  const [version, siteid, transport] = await site("get", ["version", "siteid", "transport"].map((name) => [COMPONENT, name]));
  assert.ok(Number(version) > 2026041300, version);
  assert.match(siteid, /^[0-9a-f-]{36}$/);
  assert.equal(transport, "code");
  const missing = await page.evaluate(() => document.body.innerText.match(/\[\[\w+\]\]/g));
  assert.equal(missing, null);
});

test("before it is connected nothing is kept, and the pages say what to do", async () => {
  await site("course", { name: `NOTCONNECTED${Date.now()}` });
  assert.deepEqual(await site("outbox"), []);
  await page.goto(address.status);
  assert.match(await page.locator("#region-main").innerText(), /The site is not connected/);
  assert.match(await press(page, "Send test event"), /not connected/);
  assert.match(await press(page, "Send now"), /not connected/);
  assert.match(await press(page, "Send all existing files"), /not connected/);
});

test("what is wrong in the settings is refused where it stands, with what it should be", async () => {
  await settingsPage(page);
  assert.equal(await field(page, "region").isVisible(), false);
  await pictured(page, "moodle-events-settings");
  await field(page, "transport").selectOption("aws");
  await field(page, "credentials").selectOption("keys");
  await field(page, "region").fill("Frankfurt");
  await field(page, "eventbus").fill("my bus");
  await field(page, "endpoint").fill("http://events.example.com");
  await field(page, "accesskey").fill("a b");
  await paste(page, "secretkey", "not a key");
  await field(page, "maxattempts").fill("0");
  const said = await save(page);
  for (const what of [/no region such as/, /neither the name of an event bus/, /plain http/, /no access key ID/, /no secret access key/,
    /from 1 to 1000/]) assert.match(said, what);
  const kept = await site("get", ["region", "eventbus", "endpoint", "accesskey", "secretkey"].map((name) => [COMPONENT, name]));
  assert.deepEqual(kept, ["", "", "", "", ""]);
});

test("events go to EventBridge with an access key that is not shown again", async () => {
  await settingsPage(page);
  await field(page, "transport").selectOption("aws");
  await field(page, "credentials").selectOption("keys");
  await field(page, "region").fill("eu-west-1");
  await field(page, "eventbus").fill("moodle-events");
  await field(page, "endpoint").fill(to.url);
  await field(page, "accesskey").fill("AKIAIOSFODNN7EXAMPLE");
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  await paste(page, "secretkey", secret);
  await pictured(page, "moodle-events-settings-aws");
  assert.match(await save(page), /Changes saved/);
  assert.ok(!(await page.content()).includes(secret));
  const [kept] = await site("get", [[COMPONENT, "secretkey"]]);
  assert.ok(kept.length > 40 && !kept.includes(secret), "kept encrypted");
  await page.goto(address.status);
  assert.match(await press(page, "Send test event"), /The test event arrived\. Its id is [0-9a-f-]{36}/);
  assert.deepEqual(to.names(), ["test_sent"]);
  assert.deepEqual(await axeIn(page, "#region-main"), []);
});

test("further events and courses are found by typing", async (t) => {
  await settings(t, [COMPONENT, "events", ""], [COMPONENT, "coursefilter", "all"], [COMPONENT, "courses", ""]);
  const name = `EVENTS${Date.now()}`;
  const { course } = await site("course", { name });
  await settingsPage(page);
  await field(page, "coursefilter").selectOption("only");
  await pick(page, "events", "Discussion created");
  await pick(page, "courses", name);
  assert.match(await save(page), /Changes saved/);
  const kept = await site("get", [[COMPONENT, "events"], [COMPONENT, "courses"]]);
  assert.deepEqual(kept, ["\\mod_forum\\event\\discussion_created", String(course)]);
  assert.match(await page.locator("#admin-courses").innerText(), new RegExp(name));
});

test("Moodle's page on its state knows the plugin", async () => {
  await page.goto(`${moodle}/report/status/index.php`);
  const items = await page.locator("tr", { hasText: "Events to AWS" }).allInnerTexts();
  assert.equal(items.length, 2, items.join("\n"));
});

test("the plugin that this one replaces is upgraded in the browser, and its settings are carried over", async () => {
  await site("replaced events", {
    debug: "1", auth_method: "key", region: "eu-central-1", key: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI", eventbus: "old-bus",
  });
  await finish(page);
  const names = ["version", "transport", "credentials", "region", "eventbus", "accesskey", "debug", "profiles"];
  const [version, ...kept] = await site("get", names.map((name) => [COMPONENT, name]));
  assert.ok(Number(version) > 2026041300);
  assert.deepEqual(kept, ["aws", "keys", "eu-central-1", "old-bus", "AKIAIOSFODNN7EXAMPLE", "1", "files"]);
  assert.deepEqual(await site("get", [["", "local_awsevents_secret"], ["", "local_awsevents_region"]]), [null, null]);
  const [secret] = await site("get", [[COMPONENT, "secretkey"]]);
  assert.ok(secret && !secret.includes("wJalr"), "kept encrypted");
  await site("set", [[COMPONENT, "endpoint", to.url]]);
  await page.goto(address.status);
  assert.match(await press(page, "Send test event"), /The test event arrived/);
});

test("the plugin is left installed, without complaints of its pages", async () => {
  await connect(to);
  assert.deepEqual(admin.complaints(), []);
});
