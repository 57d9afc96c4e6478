// Headless Chromium with one preference or another about cookies.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const EXECUTABLE = process.env.CHROMIUM || "/usr/bin/chromium";
const PICTURES = process.env.MOODLE_AWS_PICTURES;

// A browser that talks to nobody but the pages under test.
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // All sites in one process: the driver loses a frame that changes its process several times in a moment. Origins and
  // cookies are kept apart as ever.
  "--disable-site-isolation-trials",
];

/** What a person may have chosen under "Cookies and site data". */
export const COOKIES = {
  default: {},
  thirdPartyAllowed: { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } },
  thirdPartyBlocked: { profile: { cookie_controls_mode: 1, block_third_party_cookies: true } },
  off: { profile: { default_content_setting_values: { cookies: 2 } } },
};

/** Opens a browser with a profile of its own; `close` removes the profile. */
export async function browse({ cookies = COOKIES.default, ...options } = {}) {
  const profile = await mkdtemp(join(tmpdir(), "moodle-aws-profile-"));
  await mkdir(join(profile, "Default"));
  await writeFile(join(profile, "Default", "Preferences"), JSON.stringify(cookies));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    args: QUIET,
    viewport: { width: 1100, height: 800 },
    locale: "en-GB",
    ...options,
  });
  context.setDefaultTimeout(15_000);
  return {
    context,
    page: context.pages()[0],
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Errors that a page reports: script errors, console errors, policy violations. */
export function complaints(page) {
  const found = [];
  page.on("pageerror", (error) => found.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") found.push(message.text());
  });
  return found;
}

/** Keeps a picture for the documentation, of a page or an element, when MOODLE_AWS_PICTURES names a folder for them. */
export async function picture(page, name, options) {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), ...options });
}
