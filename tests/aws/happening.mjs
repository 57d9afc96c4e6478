// What the plugin `local_awsevents` sends: entries of PutEvents, by a client of AWS's own.

import { randomUUID } from "node:crypto";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { REGION } from "./aws.mjs";

const SITE_ID = randomUUID();
let sequence = 0;

/** An entry about an event in a course of a Moodle, with the members of its `Detail` that a test does not name made up. */
export function happened(wwwroot, eventname, { courseid, cmid = null, ...more }) {
  const timecreated = Math.floor(Date.now() / 1000);
  const [component] = eventname.slice(1).split("\\");
  const context = cmid ? { contextlevel: 70, contextinstanceid: cmid } : { contextlevel: 50, contextinstanceid: courseid };
  const detail = {
    ...{ schemaversion: 1, eventid: randomUUID(), sequence: ++sequence, siteid: SITE_ID, wwwroot },
    ...{ eventname, component, action: "updated", target: "course_module", objecttable: null, objectid: null },
    ...{ crud: "u", edulevel: 1, contextid: 900 + (cmid ?? courseid), ...context },
    ...{ userid: null, userid_hash: "ab".repeat(32), courseid, relateduserid: null, relateduserid_hash: null },
    ...{ anonymous: 0, other: null, timecreated, cmid, modulename: cmid && "resource" },
    ...more,
  };
  const Detail = JSON.stringify(detail);
  return { Source: "moodle.events", DetailType: eventname, Time: new Date(timecreated * 1000), Detail };
}

/** Puts entries with the keys of an AWS account, onto its bus. */
export function putOnto(aws, bus, entries) {
  const keys = { accessKeyId: aws.key, secretAccessKey: "emulator" };
  return put(aws.url, keys, entries.map((entry) => ({ ...entry, EventBusName: bus })));
}

/** Sends entries to the address for sites with a connection code, with its keys. */
export function sendWith({ key_id, secret }, address, entries) {
  return put(address, { accessKeyId: key_id, secretAccessKey: secret }, entries);
}

/** The answer; a refused call is an error with its name and status. */
async function put(endpoint, credentials, Entries) {
  // It would wait for ever, and try again what a test wants to see.
  const once = { maxAttempts: 1, requestHandler: { requestTimeout: 60_000, throwOnRequestTimeout: true } };
  const client = new EventBridgeClient({ endpoint, credentials, region: REGION, ...once });
  try {
    return await client.send(new PutEventsCommand({ Entries }));
  } finally {
    client.destroy();
  }
}
