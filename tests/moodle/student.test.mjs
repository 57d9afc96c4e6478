// A student in a course: texts, a selection and whole pages, with Apertium as it is installed.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { axeIn } from "../browser/accessibility.mjs";
import {
  address, announcements, connect, listen, logged, open, openDrawer, pictured, serveForMoodle, site, translator,
} from "./moodle.mjs";

let server;
before(async () => {
  server = await serveForMoodle();
  await connect(server);
});
after(() => server.stop());

/** What must never change: code, pictures, fields, and what says so itself. */
const KEPT = "code, pre, kbd, samp, var, img, input, button, [translate=no], .notranslate";

/** What axe examines; the frame around it is Moodle's. */
const BLOCK = ".block_aitranslator-translator";

/** The page's content: its HTML, and what of it must never change. */
function content(page) {
  return page.evaluate((kept) => {
    const region = document.querySelector("#region-main");
    return {
      html: region.innerHTML,
      text: region.innerText,
      kept: [...region.querySelectorAll(kept)].map((element) => element.outerHTML),
      formulas: region.textContent.match(/\\\([^]*?\\\)|\$\$[^]*?\$\$/g) ?? [],
      links: [...region.querySelectorAll("a")].map((link) => link.href),
    };
  }, KEPT);
}

/** Compares long texts, and shows where they differ only. */
function assertSame(found, wanted) {
  if (found === wanted) return;
  const at = [...wanted].findIndex((character, index) => found[index] !== character);
  assert.equal(found.slice(at - 60, at + 100), wanted.slice(at - 60, at + 100));
}

/** Translates the page, and says how many parts were translated and left. */
async function translatePage(block) {
  await block.button("page").click();
  const message = block.part("pagemessage");
  await message.getByText(/Parts of the page translated: \d+\./).waitFor({ timeout: 120_000 });
  const [translated, left = 0] = (await message.innerText()).match(/\d+/g).map(Number);
  return { translated, left };
}

describe("a student who has not accepted the policy", () => {
  before(() => site("blocks", { count: 2 }));
  beforeEach(() => site("forget", { accepted: [] }));

  test("declines, and nothing is sent; accepts once, and it holds for every block and page", async (t) => {
    const { page, complaints } = await logged(t, "student");
    const calls = [];
    page.on("request", (request) => /service\.php/.test(request.url()) && calls.push(request.postData()));
    const block = await open(page, address.page("A long page"));
    await block.text.fill("The book is on the table.");
    await block.target.selectOption("es");
    await block.button("translate").click();
    const consent = block.part("consent");
    await consent.waitFor();
    assert.match(await consent.innerText(), /is sent to the translation service at localhost:\d+/);
    assert.equal(await consent.evaluate((panel) => panel === document.activeElement), true);
    await pictured(page, "moodle-translator-consent", page.locator(".block_aitranslator").first());
    assert.deepEqual(await axeIn(page, BLOCK), []);
    await block.button("decline").click();
    await block.part("message").getByText("Nothing was sent.").waitFor();
    assert.deepEqual(calls.filter((sent) => sent.includes("aitranslator_translate")), []);
    assert.equal(await block.button("translate").evaluate((button) => button === document.activeElement), true);

    await block.button("translate").click();
    await block.button("accept").click();
    await block.output.getByText("libro").waitFor();
    const second = translator(page, 1);
    await second.text.fill("The house is white.");
    await second.target.selectOption("es");
    await second.button("translate").click();
    await second.output.getByText("casa").waitFor();
    assert.equal(await second.part("consent").isVisible(), false);

    const next = await open(page, address.course);
    await next.text.fill("The dog is black.");
    await next.target.selectOption("es");
    await next.button("translate").click();
    await next.output.getByText("perro").waitFor();
    assert.equal(await next.part("consent").isVisible(), false);
    assert.deepEqual(complaints(), []);
  });
});

