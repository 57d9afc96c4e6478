// A platform whose page errs or lies where it should keep data for the tool (1EdTech LTI Client Side postMessages), and an
// attacker's page: what the demo LMS, which keeps data as a platform should, cannot play. The browser adds to the demo LMS
// what such a page does, and what its login says.

import { once } from "node:events";
import { createServer } from "node:http";
import { launchInFrame } from "./launching.mjs";

/** Runs in every frame, and keeps data in the one that is `target`. `behaviour` is what a test wants from it. */
function keepData({ tool, lms, target, behaviour }) {
  if (location.origin !== lms || (target === "_parent" ? window !== top : window.name !== target)) return;
  const kept = new Map();
  window.kept = kept;
  window.asked = [];
  addEventListener("message", ({ source, origin, data }) => {
    if (origin !== tool) return;
    window.asked.push(data);
    const { subject, message_id, key, value } = data;
    const answer = (fields) => source.postMessage({ subject: `${subject}.response`, message_id, ...fields }, origin);
    const refuse = (code) => answer({ error: { code, message: code } });
    if (behaviour === "is silent") return;
    if (subject === "lti.capabilities") {
      if (behaviour === "says elsewhere what it can do") return;
      const subjects = behaviour === "offers nothing" ? [] : ["lti.put_data", "lti.get_data"];
      return answer({ supported_messages: subjects.map((subject) => ({ subject })) });
    }
    if (subject === "lti.put_data") {
      if (behaviour === "is full") return refuse("storage_exhaustion");
      kept.set(key, value);
      return answer({ key, value });
    }
    if (behaviour === "forgets the key") return refuse("bad_request");
    answer({ key, value: behaviour === "mixes up the keys" ? "x".repeat(43) : kept.get(key) });
  });
}

/** Runs in every frame, and passes on to a frame beside the tool's, `to`, what the tool asks the page of the platform. */
function tellFrame({ tool, to }) {
  if (window !== top) return;
  addEventListener("message", ({ origin, data }) => {
    if (origin === tool) frames[to].postMessage(data, "*");
  });
}

/** Runs in every frame, and gives the platform's page another frame. */
function addFrame({ lms, name, src }) {
  if (window !== top || location.origin !== lms) return;
  window.besideIsThere = new Promise((onload) => {
    addEventListener("DOMContentLoaded", () => {
      document.body.append(Object.assign(document.createElement("iframe"), { name, src, onload }));
    });
  });
}

/** Runs in every frame, and adds to the platform's login where data is kept, once the platform's page is there. */
function nameStorage({ tool, lms, target }) {
  if (location.origin !== lms) return;
  const { submit } = HTMLFormElement.prototype;
  HTMLFormElement.prototype.submit = async function () {
    if (this.action === `${tool}/lti/login`) {
      await top.besideIsThere;
      const field = { type: "hidden", name: "lti_storage_target", value: target };
      this.append(Object.assign(document.createElement("input"), field));
    }
    submit.call(this);
  };
}

/**
 * Opens the page of an activity whose login names `target` as storage; gives the tool's frame.
 * @param beside a frame beside the tool's: its name, its address, and whether the page tells it what the tool asks
 */
export async function launchWithStorage(page, { tool, lms }, options = {}) {
  const { target = "_parent", behaviour = "keeps", beside = null } = options;
  await page.addInitScript(keepData, { tool, lms, target, behaviour });
  await page.addInitScript(nameStorage, { tool, lms, target });
  if (beside) await page.addInitScript(addFrame, { lms, ...beside });
  if (beside?.told) await page.addInitScript(tellFrame, { tool, to: beside.name });
  return launchInFrame(page, lms);
}

/** Serves pages, by path, at two origins that are not the platform's: `url`, and `site` which is another site too. */
export async function servePages(pages) {
  const server = createServer((asked, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(`<!doctype html><title>page</title>${pages[asked.url] ?? ""}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    site: `http://evil.localhost:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A login that an attacker makes without a browser: everything that belongs to it, and the platform's answer. */
export async function attackersLogin({ tool, lms }) {
  const initiation = await text(`${lms}/launch/initiate?person=student&course=fisica&target=iframe`);
  const body = new URLSearchParams({ ...fieldsOf(initiation), lti_storage_target: "_parent" });
  const page = await text(`${tool}/lti/login`, { method: "POST", body });
  const data = (name) => plain(page.match(new RegExp(` data-${name}="([^"]*)"`))[1]);
  return { name: data("name"), key: data("key"), launch: fieldsOf(await text(data("next"))) };
}

async function text(url, options) {
  return (await fetch(url, options)).text();
}

function fieldsOf(html) {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name, plain(value)]));
}

function plain(html) {
  return html.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code)).replaceAll("&amp;", "&");
}
