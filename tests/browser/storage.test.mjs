// Launches in a frame that keeps no cookie of either kind, where the platform's page keeps the login's key instead: the demo LMS
// as it is, and with a page that errs or lies (storage-platform.mjs). The platform is on 127.0.0.1, the tool on localhost, and
// an attacker on a site of their own.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browse, COOKIES, complaints } from "./browsing.mjs";
import { errorCode, launchInFrame } from "./launching.mjs";
import { serve, serveWithoutPartitionedCookies } from "./serving.mjs";
import { attackersLogin, launchWithStorage, servePages } from "./storage-platform.mjs";

const opened = (view) => view.getByText("Sam Student").first().waitFor();
const offer = (view) => view.getByRole("button", { name: "Open in a new tab" });
const subjects = (messages) => messages.map(({ subject }) => subject);

/** Runs in every frame, and remembers the messages to it. */
function remember() {
  window.asked = [];
  addEventListener("message", ({ data }) => window.asked.push(data));
}

/** What a page or frame of the demo LMS keeps: the variable of its script. */
const kept = "[...kept]";

async function open(t, options) {
  const browser = await browse(options);
  t.after(() => browser.close());
  return browser;
}

async function serveFor(t, pages) {
  const server = await servePages(pages);
  t.after(() => server.stop());
  return server;
}

