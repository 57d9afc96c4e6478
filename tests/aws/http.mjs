// One request at a time, as it is written: no redirect is followed, no header is added or merged.

import { once } from "node:events";
import { request } from "node:http";

/** Asks and reads the whole answer: its status, its headers, its cookies and its text. */
export async function ask(url, { method = "GET", headers = {}, body } = {}) {
  const asked = request(url, { method, headers, agent: false });
  asked.end(body);
  const [answer] = await once(asked, "response");
  const chunks = await answer.toArray();
  const bytes = Buffer.concat(chunks);
  return {
    status: answer.statusCode,
    headers: answer.headers,
    cookies: answer.headers["set-cookie"] ?? [],
    location: answer.headers.location,
    bytes,
    text: bytes.toString("utf8"),
    get json() {
      return JSON.parse(this.text);
    },
  };
}

/** The parts of a request that posts a form. */
export function form(fields, headers = {}) {
  return {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(fields).toString(),
  };
}
