// What EventBridge does when time has come, which nobody here waits for.

import assert from "node:assert/strict";
import { deployment, STACK } from "./deployment.mjs";

/** The event of a rule with a schedule, as far as AWS documents it. */
const EVENT = { "detail-type": "Scheduled Event", source: "aws.events", detail: {} };

/** Starts a function as its rule does. */
export async function comesDue(name) {
  const path = `/2015-03-31/functions/${STACK}-${name}/invocations`;
  const answer = await deployment.aws.rest("lambda", "POST", path, { body: JSON.stringify(EVENT) });
  assert.equal(answer.headers["x-amz-function-error"], undefined, answer.text);
  assert.equal(answer.text, "null");
}
