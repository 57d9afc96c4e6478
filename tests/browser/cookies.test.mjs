// A launch in the course page's frame, under every choice a person may have made about cookies. The LMS
// is on 127.0.0.1 and the tool on localhost: two sites, as in real life.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browse, COOKIES, complaints, picture } from "./browsing.mjs";
import { errorCode, launchInFrame, launchInTab } from "./launching.mjs";
import { serve, serveWithoutPartitionedCookies } from "./serving.mjs";

const NAME = "Sam Student";
const COURSE = "Física I — ondas y óptica";

async function showsNameAndCourse(view) {
  await view.getByText(NAME).first().waitFor();
  await view.getByText(COURSE).first().waitFor();
}

describe("with the tool as it is", () => {
  let server;
  before(async () => (server = await serve()));
  after(() => server.stop());

  for (const [preference, cookies] of [
    ["default cookie settings", COOKIES.default],
    ["third-party cookies allowed", COOKIES.thirdPartyAllowed],
    ["third-party cookies blocked", COOKIES.thirdPartyBlocked],
  ]) {
    test(`with ${preference} a launch in the frame shows name and course`, async (t) => {
      const browser = await browse({ cookies });
      t.after(() => browser.close());
      const errors = complaints(browser.page);
      await showsNameAndCourse(await launchInFrame(browser.page, server.lms));
      assert.deepEqual(errors, []);
      if (cookies === COOKIES.default) await picture(browser.page, "launch-in-frame");
    });
  }

  test("/demo leads to the demo LMS on the other site", async (t) => {
    const browser = await browse();
    t.after(() => browser.close());
    await browser.page.goto(`${server.tool}/demo`);
    assert.equal(new URL(browser.page.url()).origin, server.lms);
    await picture(browser.page, "demo-lms");
  });

  test("with cookies off the frame offers a tab, and the tab says what to change, once", async (t) => {
    const browser = await browse({ cookies: COOKIES.off });
    t.after(() => browser.close());
    const launches = [];
    browser.context.on("request", (request) => {
      if (request.url().includes("/lti/login")) launches.push(request.url());
    });
    const frame = await launchInFrame(browser.page, server.lms);
    const opened = browser.context.waitForEvent("page");
    await frame.getByRole("button", { name: "Open in a new tab" }).click();
    const tab = await opened;
    assert.equal(await errorCode(tab), "cookies_blocked");
    await tab.getByText("Your browser does not keep cookies").first().waitFor();
    await picture(tab, "cookies-off");
    await tab.waitForTimeout(1000);
    assert.ok(launches.length <= 4, `no loop: ${launches.join("\n")}`);
  });

  test("with cookies off a launch in a tab says what to change", async (t) => {
    const browser = await browse({ cookies: COOKIES.off });
    t.after(() => browser.close());
    await launchInTab(browser.page, server.lms);
    assert.equal(await errorCode(browser.page), "cookies_blocked");
  });
});

describe("in a browser that does not know partitioned cookies and blocks third-party ones", () => {
  let server;
  before(async () => (server = await serveWithoutPartitionedCookies()));
  after(() => server.stop());

  test("the frame offers a tab of its own, and there the launch works", async (t) => {
    const browser = await browse({ cookies: COOKIES.thirdPartyBlocked });
    t.after(() => browser.close());
    const frame = await launchInFrame(browser.page, server.lms);
    const button = frame.getByRole("button", { name: "Open in a new tab" });
    await button.waitFor();
    await picture(browser.page, "own-tab");
    const opened = browser.context.waitForEvent("page");
    await button.click();
    await showsNameAndCourse(await opened);
  });
});
