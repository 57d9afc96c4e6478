// Events of a Moodle, on both ways onto the bus, until they are jobs of the index queue.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { before, test } from "node:test";
import { deployment, STACK } from "./deployment.mjs";
import { happened, putOnto, sendWith } from "./happening.mjs";
import { ask } from "./http.mjs";
import { takeJobs } from "./jobs.mjs";
import { connectionCode } from "./plugin.mjs";
import { Queue } from "./queue.mjs";
import { eventually } from "./waiting.mjs";

const { aws, code, moodle, outputs } = deployment;
const COURSE = 5;
const UPDATED = "\\core\\event\\course_module_updated";
const index = new Queue(aws, "index");

// Nobody but these tests takes the messages; `index.mjs` lets the function take them again.
before(() => takeJobs(false));

const edit = (cmid, more) => happened(moodle.url, UPDATED, { courseid: COURSE, cmid, ...more });
const burst = (cmid) => Array.from({ length: 5 }, () => edit(cmid));
const send = (entries, by = code) => sendWith(by, outputs.EventsUrl, entries);

/** The version of each job that is pending. */
async function versions() {
  const { Items } = await aws.json("dynamodb", "DynamoDB_20120810.Scan", { TableName: `${STACK}-pending-jobs` });
  return Items.map(({ version }) => version.S);
}

/** How many messages the function has sent that makes jobs. */
async function sent() {
  const all = await aws.operations();
  return all.filter(({ application, name }) => application === "event-delay" && name === "SendMessage").length;
}

/** How a whole call is refused: with its status and AWS's name for it. */
async function refused(call) {
  const error = await call.then(
    () => assert.fail("the call was taken"),
    (error) => error,
  );
  assert.ok(error.message.length > 20, error.message);
  return `${error.$metadata?.httpStatusCode} ${error.name}`;
}

test("every edit of a burst on the bus becomes a message about the same job", async () => {
  const before = await sent();
  const { FailedEntryCount, Entries } = await putOnto(aws, outputs.EventBus, burst(71));
  assert.equal(FailedEntryCount, 0, JSON.stringify(Entries));
  await eventually("a message for each event", async () => (await sent()) === before + 5);
  assert.equal((await versions()).length, 1);
});

test("a site with nothing but its connection code sends events by AWS's own client", async () => {
  const before = await sent();
  const { FailedEntryCount, Entries } = await send(burst(72));
  assert.equal(FailedEntryCount, 0, JSON.stringify(Entries));
  assert.equal(Entries.filter(({ EventId }) => EventId).length, 5);
  await eventually("a message for each event", async () => (await sent()) === before + 5);
  assert.equal((await versions()).length, 2);
});

test("of a call with an event of another site the others are taken", async () => {
  const before = await sent();
  const foreign = happened("https://moodle.example", UPDATED, { courseid: COURSE, cmid: 73 });
  const answer = await send([foreign, happened(moodle.url, "\\core\\event\\course_restored", { courseid: COURSE })]);
  assert.deepEqual([answer.FailedEntryCount, answer.Entries[0].ErrorCode], [1, "NotAuthorizedForSourceException"]);
  assert.ok(answer.Entries[1].EventId);
  await eventually("the message of the good one", async () => (await sent()) === before + 1);
});

test("what makes no job starts nothing, however it came", async () => {
  const [before, asked] = [await sent(), (await aws.operations()).length];
  const viewed = () => happened(moodle.url, "\\core\\event\\course_viewed", { courseid: COURSE });
  assert.equal((await putOnto(aws, outputs.EventBus, [viewed()])).FailedEntryCount, 0);
  assert.equal((await send([viewed()])).FailedEntryCount, 0);
  // An event that makes one comes behind both, and is handled.
  assert.equal((await send([edit(72)])).FailedEntryCount, 0);
  await eventually("the message of the last event", async () => (await sent()) === before + 1);
  const later = (await aws.operations()).slice(asked).filter(({ application }) => application === "event-delay");
  assert.equal(later.filter(({ name }) => name === "UpdateItem").length, 1);
});

test("messages wait until they are due, and of each job one counts", async () => {
  const messages = [];
  await eventually("every message", async () => {
    messages.push(...(await index.take()));
    return messages.length === 12;
  });
  const of = (module) => messages.filter((message) => message.module === module);
  assert.deepEqual([of(71), of(72), of(undefined)].map((some) => some.length), [5, 6, 1]);
  for (const { site, course, waited } of messages) {
    assert.deepEqual([site, course], [moodle.url, COURSE]);
    assert.ok(waited >= 15, `it could be taken after ${waited} s`);
  }
  assert.equal(new Set(messages.map(({ version }) => version)).size, 12);
  const current = await versions();
  const count = (some) => some.filter(({ version }) => current.includes(version)).length;
  assert.deepEqual([of(71), of(72), of(undefined)].map(count), [1, 1, 1]);
});

test("an event that cannot be read is kept among the failures, with the reason", async () => {
  const unreadable = { ...edit(75), Detail: '{"schemaversion":2}' };
  assert.equal((await putOnto(aws, outputs.EventBus, [unreadable])).FailedEntryCount, 0);
  const [failure] = await eventually("the failure", async () => {
    const taken = await new Queue(aws, "failures").take();
    return taken.length > 0 && taken;
  });
  assert.equal(failure.requestPayload["detail-type"], UPDATED);
  assert.match(failure.responsePayload.errorMessage, /schemaversion/);
});

for (const [what, by, expected] of [
  ["with a secret that is not the key's", { ...code, secret: randomBytes(32).toString("base64url") }, "403 InvalidSignatureException"],
  ["with a key of nobody", { ...code, key_id: randomBytes(16).toString("base64url") }, "403 UnrecognizedClientException"],
  ["with keys of an AWS account", { key_id: "AKIAIOSFODNN7EXAMPLE", secret: "x" }, "403 UnrecognizedClientException"],
]) {
  test(`a call ${what} is refused, and nothing of it is taken`, async () => {
    const before = await sent();
    assert.equal(await refused(send([edit(74)], by)), expected);
    assert.equal(await sent(), before);
  });
}

test("a call without a signature is refused as AWS refuses it", async () => {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSEvents.PutEvents" };
  const answer = await ask(outputs.EventsUrl, { method: "POST", headers, body: '{"Entries":[]}' });
  assert.deepEqual([answer.status, answer.json.__type], [403, "MissingAuthenticationTokenException"], answer.text);
  // A caller cannot hand in under the name on the way what CloudFront would not have moved there.
  const signature = "AWS4-HMAC-SHA256 Credential=k/20261129/us-east-1/events/aws4_request, SignedHeaders=host, Signature=00";
  const moved = { ...headers, "x-moodle-aws-authorization": signature };
  const again = await ask(outputs.EventsUrl, { method: "POST", headers: moved, body: '{"Entries":[]}' });
  assert.equal(again.json.__type, "MissingAuthenticationTokenException", again.text);
});

test("a revoked connection code sends no more events", async () => {
  const other = connectionCode(await deployment.operate("site", "add", "--url", moodle.url));
  const viewed = () => happened(moodle.url, "\\core\\event\\course_viewed", { courseid: COURSE });
  assert.equal((await send([viewed()], other)).FailedEntryCount, 0);
  await deployment.operate("site", "revoke", `--key-id=${other.key_id}`);
  assert.equal(await refused(send([viewed()], other)), "403 UnrecognizedClientException");
});
