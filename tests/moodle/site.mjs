// The Moodle that the developer names, as every suite of a plugin uses it.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";
import { browse, complaints, picture } from "../browser/browsing.mjs";
import { serve } from "../browser/serving.mjs";

const run = promisify(execFile);
const HERE = new URL(".", import.meta.url).pathname;

export const moodle = process.env.MOODLE_URL;
const folder = process.env.MOODLE_DIR;

/** The plugins by component: `zip` and `version`. */
const plugins = JSON.parse(process.env.MOODLE_AWS_PLUGINS);

/** Who can log in; suites add those that they make. */
export const people = {
  admin: { name: process.env.MOODLE_ADMIN || "admin", password: process.env.MOODLE_PASSWORD },
};

/** As whom, and where, Moodle's own programs run. */
async function place() {
  const { uid, gid } = await stat(folder);
  return { cwd: folder, ...(process.getuid() === 0 ? { uid, gid } : {}) };
}

/** Runs a script of this folder in Moodle's, as its owner. */
export async function php(script, ...given) {
  const { stdout } = await run("php", [HERE + script, ...given], await place());
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/** Runs an action of site.php. */
export const site = (action, given = {}) => php("site.php", action, JSON.stringify(given));

/** Runs a program of Moodle's, as its owner, with nobody at the keyboard; says how it ended and what it wrote. */
export async function cli(script, ...given) {
  // What administrators run is where it ever was; what plugins bring is beneath the pages.
  const moved = !script.startsWith("admin/cli/") && (await stat(`${folder}/public`).then(() => true, () => false));
  const program = moved ? `public/${script}` : script;
  const child = spawn("php", [program, ...given], { stdio: ["ignore", "pipe", "pipe"], ...(await place()) });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"]) child[stream].on("data", (chunk) => (said[stream] += chunk));
  const [code] = await once(child, "close");
  return { code, ...said };
}

/** Sets settings for one test or group of tests: `[plugin or "", name, value]`. */
export async function settings(t, ...wanted) {
  const before = await site("set", wanted);
  t.after(() => site("set", before));
}

/** Serves for this Moodle, with the code that connects it. */
export async function serveForMoodle(options = [], env = process.env) {
  const server = await serve({ options, env });
  const code = async (url = moodle) => {
    const said = await server.operate("site", "add", "--url", url, "--public-url", server.tool);
    return said.match(/moodle-aws-1\.[\w.-]+/)[0];
  };
  return { ...server, code };
}

/**
 * A browser in which somebody is logged in; `complaints` tells what went wrong in its pages. It asks Moodle alone, and the
 * origins `beside` it. Without a test to end with, the caller closes it.
 */
export async function logged(t, who, { beside = [], ...options } = {}) {
  const browser = await browse({ viewport: { width: 1280, height: 900 }, bypassCSP: true, ...options });
  t?.after(() => browser.close());
  // Moodle's first pages after its caches were emptied take their time.
  browser.context.setDefaultTimeout(30_000);
  await watch(browser, [moodle, ...beside]);
  if (who) await logIn(browser.page, who);
  return browser;
}

/** Other hosts are not asked: MathJax, for example, would draw the formulas. Its loader reports that as an "Event". */
const OF_OTHERS = /Failed to load resource|^Event$|MathJax/;

async function watch(browser, origins) {
  const wrong = [];
  const heard = new Map();
  const isOther = (url) => url.protocol.startsWith("http") && !origins.some((known) => url.href.startsWith(`${known}/`));
  await browser.context.route(isOther, (route) => route.abort());
  const attend = (page) => {
    heard.set(page, complaints(page));
    page.on("response", (answer) => {
      if (answer.status() >= 400) wrong.push(`${answer.status()} ${answer.url()}`);
    });
  };
  browser.context.pages().forEach(attend);
  browser.context.on("page", attend);
  browser.complaints = () => [...wrong, ...[...heard.values()].flat().filter((what) => !OF_OTHERS.test(what))];
}

export async function logIn(page, who) {
  const { name, password } = people[who];
  await page.goto(`${moodle}/login/index.php`);
  // With this button, Moodle's script puts a new field in the place of the one for the password.
  await page.locator(".toggle-sensitive-btn").first().waitFor({ state: "attached" });
  await page.getByLabel("Username").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"), { waitUntil: "commit", timeout: 60_000 });
}

/** Keeps a picture for the documentation: of the top of the page, or of what is seen of one element. */
export async function pictured(page, name, element) {
  const view = page.viewportSize();
  const { x, y, width, height } = (await element?.boundingBox()) ?? { x: 0, y: 0, width: view.width, height: 740 };
  const top = Math.max(y, 0);
  await picture(page, name, { clip: { x, y: top, width, height: Math.min(y + height, view.height) - top } });
}

/** Waits until `found()` holds. */
export async function until(found, what) {
  for (let tries = 0; tries < 400; tries++) {
    if (await found()) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  assert.fail(`${what} did not happen`);
}

/** How long Moodle may take to install, upgrade or uninstall a plugin, with all its caches empty. */
const ADMINISTRATION_MS = 240_000;

/** Presses a button, and waits for the page that it opens. */
async function press(page, button) {
  await Promise.all([page.waitForEvent("load", { timeout: ADMINISTRATION_MS }), button.click()]);
}

/** Installs a plugin's zip over the administration's pages, where it is not installed, or an older one is. */
export async function install(page, component) {
  const [there] = await site("get", [[component, "version"]]);
  if (Number(there) >= Number(plugins[component].version)) return;
  await page.goto(`${moodle}/admin/tool/installaddon/index.php`, { timeout: ADMINISTRATION_MS });
  await page.getByRole("button", { name: "Choose a file" }).click();
  await page.getByRole("link", { name: "Upload a file" }).first().click();
  // The form is there twice when the dialogue opens at it.
  await page.waitForLoadState("networkidle");
  await page.locator('input[name="repo_upload_file"]').setInputFiles(plugins[component].zip);
  await page.getByRole("button", { name: "Upload this file" }).click();
  await page.locator(".filepicker-filename a").waitFor();
  await press(page, page.getByRole("button", { name: "Install plugin from the ZIP file" }));
  await press(page, page.getByRole("button", { name: "Continue" }));
  await finish(page);
}

/** Goes through the pages of an upgrade, until there is none. */
export async function finish(page) {
  const next = page.getByRole("button", { name: /^(Upgrade Moodle database now|Continue|Save changes)$/ }).first();
  await page.goto(`${moodle}/admin/index.php?cache=0`, { timeout: ADMINISTRATION_MS });
  for (let step = 0; step < 8 && (await next.isVisible()); step++) await press(page, next);
}

/** Uninstalls a plugin over the administration's pages, with its folder. */
export async function uninstall(page, component) {
  const goOn = page.getByRole("button", { name: "Continue", exact: true });
  await page.goto(`${moodle}/admin/plugins.php?uninstall=${component}`, { timeout: ADMINISTRATION_MS });
  await press(page, goOn);
  await page.getByText(/has been deleted from the database/).waitFor();
  await press(page, goOn);
  await finish(page);
}
