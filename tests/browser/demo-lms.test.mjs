// The pages of the demo LMS itself: courses, gradebook, registration, and the storage that they offer to a tool. The tool's
// own pages are played where it does not matter what is in them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeIn } from "./accessibility.mjs";
import { browse, complaints, picture } from "./browsing.mjs";
import { launchUrl } from "./launching.mjs";
import { serve } from "./serving.mjs";

let server;
before(async () => (server = await serve()));
after(() => server.stop());

async function person(t, options) {
  const browser = await browse(options);
  t.after(() => browser.close());
  return browser.page;
}

const course = (choices = {}) =>
  `${server.lms}/course?${new URLSearchParams({ person: "teacher", course: "fisica", ...choices })}`;

/** Shows `body` wherever the tool would answer. */
async function playTool(page, body) {
  const html = `<!doctype html><html lang="en"><title>Tool</title><body>${body}</body></html>`;
  await page.route(`${server.tool}/**`, (route) => route.fulfill({ contentType: "text/html", body: html }));
}

/** The played tool's frame. */
async function toolFrame(page) {
  const element = await page.waitForSelector("iframe[name=tool]");
  const frame = await element.contentFrame();
  await frame.waitForURL(`${server.tool}/**`);
  return frame;
}

/** Sends a message to the page around the frame, or to a frame in it, and gives the answer. */
function ask(frame, message, name) {
  return frame.evaluate(
    ({ message, name, lms }) =>
      new Promise((answered) => {
        const target = name ? window.parent.frames[name] : window.parent;
        addEventListener("message", ({ data, origin }) => answered({ ...data, origin }), { once: true });
        target.postMessage(message, lms);
      }),
    { message, name, lms: server.lms },
  );
}

test("the page around the tool keeps what the tool gives it, through the tool's own navigations", async (t) => {
  const page = await person(t);
  const errors = complaints(page);
  await playTool(page, "played");
  await page.goto(launchUrl(server.lms, { storage: "parent" }));
  let frame = await toolFrame(page);
  const able = await ask(frame, { subject: "lti.capabilities", message_id: "1" });
  assert.deepEqual(
    able.supported_messages.map(({ subject }) => subject),
    ["lti.capabilities", "lti.get_data", "lti.put_data"],
  );
  assert.deepEqual(await ask(frame, { subject: "lti.put_data", message_id: "2", key: "k", value: "v" }), {
    subject: "lti.put_data.response",
    message_id: "2",
    key: "k",
    value: "v",
    origin: server.lms,
  });
  await frame.goto(`${server.tool}/elsewhere`);
  frame = await toolFrame(page);
  const got = await ask(frame, { subject: "lti.get_data", message_id: "3", key: "k" });
  assert.equal(got.value, "v");
  await ask(frame, { subject: "lti.put_data", message_id: "4", key: "k", value: null });
  assert.equal((await ask(frame, { subject: "lti.get_data", message_id: "5", key: "k" })).value, null);
  assert.deepEqual(errors, []);
});

test("a storage frame stores, and the page around it says which frame that is", async (t) => {
  const page = await person(t);
  await playTool(page, "played");
  await page.goto(launchUrl(server.lms, { storage: "frame" }));
  const frame = await toolFrame(page);
  const able = await ask(frame, { subject: "lti.capabilities", message_id: "1" });
  const store = able.supported_messages.find(({ subject }) => subject === "lti.put_data");
  assert.equal(store.frame, "lti_storage");
  const put = { subject: "lti.put_data", message_id: "2", key: "k", value: "v" };
  assert.equal((await ask(frame, put, store.frame)).value, "v");
  assert.equal((await ask(frame, { subject: "lti.get_data", message_id: "3", key: "k" }, store.frame)).value, "v");
  assert.equal((await ask(frame, put)).error.code, "unsupported_subject");
});

