// A reading on its way through the deployed stack: from the teacher, to the student, into the gradebook, and away again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browse, complaints } from "../browser/browsing.mjs";
import { gradeOf, links, openCourse, openInFrame, openInTab, openPrivacy } from "../browser/course.mjs";
import { adding, changeText, markAsRead, openList, place, placeReading, reading, sendAgain } from "../browser/reading.mjs";
import { deployment } from "./deployment.mjs";
import { comesDue } from "./schedule.mjs";

const { lms } = deployment;
const SAM = "4";

async function person(t) {
  const browser = await browse();
  t.after(() => browser.close());
  return browser.page;
}

test("a text goes from a teacher to a student, and the grade into the gradebook", async (t) => {
  const page = await person(t);
  const errors = complaints(page);
  await placeReading(page, lms, "The bees");
  const student = await openInFrame(links(page).asStudent("The bees"));
  const { readIn, translate } = await reading(student, "The bees");
  await readIn("Spanish");
  await translate.click();
  await student.getByText("THE BEE IS ON THE FLOWER.", { exact: true }).waitFor();
  assert.match(await markAsRead(student, "The bees"), /Your grade is in the gradebook\./);
  assert.equal(await gradeOf(page, lms, "Sam Student", "The bees"), "100");
  const submission = await openInFrame(links(page).review("Sam Student", "The bees"));
  await submission.getByText("100 of 100").waitFor();
  await openCourse(page, lms);
  const list = await openList(await openInFrame(links(page).activity("The bees")), "The bees");
  await page.frameLocator("iframe[name=tool]").getByText("1 of 4 have read it").waitFor();
  await list.row("Sam Student").getByText("100 of 100").waitFor();
  assert.deepEqual(errors, []);
});

test("a text of the course is changed, and placed a second time", async (t) => {
  const page = await person(t);
  await placeReading(page, lms, "Before", { graded: false });
  await changeText(await openInTab(links(page).activity("Before")), "Before", { title: "After", more: " They come home." });
  await openCourse(page, lms);
  const view = await openInFrame(links(page).addContent());
  await (await adding(view)).takeOld("After");
  await place(page, view, "After");
  await reading(await openInTab(links(page).asStudent("After")), "After");
  await page.getByText("Then they fly to the house. They come home.").waitFor();
});

test("a grade whose column was deleted is sent again, by the schedule's function, into a new column", async (t) => {
  const page = await person(t);
  const choices = { course: "nihongo" };
  await placeReading(page, lms, "Column gone", choices);
  const list = await sendAgain(page, lms, "Column gone", choices);
  // What was put into the queue is due some seconds later.
  for (let minutes = 0; (await gradeOf(page, lms, "Sam Student", "Column gone", choices)) !== "100"; minutes++) {
    assert.ok(minutes < 30, "the grade never arrived");
    await page.waitForTimeout(500);
    await comesDue("send-scores");
  }
  await list.button("Look what became of them").click();
  await list.row("Sam Student").getByText("In the gradebook").waitFor();
});

test("a student erases what is kept of them, and the gradebook keeps its grade", async (t) => {
  const page = await person(t);
  await placeReading(page, lms, "Mine", { course: "oekonomie" });
  await markAsRead(await openInTab(links(page).asStudent("Mine")), "Mine");
  await openPrivacy(page, lms, "admin", SAM);
  await page.getByText("This is about Sam Student.").waitFor();
  await page.getByRole("heading", { name: "Mine" }).waitFor();
  await openPrivacy(page, lms, "student", SAM);
  await page.getByRole("button", { name: "Erase all of it" }).click();
  await page.getByRole("button", { name: "Erase", exact: true }).click();
  await page.getByRole("button", { name: "Look again" }).click();
  await page.getByText("Nothing is kept.").waitFor();
  assert.equal(await gradeOf(page, lms, "Sam Student", "Mine", { course: "oekonomie" }), "100");
});
