// A reading on its way: from the teacher who places it, to the student who reads it, into the gradebook, and back to the teacher;
// with one click each in the demo LMS, in the course page's frame.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse, complaints, picture } from "./browsing.mjs";
import { gradeOf, links, openCourse, openInFrame, openInTab } from "./course.mjs";
import { adding, changeText, markAsRead, openList, place, placeReading, reading } from "./reading.mjs";
import { serve } from "./serving.mjs";

let server;
before(async () => (server = await serve()));
after(() => server.stop());

async function person(t, options) {
  const browser = await browse(options);
  t.after(() => browser.close());
  return browser.page;
}

test("a text goes from a teacher to a student, and the grade into the gradebook, in a few clicks", async (t) => {
  const page = await person(t);
  const errors = complaints(page);
  await placeReading(page, server.lms, "The bees");
  await picture(page, "readings-course");

  const student = await openInFrame(links(page).asStudent("The bees"));
  const { readIn, translate, done } = await reading(student, "The bees");
  await readIn("Spanish");
  await translate.click();
  await student.getByRole("status").getByText("Translated", { exact: true }).waitFor();
  await picture(page, "readings-student");
  const original = await student.getByText("The bee is on the flower.").boundingBox();
  const translation = await student.locator("[lang=es]", { hasText: "flor" }).boundingBox();
  assert.equal(original.y, translation.y, "they stand beside each other");
  assert.ok(original.x + original.width <= translation.x);
  await done.click();
  await student.getByText("Your grade is in the gradebook.").waitFor();
  await student.getByText(/^You have read this/).waitFor();
  assert.equal(await done.count(), 0, "it is marked once");

  assert.equal(await gradeOf(page, server.lms, "Sam Student", "The bees"), "100");
  const submission = await openInFrame(links(page).review("Sam Student", "The bees"));
  await submission.getByRole("heading", { level: 1, name: "One student’s reading" }).waitFor();
  await submission.getByRole("heading", { name: "Sam Student" }).waitFor();
  for (const shown of ["The bees", "English", "In the gradebook", "100 of 100"]) {
    await submission.getByRole("definition").filter({ hasText: shown }).first().waitFor();
  }

  await openCourse(page, server.lms);
  const list = await openList(await openInFrame(links(page).activity("The bees")), "The bees");
  await list.row("Sam Student").getByText("100 of 100").waitFor();
  assert.match(await list.row("Sam Student").textContent(), /student1@example\.com.*In the gradebook/);
  assert.match(await list.row("Élodie Lefèvre").textContent(), /Not yet/);
  await picture(page, "readings-list");
  assert.deepEqual(errors, []);
});

test("a student finds the text marked when they come back, and another student does not", async (t) => {
  const page = await person(t);
  await placeReading(page, server.lms, "Twice", { course: "nihongo" });
  const first = await markAsRead(await openInTab(links(page).asStudent("Twice")), "Twice");
  await openCourse(page, server.lms, { course: "nihongo" });
  await openInTab(links(page).asStudent("Twice"));
  const again = page.getByRole("status").filter({ hasText: "You have read this" });
  assert.equal(await again.textContent(), first);
  await openCourse(page, server.lms, { course: "nihongo" });
  await openInTab(links(page).asStudent("Twice"), { person: "anonymous" });
  await (await reading(page, "Twice")).done.waitFor();
});

test("of a text without a grade it is kept who has read it, and the gradebook has no column", async (t) => {
  const page = await person(t);
  await placeReading(page, server.lms, "Ungraded", { graded: false });
  const student = await openInFrame(links(page).asStudent("Ungraded"));
  await student.getByText("There is no grade for it.").waitFor();
  assert.doesNotMatch(await markAsRead(student, "Ungraded"), /grade/);
  await openCourse(page, server.lms);
  const list = await openList(await openInFrame(links(page).activity("Ungraded")), "Ungraded");
  assert.doesNotMatch(await list.row("Sam Student").textContent(), /Not yet/);
  await openCourse(page, server.lms);
  await links(page).gradebook.click();
  await page.getByRole("columnheader", { name: /Laboratorio/ }).waitFor();
  assert.equal(await page.getByRole("columnheader", { name: /Ungraded/ }).count(), 0);
});

test("nothing is recorded of a teacher, nor of somebody without an id, and both can read", async (t) => {
  const page = await person(t);
  await placeReading(page, server.lms, "For all");
  for (const [who, said] of [["teacher", "Nothing is recorded for teachers."], ["guest", "did not say who you are"]]) {
    await openCourse(page, server.lms);
    await openInTab(links(page).activity("For all"), { person: who });
    const { done } = await reading(page, "For all");
    await page.getByText("The other bees watch.").waitFor();
    await page.getByText(said).waitFor();
    assert.equal(await done.count(), 0, who);
  }
});

test("a text of the course is placed a second time, and the two are graded apart", async (t) => {
  const page = await person(t);
  await placeReading(page, server.lms, "Again", { course: "oekonomie", graded: false });
  const view = await openInFrame(links(page).addContent());
  const form = await adding(view);
  await form.takeOld("Again");
  await form.graded.check();
  await form.button("Place in the course").click();
  await view.getByRole("link", { name: "To the course" }).click();
  const placed = page.getByRole("listitem").filter({ hasText: "Again" });
  await placed.nth(1).getByText("Graded").waitFor();
  const student = await openInFrame(placed.nth(0).getByRole("link", { name: "Open as student: Again" }));
  await markAsRead(student, "Again");
  assert.equal(await gradeOf(page, server.lms, "Sam Student", "Again", { course: "oekonomie" }), "–");
});

test("cancelling leads back to the course, with nothing chosen", async (t) => {
  const page = await person(t);
  await openCourse(page, server.lms, { course: "barmaja" });
  const view = await openInFrame(links(page).addContent());
  const { button, title } = await adding(view);
  await title.fill("Not this one");
  await button("Cancel").click();
  await view.getByRole("heading", { name: "Nothing was chosen" }).waitFor();
  await view.getByRole("link", { name: "To the course" }).click();
  await links(page).gradebook.waitFor();
  assert.equal(await page.getByText("Not this one").count(), 0);
});

test("a teacher changes the text, and who opens it then reads the new one", async (t) => {
  const page = await person(t);
  await placeReading(page, server.lms, "Before");
  const view = await openInFrame(links(page).activity("Before"));
  await changeText(view, "Before", { title: "After", more: " They come home." });
  await openCourse(page, server.lms);
  const student = await openInFrame(links(page).asStudent("Before"));
  await reading(student, "After");
  await student.getByText("Then they fly to the house. They come home.").waitFor();
  assert.equal(await student.getByRole("button", { name: "Edit the text" }).count(), 0);
});

test("what a teacher has written is there again after a reload, and gone when it is placed", async (t) => {
  const page = await person(t);
  await openCourse(page, server.lms);
  await openInTab(links(page).addContent());
  const form = await adding(page);
  await form.write({ title: "Kept", paragraphs: ["A first line."] });
  await page.reload();
  await page.getByText("What you wrote before is here again.").waitFor();
  assert.equal(await form.title.inputValue(), "Kept");
  assert.equal(await form.text.textContent(), "A first line.");
  await place(page, page, "Kept");
  await openInTab(links(page).addContent());
  assert.equal(await (await adding(page)).title.inputValue(), "");
});
