// The mode with tokens of Moodle's web services: an administrator follows the check page, a student translates.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, connect, logged, moodle, open, pictured, serveForMoodle, settings, shown, site } from "./moodle.mjs";

const CREATE = { role: "user", capability: "moodle/webservice:createtoken" };
const USE = { role: "user", capability: "webservice/rest:use" };

let server;
let admin;
let undo;
before(async () => {
  server = await serveForMoodle(["--moodle-url", moodle]);
  await connect(server);
  undo = await site("set", [
    ["", "enablewebservices", "0"],
    ["", "webserviceprotocols", ""],
    ["block_aitranslator", "connectioncode", ""],
  ]);
  await site("allow", { ...CREATE, allowed: null });
  await site("allow", { ...USE, allowed: null });
  await site("service", { enabled: false });
  await site("blocks", { count: 1 });
  await site("forget", { accepted: ["aitranslator-student", "admin"] });
  admin = await logged(null, "admin");
});
after(async () => {
  await admin.close();
  await site("allow", { ...CREATE, allowed: null });
  await site("allow", { ...USE, allowed: null });
  await site("service", { enabled: true });
  await site("set", [...undo, ["block_aitranslator", "mode", "code"], ["block_aitranslator", "endpoint", ""]]);
  await server.stop();
});

/** What the check page says of a step. */
async function step(name) {
  await admin.page.goto(address.check);
  return admin.page.locator(".block_aitranslator-step", { hasText: name }).first().innerText();
}

test("the mode and the service's address are chosen in the settings, and an insecure address is refused", async () => {
  const { page } = admin;
  await page.goto(address.settings);
  await page.locator("#id_s_block_aitranslator_mode").selectOption("token");
  const endpoint = page.locator("#id_s_block_aitranslator_endpoint");
  await endpoint.fill("http://tool.example");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("This address is plain http").first().waitFor();
  await page.locator("#id_s_block_aitranslator_mode").selectOption("token");
  await endpoint.fill(`${server.tool}/`);
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Changes saved").waitFor();
});

test("the check page asks for one setting after the other, until web services work", async () => {
  const needs = ["Enable web services under Advanced features.", "Enable the REST protocol.",
    "Enable the external service “AI translator”.", "Allow “moodle/webservice:createtoken” to the role Authenticated user.",
    "Allow “webservice/rest:use” to the role Authenticated user."];
  const steps = [
    () => site("set", [["", "enablewebservices", "1"]]),
    () => site("set", [["", "webserviceprotocols", "rest"]]),
    () => site("service", { enabled: true }),
    () => site("allow", { ...CREATE, allowed: true }),
    () => site("allow", { ...USE, allowed: true }),
  ];
  for (const [index, act] of steps.entries()) {
    const found = await step("Moodle’s web services");
    for (const [at, need] of needs.entries())
      assert.equal(found.includes(need), at >= index, `${need} after ${index}: ${found}`);
    if (index === 0) await pictured(admin.page, "moodle-translator-check-tokens", admin.page.locator("#region-main"));
    await act();
  }
  assert.match(await step("Moodle’s web services"), /They are switched on, and people can get tokens\./);
});

test("an administrator reads that administrators get no tokens, on the check page and in the block", async () => {
  assert.match(await step("Translation service"), /Site administrators cannot get tokens/);
  const { page } = admin;
  const block = await shown(page, address.course);
  await block.part("message").getByText(/Site administrators cannot get tokens of Moodle’s web services/).waitFor();
});

test("a student translates, with a token that Moodle makes by itself", async (t) => {
  const { page, complaints } = await logged(t, "student");
  const block = await open(page, address.course);
  await block.text.fill(`The book is on the table, ${Date.now()}.`);
  await block.target.selectOption("es");
  await block.button("translate").click();
  await block.output.getByText("libro").waitFor();
  await block.button("page").click();
  await block.part("pagemessage").getByText(/Parts of the page translated: \d+\./).waitFor({ timeout: 60_000 });
  assert.deepEqual(complaints(), []);
});

test("when web services are switched off again, the student is told whom to ask", async (t) => {
  await settings(t, ["", "enablewebservices", "0"]);
  const { page } = await logged(t, "student");
  const block = await open(page, address.course);
  await block.text.fill(`The house is white, ${Date.now()}.`);
  await block.target.selectOption("es");
  await block.button("translate").click();
  await block.part("message").getByText(/set up to use Moodle’s web services, and these .+ are switched off/).waitFor();
});
