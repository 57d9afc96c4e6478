// Readings as the flows use them: a teacher writes a text and places it, a student reads it.

import { links, openCourse, openInFrame, openInTab } from "./course.mjs";

/** A text that Apertium can translate, and that no other test has. */
export const bees = (title) => ({
  title,
  paragraphs: ["The bee is on the flower.", "The other bees watch.", "Then they fly to the house."],
});

/** The form in which a text is written, and its parts. */
export function writing(view) {
  return {
    title: view.getByRole("textbox", { name: "Title" }),
    text: view.getByRole("textbox", { name: "Text", exact: true }),
    file: view.getByLabel("Take a text from a file"),
    tool: (name) => view.getByRole("toolbar", { name: "Formatting" }).getByRole("button", { name, exact: true }),
    async write({ title, paragraphs }) {
      await this.title.fill(title);
      await this.text.click();
      for (const [index, paragraph] of paragraphs.entries()) {
        if (index > 0) await this.text.press("Enter");
        await this.text.page().keyboard.insertText(paragraph);
      }
    },
  };
}

/** The page that adds a text to the course, and its parts. */
export async function adding(view) {
  await view.getByRole("heading", { level: 1, name: "Add a text" }).waitFor();
  return {
    ...writing(view),
    graded: view.getByRole("checkbox", { name: "Grade it" }),
    button: (name) => view.getByRole("button", { name, exact: true }),
    /** Turns to a text that is there already: by a button, or where there is no room for buttons by a list. */
    async takeOld(title) {
      const button = this.button("Text of this course");
      const list = view.getByRole("button", { name: /^What to add/ });
      await button.or(list).waitFor();
      if (await list.isVisible()) {
        await list.click();
        await view.getByRole("option", { name: "Text of this course" }).click();
      } else await button.click();
      await view.getByRole("radio", { name: title }).check();
    },
  };
}

/** From "Place in the course" to the course, where the activity is now. */
export async function place(page, view, title) {
  await view.getByRole("button", { name: "Place in the course" }).click();
  await view.getByRole("heading", { name: "New in the course" }).waitFor();
  await view.getByRole("listitem").getByText(title, { exact: true }).waitFor();
  await view.getByRole("link", { name: "To the course" }).click();
  await links(page).activity(title).waitFor();
}

/** A teacher writes a text and places it in a course, whose page is open afterwards. */
export async function placeReading(page, lms, title, { graded = true, tool, ...choices } = {}) {
  await openCourse(page, lms, choices);
  const view = await openInFrame(links(page).addContent(tool));
  const form = await adding(view);
  await form.write(bees(title));
  if (graded) await form.graded.check();
  await place(page, view, title);
}

/** A text that is read, and its parts. */
export async function reading(view, title) {
  await view.getByRole("heading", { level: 1, name: title }).waitFor();
  return {
    done: view.getByRole("button", { name: "I have read this" }),
    translate: view.getByRole("button", { name: "Translate", exact: true }),
    async readIn(language) {
      await view.getByRole("button", { name: /^Read it in/ }).click();
      await view.getByRole("option", { name: language, exact: true }).click();
    },
  };
}

/** A student opens a text of the course that is open, in the tab, and marks it as read; gives what the page then says. */
export async function markAsRead(view, title) {
  const { done } = await reading(view, title);
  await done.click();
  const said = view.getByRole("status").filter({ hasText: "You have read this" });
  await said.waitFor();
  return said.textContent();
}

/** A teacher who has opened a text gives it another title, and more words at its end. */
export async function changeText(view, before, { title, more }) {
  await reading(view, before);
  await view.getByRole("button", { name: "Edit the text" }).click();
  const form = writing(view);
  await form.title.fill(title);
  await form.text.press("Control+End");
  await form.text.pressSequentially(more);
  await view.getByRole("button", { name: "Save", exact: true }).click();
  await view.getByRole("status").getByText("The text is saved.").waitFor();
  await view.getByRole("heading", { level: 1, name: title }).waitFor();
}

/** The list of who has read the text, from the activity that a teacher has opened. */
export async function openList(view, title) {
  await reading(view, title);
  await view.getByRole("link", { name: "Overview" }).click();
  await view.getByRole("link", { name: /^Who has read it/ }).click();
  await view.getByRole("heading", { level: 1, name: "Who has read it" }).waitFor();
  await view.getByRole("table").waitFor();
  return {
    row: (name) => view.getByRole("row").filter({ has: view.getByRole("rowheader", { name }) }),
    search: view.getByRole("searchbox", { name: "Find a person" }),
    button: (name) => view.getByRole("button", { name, exact: true }),
    async csv() {
      const page = view.owner ? view.owner().page() : view;
      const [saved] = await Promise.all([page.waitForEvent("download"), this.button("Save as CSV").click()]);
      return { name: saved.suggestedFilename(), text: await textOf(saved) };
    },
  };
}

/**
 * A student marks a text as read whose column in the gradebook is deleted meanwhile, and the teacher, who opened it before, has the
 * grade sent again. Gives the teacher's list. The text is of the course that is open in the page.
 */
export async function sendAgain(page, lms, title, choices) {
  const teacher = await page.context().newPage();
  await openCourse(teacher, lms, choices);
  await openInTab(links(teacher).activity(title));
  await openInTab(links(page).asStudent(title));
  await reading(page, title);

  const owner = await page.context().newPage();
  await openCourse(owner, lms, choices);
  await links(owner).gradebook.click();
  await owner.getByRole("button", { name: `Delete ${title}` }).click();
  await owner.getByRole("columnheader", { name: title }).waitFor({ state: "detached" });
  await owner.close();
  await markAsRead(page, title);
  await page.getByText("Its column was deleted there.").waitFor();

  const list = await openList(teacher, title);
  await list.row("Sam Student").getByText("Not sent").waitFor();
  await list.button("Send again").click();
  await teacher.getByText("Being sent now: 1").waitFor();
  return list;
}

/** The text of a file that the browser saved. */
export async function textOf(download) {
  return Buffer.concat(await (await download.createReadStream()).toArray()).toString("utf8");
}
