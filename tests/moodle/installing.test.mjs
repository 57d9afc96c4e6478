// An administrator: from the zip to the first translation, over the plugin that this one replaces, and away again. The order
// matters: each test goes on where the one before it ended, and the last leaves the plugin installed and connected.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeIn } from "../browser/accessibility.mjs";
import {
  address, connect, finish, install, logged, moodle, open, openDrawer, pictured, serveForMoodle, site, translator, uninstall,
} from "./moodle.mjs";

const COMPONENT = "block_aitranslator";
const BLOCK = ".block_aitranslator-translator";

let server;
let admin;
let page;
before(async () => {
  server = await serveForMoodle();
  admin = await logged(null, "admin");
  page = admin.page;
});
after(async () => {
  await admin.close();
  await server.stop();
});

/** Pastes a connection code into the settings and saves; says what the page says then. */
async function paste(code) {
  await page.goto(address.settings);
  const field = page.locator("input[name=s_block_aitranslator_connectioncode]");
  const edit = page.locator("#admin-connectioncode :is([data-editbutton], a):visible");
  if (!(await field.isVisible())) await edit.first().click();
  await field.fill(code);
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.locator(".alert-success, .alert-danger, .error, [data-fieldtype=error]").first().waitFor();
  return page.locator("#region-main").innerText();
}

/** The steps of the page "Check connection": name and state, then what was found. */
async function check() {
  await page.goto(address.check);
  return page.locator(".block_aitranslator-step").allInnerTexts();
}

test("a plugin that is uninstalled leaves nothing behind", async () => {
  await install(page, COMPONENT);
  await connect(server);
  await site("blocks", { count: 2 });
  const there = await site("rows", COMPONENT);
  const tables = ["config_plugins", "block", "block_instances", "external_functions", "external_services", "capabilities"];
  for (const table of tables) assert.ok(there[table] > 0, table);
  await uninstall(page, COMPONENT);
  const left = Object.entries(await site("rows", COMPONENT)).filter(([, count]) => count > 0);
  assert.deepEqual(left, []);
});

test("the plugin is installed from its zip", async () => {
  await install(page, COMPONENT);
  const [version] = await site("get", [["block_aitranslator", "version"]]);
  assert.ok(Number(version) > 2026041300, version);
  const missing = await page.evaluate(() => document.body.innerText.match(/\[\[\w+\]\]/g));
  assert.equal(missing, null);
});

test("before it is connected, students read that it is not, and administrators where to do it", async (t) => {
  await site("blocks", { count: 1 });
  await page.goto(address.course);
  const block = page.locator(".block_aitranslator");
  await openDrawer(page);
  await block.getByText("not connected to a translation service yet").waitFor();
  await block.getByRole("link").last().click();
  await page.waitForURL(/blocksettingaitranslator/);
  const student = await logged(t, "student");
  await student.page.goto(address.course);
  await student.page.getByText("The translator is not connected to a translation service yet.", { exact: true }).waitFor();
  assert.equal(await student.page.locator(".block_aitranslator-notice a").count(), 0);
  assert.equal((await check())[0].includes("The translator is not connected"), true);
});

test("a code that is none, is cut off, or was made for another site is refused with its reason", async () => {
  const good = await server.code();
  assert.match(await paste("not a code"), /This is no connection code: one begins with “moodle-aws-1\.”/);
  assert.match(await paste(good.slice(0, -3)), /cut off or was changed on the way/);
  assert.match(await paste(await server.code("https://other.example")),
    /This connection code was made for https:\/\/other\.example, and this site’s address is http/);
  assert.deepEqual(await site("get", [["block_aitranslator", "connectioncode"]]), [""]);
});

test("the code is pasted, is not shown again, and the check is green", async () => {
  // Moodle blocks its own machine unless told otherwise.
  await site("set", [["", "curlsecurityblockedhosts", ""], ["", "curlsecurityallowedport", ""]]);
  await page.goto(address.settings);
  await pictured(page, "moodle-translator-settings");
  const code = await server.code();
  assert.match(await paste(code), /Changes saved/);
  assert.doesNotMatch(await page.content(), new RegExp(code.slice(0, 60)));
  const [kept] = await site("get", [["block_aitranslator", "connectioncode"]]);
  assert.ok(kept.length > 40 && !kept.includes("moodle-aws-1"), "kept encrypted");
  await page.getByRole("link", { name: "Check connection" }).first().click();
  await page.getByText("The connection works.").waitFor();
  const steps = await page.locator(".block_aitranslator-step").allInnerTexts();
  assert.equal(steps.length, 5);
  for (const step of steps) assert.match(step, /Works/);
  assert.match(steps[4], /“Good morning” from en to \w+/);
  assert.deepEqual(await axeIn(page, ".block_aitranslator-check"), []);
  await pictured(page, "moodle-translator-check", page.locator("#region-main"));
  await page.goto(`${moodle}/report/status/index.php?detail=block_aitranslator_connection`);
  await page.getByText(/It answers and takes this site’s calls|languages\./).first().waitFor();
});

test("a teacher adds the block, and a student translates", async (t) => {
  await site("blocks", { count: 0 });
  await site("forget", { accepted: [] });
  const teacher = await logged(t, "teacher");
  await teacher.page.goto(address.course);
  await teacher.page.getByLabel("Edit mode").click();
  await teacher.page.waitForLoadState("load");
  await teacher.page.getByRole("link", { name: "Add a block" }).or(teacher.page.getByText("Add a block")).first().click();
  const choice = teacher.page.getByRole("link", { name: "AI translator" }).first();
  await choice.waitFor();
  await pictured(teacher.page, "moodle-translator-add");
  await choice.click();
  await translator(teacher.page).root.waitFor();
  await teacher.page.getByLabel("Edit mode").click();
  assert.deepEqual(teacher.complaints(), []);

  const student = await logged(t, "student");
  const block = await open(student.page, address.course);
  await block.text.fill("The book is on the table.");
  await block.target.selectOption("es");
  await block.button("translate").click();
  await block.button("accept").click();
  await block.output.getByText("libro").waitFor();
  assert.deepEqual(student.complaints(), []);
});

test("the plugin that this one replaces is upgraded in the browser, and its address is carried over", async () => {
  await site("replaced", { url: "https://abc123.execute-api.eu-west-1.amazonaws.com/prod/v1/translate" });
  await finish(page);
  const settings = ["version", "api_gateway_url", "endpoint", "mode"].map((name) => ["block_aitranslator", name]);
  const [version, old, endpoint, mode] = await site("get", settings);
  assert.ok(Number(version) > 2026041300);
  assert.equal(old, null);
  assert.match(endpoint, /^https:\/\/abc123\.execute-api\.eu-west-1\.amazonaws\.com\/prod/);
  assert.equal(mode, "token");
  const rows = await site("rows", COMPONENT);
  assert.equal(rows.external_functions, 2);
  assert.equal(rows.external_services, 1);
  await page.goto(address.settings);
  assert.match(await page.locator("#id_s_block_aitranslator_endpoint").inputValue(), /abc123/);
});

test("the site is left connected", async () => {
  await connect(server);
  const steps = await check();
  assert.equal(steps.length, 5, steps.join("\n"));
  assert.deepEqual(admin.complaints(), []);
});
