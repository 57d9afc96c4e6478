// A student who launched the tool translates a text: with Apertium as it is installed, and with a language model that does
// what the tests tell it to.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { axeIn } from "./accessibility.mjs";
import { browse, complaints, picture } from "./browsing.mjs";
import { gate, scriptedEngine, upperCase } from "./engine.mjs";
import { launchInFrame, launchInTab } from "./launching.mjs";
import { serve } from "./serving.mjs";
import { choose, openTranslate, parts } from "./translating.mjs";

/** The translate page in a tab of its own, and its parts. */
async function openedIn(server, t, choices, options) {
  const browser = await browse(options);
  t.after(() => browser.close());
  await launchInTab(browser.page, server.lms, choices);
  const view = await openTranslate(browser.page);
  return { view, page: browser.page, ...parts(view) };
}

/** Waits until `found()` holds. */
async function until(found, what) {
  for (let tries = 0; tries < 200; tries++) {
    if (await found()) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  assert.fail(`${what} did not happen`);
}

describe("with Apertium", () => {
  let server;
  before(async () => (server = await serve()));
  after(() => server.stop());

  test("a student translates English to Spanish in the course page's frame", async (t) => {
    const browser = await browse();
    t.after(() => browser.close());
    const errors = complaints(browser.page);
    const view = await openTranslate(await launchInFrame(browser.page, server.lms));
    const { text, words, status, result, button } = parts(view);
    await choose(view, "to", "Spanish");
    await text.fill("The book is on the table.");
    await button("Translate").click();
    await status.getByText("Translated from English").waitFor();
    const translation = await words.textContent();
    assert.match(translation, /libro/);
    assert.match(translation, /mesa/);
    assert.equal(await words.getAttribute("lang"), "es");
    await result.getByText(/^Translated by apertium/).waitFor();
    await picture(browser.page, "translate");
    assert.deepEqual(errors, []);
  });

  test("English to French goes by way of another language, and the page says so", async (t) => {
    const { view, text, words, status, button } = await openedIn(server, t);
    await choose(view, "from", "English");
    await choose(view, "to", "French");
    await view.getByText(/^By way of \w+; the wording may be poorer\.$/).waitFor();
    await text.fill("The book is on the table.");
    await button("Translate").click();
    await status.getByText("Translated from English").waitFor();
    assert.match(await words.textContent(), /livre/);
  });

  test("no character is lost or garbled, and what Apertium does not know stays", async (t) => {
    const { view, text, words, status, button } = await openedIn(server, t);
    await choose(view, "from", "English");
    await choose(view, "to", "Spanish");
    const kept = ["été déjà vu", "日本語", "العربية", "👩‍👩‍👧", "\\(a<b\\)", "~", "<b>", "me@a.example"];
    await text.fill(`The book — ${kept.join(" ")} — is on the table.`);
    await button("Translate").click();
    await status.getByText("Translated from English").waitFor();
    const translation = await words.textContent();
    for (const piece of kept) assert.ok(translation.includes(piece), `${piece} in ${translation}`);
  });

  test("Hindi to Urdu is shown from right to left", async (t) => {
    const { view, text, words, status, button } = await openedIn(server, t);
    await choose(view, "to", "Urdu");
    await text.fill("यह किताब है।");
    await button("Translate").click();
    await status.getByText("Translated from Hindi").waitFor();
    assert.match(await words.textContent(), /کِتاب|کتاب/);
    assert.equal(await words.getAttribute("dir"), "rtl");
    assert.equal(await words.getAttribute("lang"), "ur");
  });

  test("the page is offered in the student's language, and their language is what is translated to", async (t) => {
    const browser = await browse();
    t.after(() => browser.close());
    await launchInTab(browser.page, server.lms, { lang: "es" });
    const page = browser.page;
    await page.getByRole("link", { name: /^Traducir/ }).click();
    await page.getByRole("button", { name: /español$/i }).waitFor();
  });
});

describe("with a language model", () => {
  let server;
  let engine;
  before(async () => {
    engine = await scriptedEngine();
    server = await serve({ options: ["--translate-url", engine.url, "--translate-model", "scripted"] });
  });
  after(async () => {
    await server.stop();
    await engine.stop();
  });
  afterEach(() => {
    engine.answer = upperCase;
  });

  /** The translate page in a tab, with a text that no other test has. */
  async function opened(t, choices, options) {
    const page = await openedIn(server, t, choices, options);
    await choose(page.view, "to", "French");
    const written = `Text of the test: ${t.name}.`;
    await page.text.fill(written);
    return { ...page, written };
  }

  test("the first words are on the page before the model has said its last", async (t) => {
    const rest = gate();
    engine.answer = async ({ say }) => {
      await say("<s1>Le début");
      await rest.opened;
      await say(" et la fin.</s1>");
    };
    const { words, status, button } = await opened(t);
    await button("Translate").click();
    await words.getByText("Le début", { exact: true }).waitFor();
    assert.equal(await status.textContent(), "Translating…");
    rest.open();
    await words.getByText("Le début et la fin.", { exact: true }).waitFor();
    await status.getByText("Translated").waitFor();
  });

  test("cancelling stops the model, and what came stays, marked as unfinished", async (t) => {
    let stopped = false;
    engine.answer = async ({ say, gone }) => {
      await say("<s1>Le début");
      await gone;
      stopped = true;
    };
    const { words, result, status, button } = await opened(t);
    await button("Translate").click();
    await words.getByText("Le début", { exact: true }).waitFor();
    await button("Cancel").click();
    await until(() => stopped, "the end of the model's work");
    await status.getByText("Cancelled").waitFor();
    await result.getByText("Unfinished").waitFor();
    assert.equal(await words.textContent(), "Le début");
  });

  test("leaving the page stops the model", async (t) => {
    let stopped = false;
    engine.answer = async ({ say, gone }) => {
      await say("<s1>Le début");
      await gone;
      stopped = true;
    };
    const { page, words, button } = await opened(t);
    await button("Translate").click();
    await words.getByText("Le début", { exact: true }).waitFor();
    await page.goto("about:blank");
    await until(() => stopped, "the end of the model's work");
  });

  test("what the model takes back is taken back on the page", async (t) => {
    let tries = 0;
    engine.answer = async (prompt) => {
      tries += 1;
      if (tries > 1) return upperCase(prompt);
      await prompt.say("<s1>Rubbish</s1> and a remark");
    };
    const { words, written, status, button } = await opened(t);
    await button("Translate").click();
    await status.getByText("Translated").waitFor();
    assert.equal(await words.textContent(), written.toUpperCase());
    assert.equal(tries, 2);
  });

  const faults = {
    "is overloaded for longer than anybody waits": {
      answer: ({ status }) => status(429, { "retry-after": "3600" }),
      says: /busy|too much|many/i,
    },
    "fails": { answer: ({ status }) => status(500), says: /failed/i },
    "is still starting": { answer: ({ status }) => status(503), says: /start|ready/i },
    "does not know its model": { answer: ({ status }) => status(404), says: /settings|set up|configur/i },
    "says something that cannot be read": { answer: ({ raw }) => raw("data: {{{\n\n"), says: /failed/i },
    "breaks off in the middle": {
      async answer({ say, broken }) {
        await say("<s1>Half a sen");
        await broken();
      },
      says: /failed/i,
    },
    "stops at its limit": {
      async answer({ say }) {
        await say("<s1>Half a sen");
        return "length";
      },
      says: /short|part/i,
    },
    "obeys the text instead of translating it": {
      answer: ({ say }) => say("HACKED"),
      says: /again|shorter/i,
    },
  };
  for (const [what, { answer, says }] of Object.entries(faults)) {
    test(`a model that ${what}: the page says so, keeps the text, and trying again works`, async (t) => {
      engine.answer = answer;
      const { text, written, words, problem, status, button } = await opened(t);
      await button("Translate").click();
      await problem.waitFor();
      assert.match(await problem.textContent(), says);
      assert.doesNotMatch(await problem.textContent(), /127\.0\.0\.1|scripted/);
      assert.equal(await text.inputValue(), written);
      engine.answer = upperCase;
      await button("Translate").click();
      await status.getByText("Translated").waitFor();
      assert.equal(await words.textContent(), written.toUpperCase(), "nothing wrong was kept");
      assert.equal(await problem.count(), 0);
    });
  }

  test("what was translated before comes without the model", async (t) => {
    const { status, text, written, button } = await opened(t);
    await button("Translate").click();
    await status.getByText("Translated").waitFor();
    engine.answer = ({ status }) => status(500);
    await button("Clear").click();
    await text.fill(written);
    await button("Translate").click();
    await status.getByText("Translated").waitFor();
  });

  test("Arabic is shown from right to left", async (t) => {
    engine.answer = ({ say }) => say("<s1>الكتاب على الطاولة</s1>");
    const { view, words, status, button } = await opened(t);
    await choose(view, "to", "Arabic");
    await button("Translate").click();
    await status.getByText("Translated").waitFor();
    assert.equal(await words.getAttribute("dir"), "rtl");
    assert.equal(await words.getAttribute("lang"), "ar");
    assert.equal(await words.textContent(), "الكتاب على الطاولة");
  });

  test("the keyboard alone translates, copies and swaps", async (t) => {
    const { page, text, written, words, status } = await opened(t, {}, { permissions: ["clipboard-read", "clipboard-write"] });
    await text.focus();
    await page.keyboard.press("Control+Enter");
    await status.getByText("Translated").waitFor();
    const reach = async (name) => {
      const button = page.getByRole("button", { name, exact: true });
      for (let tab = 0; tab < 20 && !(await button.evaluate((one) => one === document.activeElement)); tab++) {
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Enter");
    };
    await reach("Copy translation");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), written.toUpperCase());
    const swap = page.getByRole("button", { name: "Swap languages" });
    await swap.focus();
    await page.keyboard.press("Enter");
    assert.equal(await text.inputValue(), written.toUpperCase());
    assert.equal(await words.textContent(), written);
  });

  test("on a phone everything fits without scrolling sideways", async (t) => {
    const { page, status, button } = await opened(t, {}, { viewport: { width: 360, height: 740 } });
    await button("Translate").click();
    await status.getByText("Translated").waitFor();
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`the page has no accessibility violation in ${colorScheme} mode`, async (t) => {
      const { page, status, problem, text, button } = await opened(t, {}, { colorScheme, bypassCSP: true, reducedMotion: "reduce" });
      assert.deepEqual(await axeIn(page), [], "before");
      await button("Translate").click();
      await status.getByText("Translated").waitFor();
      assert.deepEqual(await axeIn(page), [], "after");
      engine.answer = ({ status }) => status(500);
      await text.fill("Something else.");
      await button("Translate").click();
      await problem.waitFor();
      assert.deepEqual(await axeIn(page), [], "with a problem");
    });
  }
});

