// The course assistant beside the Moodle that the developer names: connected, launched, asked, and waited for.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { COMPONENT } from "./events.mjs";
import { cli, logged, moodle, people, php, serveForMoodle, site } from "./site.mjs";

export { moodle, pictured } from "./site.mjs";

const COURSE = new URL("../course/", import.meta.url).pathname;

/** Whose password it is does not matter outside this suite's Moodle. */
const PASSWORD = "Stud3nt-pass!";
const PEOPLE = { teacher: ["Tea", "Teacher"], student: ["Sam", "Student"], outsider: ["Olga", "Outsider"] };
const nameOf = (who) => `assistant-${who}`;
for (const who of Object.keys(PEOPLE)) people[who] = { name: nameOf(who), password: PASSWORD };

/** How long the index may take with all that waits: with a program that is not optimised, meaning takes its time. */
const SETTLED_MS = 1_200_000;

/** Does something in Moodle: an action of assistant.php. */
export const inMoodle = (action, given = {}) => php("assistant.php", action, JSON.stringify(given));

/** What a file of tests/course says. */
export const described = async (name) => JSON.parse(await readFile(join(COURSE, name), "utf8"));

/** Has a program of tests/course write its files; `clean` removes them. */
export async function written(program) {
  const folder = await mkdtemp(join(tmpdir(), "moodle-aws-course-"));
  await promisify(execFile)(process.env.MOODLE_AWS_PYTHON || "python3", [join(COURSE, program), folder]);
  // Moodle's owner reads them.
  await chmod(folder, 0o755);
  return { folder, clean: () => rm(folder, { recursive: true, force: true }) };
}

/** Finds passages by meaning too. */
export const BY_MEANING = ["--embeddings", process.env.MOODLE_AWS_EMBEDDINGS_FOLDER];

/** Serves with an index, connected to Moodle in both directions and by LTI; `stop` sets Moodle back. */
export async function serveAssistant(options = []) {
  const server = await serveForMoodle(["--user-questions-per-hour", "1000", ...options]);
  await inMoodle("people", { password: PASSWORD, people: Object.fromEntries(Object.entries(PEOPLE).map(([who, names]) => [nameOf(who), names])) });
  const kept = await site("set", [
    ["", "enablewebservices", "1"],
    ["", "webserviceprotocols", "rest"],
    ["tool_recyclebin", "coursebinenable", "1"],
    ["tool_recyclebin", "autohide", "0"],
    [COMPONENT, "enabled", "1"],
    [COMPONENT, "transport", "code"],
    [COMPONENT, "connectioncode", await server.code()],
    [COMPONENT, "profiles", "files"],
    [COMPONENT, "events", ""],
    [COMPONENT, "coursefilter", "all"],
    [COMPONENT, "rearrangedsince", String(Math.floor(Date.now() / 1000))],
  ]);
  await site("forget events");
  const { deployment, client } = await inMoodle("tool", { tool: server.tool });
  await server.operate("platform", "add", "--issuer", moodle, "--client-id", client, "--deployment-id", deployment);
  return {
    ...server,
    deployment,
    async stop() {
      await site("set", kept);
      await site("forget events");
      await site("forget setup");
      await inMoodle("forget");
      await server.stop();
    },
  };
}

/** Stores the token that the plugin's command makes, as the documentation pipes it. */
export async function storeToken(server) {
  const made = await cli("local/awsevents/cli/setup.php", "--yes", "--new-token");
  assert.equal(made.code, 0, made.stderr);
  return server.operateOn(made.stdout, "site", "token", "--url", moodle);
}

/** Makes a small course of some people, with the tool in it. */
export async function smallCourse(server, name, members) {
  const { course } = await inMoodle("make", { name, people: enrolled(members) });
  return { course, activity: await placed(server, course) };
}

/** Roles and user names, from roles and who. */
export const enrolled = (members) => Object.fromEntries(Object.entries(members).map(([role, who]) => [role, who.map(nameOf)]));

