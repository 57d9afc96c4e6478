// The pages of readings for people with other screens, colours and habits.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axeIn } from "./accessibility.mjs";
import { browse } from "./browsing.mjs";
import { links, openCourse, openInTab, openPrivacy } from "./course.mjs";
import { adding, markAsRead, openList, placeReading, reading, writing } from "./reading.mjs";
import { serve } from "./serving.mjs";

let server;
before(async () => (server = await serve()));
after(() => server.stop());

/** Opens each page, in each state that looks other than the one before, and has `look` look at it. */
async function everyPage(page, title, look) {
  const { lms } = server;
  await openCourse(page, lms);
  await openInTab(links(page).addContent());
  const form = await adding(page);
  await form.button("Place in the course").click();
  await page.getByText("Give the text a title.").waitFor();
  await look("adding, with a fault");
  await form.file.setInputFiles(new URL("fixtures/dance.docx", import.meta.url).pathname);
  await page.getByText("was added").waitFor();
  await form.tool("Link").click();
  await form.button("Preview").click();
  await look("adding, with a text");
  await placeReading(page, lms, title);
  await openInTab(links(page).addContent());
  await (await adding(page)).takeOld(title);
  await look("adding, a text that is there");

  await openCourse(page, lms);
  await openInTab(links(page).asStudent(title));
  const { readIn, translate } = await reading(page, title);
  await look("reading");
  await readIn("Spanish");
  await translate.click();
  await page.getByText("Translated", { exact: true }).waitFor();
  await look("reading, translated");
  await markAsRead(page, title);
  await look("reading, done");

  await openCourse(page, lms);
  await openInTab(links(page).activity(title));
  await reading(page, title);
  await page.getByRole("button", { name: "Edit the text" }).click();
  await writing(page).text.waitFor();
  await look("editing");
  await page.getByRole("button", { name: "Discard the changes" }).click();
  await openList(page, title);
  await look("the list");
  await openCourse(page, lms);
  await links(page).gradebook.click();
  await openInTab(links(page).review("Sam Student", title));
  await page.getByRole("heading", { name: "Sam Student" }).waitFor();
  await look("a submission");
  await openPrivacy(page, lms, "student", "4");
  await page.getByRole("button", { name: "Erase all of it" }).click();
  await look("what is kept");
  await openPrivacy(page, lms, "teacher", "4");
  await page.getByText("This page is for administrators").waitFor();
  await look("a refusal");
}

describe("every page of readings", () => {
  for (const colorScheme of ["light", "dark"]) {
    test(`has no accessibility violation in ${colorScheme} mode`, async (t) => {
      const browser = await browse({ colorScheme, bypassCSP: true, reducedMotion: "reduce" });
      t.after(() => browser.close());
      const { page } = browser;
      await everyPage(page, `Seen in ${colorScheme}`, async (what) => assert.deepEqual(await axeIn(page), [], what));
    });
  }

  test("fits a phone without scrolling sideways, and has no accessibility violation there", async (t) => {
    const browser = await browse({ viewport: { width: 375, height: 740 }, bypassCSP: true, reducedMotion: "reduce" });
    t.after(() => browser.close());
    const { page } = browser;
    await everyPage(page, "Seen on a phone", async (what) => {
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 375, what);
      assert.deepEqual(await axeIn(page), [], what);
    });
  });
});

test("the keyboard alone reads, translates and marks the text, and the focus stays where the work is", async (t) => {
  const browser = await browse();
  t.after(() => browser.close());
  const { page } = browser;
  await placeReading(page, server.lms, "Keys");
  await openInTab(links(page).asStudent("Keys"));
  const { done, translate } = await reading(page, "Keys");
  const reach = async (control) => {
    for (let presses = 0; presses < 20 && !(await control.evaluate((one) => one === document.activeElement)); presses++) {
      await page.keyboard.press("Tab");
    }
  };
  await reach(page.getByRole("button", { name: /^Read it in/ }));
  await page.keyboard.press("Enter");
  await page.keyboard.type("Span");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await reach(translate);
  await page.keyboard.press("Enter");
  await page.getByText("Translated", { exact: true }).waitFor();
  assert.ok(await translate.evaluate((one) => one === document.activeElement));
  await reach(done);
  await page.keyboard.press("Enter");
  const said = page.getByRole("status").filter({ hasText: "You have read this" });
  await said.waitFor();
  assert.ok(await said.evaluate((one) => one === document.activeElement), "what became of it has the focus of the button");
});

for (const [lang, title] of [["es", "¿Lo has leído?"], ["fr", "L’avez-vous lu"], ["de", "Haben Sie ihn gelesen"]]) {
  test(`the reading's page speaks ${lang} with who does`, async (t) => {
    const browser = await browse();
    t.after(() => browser.close());
    const { page } = browser;
    await placeReading(page, server.lms, `In ${lang}`);
    await openInTab(links(page).asStudent(`In ${lang}`), { lang });
    await page.getByRole("heading", { name: new RegExp(title) }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    assert.equal(await page.getByText("The bee is on the flower.").locator("..").getAttribute("lang"), "en");
  });
}
