// Logins and launches from the Moodle of the tests, request by request as a browser makes them.

import { randomUUID } from "node:crypto";
import { ask, form } from "./http.mjs";

const LTI = "https://purl.imsglobal.org/spec/lti/claim";
/** What browsers send with a page that fills a tab. */
const IN_A_TAB = { "sec-fetch-dest": "document" };

/** Begins a launch as a browser does that Moodle sent. `url` is where the tool is asked, if not at its public address. */
export function login(tool, double, { clientId, url = tool, headers = {} } = {}) {
  const fields = { iss: double.url, client_id: clientId, login_hint: "4", target_link_uri: `${tool}/app` };
  return ask(`${url}/lti/login`, form(fields, { ...IN_A_TAB, ...headers }));
}

/** Logs in, and gives the message with which Moodle answers: its fields, the cookie, and `send`, which posts it. */
export async function message(tool, double, { clientId, deploymentId = "1", ...claims }) {
  const begun = await login(tool, double, { clientId });
  if (begun.status !== 302) throw new Error(`the login was answered with ${begun.status}: ${begun.text}`);
  const request = new URL(begun.location).searchParams;
  const now = Math.floor(Date.now() / 1000);
  const token = double.sign({
    iss: double.url,
    aud: clientId,
    sub: "4",
    iat: now,
    exp: now + 60,
    nonce: request.get("nonce"),
    name: "Sam Student",
    [`${LTI}/version`]: "1.3.0",
    [`${LTI}/message_type`]: "LtiResourceLinkRequest",
    [`${LTI}/deployment_id`]: deploymentId,
    [`${LTI}/target_link_uri`]: `${tool}/app`,
    [`${LTI}/roles`]: ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"],
    [`${LTI}/resource_link`]: { id: randomUUID(), title: "Translator" },
    [`${LTI}/context`]: { id: "2", title: "Physics" },
    ...claims,
  });
  const fields = { id_token: token, state: request.get("state") };
  const cookie = begun.cookies.map((line) => line.split(";")[0]).join("; ");
  return {
    fields,
    cookie,
    authentication: new URL(begun.location),
    send: (cookies = cookie) => ask(`${tool}/lti/launch`, form(fields, { ...IN_A_TAB, cookie: cookies })),
  };
}

/** Launches, and gives what calls the tool in the session of that launch: with a method, a path, and what is sent. */
export async function session(tool, double, claims) {
  const { cookie, send } = await message(tool, double, claims);
  const launched = await send();
  const [, code] = /^\/app#code=([\w-]+)$/.exec(launched.location) ?? [];
  if (!code) throw new Error(`the launch was answered with ${launched.status}: ${launched.text}`);
  const call = (headers) => (method, path, value) => {
    if (value === undefined) return ask(tool + path, { method, headers });
    const typed = { ...headers, "content-type": "application/json" };
    return ask(tool + path, { method, headers: typed, body: JSON.stringify(value) });
  };
  const redeemed = await call({ cookie, origin: tool })("POST", "/api/session", { code });
  return call({ authorization: `Bearer ${redeemed.json.token}` });
}

/** The code of the refusal that a page shows. */
export function refusal(page) {
  return /id="error-code"[^>]*>([^<]+)</.exec(page.text)?.[1];
}
