// The one shape of errors.

import assert from "node:assert/strict";

/** An answer that lets no page of another origin read it. */
export function isClosed(answer) {
  const open = Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"));
  assert.deepEqual(open, []);
}

/** An error as all of them are. Gives its message. */
export function isError(answer, status, code) {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers["content-type"], /^application\/json/);
  const { error, ...rest } = answer.json;
  assert.deepEqual(rest, {});
  assert.deepEqual(Object.keys(error).sort(), ["code", "message", "request_id"]);
  assert.equal(error.code, code, answer.text);
  assert.ok(error.message.length > 20 && error.request_id.length > 10, answer.text);
  isClosed(answer);
  return error.message;
}
