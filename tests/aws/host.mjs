// The one public host: what is where, and what it adds to answers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deployment } from "./deployment.mjs";
import { isError } from "./errors.mjs";
import { ask } from "./http.mjs";

const { tool, files } = deployment;

for (const [path, place] of [
  ["/", "/app"],
  ["/app/?lang=es", "/app?lang=es"],
  ["/healthz/", "/healthz"],
]) {
  test(`${path} leads to ${place}`, async () => {
    const answer = await ask(tool + path);
    assert.deepEqual([answer.status, answer.location], [302, place]);
    assert.equal((await ask(tool + place)).status, 200);
  });
}

test("the page comes with its policy, from the tool", async () => {
  const answer = await ask(`${tool}/app`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers["content-security-policy"], new RegExp(`frame-ancestors[^;]* ${deployment.lms}`));
  assert.match(answer.headers["strict-transport-security"], /^max-age=31536000$/);
  assert.equal(answer.headers["x-content-type-options"], "nosniff");
});

test("every file of the front end is kept by browsers for a year, and cannot be framed", async () => {
  assert.ok(files.length > 3);
  for (const file of files) {
    const answer = await ask(tool + file);
    assert.equal(answer.status, 200, file);
    assert.equal(answer.headers["cache-control"], "public, max-age=31536000, immutable");
    assert.match(answer.headers["content-security-policy"], /frame-ancestors 'none'/);
    assert.equal(answer.headers["x-frame-options"], "DENY");
  }
});

test("nothing can be posted where the files are", async () => {
  assert.equal((await ask(tool + files[0], { method: "POST", body: "x" })).status, 403);
});

for (const [method, path] of [
  ["GET", "/v1/nothing"],
  ["GET", "/v1/translate"],
  ["POST", "/v1/languages"],
  ["GET", "/api/nothing"],
]) {
  test(`${method} ${path} is answered with an error in JSON, not with a page`, async () => {
    isError(await ask(tool + path, { method }), 404, "not_found");
  });
}

test("the API needs a session", async () => {
  const headers = { "content-type": "application/json" };
  const answer = await ask(`${tool}/api/translate`, { method: "POST", headers, body: "{}" });
  isError(answer, 401, answer.json.error.code);
});

test("the tool's public keys are where the deployment says", async () => {
  const answer = await ask(deployment.outputs.KeySetUrl);
  assert.equal(answer.json.keys[0].kty, "RSA");
});
