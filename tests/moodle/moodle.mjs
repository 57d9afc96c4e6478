// The Moodle that the developer names, as the suite of the block prepares and uses it.

import assert from "node:assert/strict";
import { moodle, people, site } from "./site.mjs";

export * from "./site.mjs";

/** Whose password it is does not matter outside this suite's Moodle. */
const PASSWORD = "Stud3nt-pass!";
Object.assign(people, {
  teacher: { name: "aitranslator-teacher", password: PASSWORD },
  student: { name: "aitranslator-student", password: PASSWORD },
  second: { name: "aitranslator-second", password: PASSWORD },
});

/** Ids of the course and its pages; they and the people are made where they are not. */
export const course = await site("prepare", { password: PASSWORD, languages: ["en", "es", "fr", "ar"] });
assert.equal(course.wwwroot, moodle, "MOODLE_URL is not the wwwroot of the Moodle in MOODLE_DIR");

/** Addresses that the tests open. */
export const address = {
  course: `${moodle}/course/view.php?id=${course.course}`,
  page: (name) => `${moodle}/mod/page/view.php?id=${course.pages[name]}`,
  settings: `${moodle}/admin/settings.php?section=blocksettingaitranslator`,
  check: `${moodle}/blocks/aitranslator/check.php`,
};

/** Settings under which the plugin reaches a server, as a code and its server's address connect it. */
export async function connect(server) {
  await site("set", [
    // Moodle blocks its own machine unless told otherwise.
    ["", "curlsecurityblockedhosts", ""],
    ["", "curlsecurityallowedport", ""],
    ["block_aitranslator", "mode", "code"],
    ["block_aitranslator", "connectioncode", await server.code()],
    ["block_aitranslator", "userrequestsperhour", "0"],
    ["block_aitranslator", "siterequestsperhour", "0"],
    ["block_aitranslator", "maxcharacters", "10000"],
    ["block_aitranslator", "glossary", ""],
  ]);
}

/** The parts of one block on a page. */
export function translator(page, number = 0) {
  const root = page.locator(".block_aitranslator-translator").nth(number);
  const part = (name) => root.locator(`[data-region="${name}"]`);
  const button = (name) => root.locator(`[data-action="${name}"]`);
  return { root, part, button, text: part("text"), source: part("source"), target: part("target"), output: part("output") };
}

/** Opens the drawer of blocks, where it is closed. */
export async function openDrawer(page) {
  if (await page.locator(".block_aitranslator").first().isVisible()) return;
  // A click before Moodle's script is there does nothing.
  await page.locator(".drawer-right:not(.not-initialized)").waitFor({ state: "attached" });
  await page.locator(".drawer-right-toggle button").first().click();
}

/** Opens a page, and its drawer of blocks where that is closed. */
export async function shown(page, url) {
  await page.goto(url);
  const block = translator(page);
  await openDrawer(page);
  await block.root.waitFor();
  return block;
}

/** The same, with the block's languages loaded. */
export async function open(page, url) {
  const block = await shown(page, url);
  await block.target.locator("option[value='es']").first().waitFor({ state: "attached" });
  return block;
}

/** Begins to keep what screen readers are told in the page. */
export async function listen(page) {
  await page.evaluate(() => {
    window.said = [];
    const regions = document.querySelectorAll('[data-aitranslator] :is([role="status"], [role="alert"], [aria-live])');
    for (const region of regions) {
      new MutationObserver(() => {
        const text = region.innerText.trim().replace(/\s+/g, " ");
        if (text && window.said.at(-1) !== text) window.said.push(text);
      }).observe(region, { childList: true, characterData: true, subtree: true, attributes: true });
    }
  });
  return () => page.evaluate(() => window.said);
}

/** Of what was said, what the page's translation said. */
export const announcements = (said) => said.filter((text) => /page/.test(text) && !/^From/.test(text));