test("what is wrong with a storage message is said by the code of the specification", async (t) => {
  const page = await person(t);
  await playTool(page, "played");
  await page.goto(launchUrl(server.lms, { storage: "parent" }));
  const frame = await toolFrame(page);
  for (const [message, code] of [
    [{ subject: "lti.unheard_of", message_id: "1" }, "unsupported_subject"],
    [{ subject: "lti.put_data", key: "k", value: "v" }, "bad_request"],
    [{ subject: "lti.put_data", message_id: "1", value: "v" }, "bad_request"],
    [{ subject: "lti.put_data", message_id: "1", key: "k", value: 1 }, "bad_request"],
    [{ subject: "lti.get_data", message_id: "1" }, "bad_request"],
    [{ subject: "lti.put_data", message_id: "1", key: "k", value: "v".repeat(4097) }, "storage_exhaustion"],
  ]) {
    const answer = await ask(frame, message);
    assert.equal(answer.error.code, code, JSON.stringify(message).slice(0, 80));
    assert.equal(answer.subject, `${message.subject}.response`);
  }
});

test("another origin gets nothing out of the storage", async (t) => {
  const page = await person(t);
  await playTool(page, "played");
  await page.goto(launchUrl(server.lms, { storage: "parent" }));
  const frame = await toolFrame(page);
  await ask(frame, { subject: "lti.put_data", message_id: "1", key: "k", value: "secret" });
  const stranger = await page.evaluate(
    () =>
      new Promise((answered) => {
        addEventListener("message", ({ data }) => data.subject.endsWith(".response") && answered(data));
        window.postMessage({ subject: "lti.get_data", message_id: "2", key: "k" }, "*");
      }),
  );
  assert.equal(stranger.error.code, "wrong_origin");
  assert.equal(stranger.value, undefined);
});

test("when the tool says that its registration is over, the list of tools is shown", async (t) => {
  const page = await person(t);
  const script = `parent.postMessage({ subject: "org.imsglobal.lti.close" }, "*")`;
  await playTool(page, `<button onclick='${script}'>Done</button>`);
  await page.goto(`${server.lms}/register`);
  await page.getByRole("button", { name: "Register" }).click();
  const frame = await toolFrame(page);
  assert.match(frame.url(), /openid_configuration=.*&registration_token=/);
  await frame.getByRole("button", { name: "Done" }).click();
  await page.waitForURL(`${server.lms}/register`);
  await page.getByRole("heading", { name: "Tools" }).waitFor();
});

test("a column is deleted from the gradebook without any script", async (t) => {
  const page = await person(t, { javaScriptEnabled: false });
  await page.goto(course({ course: "nihongo" }));
  await page.getByRole("link", { name: "Gradebook" }).click();
  await page.getByRole("link", { name: /Review Sam Student/ }).waitFor();
  await page.getByRole("button", { name: /Delete/ }).click();
  await page.getByText("There is nothing to grade").waitFor();
});

test("the gradebook of a thousand people has a row for each student", async (t) => {
  const page = await person(t);
  await page.goto(course({ course: "campus" }));
  await page.getByRole("link", { name: "Gradebook" }).click();
  await page.getByRole("heading", { name: "Gradebook" }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 999);
});

for (const colorScheme of ["light", "dark"]) {
  test(`the pages of the LMS have no accessibility violations when ${colorScheme}`, async (t) => {
    const page = await person(t, { bypassCSP: true, colorScheme });
    await page.goto(course());
    const gradebook = await page.getByRole("link", { name: "Gradebook" }).getAttribute("href");
    for (const address of [server.lms, course(), `${server.lms}${gradebook}`, `${server.lms}/register`]) {
      await page.goto(address);
      assert.deepEqual(await axeIn(page), [], address);
    }
    if (colorScheme === "light") {
      await page.goto(course());
      await picture(page, "demo-course");
    }
  });
}

test("on a phone the pages of the LMS fit without scrolling sideways", async (t) => {
  const page = await person(t, { viewport: { width: 360, height: 740 } });
  for (const address of [server.lms, course(), course().replace("/course", "/gradebook"), `${server.lms}/register`]) {
    await page.goto(address);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, address);
  }
});