describe("with cookies off", () => {
  let server;
  before(async () => (server = await serve()));
  after(() => server.stop());
  const cookies = COOKIES.off;

  test("a platform that keeps data lets the launch end in the frame, and the key is in no address", async (t) => {
    const { page, context } = await open(t, { cookies });
    const errors = complaints(page);
    const addresses = [];
    context.on("request", (request) => addresses.push(request.url()));
    page.on("framenavigated", (frame) => addresses.push(frame.url()));
    await page.addInitScript(remember);
    await opened(await launchInFrame(page, server.lms, { storage: "parent" }));
    const entries = await page.evaluate(kept);
    assert.equal(entries.length, 1);
    const [[name, key]] = entries;
    assert.match(name, /^\["http:\/\/localhost:\d+","lti-[\w-]{16}"\]$/);
    assert.match(key, /^[\w-]{43}$/);
    assert.deepEqual(
      addresses.filter((url) => url.includes(key)),
      [],
    );
    const asked = subjects(await page.evaluate(() => window.asked));
    assert.deepEqual(asked, ["lti.capabilities", "lti.put_data", "lti.get_data", "lti.get_data"]);
    assert.deepEqual(errors, []);
  });

  test("the data may be kept by a named frame of the platform's page", async (t) => {
    const { page } = await open(t, { cookies });
    await opened(await launchInFrame(page, server.lms, { storage: "frame" }));
    assert.equal((await page.frame("lti_storage").evaluate(kept)).length, 1);
  });

  test("a platform that says elsewhere what it can do is asked to keep data nevertheless", async (t) => {
    const { page } = await open(t, { cookies });
    await opened(await launchWithStorage(page, server, { behaviour: "says elsewhere what it can do" }));
  });

  for (const behaviour of ["is silent", "offers nothing", "is full"]) {
    test(`when the platform ${behaviour}, the same page offers a tab`, async (t) => {
      const { page, context } = await open(t, { cookies });
      const logins = [];
      context.on("request", (request) => {
        if (request.url().includes("/lti/login")) logins.push(request.url());
      });
      const frame = await launchWithStorage(page, server, { behaviour });
      await offer(frame).waitFor();
      assert.equal(await frame.getByText("Opening your activity").isVisible(), false);
      assert.equal(logins.length, 2, logins.join("\n"));
      if (behaviour === "offers nothing") {
        assert.deepEqual(subjects(await page.evaluate(() => window.asked)), ["lti.capabilities"]);
      }
    });
  }

  test("a frame that the platform's page does not have is no storage", async (t) => {
    const { page } = await open(t, { cookies });
    await offer(await launchWithStorage(page, server, { target: "no_such_frame" })).waitFor();
  });

  test("where the tool's script does not run, the page offers a tab by itself", async (t) => {
    const { page } = await open(t, { cookies });
    await page.route(`${server.tool}/lti/storage*.js`, (route) => route.abort());
    await offer(await launchWithStorage(page, server)).waitFor();
  });

  for (const [behaviour, code] of [
    ["forgets the key", "storage_key_missing"],
    ["mixes up the keys", "browser_mismatch"],
  ]) {
    test(`when the platform ${behaviour}, the launch is refused with ${code}`, async (t) => {
      const { page } = await open(t, { cookies });
      assert.equal(await errorCode(await launchWithStorage(page, server, { behaviour })), code);
    });
  }

  // Answers whatever the tool asked, as a platform would, once it is told of it.
  function forge() {
    if (window.name !== "hostile") return;
    window.heard = [];
    addEventListener("message", ({ data }) => {
      window.heard.push(data);
      const supported_messages = [{ subject: "lti.put_data" }, { subject: "lti.get_data" }];
      parent.frames.tool.postMessage({ ...data, subject: `${data.subject}.response`, supported_messages }, "*");
    });
  }

  test("a frame of another origin is sent no key", async (t) => {
    const { page } = await open(t, { cookies, bypassCSP: true });
    const hostile = await serveFor(t, {});
    await page.addInitScript(forge);
    const beside = { name: "hostile", src: `${hostile.url}/` };
    await offer(await launchWithStorage(page, server, { target: "hostile", beside })).waitFor();
    assert.deepEqual(await page.frame("hostile").evaluate(() => window.heard), []);
  });

  for (const [whose, src] of [
    ["of another origin", (hostile) => `${hostile.url}/`],
    ["of the platform's origin that was not asked", () => `${server.lms}/`],
  ]) {
    test(`a frame ${whose} is not believed, though it knows every message`, async (t) => {
      const { page } = await open(t, { cookies, bypassCSP: true });
      const hostile = await serveFor(t, {});
      await page.addInitScript(forge);
      const beside = { name: "hostile", src: src(hostile), told: true };
      await offer(await launchWithStorage(page, server, { behaviour: "is silent", beside })).waitFor();
      const heard = subjects(await page.frame("hostile").evaluate(() => window.heard));
      assert.deepEqual(heard, ["lti.capabilities", "lti.put_data"]);
    });
  }

  // An attacker has made a login of their own, knows its key, and gives it to whoever asks.
  const givesKey = ({ name, key }) => `<script>
    window.asked = [];
    addEventListener("message", ({ source, data }) => {
      asked.push(data);
      const answer = { message_id: data.message_id, key: "${name}", value: "${key}" };
      source.postMessage({ subject: data.subject + ".response", ...answer }, "*");
    });
  </script>`;

  for (const [path, code] of [
    ["/lti/launch", "storage_key_missing"],
    ["/lti/launch/storage", "cross_site_request"],
  ]) {
    test(`an attacker's page that posts its own launch to ${path} logs nobody in`, async (t) => {
      const { page } = await open(t, { cookies });
      const login = await attackersLogin(server);
      const fields = Object.entries({ ...login.launch, storage_key: login.key });
      const inputs = fields.map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join("");
      const form = `<form action="${server.tool}${path}" method="post" target="tool">${inputs}</form>`;
      const send = "<script>document.forms[0].submit()</script>";
      const evil = await serveFor(t, { "/": `${givesKey(login)}<iframe name="tool"></iframe>${form}${send}` });
      await page.goto(`${evil.site}/`);
      assert.equal(await errorCode(page.frameLocator("iframe[name=tool]")), code);
      assert.deepEqual(await page.evaluate(() => window.asked), [], "the tool asks the platform, not this page");
    });
  }

  test("an attacker's page that plants the code of its own launch logs nobody in", async (t) => {
    const { page, context } = await open(t, { cookies });
    const login = await attackersLogin(server);
    const proved = await fetch(`${server.tool}/lti/launch/storage`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: server.tool },
      body: new URLSearchParams({ ...login.launch, storage_key: login.key }),
    });
    const planted = `${server.tool}${proved.headers.get("location")}`;
    assert.match(planted, /\/app#code=/);
    const evil = await serveFor(t, { "/": `${givesKey(login)}<button onclick="window.open('${planted}')">Win</button>` });
    await page.goto(`${evil.site}/`);
    const tab = context.waitForEvent("page");
    await page.getByRole("button", { name: "Win" }).click();
    await (await tab).getByText("This launch began in another browser").first().waitFor();
    assert.deepEqual(await page.evaluate(() => window.asked), [], "the tool asks the platform, not this page");
  });
});

describe("in a browser that does not know partitioned cookies and blocks third-party ones", () => {
  let server;
  before(async () => (server = await serveWithoutPartitionedCookies()));
  after(() => server.stop());

  test("a platform that keeps data lets the launch end in the frame", async (t) => {
    const { page } = await open(t, { cookies: COOKIES.thirdPartyBlocked });
    await opened(await launchWithStorage(page, server));
    assert.equal(await page.evaluate(() => window.kept.size), 1);
  });

  test("where the platform does not answer, the launch works in the tab that the page offers", async (t) => {
    const { page, context } = await open(t, { cookies: COOKIES.thirdPartyBlocked });
    const frame = await launchWithStorage(page, server, { behaviour: "is silent" });
    await offer(frame).waitFor();
    const tab = context.waitForEvent("page");
    await offer(frame).click();
    await opened(await tab);
  });

  test("where cookies stick, the platform is asked nothing", async (t) => {
    const { page } = await open(t, { cookies: COOKIES.thirdPartyAllowed });
    await opened(await launchWithStorage(page, server));
    assert.deepEqual(await page.evaluate(() => window.asked), []);
  });
});
