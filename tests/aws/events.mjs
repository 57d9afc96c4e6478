// Events of a Moodle, on both ways onto the bus, until they are jobs of the index queue.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { before, test } from "node:test";
import { deployment, STACK } from "./deployment.mjs";
import { happened, putOnto, sendWith } from "./happening.mjs";
import { ask } from "./http.mjs";
import { connectionCode } from "./plugin.mjs";
import { Queue } from "./queue.mjs";
import { eventually } from "./waiting.mjs";

const { aws, code, moodle, outputs } = deployment;
const UPDATED = "\\core\\event\\course_module_updated";
const index = new Queue(aws, "index");

const edit = (cmid, more) => happened(moodle.url, UPDATED, { courseid: 5, cmid, ...more });
const edits = (count, cmid) => Array.from({ length: count }, () => edit(cmid));

/** Every attribute of the records of pending jobs, which are texts and numbers. */
async function pending() {
  const { Items } = await aws.json("dynamodb", "DynamoDB_20120810.Scan", { TableName: `${STACK}-pending-jobs` });
  const plain = (item) => Object.entries(item).map(([name, value]) => [name, Object.values(value)[0]]);
  return Items.map((item) => Object.fromEntries(plain(item)));
}

/** How often the function that makes jobs has been started for an event that makes one. */
async function noted() {
  const all = await aws.operations();
  return all.filter(({ application, name }) => application === "event-delay" && name === "SendMessage").length;
}

test("a burst of edits on the bus, put with AWS's own client, makes one job, which waits", async () => {
  const { FailedEntryCount, Entries } = await putOnto(aws, outputs.EventBus, edits(5, 71));
  assert.equal(FailedEntryCount, 0, JSON.stringify(Entries));
  await eventually(async () => (await noted()) === 5);
});