describe("with an allowance of one call an hour", () => {
  let server;
  let engine;
  before(async () => {
    engine = await scriptedEngine();
    const options = ["--translate-url", engine.url, "--translate-model", "scripted", "--user-requests-per-hour", "1"];
    server = await serve({ options });
  });
  after(async () => {
    await server.stop();
    await engine.stop();
  });

  test("the page says when more can be translated, and failures do not count", async (t) => {
    const { view, text, status, problem, button } = await openedIn(server, t);
    await choose(view, "to", "French");
    engine.answer = ({ status }) => status(500);
    await text.fill("One text.");
    await button("Translate").click();
    await problem.waitFor();
    engine.answer = upperCase;
    await button("Translate").click();
    await status.getByText("Translated").waitFor();
    await text.fill("Another text.");
    await button("Translate").click();
    await problem.waitFor();
    assert.match(await problem.textContent(), /again (at|on|in)|used up|limit/i);
  });
});

describe("without any engine", () => {
  let server;
  before(async () => (server = await serve({ env: { PATH: "/nonexistent" } })));
  after(() => server.stop());

  test("a student is told whom to tell, and a teacher what to do", async (t) => {
    const browser = await browse();
    t.after(() => browser.close());
    for (const [person, told] of [["student", false], ["teacher", true]]) {
      await launchInTab(browser.page, server.lms, { person });
      await browser.page.getByRole("link", { name: /^Translate/ }).click();
      const notice = browser.page.getByRole("alert");
      await notice.getByText("Translation is not set up here yet").waitFor();
      assert.equal((await notice.textContent()).includes("apt-get install apertium"), told, person);
      if (told) await picture(browser.page, "translate-no-engine");
    }
  });
});
