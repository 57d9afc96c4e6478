// The demo LMS misbehaves on request; the tool must say what is wrong, by its code, in the frame.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse, complaints, picture } from "./browsing.mjs";
import { errorCode, launchInFrame } from "./launching.mjs";
import { serve } from "./serving.mjs";

const EXPECTED = {
  expired: "token_expired",
  future: "issued_in_future",
  audience: "audience_mismatch",
  signature: "bad_signature",
  "alg-none": "algorithm_not_allowed",
  "unknown-kid": "unknown_key",
  deployment: "unknown_deployment",
  nonce: "nonce_mismatch",
  state: "state_invalid",
  version: "unsupported_version",
  "message-type": "unsupported_message_type",
  "no-resource-link": "resource_link_missing",
  "platform-error": "platform_error",
  "hostile-error": "platform_error",
};

let server;
let browser;
before(async () => {
  server = await serve();
  browser = await browse();
});
after(async () => {
  await browser.close();
  await server.stop();
});

for (const [misbehave, code] of Object.entries(EXPECTED)) {
  test(`a launch with "${misbehave}" is refused as ${code}`, async () => {
    const page = await browser.context.newPage();
    const errors = complaints(page);
    const frame = await launchInFrame(page, server.lms, { misbehave });
    assert.equal(await errorCode(frame), code);
    assert.match(await frame.locator("#request-id").textContent(), /^[0-9a-f]{20}$/);
    const scripts = errors.filter((error) => !error.startsWith("Failed to load resource"));
    assert.deepEqual(scripts, [], "nothing of the page ran or was blocked");
    if (misbehave === "expired") await picture(page, "refusal");
    await page.close();
  });
}

test("a launch that is sent a second time is refused as used", async () => {
  const page = await browser.context.newPage();
  const frame = await launchInFrame(page, server.lms, { misbehave: "replay" });
  await frame.getByText("Sam Student").first().waitFor();
  await page.getByRole("button", { name: "Send it again" }).or(page.getByRole("link", { name: "Send it again" })).click();
  assert.equal(await errorCode(page.frameLocator("iframe[name=tool]")), "state_used");
  await page.close();
});

test("HTML and script in every claim are shown as text", async () => {
  const page = await browser.context.newPage();
  const errors = complaints(page);
  page.on("dialog", () => errors.push("a script ran"));
  const frame = await launchInFrame(page, server.lms, { misbehave: "hostile-text" });
  await frame.getByText("<script>").first().waitFor();
  assert.deepEqual(errors, []);
  await page.close();
});

test("a refusal speaks the browser's language to the student", async () => {
  const spanish = await browse({ locale: "es-ES" });
  const frame = await launchInFrame(spanish.page, server.lms, { misbehave: "expired" });
  await frame.getByText("No se ha podido abrir esta actividad").waitFor();
  await spanish.close();
});
