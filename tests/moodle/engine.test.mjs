// The translator with a language model that does what the tests tell it to.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { axeIn } from "../browser/accessibility.mjs";
import { gate, scriptedEngine, upperCase } from "../browser/engine.mjs";
import {
  address, connect, listen, logged, open, pictured, serveForMoodle, settings, site, until,
} from "./moodle.mjs";

/** What axe examines; the frame around it is Moodle's. */
const BLOCK = ".block_aitranslator-translator";

/** Who has accepted the policy. */
const ALL = { accepted: ["admin", "aitranslator-student", "aitranslator-second"] };

let engine;
let server;
before(async () => {
  engine = await scriptedEngine();
  server = await serveForMoodle(["--translate-url", engine.url, "--translate-model", "scripted"]);
  await connect(server);
  await site("blocks", { count: 1 });
  await site("forget", ALL);
});
after(async () => {
  await server.stop();
  await engine.stop();
});
afterEach(() => {
  engine.answer = upperCase;
});

/** The page's content; taking a picture leaves an empty attribute in it. */
const html = async (page) => (await page.locator("#region-main").innerHTML()).replaceAll(' style=""', "");

test("the translation of a page is stopped in the middle, gone on with, and taken back", async (t) => {
  const { page, complaints } = await logged(t, "student");
  const block = await open(page, address.page("A long page"));
  const rest = gate();
  let answered = 0;
  engine.answer = async (prompt) => {
    if (++answered > 30) await rest.opened;
    await upperCase(prompt);
  };
  const before = await html(page);
  const said = await listen(page);
  await block.target.selectOption("fr");
  await block.button("page").click();
  await until(async () => parseInt(await block.part("count").innerText(), 10) > 0, "the first part");
  assert.deepEqual(await axeIn(page, BLOCK), []);
  await pictured(page, "moodle-translator-progress", page.locator(".block_aitranslator"));
  await block.button("cancel").click();
  const message = block.part("pagemessage").getByText(/^Stopped\. Parts of the page translated: \d+ of \d+\.$/);
  const stop = await message.innerText();
  const [done, total] = stop.match(/\d+/g).map(Number);
  assert.ok(done > 0 && done < total, stop);
  rest.open();
  const stopped = await html(page);
  // Answers that were on their way come now, and are not used.
  await page.waitForLoadState("networkidle");
  assert.equal(await html(page), stopped);
  assert.notEqual(stopped, before);
  await block.button("goon").click();
  await block.part("pagemessage").getByText(`Parts of the page translated: ${total}.`).waitFor({ timeout: 60_000 });
  assert.match(await page.locator("#region-main").innerText(), /LANGUAGE IS THE MOST/);
  await block.button("restore").click();
  await block.part("pagemessage").getByText("The page is in its original language again.").waitFor();
  assert.equal(await html(page), before);
  const heard = await said();
  assert.ok(heard.includes(stop), heard.join("\n"));
  assert.deepEqual(complaints(), []);
});

test("while the engine takes its time, the student's other tabs load", async (t) => {
  const { page, context, complaints } = await logged(t, "student");
  const block = await open(page, address.course);
  const rest = gate();
  let asked = false;
  engine.answer = async (prompt) => {
    asked = true;
    await rest.opened;
    await upperCase(prompt);
  };
  await block.text.fill(`A slow text, ${Date.now()}.`);
  await block.target.selectOption("fr");
  await block.button("translate").click();
  await until(() => asked, "the call to the engine");
  const other = await context.newPage();
  const began = Date.now();
  await other.goto(address.page("A long page"));
  await other.locator(".block_aitranslator-translator").waitFor();
  t.diagnostic(`the other page took ${Date.now() - began} ms`);
  assert.equal(await block.part("message").innerText(), "Please wait…");
  rest.open();
  await block.output.getByText("A SLOW TEXT").waitFor();
  assert.deepEqual(complaints(), []);
});

