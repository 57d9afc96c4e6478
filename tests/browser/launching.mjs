// What the flows have in common: launching from the demo LMS, and reading what the tool shows.

export function launchUrl(lms, choices = {}) {
  return `${lms}/launch?${new URLSearchParams({ person: "student", course: "fisica", target: "iframe", ...choices })}`;
}

/** Launches in the course page and gives the tool's frame. */
export async function launchInFrame(page, lms, choices) {
  await page.goto(launchUrl(lms, choices));
  return page.frameLocator("iframe[name=tool]");
}

/** Launches in a tab of its own: the demo LMS starts it at once. */
export async function launchInTab(page, lms, choices) {
  await page.goto(launchUrl(lms, { ...choices, target: "window" }));
}

/** The code that the tool's refusal shows. */
export function errorCode(view) {
  return view.locator("#error-code").textContent();
}
