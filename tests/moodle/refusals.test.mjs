// Who may not translate, and what cannot work: each is told what it is, and nothing is lost.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { promisify } from "node:util";
import { axeIn } from "../browser/accessibility.mjs";
import {
  address, connect, listen, logged, moodle, open, openDrawer, pictured, serveForMoodle, settings, shown, site,
} from "./moodle.mjs";

const BLOCK = ".block_aitranslator-translator";

let server;
before(async () => {
  server = await serveForMoodle();
  await connect(server);
  await site("blocks", { count: 1 });
});
after(async () => {
  await server.stop();
});
beforeEach(() => site("forget", { accepted: ["aitranslator-student", "admin"] }));

let number = 0;
/** Translates a text that was not translated before. */
async function translate(block, text = `The book number ${++number} is on the table, ${Date.now()}.`) {
  await block.text.fill(text);
  await block.source.selectOption("en");
  await block.target.selectOption("es");
  await block.button("translate").click();
}

/** What the block says instead of a translation; the text is still there. */
async function refusal(block) {
  const alert = block.part("message").locator(".alert");
  await alert.waitFor({ timeout: 30_000 });
  assert.equal(await block.part("result").isVisible(), false);
  assert.notEqual(await block.text.inputValue(), "");
  return alert.innerText();
}

/** What the page "Check connection" says of the steps that fail. */
async function check(t) {
  const { page } = await logged(t, "admin");
  await page.goto(address.check);
  await page.locator(".block_aitranslator-step").first().waitFor();
  assert.deepEqual(await axeIn(page, ".block_aitranslator-check"), []);
  const steps = await page.locator(".block_aitranslator-step").allInnerTexts();
  return { page, failed: steps.filter((step) => /Failed/.test(step)) };
}

/** A connection code with another secret, and a check that fits. */
function forged(code) {
  const [, payload] = code.match(/^moodle-aws-1\.([\w-]+)\.[\w-]+$/);
  const contents = JSON.parse(Buffer.from(payload, "base64url"));
  contents.secret = Buffer.alloc(32, 7).toString("base64url");
  const made = Buffer.from(JSON.stringify(contents)).toString("base64url");
  return `moodle-aws-1.${made}.${createHash("sha256").update(made).digest("base64url").slice(0, 8)}`;
}

describe("a person who may not translate", () => {
  test("without the capability reads so, and also when it is taken away meanwhile", async (t) => {
    const { page } = await logged(t, "student");
    const block = await open(page, address.course);
    const capability = "block/aitranslator:use";
    t.after(async () => {
      for (const role of ["student", "user"]) await site("allow", { role, capability, allowed: true });
    });
    for (const role of ["student", "user"]) await site("allow", { role, capability, allowed: false });
    await translate(block);
    assert.match(await refusal(block), /do not currently have permissions/);
    assert.equal(await block.button("retry").count(), 0);
    await page.goto(address.course);
    await page.getByText("You are not allowed to translate here.").waitFor();
    assert.deepEqual(await axeIn(page, ".block_aitranslator-notice"), []);
  });

  test("a guest is asked to log in", async (t) => {
    await settings(t, ["", "guestloginbutton", "1"], ["", "forcelogin", "0"]);
    await site("blocks", { count: 1, front: true });
    t.after(() => site("blocks", { count: 1 }));
    const { page } = await logged(t);
    await page.goto(`${moodle}/?redirect=0`);
    await openDrawer(page);
    const notice = page.locator(".block_aitranslator-notice");
    await notice.getByText("Log in to translate.").waitFor();
    await page.goto(`${moodle}/login/index.php`);
    await page.getByRole("button", { name: "Access as a guest" }).click();
    await page.goto(`${moodle}/?redirect=0`);
    await openDrawer(page);
    await notice.getByText("Log in to translate.").waitFor();
    await notice.getByRole("link", { name: "Log in" }).click();
    await page.waitForURL(/login/);
  });

  test("whose session ended reads so, keeps the text, and gets a link to log in again", async (t) => {
    const { page, context } = await logged(t, "student");
    const block = await open(page, address.course);
    const said = await listen(page);
    await block.text.fill("The book is on the table.");
    const other = await context.newPage();
    await other.goto(`${moodle}/login/logout.php`);
    await other.getByRole("button", { name: "Continue" }).or(other.getByRole("button", { name: "Log out" })).first().click();
    await other.waitForLoadState("load");
    await block.target.selectOption("es");
    await block.button("translate").click();
    assert.match(await refusal(block), /Your session has ended\. Copy what you want to keep, then reload the page/);
    assert.ok((await said()).some((text) => text.startsWith("Your session has ended")));
    assert.equal(await page.locator(".modal.show").count(), 0);
    await block.part("message").getByRole("link", { name: "Reload the page" }).click();
    await page.waitForURL(/login|enrol/);
  });

  test("whose session's cookie is gone reads the same", async (t) => {
    const { page, context } = await logged(t, "student");
    const block = await open(page, address.page("A long page"));
    await context.clearCookies();
    await block.target.selectOption("es");
    await block.button("page").click();
    await block.part("pagemessage").getByText("Your session has ended.").waitFor();
  });
});

