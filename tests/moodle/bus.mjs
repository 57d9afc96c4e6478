// An event bus for one test: it takes events as EventBridge does, keeps them, and fails as it is told.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

/** How EventBridge refuses a whole call. */
export const REFUSALS = {
  denied: [400, "AccessDeniedException", "User: arn:aws:iam::123456789012:user/moodle is not authorized to perform: events:PutEvents"],
  missing: [400, "ResourceNotFoundException", "Event bus moodle-events does not exist."],
  failing: [500, "InternalException", "The service failed."],
};

/** `took` are the events, each detail parsed; `refuse(kind)` refuses calls from now on, `refuse()` takes them again. */
export async function bus() {
  const took = [];
  let refusal;
  let spoiled = () => false;
  const server = createServer(async (asked, answer) => {
    let body = "";
    for await (const chunk of asked) body += chunk;
    const say = (status, value) => {
      answer.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      answer.end(JSON.stringify(value));
    };
    if (refusal) return say(refusal[0], { __type: refusal[1], message: refusal[2] });
    const { Entries, Name } = JSON.parse(body);
    if (asked.headers["x-amz-target"] === "AWSEvents.DescribeEventBus") return say(200, { Name, Arn: `arn:aws:events:::${Name}` });
    const results = Entries.map((entry) => {
      const detail = JSON.parse(entry.Detail);
      if (spoiled(detail)) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
      took.push({ ...entry, detail });
      return { EventId: randomUUID() };
    });
    return say(200, { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length, Entries: results });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    took,
    names: () => took.map(({ detail }) => detail.eventname.split("\\").at(-1)),
    refuse: (kind) => (refusal = REFUSALS[kind]),
    spoil: (which) => (spoiled = which ?? (() => false)),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
