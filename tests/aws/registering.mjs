// A platform registers itself by an invite. This machine plays the public internet, and nobody on AWS may let the tool ask in
// its own network: so these registrations end where the platform would be asked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deployment } from "./deployment.mjs";
import { ask, form } from "./http.mjs";

const { tool, lms } = deployment;

/** An invite's address, and its id. */
async function invite(...options) {
  const said = await deployment.operate("platform", "invite", ...options);
  const [address] = said.match(/\S+\?invite=\S+/);
  assert.ok(address.startsWith(`${tool}/lti/register?invite=`), said);
  return { address, token: new URL(address).searchParams.get("invite"), id: said.match(/--id=(\S+)/)[1] };
}

function register(token, configuration) {
  const fields = { invite: token, openid_configuration: configuration };
  return ask(`${tool}/lti/register`, form(fields, { "sec-fetch-site": "same-origin" }));
}

test("an invite's address asks whether to register, and names the platform", async () => {
  const { address } = await invite("--note", "for Physics");
  const asked = await ask(`${address}&openid_configuration=${encodeURIComponent("https://lms.example/c")}`);
  assert.equal(asked.status, 200, asked.text);
  assert.match(asked.text, /id="platform">lms\.example</);
});

test("a registration makes the tool ask nobody in its own network, and leaves the invite good", async () => {
  const { token, id } = await invite();
  for (const [configuration, code] of [
    [`${lms}/configuration`, "platform_not_https"],
    ["https://127.0.0.1/configuration", "platform_not_public"],
    ["https://169.254.169.254/latest/meta-data/", "platform_not_public"],
    ["https://localhost/configuration", "platform_not_public"],
  ]) {
    const refused = await register(token, configuration);
    assert.equal(refused.status, 403, refused.text);
    assert.match(refused.text, new RegExp(`id="error-code">${code}<`));
  }
  const listed = await deployment.operate("platform", "invites");
  assert.match(listed, new RegExp(`${id}\\n  made at .*\\n  good until`));
  assert.ok(!listed.includes(token), listed);
});

test("a revoked invite opens nothing", async () => {
  const { token, id } = await invite();
  await deployment.operate("platform", "uninvite", `--id=${id}`);
  const refused = await register(token, "https://lms.example/c");
  assert.equal(refused.status, 403, refused.text);
  assert.match(refused.text, /id="error-code">invite_unknown</);
});
