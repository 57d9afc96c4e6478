// The end of a stack: nothing of it is left that could be billed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deployment, STACK } from "./deployment.mjs";
import { added, everything } from "./inventory.mjs";

/** What `bootstrap` made: it serves all stacks of the account and stays. */
async function toolkit() {
  const physical = await deployment.aws.resources("CDKToolkit");
  return new Set(["CDKToolkit", ...physical.values()]);
}

test("what is destroyed leaves no resource behind, but for what CDK keeps for all stacks", async () => {
  const kept = await toolkit();
  const left = async () => {
    const lines = added(deployment.before, await everything(deployment.aws));
    return lines.filter((line) => !kept.has(line.slice(line.indexOf(" ") + 1)));
  };
  const there = await left();
  // All kinds that a stack has are listed, or an empty list would say nothing.
  const kinds = new Set(there.map((line) => line.split(" ")[0]));
  const without = Object.keys(deployment.before).filter((kind) => !kinds.has(kind));
  assert.deepEqual(without, [], there.join("\n"));
  // On AWS a function of the stack empties the bucket; the emulator's custom resources hang.
  for (const file of deployment.files) {
    await deployment.aws.rest("s3", "DELETE", `/${deployment.outputs.SiteBucket}${file}`);
  }
  await deployment.task("destroy", "--yes");
  assert.deepEqual(await left(), []);
  await assert.rejects(deployment.aws.outputs(STACK));
});
