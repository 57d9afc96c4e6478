// A person launches the tool in a browser, through the one public host.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browse, complaints } from "../browser/browsing.mjs";
import { errorCode, launchInFrame, launchInTab } from "../browser/launching.mjs";
import { serve } from "../browser/serving.mjs";
import { choose, openTranslate, parts } from "../browser/translating.mjs";
import { deployment } from "./deployment.mjs";

const { lms } = deployment;

async function person(t) {
  const browser = await browse();
  t.after(() => browser.close());
  return browser.page;
}

test("a student launches in the course page's frame and translates a text with the model", async (t) => {
  const page = await person(t);
  const errors = complaints(page);
  const view = await launchInFrame(page, lms);
  await view.getByText("Sam Student").first().waitFor();
  await openTranslate(view);
  const { text, words, status, button } = parts(view);
  await choose(view, "from", "English");
  await choose(view, "to", "Spanish");
  await text.fill("The book is on the table.");
  await button("Translate").click();
  await status.getByText("Translated from English").waitFor();
  assert.equal(await words.textContent(), "THE BOOK IS ON THE TABLE.");
  assert.equal(await words.getAttribute("lang"), "es");
  assert.deepEqual(errors, []);
});

test("a reload keeps the session, and no code stays in the address", async (t) => {
  const page = await person(t);
  await launchInTab(page, lms);
  await page.getByText("Sam Student").first().waitFor();
  assert.ok(!page.url().includes("code="), page.url());
  await page.reload();
  await page.getByText("Sam Student").first().waitFor();
});

test("a refusal looks as it does in serve", async (t) => {
  const server = await serve();
  t.after(() => server.stop());
  const shown = async (lms, tool) => {
    const page = await person(t);
    const frame = await launchInFrame(page, lms, { misbehave: "audience" });
    assert.equal(await errorCode(frame), "audience_mismatch");
    const text = await frame.locator("body").innerText();
    return text
      .replace(await frame.locator("#request-id").textContent(), "REQUEST")
      .replaceAll(lms, "LMS")
      .replaceAll(tool, "TOOL");
  };
  assert.equal(await shown(lms, deployment.tool), await shown(server.lms, server.tool));
});

test("a launch that is sent a second time is refused as used", async (t) => {
  const page = await person(t);
  const frame = await launchInFrame(page, lms, { misbehave: "replay" });
  await frame.getByText("Sam Student").first().waitFor();
  await page.getByRole("button", { name: "Send it again" }).or(page.getByRole("link", { name: "Send it again" })).click();
  assert.equal(await errorCode(page.frameLocator("iframe[name=tool]")), "state_used");
});

test("a deployment that nobody accepted is refused, and waits to be accepted", async (t) => {
  const page = await person(t);
  const frame = await launchInFrame(page, lms, { misbehave: "deployment" });
  assert.equal(await errorCode(frame), "unknown_deployment");
  assert.match(await deployment.operate("platform", "list"), /pending +unknown-deployment /);
});
