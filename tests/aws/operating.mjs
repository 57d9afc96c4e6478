// What an operator reads on the way.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CLIENT_REGISTERED, deployment } from "./deployment.mjs";

test("the deployment ends with what to paste where in Moodle", () => {
  for (const path of ["/app", "/lti/jwks", "/lti/login", "/lti/launch", "/v1/translate", "/v1/events"]) {
    assert.ok(deployment.said.includes(deployment.tool + path), deployment.said);
  }
});

test("the registered platforms are listed", async () => {
  const listed = await deployment.operate("platform", "list");
  assert.ok(listed.includes(deployment.lms) && listed.includes(CLIENT_REGISTERED), listed);
});

test("the sites that may call are listed by their keys, and no secret is shown", async () => {
  const listed = await deployment.operate("site", "list");
  assert.ok(listed.includes(deployment.code.key_id) && !listed.includes(deployment.code.secret), listed);
});

test("the doctor finds nothing to fix", async () => {
  const said = await deployment.operate("doctor", "--moodle-url", deployment.moodle.url);
  assert.match(said, /\nEverything is in order\.\n$/);
});