describe("too much", () => {
  test("a text that is too long is not sent, and the block says how long it may be", async (t) => {
    await settings(t, ["block_aitranslator", "maxcharacters", "40"]);
    const { page } = await logged(t, "student");
    const block = await open(page, address.course);
    const said = await listen(page);
    await block.text.fill("This text is certainly longer than forty characters are.");
    await block.part("toolong").getByText("The text is longer than 40 characters.").waitFor();
    assert.equal(await block.text.getAttribute("aria-invalid"), "true");
    await block.button("translate").click();
    await block.part("message").getByText("The text is longer than 40 characters.").waitFor();
    assert.deepEqual(await axeIn(page, BLOCK), []);
    assert.ok((await said()).some((text) => text.startsWith("The text is longer than 40")));
  });

  test("who has used up the requests of an hour reads so; what was translated before is free", async (t) => {
    await settings(t, ["block_aitranslator", "userrequestsperhour", "1"]);
    const { page } = await logged(t, "student");
    const block = await open(page, address.course);
    const text = `The book is on the table, ${Date.now()}.`;
    await translate(block, text);
    await block.output.getByText("libro").waitFor();
    await translate(block);
    assert.match(await refusal(block), /You have translated as much as you may for now\. Try again in 1 hour\./);
    assert.deepEqual(await axeIn(page, BLOCK), []);
    await translate(block, text);
    await block.output.getByText("libro").waitFor();
  });

  test("a page in whose middle the requests are used up stays as far as it was translated", async (t) => {
    await settings(t, ["block_aitranslator", "userrequestsperhour", "3"]);
    const { page } = await logged(t, "student");
    const block = await open(page, address.page("A long page"));
    await block.source.selectOption("en");
    await block.target.selectOption("es");
    await block.button("page").click();
    await block.part("pagemessage").getByText("You have translated as much as you may").waitFor({ timeout: 60_000 });
    assert.ok(await page.locator('#region-main [lang="es"]').count() > 10);
    await block.button("restore").click();
    assert.equal(await page.locator('#region-main [lang="es"]').count(), 0);
  });

  test("the site's requests of an hour are used up for everybody", async (t) => {
    await settings(t, ["block_aitranslator", "siterequestsperhour", "1"]);
    const { page } = await logged(t, "student");
    const block = await open(page, address.course);
    await translate(block);
    await block.output.getByText("libro").waitFor();
    await translate(block);
    assert.match(await refusal(block), /This site has translated as much as it may for now\. Try again in 1 hour\./);
  });
});

