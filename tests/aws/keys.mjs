// The tool's own keys: the schedule's function and the operator change them, and the tool publishes what they wrote.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { deployment, STACK } from "./deployment.mjs";
import { ask } from "./http.mjs";
import { comesDue } from "./schedule.mjs";

const { aws, tool } = deployment;
const SecretId = `${STACK}/tool-key`;

const stored = async () => {
  const { SecretBinary } = await aws.json("secretsmanager", "secretsmanager.GetSecretValue", { SecretId });
  return Buffer.from(SecretBinary, "base64");
};
const put = (bytes) =>
  aws.json("secretsmanager", "secretsmanager.PutSecretValue", { SecretId, SecretBinary: bytes.toString("base64") });

const aDay = () => comesDue("rotate-keys");

test("the schedule leaves keys alone that are not old enough", async () => {
  const before = await stored();
  await aDay();
  assert.ok(before.equals(await stored()));
});

test("the schedule rotates keys that are ninety days old, and the operator sees both", async () => {
  const ring = JSON.parse(await stored());
  ring.current.made -= 90 * 24 * 3600;
  await put(Buffer.from(JSON.stringify(ring)));
  await aDay();
  const rotated = JSON.parse(await stored());
  assert.equal(rotated.current.pkcs8, ring.current.pkcs8);
  assert.ok(rotated.next.signs - rotated.next.made > 24 * 3600, "it is published for a day before it signs");
  const listed = await deployment.operate("keys", "list");
  assert.match(listed, /^[\w-]{43}\n {2}signs .*\n[\w-]{43}\n {2}next /);
  assert.ok(!listed.includes(ring.current.pkcs8));
});

test("an operator who rotates meanwhile is told of the rotation under way, and takes out a key that leaked", async () => {
  await assert.rejects(deployment.operate("keys", "rotate"), /a rotation is under way/);
  const [, leaked] = [...(await deployment.operate("keys", "list")).matchAll(/^[\w-]{43}$/gm)].flat();
  await deployment.operate("keys", "retire", `--kid=${leaked}`);
  assert.equal(JSON.parse(await stored()).next, undefined);
  const { json } = await ask(`${tool}/lti/jwks`);
  assert.ok(json.keys.length > 0);
});

test("the key of an earlier version is taken on as the ring's first key", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await put(privateKey.export({ type: "pkcs8", format: "der" }));
  await aDay();
  assert.equal(JSON.parse(await stored()).version, 1);
});
