// A plugin in a Moodle site that has a connection code.

import { execFile } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { ask } from "./http.mjs";
import { ROOT } from "./processes.mjs";

/** Reads the connection code in what `moodle-aws site add` prints. */
export function connectionCode(printed) {
  const [, payload] = /moodle-aws-1\.([\w-]+)\.[\w-]{8}/.exec(printed);
  return JSON.parse(Buffer.from(payload, "base64url"));
}

/** Signs a token as the plugin does, with these claims instead of its own. */
export function signed(code, claims = {}) {
  const now = Math.floor(Date.now() / 1000);
  const own = { iss: code.site, sub: "4", aud: code.endpoint, iat: now, exp: now + 60, jti: randomUUID() };
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256", typ: "JWT", kid: code.key_id })}.${part({ ...own, ...claims })}`;
  const key = Buffer.from(code.secret, "base64url");
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

/** Calls the translator on behalf of a Moodle site. */
export function translate(tool, authorization, call = {}) {
  const body = JSON.stringify({ texts: ["The book is on the table."], source: "en", target: "es", ...call });
  const headers = { "content-type": "application/json", ...(authorization && { authorization }) };
  return ask(`${tool}/v1/translate`, { method: "POST", headers, body });
}

/** Asks on behalf of a Moodle site what can be translated. */
export function languages(tool, authorization, method = "GET") {
  return ask(`${tool}/v1/languages`, { method, headers: { ...(authorization && { authorization }) } });
}

/** Lets the plugin's own classes, in PHP, call with a connection code as it was printed. Gives what came of it. */
export async function ownClasses(printed, call = {}) {
  const [code] = /moodle-aws-1\.[\w.-]+/.exec(printed);
  const running = promisify(execFile)("php", [join(ROOT, "tests", "interop", "plugin.php")]);
  running.child.stdin.end(JSON.stringify({ code, userid: 4, clock: 0, ...call }));
  return JSON.parse((await running).stdout);
}