describe("a connection that does not work", () => {
  test("blocked by Moodle's HTTP security: student, administrator and check page say which", async (t) => {
    await settings(t, ["", "curlsecurityblockedhosts", "localhost\n127.0.0.0/8"]);
    const { page: checked, failed } = await check(t);
    assert.equal(failed.length, 1);
    assert.match(failed[0], /^Moodle’s HTTP security[^]+“cURL blocked hosts”/);
    await checked.getByRole("link", { name: "HTTP security" }).click();
    await checked.waitForURL(/section=httpsecurity/);
    const student = await refused(t, "student");
    assert.match(student, /The translation service cannot be reached at the moment\./);
    assert.doesNotMatch(student, /localhost|cURL/);
    assert.match(await refused(t, "admin"), /For administrators: .*cURL blocked hosts/);
  });

  test("with a port that Moodle does not allow, the check page says so", async (t) => {
    await settings(t, ["", "curlsecurityallowedport", "443"]);
    const { failed } = await check(t);
    assert.match(failed[0], /“cURL allowed ports”/);
  });

  test("with a key that is not the service's: nobody is served, and the check page says what to paste", async (t) => {
    await settings(t, ["block_aitranslator", "connectioncode", forged(await server.code())]);
    assert.match(await refused(t, "student"), /does not take calls of this site\. Tell your site’s administrator\./);
    const { failed } = await check(t);
    assert.match(failed[0], /paste the connection code again/i);
  });

  test("with a key that was revoked, the check page says how to make another", async (t) => {
    const code = await server.code();
    const { key_id: key } = JSON.parse(Buffer.from(code.split(".")[1], "base64url"));
    await settings(t, ["block_aitranslator", "connectioncode", code]);
    await server.operate("site", "revoke", "--key-id", key);
    assert.match(await refused(t, "student"), /does not take calls of this site/);
    assert.match(await refused(t, "admin"), /For administrators: .*unknown_site_key/);
    const { page, failed } = await check(t);
    assert.match(failed[0], /site add/);
    await pictured(page, "moodle-translator-check-revoked", page.locator("#region-main"));
  });

  test("to a service whose clock is wrong: the check page says by how much", async (t) => {
    const { stdout } = await promisify(execFile)("faketime", ["-f", "+10m", "env"]);
    const faked = Object.fromEntries(stdout.split("\n").filter((line) => /^(LD_PRELOAD|FAKETIME)=/.test(line))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
    const late = await serveForMoodle([], { ...process.env, ...faked, FAKETIME_DONT_FAKE_MONOTONIC: "1" });
    t.after(() => late.stop());
    await settings(t, ["block_aitranslator", "connectioncode", await late.code()]);
    const { failed } = await check(t);
    assert.match(failed[0], /clock|10 minutes|\d{3} s/i);
    assert.match(await refused(t, "student"), /does not take calls of this site/);
  });

  test("to a service that is down: the student is asked to try later, and the check page says so", async (t) => {
    const gone = await serveForMoodle();
    let runs = true;
    const stop = async () => {
      if (runs) await gone.stop();
      runs = false;
    };
    t.after(stop);
    await settings(t, ["block_aitranslator", "connectioncode", await gone.code()]);
    const { page } = await logged(t, "student");
    const block = await open(page, address.course);
    await stop();
    await translate(block);
    assert.match(await refusal(block), /The translation service cannot be reached at the moment\. Try again later\./);
    const { failed } = await check(t);
    assert.match(failed[0], /cannot be reached from this server/);
    await site("set", [["block_aitranslator", "connectioncode", await server.code()]]);
    await block.button("retry").click();
    await block.output.getByText("libro").waitFor();
  });
});

/** What somebody reads who tries a text, with the languages that the site knows already or not. */
async function refused(t, who) {
  const { page } = await logged(t, who);
  const block = await shown(page, address.course);
  await block.part("message").locator(".alert").or(block.target.locator('option[value="es"]')).first()
    .waitFor({ state: "attached", timeout: 30_000 });
  if (await block.part("message").locator(".alert").count()) return block.part("message").innerText();
  await translate(block);
  return refusal(block);
}
