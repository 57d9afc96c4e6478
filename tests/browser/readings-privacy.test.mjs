// What is kept about a person's readings: shown to them and to administrators, and erased on their word.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse, complaints } from "./browsing.mjs";
import { gradeOf, links, openCourse, openInFrame, openInTab, openPrivacy } from "./course.mjs";
import { markAsRead, openList, placeReading, textOf } from "./reading.mjs";
import { serve } from "./serving.mjs";

const SAM = "4";
let server;
before(async () => (server = await serve()));
after(() => server.stop());

/** A page in which Sam has read a text. */
async function afterReading(t, title) {
  const browser = await browse();
  t.after(() => browser.close());
  const { page } = browser;
  await placeReading(page, server.lms, title);
  await markAsRead(await openInTab(links(page).asStudent(title)), title);
  return page;
}

test("a student sees what is kept of them, takes a copy and erases it, and the gradebook keeps its grade", async (t) => {
  const page = await afterReading(t, "Mine");
  const errors = complaints(page);
  await openPrivacy(page, server.lms, "student", SAM);
  await page.getByText("This is about you.").waitFor();
  await page.getByRole("heading", { name: "Mine" }).waitFor();
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download as JSON" }).click()]);
  const { subject, records } = JSON.parse(await textOf(saved));
  assert.deepEqual(subject, { user_id: SAM, name: "Sam Student" });
  assert.ok(records.some(({ reading_title, course }) => reading_title === "Mine" && course === "Física I — ondas y óptica"));

  await page.getByRole("button", { name: "Erase all of it" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Keep it");
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("heading", { name: "Mine" }).waitFor();
  await page.getByRole("button", { name: "Erase all of it" }).click();
  await page.getByRole("button", { name: "Erase", exact: true }).click();
  await page.getByRole("status").getByText(`Records erased: ${records.length}`).waitFor();
  await page.getByRole("button", { name: "Look again" }).click();
  await page.getByText("Nothing is kept.").waitFor();

  await openCourse(page, server.lms);
  const list = await openList(await openInTab(links(page).activity("Mine")), "Mine");
  assert.match(await list.row("Sam Student").textContent(), /Not yet.*100 of 100/);
  assert.equal(await gradeOf(page, server.lms, "Sam Student", "Mine"), "100");
  assert.deepEqual(errors, []);
});

test("an administrator erases on behalf of a student, and a teacher is shown nothing", async (t) => {
  const page = await afterReading(t, "Asked for");
  await openCourse(page, server.lms);
  await page.getByRole("combobox").selectOption("Sam Student");
  const refused = await openInFrame(page.getByRole("button", { name: "Data privacy request" }));
  await refused.getByText("This page is for administrators").waitFor();
  assert.equal(await refused.getByText("Asked for").count(), 0);

  await openCourse(page, server.lms, { person: "admin" });
  await page.getByRole("combobox").selectOption("Sam Student");
  const view = await openInFrame(page.getByRole("button", { name: "Data privacy request" }));
  await view.getByText("This is about Sam Student.").waitFor();
  await view.getByRole("heading", { name: "Asked for" }).waitFor();
  await view.getByRole("button", { name: "Erase all of it" }).click();
  await view.getByRole("button", { name: "Erase", exact: true }).click();
  await view.getByRole("status").getByText("Records erased: 1").waitFor();
  await openPrivacy(page, server.lms, "student", SAM);
  await page.getByText("Nothing is kept.").waitFor();
});

test("another student is told of nothing but their own", async (t) => {
  const page = await afterReading(t, "Private");
  await openPrivacy(page, server.lms, "anonymous", SAM);
  await page.getByText("This page is for administrators").waitFor();
  assert.equal(await page.getByText("Private").count(), 0);
});
