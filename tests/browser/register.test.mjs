// An administrator registers the tool in the platform's page, in a frame, with an invite's address.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeIn } from "./accessibility.mjs";
import { browse, COOKIES, complaints, picture } from "./browsing.mjs";
import { registeringPlatform } from "./registering.mjs";
import { serve } from "./serving.mjs";

let server;
let platform;
before(async () => {
  server = await serve({ options: ["--allow-private-platforms"] });
  platform = await registeringPlatform();
});
after(async () => {
  await platform.stop();
  await server.stop();
});

async function invite() {
  const said = await server.operate("platform", "invite", "--public-url", server.tool);
  return said.match(/\S+\?invite=\S+/)[0];
}

/** The tool's page in the platform's. */
const inFrame = (page) => page.frameLocator("iframe");

for (const cookies of ["default", "thirdPartyBlocked", "off"]) {
  test(`with cookies "${cookies}" two presses register the tool and lead back to the platform`, async () => {
    const browser = await browse({ cookies: COOKIES[cookies] });
    const errors = complaints(browser.page);
    const before = platform.registered.length;
    await browser.page.goto(platform.manage(await invite()));
    const tool = inFrame(browser.page);
    assert.equal(await tool.locator("#platform").textContent(), platform.origin.replace("http://", ""));
    assert.equal(platform.registered.length, before, "showing the page registers nothing");
    await picture(browser.page, "register");
    await tool.getByRole("button", { name: "Register" }).click();
    await tool.getByText("pending until you activate it").waitFor();
    assert.equal(platform.registered.length, before + 1);
    await picture(browser.page, "registered");
    await tool.getByRole("button", { name: "Back to the platform" }).click();
    await browser.page.getByText(server.tool).waitFor();
    assert.equal(await browser.page.locator("iframe").count(), 0, "the platform has closed the frame");
    assert.deepEqual(errors, [], "nothing was blocked");
    await browser.close();
  });
}

test("a button that is pressed twice registers once, and the page says so", async () => {
  const browser = await browse();
  const before = platform.registered.length;
  await browser.page.goto(platform.manage(await invite()));
  const tool = inFrame(browser.page);
  await tool.getByRole("button", { name: "Register" }).dblclick();
  await tool.getByText("pending until you activate it").waitFor();
  assert.equal(platform.registered.length, before + 1);
  await browser.close();
});

test("in a window of its own the tool tells the page that opened it", async () => {
  const browser = await browse();
  await browser.page.goto(platform.manage(await invite()));
  const address = await browser.page.locator("iframe").getAttribute("src");
  const [opened] = await Promise.all([
    browser.context.waitForEvent("page"),
    browser.page.evaluate((address) => void window.open(address), address),
  ]);
  await opened.getByRole("button", { name: "Register" }).click();
  await opened.getByRole("button", { name: "Back to the platform" }).click();
  await browser.page.getByText(server.tool).waitFor();
  await browser.close();
});

test("a used invite is refused by its code in the frame", async () => {
  const browser = await browse();
  const address = await invite();
  await browser.page.goto(platform.manage(address));
  await inFrame(browser.page).getByRole("button", { name: "Register" }).click();
  await inFrame(browser.page).locator("#close").waitFor();
  await browser.page.goto(platform.manage(address));
  assert.equal(await inFrame(browser.page).locator("#error-code").textContent(), "invite_used");
  await browser.close();
});

test("both pages are accessible", async () => {
  const browser = await browse({ bypassCSP: true });
  const { page } = browser;
  await page.goto(platform.manage(await invite()));
  await page.goto(await page.locator("iframe").getAttribute("src"));
  assert.deepEqual(await axeIn(page), []);
  await page.getByRole("button", { name: "Register" }).click();
  await page.locator("#close").waitFor();
  assert.deepEqual(await axeIn(page), []);
  await browser.close();
});