test("Arabic is shown from right to left, on a page in Arabic too", async (t) => {
  const { page, complaints } = await logged(t, "student");
  engine.answer = ({ user, say }) =>
    say(user.match(/<s\d+>/g).map((mark) => `${mark}الكتاب على الطاولة${mark.replace("<", "</")}`).join("\n"));
  for (const lang of ["en", "ar"]) {
    await site("forget", ALL);
    const block = await open(page, `${address.page("A long page")}&lang=${lang}`);
    await block.text.fill(`The book is on the table, ${lang}.`);
    await block.target.selectOption("ar");
    await block.button("translate").click();
    await block.output.getByText("الكتاب على الطاولة").waitFor();
    assert.equal(await block.output.getAttribute("dir"), "rtl");
    assert.equal(await block.output.getAttribute("lang"), "ar");
    assert.deepEqual(await axeIn(page, BLOCK), []);
    await block.button("page").click();
    await page.locator('#region-main p[lang="ar"][dir="rtl"]').first().waitFor();
    await block.button("restore").waitFor({ timeout: 60_000 });
    if (lang === "ar") await pictured(page, "moodle-translator-arabic");
  }
  await page.goto(`${address.course}&lang=en`);
  assert.deepEqual(complaints(), []);
});

test("the glossary of the site reaches the engine", async (t) => {
  await settings(t, ["block_aitranslator", "glossary", "table = plateau\nes: book = tomo"]);
  const { page } = await logged(t, "student");
  const block = await open(page, address.course);
  await block.text.fill(`The book is on the table, by the glossary ${Date.now()}.`);
  await block.target.selectOption("fr");
  await block.button("translate").click();
  await block.output.getByText("THE BOOK").waitFor();
  const { system, user } = engine.prompts.at(-1);
  assert.match(system + user, /plateau/);
  assert.doesNotMatch(system + user, /tomo/);
});

test("what one student translated comes to the next without the engine", async (t) => {
  const text = `The same page for all, ${Date.now()}.`;
  for (const who of ["student", "second"]) {
    const { page } = await logged(t, who);
    const block = await open(page, address.course);
    await block.text.fill(text);
    await block.target.selectOption("fr");
    await block.button("translate").click();
    await block.output.getByText("THE SAME PAGE").waitFor();
    engine.answer = ({ status }) => status(500);
  }
});

describe("when there is no translation", () => {
  const faults = {
    "the engine fails": [({ status }) => status(500), "The translation service has no translation at the moment."],
    "the engine is still starting": [({ status }) => status(503), "The translation service has too much to do."],
    "the engine does not know its model": [({ status }) => status(404), "The translation service has no translation at the"],
    "the engine obeys the text": [({ say }) => say("HACKED"), "The translation service cannot translate this text."],
  };
  for (const [what, [answer, says]] of Object.entries(faults)) {
    test(`${what}: the block says so without a detail, and trying again works`, async (t) => {
      const { page } = await logged(t, "student");
      const block = await open(page, address.course);
      const said = await listen(page);
      engine.answer = answer;
      await block.text.fill(`A text for the time when ${what}, ${Date.now()}.`);
      await block.target.selectOption("fr");
      await block.button("translate").click();
      await block.part("message").getByText(says).waitFor({ timeout: 40_000 });
      assert.doesNotMatch(await block.part("message").innerText(), /127\.0\.0\.1|localhost|scripted|administrators/);
      assert.ok((await said()).some((text) => text.includes(says)));
      assert.deepEqual(await axeIn(page, BLOCK), []);
      engine.answer = upperCase;
      await block.button("retry").click();
      await block.output.getByText("A TEXT FOR THE TIME").waitFor();
    });
  }

  test("in the middle of a page: what is translated stays, and the student goes on", async (t) => {
    const { page } = await logged(t, "student");
    await site("forget", ALL);
    const block = await open(page, address.page("A long page"));
    let answered = 0;
    engine.answer = async (prompt) => {
      if (++answered > 5) return prompt.status(500);
      await upperCase(prompt);
    };
    await block.target.selectOption("de");
    await block.button("page").click();
    await block.part("pagemessage").getByText("no translation at the moment").waitFor({ timeout: 60_000 });
    assert.deepEqual(await axeIn(page, BLOCK), []);
    engine.answer = upperCase;
    const goOn = block.root.locator('[data-action="goon"]:visible, [data-region="pagemessage"] [data-action="retry"], '
      + '[data-action="page"]:visible').first();
    await goOn.click();
    await block.part("pagemessage").getByText(/^Parts of the page translated: \d+\.$/).waitFor({ timeout: 60_000 });
  });

  test("an administrator also reads what is wrong", async (t) => {
    const { page } = await logged(t, "admin");
    const block = await open(page, address.course);
    engine.answer = ({ status }) => status(404);
    await block.text.fill(`A text for the administrator, ${Date.now()}.`);
    await block.target.selectOption("fr");
    await block.button("translate").click();
    await block.part("message").getByText(/For administrators: .+engine_misconfigured/).waitFor({ timeout: 40_000 });
  });
});
