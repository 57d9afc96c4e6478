// The page of a course in the demo LMS, and the ways from there into the tool: in the course page's frame, or in the tab.

/** A person opens the page of a course. */
export async function openCourse(page, lms, choices = {}) {
  await page.goto(`${lms}/course?${new URLSearchParams({ person: "teacher", course: "fisica", ...choices })}`);
}

/** What leads into the tool from there. */
export const links = (page) => ({
  addContent: (tool = "Demo tool") => page.getByRole("link", { name: `Add content from ${tool}`, exact: true }),
  activity: (title) => page.getByRole("link", { name: `Open: ${title}`, exact: true }),
  asStudent: (title) => page.getByRole("link", { name: `Open as student: ${title}`, exact: true }),
  gradebook: page.getByRole("link", { name: "Gradebook", exact: true }),
  review: (student, title) => page.getByRole("link", { name: `Review ${student}: ${title}`, exact: true }),
});

/** Follows a link with one click; gives the tool's frame in the page to which it leads. */
export async function openInFrame(link) {
  await link.click();
  return link.page().frameLocator("iframe[name=tool]");
}

/** Opens what a link leads to in the tab, without the course around it, and with further `choices`; gives the page. */
export async function openInTab(link, choices = {}) {
  const address = new URL(await link.getAttribute("href"), link.page().url());
  for (const [name, value] of Object.entries({ target: "window", ...choices })) address.searchParams.set(name, value);
  await link.page().goto(address.href);
  return link.page();
}

/** Opens the data privacy request of one person about a user, in the tab. */
export async function openPrivacy(page, lms, person, user, choices = {}) {
  const query = { person, user, course: "fisica", message: "data-privacy", target: "window", ...choices };
  await page.goto(`${lms}/launch?${new URLSearchParams(query)}`);
  await page.getByRole("heading", { level: 1, name: "What is kept" }).waitFor();
  return page;
}

/** What the gradebook says about a student, in the column of an activity; null while there is no such column. */
export async function gradeOf(page, lms, student, title, choices) {
  await openCourse(page, lms, choices);
  await links(page).gradebook.click();
  const columns = await page.getByRole("columnheader").allTextContents();
  const column = columns.findIndex((text) => text.trim().startsWith(title));
  if (column < 0) return null;
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: student, exact: true }) });
  const cell = row.getByRole("cell").nth(column - 1);
  return (await cell.textContent()).replace(/Review\s*$/, "").trim();
}
