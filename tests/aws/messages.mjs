// Logins and launches as requests, for what a browser does not do.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { CLIENT_IN_PARAMETER, CLIENT_REGISTERED, deployment, STACK } from "./deployment.mjs";
import { ask } from "./http.mjs";
import { login, message, refusal } from "./launching.mjs";

const { tool, moodle } = deployment;
const clientId = CLIENT_REGISTERED;

/** How many instances of the tool have been started: each reads its keys. */
async function started() {
  const read = ({ application, name, resources }) =>
    application === "lti-tool" && name === "GetSecretValue" && resources[0] === `${STACK}/tool-key`;
  return (await deployment.aws.operations()).filter(read).length;
}

test("of 50 that send one launch at the same time exactly one gets in, and the others are told that it was used", async () => {
  const { send } = await message(tool, moodle, { clientId });
  const before = await started();
  const answers = await Promise.all(Array.from({ length: 50 }, () => send()));
  assert.ok((await started()) > before + 10, "many instances of the function worked at the same time");
  const won = answers.filter(({ status }) => status === 303);
  assert.equal(won.length, 1);
  assert.match(won[0].location, /^\/app#code=[\w-]+$/);
  const told = answers.filter(({ status }) => status !== 303).map((page) => `${page.status} ${refusal(page)}`);
  assert.deepEqual(new Set(told), new Set(["409 state_used"]));
});

test("the configured Moodle launches with the client id in the parameter, and its deployment is pinned", async () => {
  const launch = (deploymentId) => message(tool, moodle, { clientId: CLIENT_IN_PARAMETER, deploymentId });
  const first = await (await launch("7")).send();
  assert.match(first.location ?? first.text, /^\/app#code=/);
  const other = await (await launch("8")).send();
  assert.equal(refusal(other), "unknown_deployment");
  assert.match(await deployment.operate("platform", "list"), new RegExp(`${CLIENT_IN_PARAMETER}[^]*7`));
});

test("a suspended platform cannot launch, and can again when it is resumed", async () => {
  const begun = await message(tool, moodle, { clientId });
  await deployment.operate("platform", "suspend", ...deployment.registered);
  assert.equal(refusal(await login(tool, moodle, { clientId })), "registration_suspended");
  assert.equal(refusal(await begun.send()), "registration_suspended");
  await deployment.operate("platform", "resume", ...deployment.registered);
  assert.equal((await begun.send()).status, 303);
});

test("a login under another host name is sent to the public URL, once", async () => {
  const under = { clientId, headers: { host: "old.example", "x-forwarded-host": new URL(tool).host } };
  const moved = await login(tool, moodle, under);
  assert.equal(moved.status, 307);
  const to = new URL(moved.location);
  assert.equal(to.origin, tool);
  const fields = new URLSearchParams({ iss: moodle.url, client_id: clientId, login_hint: "4" });
  const again = await ask(`${tool}${to.pathname}${to.search}&${fields}&target_link_uri=${tool}/app`, {
    headers: { ...under.headers, "sec-fetch-dest": "document" },
  });
  assert.equal(again.status, 302);
});

test("of the cookies of several attempts each launch finds its own", async () => {
  const [one, other] = [await message(tool, moodle, { clientId }), await message(tool, moodle, { clientId })];
  const both = `${one.cookie}; ${other.cookie}`;
  for (const { send } of [one, other]) assert.equal((await send(both)).status, 303);
  const third = await message(tool, moodle, { clientId });
  assert.notEqual((await third.send(both)).status, 303);
});

test("a login sets its cookie with everything that keeps it in a frame", async () => {
  const { cookies } = await login(tool, moodle, { clientId });
  assert.equal(cookies.length, 1);
  assert.match(cookies[0], /^__Host-lti-/);
  for (const attribute of ["Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"]) {
    assert.ok(cookies[0].includes(attribute), cookies[0]);
  }
});

test("a form that API Gateway hands over as base64 arrives as it was", async () => {
  const fixture = new URL("../../crates/lambda/tests/fixtures/form-base64.json", import.meta.url);
  const event = JSON.parse(await readFile(fixture, "utf8"));
  const { cookie, fields } = await message(tool, moodle, { clientId });
  event.body = Buffer.from(new URLSearchParams(fields).toString()).toString("base64");
  event.headers.Cookie = cookie;
  event.multiValueHeaders.Cookie = [cookie];
  const path = `/2015-03-31/functions/${STACK}-lti-tool/invocations`;
  const answer = (await deployment.aws.rest("lambda", "POST", path, { body: JSON.stringify(event) })).json;
  assert.equal(answer.statusCode, 303, answer.body);
});