describe("a student who has accepted the policy", () => {
  let browser;
  let page;
  before(async () => {
    await site("blocks", { count: 1 });
    await site("forget", { accepted: ["aitranslator-student"] });
    browser = await logged(null, "student");
    page = browser.page;
  });
  after(async () => {
    await browser.close();
    assert.deepEqual(browser.complaints(), []);
  });

  test("French becomes Spanish and English without a garbled character, and is announced", async () => {
    const block = await open(page, address.course);
    const said = await listen(page);
    await block.text.fill("été déjà vu — naïve");
    await block.target.selectOption("es");
    await block.button("translate").click();
    await block.part("about").getByText("From French (recognised) to Spanish.").waitFor();
    const spanish = await block.output.innerText();
    assert.match(spanish, /^\p{L}+ \p{L}+ visto — \p{L}+$/u);
    assert.equal(await block.output.getAttribute("lang"), "es");
    assert.deepEqual(await axeIn(page, BLOCK), []);
    await pictured(page, "moodle-translator-text", page.locator(".block_aitranslator"));
    await block.target.selectOption("en");
    await block.button("translate").click();
    await block.part("about").getByText(/^From French \(recognised\) to English, by way of \w+\.$/).waitFor();
    assert.match(await block.output.innerText(), /^[\p{L} ]+ — \p{L}+$/u);
    const heard = await said();
    assert.ok(heard.some((text) => text.includes(spanish) && text.includes("From French (recognised) to Spanish.")), heard);
    assert.ok(heard.includes("Please wait…"), heard);
  });

  test("what Apertium does not know, and what looks like markup, stays as it was written", async () => {
    const block = await open(page, address.course);
    const kept = ["日本語", "العربية", "👩‍👩‍👧", "\\(a<b\\)", "&eacute;", "<b>", "me@a.example"];
    await block.source.selectOption("en");
    await block.target.selectOption("es");
    await block.text.fill(`The book — ${kept.join(" ")} — is on the table.`);
    await block.button("translate").click();
    await block.output.getByText("libro").waitFor();
    for (const piece of kept) assert.ok((await block.output.textContent()).includes(piece), piece);
    assert.equal(await block.output.locator("b").count(), 0);
  });

  test("the languages are swapped and the translation becomes the text; clearing empties the form", async () => {
    const block = await open(page, address.course);
    await block.text.fill("The book is on the table.");
    await block.target.selectOption("es");
    await block.button("translate").click();
    await block.output.getByText("libro").waitFor();
    const spanish = await block.output.innerText();
    await block.button("swap").click();
    assert.equal(await block.source.inputValue(), "es");
    assert.equal(await block.target.inputValue(), "en");
    assert.equal(await block.text.inputValue(), spanish);
    await block.button("clear").click();
    assert.equal(await block.text.inputValue(), "");
    await block.part("counter").getByText("0 of 10000 characters").waitFor();
  });

  test("a translation is copied", async (t) => {
    await browser.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    t.after(() => browser.context.clearPermissions());
    const block = await open(page, address.course);
    await block.text.fill("The book is on the table.");
    await block.target.selectOption("es");
    await block.button("translate").click();
    await block.output.getByText("libro").waitFor();
    await block.button("copytoclipboard").click();
    await page.getByText(/copied to clipboard/i).first().waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await block.output.innerText());
  });

  test("what is selected on the page is translated, and without a selection the block says so", async () => {
    const block = await open(page, address.page("A long page"));
    assert.equal(await block.button("selection").getAttribute("aria-disabled"), "true");
    await block.button("selection").click({ force: true });
    await block.part("message").getByText("Select some text on the page first.").waitFor();
    // Three clicks select the paragraph.
    await page.locator("#region-main p", { hasText: "Blue River" }).click({ clickCount: 3 });
    await page.waitForFunction(() => !document.querySelector('[data-action="selection"][aria-disabled="true"]'));
    await block.target.selectOption("es");
    await block.button("selection").click();
    await block.output.getByText("diccionarios").waitFor();
    const selected = (await block.text.inputValue()).trim();
    assert.equal(selected, "The company Blue River Software makes dictionaries for travellers.");
  });

  for (const [name, url, least, others] of [
    ["a page with everything in it", () => address.page("A long page"), 48, 0],
    ["a course page", () => address.course, 40, 1],
  ]) {
    test(`${name} is translated whole: formulas, code, pictures and links stay, and the original comes back`, async () => {
      const block = await open(page, url());
      await page.evaluate(() => {
        const words = document.querySelector("#region-main strong");
        words.remembered = words.firstChild;
        document.querySelector("#region-main").addEventListener("click", (event) => {
          window.clicked = event.target.closest("a")?.href;
          event.preventDefault();
        });
      });
      const before = await content(page);
      const said = await listen(page);
      await block.target.selectOption("es");
      const { translated, left } = await translatePage(block);
      assert.ok(translated >= least, `${translated} parts`);
      // The name of the Hindi page, which Apertium does not translate to Spanish.
      assert.equal(left, others);
      const after = await content(page);
      assert.notEqual(after.text, before.text);
      assert.deepEqual(after.kept, before.kept);
      assert.deepEqual(after.formulas, before.formulas);
      assert.deepEqual([...after.links].sort(), [...before.links].sort());
      assert.ok(await page.locator('#region-main [lang="es"]').count() > least / 2);
      assert.deepEqual(await axeIn(page, BLOCK), []);
      await block.button("restore").click();
      await block.part("pagemessage").getByText("The page is in its original language again.").waitFor();
      assertSame((await content(page)).html, before.html);
      const same = await page.evaluate(() => {
        const words = document.querySelector("#region-main strong");
        return words.remembered === words.firstChild;
      });
      assert.ok(same, "the very same nodes are back");
      await translatePage(block);
      assert.deepEqual((await content(page)).kept, before.kept);
      if (least > 40) await pictured(page, "moodle-translator-page");
      const link = page.locator('#region-main a[href^="https://example.com"]').first();
      const href = await link.getAttribute("href");
      await link.click();
      assert.equal(await page.evaluate(() => window.clicked), href);
      assert.deepEqual(announcements(await said()), [
        "The page is being translated.",
        `Parts of the page translated: ${translated}.${others ? ` Left as they were: ${others}.` : ""}`,
        "The page is in its original language again.",
        "The page is being translated.",
        `Parts of the page translated: ${translated}.${others ? ` Left as they were: ${others}.` : ""}`,
      ]);
    });
  }

  test("the French page becomes Spanish", async () => {
    const block = await open(page, address.page("Français"));
    await block.target.selectOption("es");
    const { translated } = await translatePage(block);
    assert.ok(translated >= 8, `${translated}`);
    const { text } = await content(page);
    assert.match(text, /francés/i);
    assert.doesNotMatch(text, /&\w+;|�|Ã/);
  });

  test("Hindi becomes Urdu, and is shown from right to left", async () => {
    const block = await open(page, address.page("हिन्दी"));
    await block.text.fill("यह किताब है।");
    await block.target.selectOption("ur");
    await block.button("translate").click();
    await block.output.getByText(/کِتاب|کتاب/).waitFor();
    assert.equal(await block.output.getAttribute("dir"), "rtl");
    await translatePage(block);
    const heading = page.locator("#region-main h3[lang=ur]").first();
    assert.equal(await heading.getAttribute("dir"), "rtl");
    assert.match(await heading.innerText(), /\p{Script=Arabic}/u);
    assert.deepEqual(await axeIn(page, BLOCK), []);
  });

  test("two blocks of a page work by themselves, and share the page's translation", async (t) => {
    await site("blocks", { count: 2 });
    t.after(() => site("blocks", { count: 1 }));
    await open(page, address.page("A long page"));
    const [first, second] = [translator(page, 0), translator(page, 1)];
    await second.target.locator("option[value='es']").first().waitFor({ state: "attached" });
    await first.text.fill("The book is on the table.");
    await first.target.selectOption("es");
    await second.text.fill("The house is white.");
    await second.target.selectOption("ca");
    await Promise.all([first.button("translate").click(), second.button("translate").click()]);
    await first.output.getByText("libro").waitFor();
    await second.output.getByText("casa").waitFor();
    assert.equal(await second.output.getAttribute("lang"), "ca");
    const ids = await page.locator('[id^="aitranslator"]').evaluateAll((all) => all.map(({ id }) => id));
    assert.ok(ids.length > 10);
    assert.deepEqual(ids, [...new Set(ids)]);
    await translatePage(first);
    assert.equal(await second.button("page").isVisible(), false);
    await second.button("restore").click();
    await first.button("page").waitFor();
    assert.deepEqual(await axeIn(page, BLOCK), []);
  });

  test("without a mouse: Tab, Enter, Space and Ctrl+Enter do everything, and the focus is seen and never lost", async () => {
    const block = await open(page, address.page("A long page"));
    // Moodle's drawer takes the focus when it is ready.
    await page.waitForLoadState("networkidle");
    const focused = () => page.evaluate(() => {
      const at = document.activeElement;
      const style = getComputedStyle(at);
      const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
      return { part: at.dataset.region ?? at.dataset.action ?? at.localName, seen };
    });
    await block.source.focus();
    const order = [];
    for (let at = await focused(); order.length < 9; at = await focused()) {
      assert.ok(at.seen, `the focus of ${at.part} is seen`);
      order.push(at.part);
      await page.keyboard.press("Tab");
    }
    assert.deepEqual(order.slice(0, 8), ["source", "swap", "target", "text", "translate", "clear", "selection", "page"]);
    await block.target.focus();
    await page.keyboard.type("Span");
    assert.equal(await block.target.inputValue(), "es");
    await page.keyboard.press("Tab");
    await page.keyboard.type("The book is on the table.");
    await page.keyboard.press("Control+Enter");
    await block.output.getByText("libro").waitFor();
    assert.equal((await focused()).part, "text");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await block.output.getByText("libro").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    assert.equal(await block.text.inputValue(), "");
    assert.equal((await focused()).part, "text");
    await block.button("page").focus();
    await page.keyboard.press("Enter");
    await block.part("pagemessage").getByText(/^Parts of the page/).waitFor({ timeout: 120_000 });
    assert.equal((await focused()).part, "restore");
    await page.keyboard.press("Space");
    await block.part("pagemessage").getByText("original language again").waitFor();
    assert.equal((await focused()).part, "page");
  });

  test("with the site's pages in Arabic the block is mirrored, and works", async (t) => {
    t.after(() => page.goto(`${address.course}&lang=en`));
    const block = await open(page, `${address.page("A long page")}&lang=ar`);
    assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
    await block.text.fill("The book is on the table.");
    await block.source.selectOption("en");
    await block.target.selectOption("es");
    await block.button("translate").click();
    await block.output.getByText("libro").waitFor();
    assert.equal(await block.output.getAttribute("dir"), "ltr");
    assert.equal(await block.root.evaluate((root) => getComputedStyle(root).direction), "rtl");
    assert.deepEqual(await axeIn(page, BLOCK), []);
    await translatePage(block);
  });
});

