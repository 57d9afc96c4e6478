// The page after a launch, as people with other languages, screens, habits and roles meet it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeIn } from "./accessibility.mjs";
import { browse, complaints, picture } from "./browsing.mjs";
import { launchInFrame, launchInTab } from "./launching.mjs";
import { serve } from "./serving.mjs";

let server;
before(async () => (server = await serve()));
after(() => server.stop());

/** A browser that is closed with the test. */
async function person(t, options) {
  const browser = await browse(options);
  t.after(() => browser.close());
  return browser.page;
}

/** The tool's own page, without the LMS around it, once its session is open. */
async function launched(page, choices) {
  await launchInTab(page, server.lms, choices);
  await page.getByRole("banner").waitFor();
  await page.getByRole("heading", { level: 1 }).waitFor();
  return page;
}

for (const [lang, html, greeting] of [
  ["en", "en", "Hello, Sam"],
  ["es", "es", "Hola, Sam"],
  ["fr", "fr", "Bonjour"],
  ["de", "de", "Hallo, Sam"],
  ["pt_br", "en", "Hello, Sam"],
]) {
  test(`a person whose language is ${lang} is greeted with "${greeting}"`, async (t) => {
    const page = await launched(await person(t), { lang });
    await page.getByRole("heading", { level: 1, name: new RegExp(greeting) }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), html);
  });
}

test("a reload keeps the session, and no code stays in the address", async (t) => {
  const page = await launched(await person(t));
  assert.ok(!page.url().includes("code="), page.url());
  await page.reload();
  await page.getByText("Sam Student").first().waitFor();
});

test("going back after a launch does no harm", async (t) => {
  const page = await person(t);
  await page.goto(server.lms);
  await launched(page);
  await page.goBack();
  await page.waitForURL(`${server.lms}/`);
  await launched(page);
  await page.getByText("Sam Student").first().waitFor();
});

test("neither code nor bearer is in any address or Referer that leaves the browser", async (t) => {
  const page = await person(t);
  const leaving = [];
  page.context().on("request", (request) => leaving.push(request.url(), request.headers().referer ?? ""));
  const answered = page.waitForResponse((response) => response.url().endsWith("/api/session"));
  await launched(page);
  const { token } = await (await answered).json();
  const { code } = (await answered).request().postDataJSON();
  assert.equal(token.length, 43);
  // Requests are reported without their fragments, which never leave the browser.
  assert.deepEqual(leaving.filter((text) => text.includes(token) || text.includes(code)), []);
});

test("on a phone everything fits without scrolling sideways", async (t) => {
  const page = await person(t, { viewport: { width: 360, height: 740 } });
  await launched(page, { person: "teacher" });
  for (const card of ["What your course shared about you", "Connection to the learning platform"]) {
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, card);
    await page.getByRole("link", { name: card }).click();
    await page.getByRole("heading", { level: 1, name: card }).waitFor();
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, card);
    await page.goBack();
  }
  await page.getByRole("heading", { level: 1, name: "Hello" }).waitFor();
  await picture(page, "phone");
});

test("the keyboard alone opens a page and comes back", async (t) => {
  const page = await launched(await person(t));
  const open = async (name) => {
    const link = page.getByRole("link", { name }).first();
    for (let tab = 0; tab < 12 && !(await link.evaluate((one) => one === document.activeElement)); tab++) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
  };
  await open("What your course shared about you");
  await page.getByRole("heading", { level: 1, name: "What your course shared about you" }).waitFor();
  await open("Overview");
  await page.getByRole("heading", { level: 1, name: "Hello, Sam" }).waitFor();
});

test("a teacher sees how the course is connected, and a student is not offered it", async (t) => {
  const page = await launched(await person(t), { person: "teacher" });
  await page.getByRole("link", { name: "Connection to the learning platform" }).click();
  await page.getByText(server.lms).first().waitFor();
  await page.getByText("demo-client").first().waitFor();
  await picture(page, "connection");
  const student = await launched(await person(t));
  assert.equal(await student.getByText("Connection to the learning platform").count(), 0);
});

test("a person whose name is not released and a guest without an id are served all the same", async (t) => {
  const page = await person(t);
  for (const who of ["anonymous", "guest"]) {
    await launched(page, { person: who });
    await page.getByText("Your name was not shared").waitFor();
    await page.getByRole("link", { name: "What your course shared about you" }).click();
    await page.getByText("Not shared").first().waitFor();
  }
});

test("the way back to the course ends on the platform's page, not inside the frame", async (t) => {
  const page = await person(t);
  const frame = await launchInFrame(page, server.lms);
  await frame.getByRole("link", { name: "Back to the course" }).click();
  await page.waitForURL((url) => url.origin === server.lms && !url.pathname.startsWith("/launch"));
  assert.equal(await page.locator("iframe[name=tool]").count(), 0);
});

for (const colorScheme of ["light", "dark"]) {
  test(`no page has an accessibility violation in ${colorScheme} mode`, async (t) => {
    const page = await person(t, { colorScheme, bypassCSP: true, reducedMotion: "reduce" });
    await launched(page, { person: "teacher" });
    assert.deepEqual(await axeIn(page), []);
    if (colorScheme === "dark") await picture(page, "dark");
    for (const path of ["translate", "shared_data", "connection"]) {
      await page.evaluate((hash) => (window.location.hash = hash), `#/${path}`);
      await page.getByRole("link", { name: "Overview" }).first().waitFor();
      assert.deepEqual(await axeIn(page), [], path);
    }
    await launchInTab(page, server.lms, { misbehave: "expired" });
    await page.locator("#error-code").waitFor();
    assert.deepEqual(await axeIn(page), [], "a refusal");
  });
}

test("two tabs launch at once and each keeps its own course", async (t) => {
  const page = await person(t);
  const other = await page.context().newPage();
  await Promise.all([launched(page, { course: "fisica" }), launched(other, { course: "nihongo" })]);
  await page.getByText("Física I").first().waitFor();
  await other.getByText("日本語").first().waitFor();
});

test("the tool opened without a launch says where to begin", async (t) => {
  const page = await person(t);
  const errors = complaints(page);
  await page.goto(`${server.tool}/app`);
  await page.getByText("Open this tool from your course").first().waitFor();
  assert.deepEqual(errors, []);
});