export const placed = (server, course) => inMoodle("place", { course, deployment: server.deployment });

/** Runs a task as cron does. */
export async function cron(program, task) {
  const { code, stdout, stderr } = await cli(`admin/cli/${program}.php`, ...task);
  assert.equal(code, 0, stdout + stderr);
}

/** What was put into the recycle bin gets there by cron. */
export const emptyOutDeleted = () =>
  cron("adhoc_task", ["--execute", "--classname=\\core_course\\task\\course_delete_modules"]);

/** Has cron send what happened, and waits until the index has followed; gives what `index status` says then. */
export async function followed(server) {
  let tries = 0;
  do {
    assert.ok(tries++ < 5, "events wait for good");
    await cron("scheduled_task", ["--execute=\\local_awsevents\\task\\send_events"]);
  } while ((await site("outbox")).length > 0);
  return settled(server);
}

/** Waits until nothing of the index is under way. */
export async function settled(server) {
  const deadline = Date.now() + SETTLED_MS;
  // Events that were taken a moment ago are no jobs yet.
  for (let quiet = 0; ; ) {
    const said = await server.operate("index", "status", "--url", moodle);
    const [, delayed, due, worked] = said.match(/(\d+) not due yet, (\d+) due, (\d+) being worked on/).map(Number);
    quiet = delayed + due + worked === 0 && !said.includes(" under way") ? quiet + 1 : 0;
    if (quiet === 3) return said;
    assert.ok(Date.now() < deadline, `the index is not through:\n${said}`);
    await new Promise((wake) => setTimeout(wake, 1000));
  }
}

/** Somebody in a browser who has opened the tool from its activity: `view` is the tool's page in Moodle's frame. */
export async function launched(server, who, activity) {
  const browser = await logged(null, who, { beside: [server.tool] });
  // In a frame of another site the browser keeps the session from the page's storage, so it is read where it is used.
  const [asked] = await Promise.all([
    browser.page.waitForRequest(`${server.tool}/api/me`),
    browser.page.goto(`${moodle}/mod/lti/view.php?id=${activity}`),
  ]);
  const session = (await asked.headerValue("authorization")).replace("Bearer ", "");
  const view = browser.page.frameLocator("#contentframe");
  await view.getByRole("heading", { level: 1, name: /^Hello/ }).waitFor();
  return { ...browser, view, ...calls(server, session) };
}

/** What the tool's page asks of the tool. */
function calls(server, session) {
  const call = async (path, { body, method = body ? "POST" : "GET" } = {}) => {
    const headers = { authorization: `Bearer ${session}`, "content-type": "application/json" };
    const answer = await fetch(server.tool + path, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, ...(answer.status === 204 ? {} : await answer.json()) };
  };
  return {
    call,
    index: () => call("/api/index"),
    /** An answer with its kind and its sources. */
    async ask(question) {
      const said = await call("/api/ask", { body: { question } });
      if (said.status === 409) return { kind: said.error.code, sources: [] };
      assert.equal(said.status, 200, JSON.stringify(said));
      return { kind: said.answer.kind, sources: said.sources, first: said.sources[said.answer.cited[0] - 1] ?? said.sources[0] };
    },
  };
}

/** Opens one of the tool's pages from its home. */
export async function openTool(view, title) {
  await view.getByRole("link", { name: new RegExp(`^${title}`) }).click();
  await view.getByRole("heading", { level: 1, name: title }).waitFor();
}

/** Asks in the page; gives the turn, when it is answered. */
export async function askInPage(view, question) {
  await view.getByRole("textbox", { name: "Your question" }).fill(question);
  await view.getByRole("button", { name: "Ask", exact: true }).click();
  const turn = view.getByRole("article", { name: question });
  await turn.and(view.locator("[aria-busy=false]")).waitFor();
  return { turn, sources: turn.getByRole("list", { name: "Sources" }).getByRole("listitem") };
}