describe("on a phone", () => {
  before(() => site("blocks", { count: 1 }));
  for (const width of [375, 320]) {
    test(`at a width of ${width} pixels nothing has to be scrolled sideways`, async (t) => {
      await site("forget", { accepted: [] });
      const { page, complaints } = await logged(t, "student", { viewport: { width, height: 740 }, hasTouch: true });
      await page.goto(address.page("A long page"));
      await openDrawer(page);
      const block = translator(page);
      await block.target.locator("option[value='es']").first().waitFor({ state: "attached" });
      /** Elements of the block that reach out of the screen. */
      const parts = page.locator(".block_aitranslator, .block_aitranslator *");
      const outside = () => parts.evaluateAll((all, most) => all
        .filter((element) => element.checkVisibility() && !element.closest("option, .visually-hidden, .sr-only"))
        .filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          return left < -1 || right > most + 1;
        })
        .map((element) => element.outerHTML.slice(0, 120)), width);
      await block.text.fill("The book is on the table.");
      await block.target.selectOption("es");
      await block.button("translate").click();
      await block.part("consent").waitFor();
      assert.deepEqual(await outside(), []);
      await block.button("accept").click();
      await block.output.getByText("libro").waitFor();
      assert.deepEqual(await outside(), []);
      const drawer = page.locator(".drawer-right .drawercontent, .drawer-right");
      assert.ok(await drawer.evaluateAll((parts) => parts.every((part) => part.scrollWidth <= part.clientWidth + 1)));
      if (width === 320) await pictured(page, "moodle-translator-phone");
      await translatePage(block);
      assert.deepEqual(await outside(), []);
      assert.deepEqual(complaints(), []);
    });
  }
});
