// The web service of an indexer, set up over its page and on the command line, and used as an indexer does.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeIn } from "../browser/accessibility.mjs";
import { COMPONENT, address } from "./events.mjs";
import { cli, logged, moodle, pictured, site } from "./site.mjs";

let admin;
let page;
let kept;
before(async () => {
  await site("forget setup");
  kept = await site("set", [["", "enablewebservices", "0"], ["", "webserviceprotocols", ""]]);
  admin = await logged(null, "admin");
  page = admin.page;
});
after(async () => {
  await admin.close();
  await site("set", kept);
});

const setUp = () => Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Set up", exact: true }).click()]);

/** Calls a function of the web services. */
async function call(token, wsfunction, given = {}) {
  const body = new URLSearchParams({ wstoken: token, wsfunction, moodlewsrestformat: "json", ...given });
  const answer = await fetch(`${moodle}/webservice/rest/server.php`, { method: "POST", body });
  const text = await answer.text();
  return text ? JSON.parse(text) : answer.status;
}

let first;

test("web services are switched on only when that is asked for", async () => {
  await page.goto(address.setup);
  assert.deepEqual(await axeIn(page, "#region-main"), []);
  await pictured(page, "moodle-events-setup", page.locator("#region-main"));
  await setUp();
  await page.getByText("Without them no token works").waitFor();
  assert.deepEqual(await site("get", [["", "enablewebservices"], ["", "webserviceprotocols"]]), ["0", ""]);
  await page.locator("input[type=checkbox][name=switchon]").check();
  await setUp();
  first = await page.locator("#local_awsevents-token").inputValue();
  assert.match(first, /^[0-9a-f]{32}$/);
  assert.match(await page.locator("#region-main").innerText(), new RegExp(`moodle-aws site token --url ${moodle} \\[--stack NAME\\]`));
  assert.deepEqual(await axeIn(page, "#region-main"), []);
  await page.evaluate(() => (document.querySelector("#local_awsevents-token").value = "0123456789abcdef0123456789abcdef"));
  await pictured(page, "moodle-events-token", page.locator("#region-main"));
  assert.deepEqual(await site("get", [["", "enablewebservices"], ["", "webserviceprotocols"]]), ["1", "rest"]);
});

test("the token reads a course with its files, and nothing more", async () => {
  const name = `SETUP${Date.now()}`;
  const { course, cmid } = await site("course", { name });
  const about = await call(first, "core_webservice_get_site_info");
  assert.equal(about.username, "moodle-aws-index");
  assert.equal(about.functions.length, 14);
  const sections = await call(first, "core_course_get_contents", { courseid: course });
  const modules = sections.flatMap(({ modules }) => modules);
  assert.deepEqual(modules.map(({ id, modname }) => [id, modname]), [[cmid, "page"]]);
  const access = await call(first, "local_awsevents_get_course_access", { courseid: course });
  assert.deepEqual(access, { schemaversion: 1, courseid: course, coursevisible: true, modules: [{ cmid, barriers: [] }] });
  const listed = await call(first, "local_awsevents_get_courses", { after: course - 1, limit: 1 });
  assert.deepEqual(listed, { courses: [{ id: course, fullname: name, visible: true }] });
  const file = await fetch(modules[0].contents[0].fileurl, { method: "POST", body: new URLSearchParams({ token: first }) });
  assert.match(file.headers.get("content-type"), /^text\/html/);
  assert.match((await call(first, "core_user_get_users", { "criteria[0][key]": "email", "criteria[0][value]": "%" })).errorcode, /access/);
});

test("the token is not shown again, and a new one ends it", async () => {
  await page.goto(address.setup);
  await page.getByText("It is set up.").waitFor();
  assert.ok(!(await page.content()).includes(first));
  await setUp();
  await page.getByText("still good").waitFor();
  await page.goto(address.setup);
  await page.locator("input[type=checkbox][name=newtoken]").check();
  await page.getByLabel("May be used from").fill("nowhere");
  await setUp();
  await page.getByText("These must be addresses or networks").waitFor();
  await page.getByLabel("May be used from").fill("127.0.0.1");
  await setUp();
  const second = await page.locator("#local_awsevents-token").inputValue();
  assert.equal((await call(first, "core_webservice_get_site_info")).errorcode, "invalidtoken");
  assert.equal((await call(second, "core_webservice_get_site_info")).username, "moodle-aws-index");
  assert.deepEqual(await site("made"), { user: 1, role: 1, tokens: 1, protocols: "rest" });
});

test("the command line does the same, asks first, and writes nothing but the token to its standard output", async () => {
  await site("set", [["", "webserviceprotocols", "soap"]]);
  const refused = await cli("local/awsevents/cli/setup.php");
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /The REST protocol is off.*--yes/s);
  const made = await cli("local/awsevents/cli/setup.php", "--yes", "--new-token", "--ip=127.0.0.1", "--valid-until=2099-12-31");
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stdout, /^[0-9a-f]{32}\n$/);
  assert.match(made.stderr, new RegExp(`moodle-aws site token --url ${moodle} \\[--stack NAME\\]`));
  assert.equal((await call(made.stdout.trim(), "core_webservice_get_site_info")).username, "moodle-aws-index");
  assert.equal((await site("made")).protocols, "soap,rest");
  const again = await cli("local/awsevents/cli/setup.php");
  assert.deepEqual([again.code, again.stdout], [0, ""]);
  assert.match(again.stderr, /still good/);
  for (const [option, why] of [["--ip=300.1", /addresses or networks/], ["--valid-until=2020-01-01", /a day in the future/],
    ["--valid-until=soon", /a day in the future/], ["--nothing", /nothing/]]) {
    const wrong = await cli("local/awsevents/cli/setup.php", option);
    assert.notEqual(wrong.code, 0, option);
    assert.match(wrong.stderr, why);
    assert.equal(wrong.stdout, "");
  }
});

test("the pages complain of nothing", async () => {
  const [version] = await site("get", [[COMPONENT, "version"]]);
  assert.ok(version);
  assert.deepEqual(admin.complaints(), []);
});
