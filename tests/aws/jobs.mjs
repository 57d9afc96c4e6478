// The function that works on the jobs of the index, and what it has left in the manifest and in the knowledge base.

import { inflateRawSync } from "node:zlib";
import { deployment, STACK } from "./deployment.mjs";

const { aws, moodle, template } = deployment;
const FUNCTION = `${STACK}-index-file`;
const MAPPINGS = "/2015-03-31/event-source-mappings/";

/** Has the function take jobs, or take none, as the runbook tells operators. */
export async function takeJobs(Enabled) {
  const { EventSourceMappings } = (await aws.rest("lambda", "GET", `${MAPPINGS}?FunctionName=${FUNCTION}`)).json;
  const [{ UUID }] = EventSourceMappings;
  await aws.rest("lambda", "PUT", `${MAPPINGS}${UUID}`, { body: JSON.stringify({ Enabled }) });
}

/** What the manifest has of a course of the Moodle: what is known by its entry, `course` or `module …`. */
export async function manifest(course) {
  const { Items } = await aws.json("dynamodb", "DynamoDB_20120810.Query", {
    TableName: `${STACK}-manifest`,
    KeyConditionExpression: "course = :course",
    ExpressionAttributeValues: { ":course": { S: `${moodle.url} ${course}` } },
  });
  const known = ({ data }) => JSON.parse(inflateRawSync(Buffer.from(data.B, "base64")));
  return Object.fromEntries(Items.map((item) => [item.entry.S, known(item)]));
}

/** The knowledge base of the stack, by which the functions know it. */
function documentsUrl() {
  const functions = template.ofType("AWS::Lambda::Function").map(([, properties]) => properties);
  const { Environment } = functions.find(({ FunctionName }) => FunctionName === FUNCTION);
  const { KNOWLEDGE_BASE_ID, DATA_SOURCE_ID } = Environment.Variables;
  return `/knowledgebases/${KNOWLEDGE_BASE_ID}/datasources/${DATA_SOURCE_ID}/documents`;
}

async function askBase(method, value) {
  const headers = { "content-type": "application/json" };
  return (await aws.rest("bedrock", method, documentsUrl(), { headers, body: JSON.stringify(value) })).json;
}

/** The ids of the documents in the knowledge base, in order. */
export async function documents() {
  const { documentDetails } = await askBase("POST", {});
  return documentDetails.map(({ identifier }) => identifier.custom.id).sort();
}

/** Puts a document into the knowledge base, of which nobody knows. */
export async function putDocument(id) {
  const inlineContent = { type: "TEXT", textContent: { data: "Nobody knows of this." } };
  const custom = { customDocumentIdentifier: { id }, sourceType: "IN_LINE", inlineContent };
  await askBase("PUT", { documents: [{ content: { dataSourceType: "CUSTOM", custom } }] });
}
