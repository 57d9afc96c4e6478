// Who has read a text, as a teacher sees it: in a course of a thousand, in one without names, in one without a list of members, and
// when grades do not arrive.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse } from "./browsing.mjs";
import { gradeOf, links, openCourse, openInTab } from "./course.mjs";
import { markAsRead, openList, placeReading, sendAgain } from "./reading.mjs";
import { registerAgain } from "./second-tool.mjs";
import { serve } from "./serving.mjs";

let server;
before(async () => (server = await serve()));
after(() => server.stop());

async function person(t) {
  const browser = await browse();
  t.after(() => browser.close());
  return browser.page;
}

/** The teacher's list of an activity in the course that is open. */
async function listOf(page, title) {
  return openList(await openInTab(links(page).activity(title)), title);
}

test("of a thousand members only the rows near the window are in the page, and all can be reached", async (t) => {
  const page = await person(t);
  const choices = { course: "campus" };
  await placeReading(page, server.lms, "For the year", choices);
  await markAsRead(await openInTab(links(page).asStudent("For the year")), "For the year");
  await openCourse(page, server.lms, choices);
  const list = await listOf(page, "For the year");
  await page.getByText("1 of 999 have read it").waitFor();
  const table = page.getByRole("table");
  const names = () => page.getByRole("rowheader").allTextContents();
  assert.equal(await table.getAttribute("aria-rowcount"), "1000");
  assert.match((await names())[0], /^Amara Abbott/);
  assert.ok((await names()).length < 60);
  await page.mouse.move(550, 500);
  const last = page.getByRole("rowheader", { name: "Zoë Žižek" });
  for (let turns = 0; turns < 100 && (await last.count()) === 0; turns++) await page.mouse.wheel(0, 4000);
  await last.waitFor();
  assert.ok((await names()).length < 60);
  assert.equal(await page.getByRole("row").last().getAttribute("aria-rowindex"), "1000");

  await list.search.fill("zoe zizek");
  await page.getByRole("status").getByText("1 of 999 shown").waitFor();
  await list.search.fill("");
  await page.getByRole("button", { name: "Read", exact: true }).click();
  await page.getByRole("columnheader", { name: "Read", exact: true }).and(page.locator("[aria-sort=ascending]")).waitFor();
  assert.match((await names())[0], /^Sam Student/);

  const { name, text } = await list.csv();
  assert.equal(name, "For-the-year.csv");
  const lines = text.split("\r\n");
  assert.equal(lines.length, 1001, "a head, 999 students, and the end of the last line");
  assert.match(lines[0], /^\ufeffName,E-mail,/);
  assert.match(lines[1], /^Sam Student,student1@example\.com,4,active,\d{4}-.*Z,sent,,100,100$/);
});

test("where the platform tells no names, each student has a number, and the file has the platform's", async (t) => {
  const page = await person(t);
  await registerAgain(page, server, "Nameless tool", { names: false });
  await placeReading(page, server.lms, "Nameless", { tool: "Nameless tool" });
  await markAsRead(await openInTab(links(page).asStudent("Nameless")), "Nameless");
  await openCourse(page, server.lms);
  const list = await listOf(page, "Nameless");
  await page.getByText("1 of 4 have read it").waitFor();
  assert.deepEqual(
    (await page.getByRole("rowheader").allTextContents()).map((text) => text.match(/^Student \d(?=Number on the platform: \d$)/)?.[0]),
    ["Student 1", "Student 2", "Student 3", "Student 4"],
  );
  assert.match((await list.csv()).text, /\r\n,,4,active,/);
  for (const name of ["Sam", "example.com"]) assert.equal(await page.getByText(name).count(), 0, name);
});

test("where the platform tells no members, those are listed who have read it, and no name is a formula in the file", async (t) => {
  const page = await person(t);
  await registerAgain(page, server, "Lonely tool", { members: false });
  await placeReading(page, server.lms, "Lonely", { tool: "Lonely tool" });
  await openInTab(links(page).asStudent("Lonely"), { misbehave: "hostile-text" });
  await markAsRead(page, "Lonely");
  await openCourse(page, server.lms);
  const list = await listOf(page, "Lonely");
  await page.getByText(/The platform has not told who is in the course\./).waitFor();
  await page.getByText("Have read it: 1").waitFor();
  await list.row(/^=1\+1<script>/).getByText("In the gradebook").waitFor();
  assert.match((await list.csv()).text, /\r\n"'=1\+1<script>alert\(1\)<\/script> ""><img /);
});

test("a grade whose column was deleted is kept, said to be, and sent again into a new column", async (t) => {
  const page = await person(t);
  const choices = { course: "nihongo" };
  await placeReading(page, server.lms, "Column gone", choices);
  const list = await sendAgain(page, server.lms, "Column gone", choices);
  // What waits is sent in the background, some seconds later.
  for (let looks = 0; (await gradeOf(page, server.lms, "Sam Student", "Column gone", choices)) !== "100"; looks++) {
    assert.ok(looks < 60, "the grade never arrived");
    await page.waitForTimeout(500);
  }
  await list.button("Look what became of them").click();
  await list.row("Sam Student").getByText("In the gradebook").waitFor();
  await openCourse(page, server.lms, choices);
  await (await listOf(page, "Column gone")).row("Sam Student").getByText("100 of 100").waitFor();
});
