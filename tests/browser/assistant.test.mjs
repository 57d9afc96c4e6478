// A student asks about the course and is answered from its files; a teacher sees what is indexed, and what was asked in vain.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axeIn } from "./accessibility.mjs";
import { browse, complaints, picture } from "./browsing.mjs";
import { launchInFrame, launchInTab } from "./launching.mjs";
import { serve } from "./serving.mjs";

const COURSE = { course: "campus" };

/** Waits until the demo's courses are indexed. */
async function indexed(server) {
  for (let tries = 0; tries < 300; tries++) {
    const status = await server.operate("index", "status");
    if (/course 21 .*: 6 indexed, 1 left out/.test(status) && /course 3 .*: 2 indexed/.test(status)) return;
    await new Promise((wake) => setTimeout(wake, 200));
  }
  assert.fail(`the demo's courses are not indexed: ${await server.operate("index", "status")}`);
}

async function openAsk(view) {
  await view.getByRole("link", { name: /^Ask about the course/ }).click();
  await view.getByRole("heading", { level: 1, name: "Ask about the course" }).waitFor();
  return view;
}

async function ask(view, question) {
  await view.getByRole("textbox", { name: "Your question" }).fill(question);
  await view.getByRole("button", { name: "Ask", exact: true }).click();
}

/** A person's page in a tab of its own. */
async function opened(server, t, choices) {
  const browser = await browse();
  t.after(() => browser.close());
  await launchInTab(browser.page, server.lms, { ...COURSE, ...choices });
  return browser.page;
}

describe("without a language model", () => {
  let server;
  before(async () => {
    server = await serve();
    await indexed(server);
  });
  after(() => server.stop());

  test("a student is shown the passage that answers, with the way into Moodle", async (t) => {
    const browser = await browse();
    t.after(() => browser.close());
    const errors = complaints(browser.page);
    const view = await openAsk(await launchInFrame(browser.page, server.lms, COURSE));
    await ask(view, "How many seminars can I miss?");
    await view.getByText("Passages from the course, no generated answer").waitFor();
    const source = view.getByRole("listitem").filter({ hasText: "misses more than three seminars" }).first();
    await source.waitFor();
    const link = source.getByRole("link", { name: /Open in Moodle/ });
    assert.match(await link.getAttribute("href"), new RegExp(`^${server.lms}/mod/page/view.php`));
    await picture(browser.page, "ask");
    assert.deepEqual(errors, []);
    assert.deepEqual(await axeIn(browser.page), []);
  });

  test("nothing is answered from what is hidden, or of another course", async (t) => {
    const view = await openAsk(await opened(server, t));
    for (const question of ["exam penguins essay", "gafas laboratorio práctica"]) {
      await ask(view, question);
      await view.getByText(question, { exact: true }).waitFor();
      await view.getByText(/I don’t know\.|Passages from the course/).last().waitFor();
      assert.equal(await view.getByText(/about penguins/).count(), 0);
      assert.equal(await view.getByText(/gafas de protección/).count(), 0);
    }
  });

  test("a teacher sees what is indexed, what is left out and why, and the questions that stayed open", async (t) => {
    const student = await openAsk(await opened(server, t));
    await ask(student, "zyzzyva quokka?");
    await student.getByText("I don’t know.").waitFor();
    const page = await opened(server, t, { person: "teacher" });
    await page.getByRole("link", { name: /^What the assistant reads/ }).click();
    await page.getByRole("row").filter({ hasText: "Exam of last year" }).getByText("hidden from students").waitFor();
    await page.getByRole("row").filter({ hasText: "library-guide.txt" }).getByText("Indexed").waitFor();
    await page.getByText("zyzzyva quokka?").waitFor();
    await picture(page, "index");
    assert.deepEqual(await axeIn(page), []);
    await page.getByRole("button", { name: "Index now" }).click();
    await page.getByText(/The course is looked at again|All of the course has been looked at/).first().waitFor();
  });

  test("a student is not offered the teacher's page", async (t) => {
    const page = await opened(server, t);
    await page.getByRole("link", { name: /^Ask about the course/ }).waitFor();
    assert.equal(await page.getByRole("link", { name: /^What the assistant reads/ }).count(), 0);
  });
});
