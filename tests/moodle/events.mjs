// The pages of local_awsevents, as its suite uses them.

import { moodle, site } from "./site.mjs";

export const COMPONENT = "local_awsevents";

/** Addresses that the tests open. */
export const address = {
  settings: `${moodle}/admin/settings.php?section=local_awsevents`,
  status: `${moodle}/local/awsevents/status.php`,
  dead: `${moodle}/local/awsevents/status.php?dead=1`,
  setup: `${moodle}/local/awsevents/setup.php`,
};

/** Settings with which events go to a bus of bus.mjs, and nothing waits. */
export async function connect(to) {
  await site("set", [
    [COMPONENT, "enabled", "1"],
    [COMPONENT, "transport", "aws"],
    [COMPONENT, "region", "eu-west-1"],
    [COMPONENT, "eventbus", "moodle-events"],
    [COMPONENT, "endpoint", to.url],
    [COMPONENT, "credentials", "keys"],
    [COMPONENT, "accesskey", "AKIAIOSFODNN7EXAMPLE"],
    [COMPONENT, "secretkey", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
    [COMPONENT, "profiles", "files"],
    [COMPONENT, "events", ""],
    [COMPONENT, "coursefilter", "all"],
    [COMPONENT, "courses", ""],
    [COMPONENT, "maxattempts", "10"],
    // Until this time the task asks for nothing by itself, and what is sent is what the test did.
    [COMPONENT, "rearrangedsince", "4102444800"],
  ]);
  await site("forget events");
}

/** Opens the settings, ready for input. */
export async function settingsPage(page) {
  await page.goto(address.settings);
  await page.waitForLoadState("networkidle");
}

/** One field of the settings by its name. */
export const field = (page, name) => page.locator(`#id_s_local_awsevents_${name}`);

/** Types into a field whose text is not shown again. */
export async function paste(page, name, text) {
  const input = page.locator(`input[name=s_local_awsevents_${name}]`);
  if (!(await input.isVisible())) await page.locator(`#admin-${name} :is([data-editbutton], a):visible`).first().click();
  await input.fill(text);
}

/** Chooses something in a field that is searched by typing. */
export async function pick(page, name, typed) {
  const setting = page.locator(`#admin-${name}`);
  await setting.locator("input[type=text]").click();
  await setting.locator("input[type=text]").pressSequentially(typed, { delay: 60 });
  await setting.locator("[role=option]:visible", { hasText: typed }).first().click();
  await setting.locator(".form-autocomplete-selection [role=option]", { hasText: typed }).first().waitFor();
  // The list stays open, in front of other fields.
  await page.keyboard.press("Escape");
  await setting.locator("label, .form-label").first().click();
}

/** Saves; says what the page says then. */
export async function save(page) {
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.locator(".alert-success, .alert-danger, .error").first().waitFor();
  await page.waitForLoadState("networkidle");
  return page.locator("#region-main").innerText();
}

/** Presses a button of the status page; says what the page says then. */
export async function press(page, name) {
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name, exact: true }).click()]);
  return page.locator("#region-main .alert").first().innerText();
}

/** The figures of the status page, by name. */
export async function facts(page) {
  const [names, values] = await Promise.all(["dt", "dd"].map((tag) => page.locator(`.local_awsevents-status ${tag}`).allInnerTexts()));
  return Object.fromEntries(names.map((name, at) => [name, values[at]]));
}
