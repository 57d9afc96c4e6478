// What the functions asked of AWS while this suite ran, beside what their roles allow: the emulator allows everything.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { deployment, FUNCTIONS, STACK } from "./deployment.mjs";

const { template } = deployment;
const names = JSON.parse(readFileSync(new URL("../../infra/names.json", import.meta.url), "utf8"));

/** What Lambda does in a function's name: write its log, trace, keep what failed, take its messages. */
const TAKING = "sqs:(?:ReceiveMessage|DeleteMessage|GetQueueAttributes)";
const HOUSEKEEPING = new RegExp(`^(logs:|xray:|sqs:SendMessage ${STACK}-failures$|${TAKING} ${STACK}-index$)`);
/** What IAM asks for, where it is not called as the operation is. */
const ACTIONS = {
  "bedrock:Converse": "bedrock:InvokeModel",
  "bedrock:ConverseStream": "bedrock:InvokeModelWithResponseStream",
  "s3:DeleteObjects": "s3:DeleteObject",
};
/** What IAM asks for as well. */
const TOGETHER = {
  "bedrock:IngestKnowledgeBaseDocuments": "bedrock:StartIngestionJob",
  "bedrock:DeleteKnowledgeBaseDocuments": "bedrock:StartIngestionJob",
};
const ITEMS = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  ConditionCheck: "ConditionCheckItem",
};
/** An inference profile passes a call on to the model in its name, for which IAM asks as well. */
const PROFILE = new RegExp(`^(?:${names.inferenceProfiles.join("|")})\\.(.+)$`);

/** The pairs of action and resource that IAM would have asked for, for one recorded operation. */
function needed({ service, name, items, resources }) {
  const pairs = items.length > 0 ? items.map((item, at) => [ITEMS[item], resources[at]]) : resources.map((on) => [name, on]);
  // Of an operation without a known resource nothing may be left out.
  return (pairs.length > 0 ? pairs : [[name, "?"]]).flatMap(([operation, resource]) => {
    const action = ACTIONS[`${service}:${operation}`] ?? `${service}:${operation}`;
    const model = service === "bedrock" && PROFILE.exec(resource);
    const actions = [action, TOGETHER[action]].filter(Boolean);
    return (model ? [resource, model[1]] : [resource]).flatMap((on) => actions.map((each) => `${each} ${on}`));
  });
}

/** A resource of a policy by the name by which requests name it. */
function named(resource) {
  return template
    .text(resource)
    .replace(/^arn:aws:dynamodb:[^:]*:\d*:table\//, "")
    .replace(/^arn:aws:(?:sqs|events):[^:]*:\d*:(?:event-bus\/)?/, "")
    .replace(/^arn:aws:ssm:[^:]*:\d*:parameter/, "")
    .replace(/^arn:aws:secretsmanager:[^:]*:\d*:secret:(.*)-\w{6}$/, "$1")
    .replace(/^arn:aws:s3:::([^/]*)\/.*$/, "$1")
    .replace(/^arn:aws:bedrock:[^:]*:\d*:(inference-profile|foundation-model|knowledge-base)\//, "");
}

/** The pairs that a function's role allows. */
function allowed(name) {
  const [[, { Role }]] = template
    .ofType("AWS::Lambda::Function")
    .filter(([, properties]) => properties.FunctionName === `${STACK}-${name}`);
  const [role] = Role["Fn::GetAtt"];
  const policies = template.ofType("AWS::IAM::Policy").map(([, properties]) => properties);
  const statements = policies
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === role))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((on) => `${action} ${named(on)}`)),
  );
}

for (const name of FUNCTIONS) {
  test(`what ${name} asked of AWS is what its role allows, and all of it`, async () => {
    const asked = (await deployment.aws.operations()).filter(({ application }) => application === name);
    const own = (pairs) => [...new Set(pairs.filter((pair) => !HOUSEKEEPING.test(pair)))].sort();
    const recorded = own(asked.flatMap(needed));
    assert.ok(recorded.length > 1, "something was recorded");
    assert.deepEqual(recorded, own(allowed(name)));
  });
}
