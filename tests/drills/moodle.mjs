// The Moodle that the developer names, and what its cron would do.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";
import { start } from "../aws/processes.mjs";
import { Aws } from "../aws/aws.mjs";
import { Bus } from "./bus.mjs";
import { Consumer } from "./consumer.mjs";

const run = promisify(execFile);
const SCRIPT = new URL("site.php", import.meta.url).pathname;
const SEND = String.raw`\local_awsevents\task\send_events`;
const BUS = "moodle-events";
export const { MOODLE_DIR: folder, MOODLE_URL: moodle } = process.env;

const { uid, gid } = await stat(folder);
const owner = { cwd: folder, ...(process.getuid() === 0 ? { uid, gid } : {}) };

/** Runs an action of site.php in Moodle's folder, as its owner. */
export async function site(action, ...given) {
  const options = { ...owner, maxBuffer: 1 << 28 };
  const { stdout } = await run("php", [SCRIPT, action, JSON.stringify(given)], options);
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/** Moodle's task that sends, as cron runs it: by itself, in a process. `wrapped` is a program to run it under. */
export function sender({ wrapped = [], php = [] } = {}) {
  const [program, ...before] = [...wrapped, "php"];
  const process = spawn(program, [...before, ...php, "admin/cli/scheduled_task.php", `--execute=${SEND}`], {
    ...owner,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [process.stdout, process.stderr]) stream.on("data", (text) => (said += text));
  const ended = once(process, "close").then(([code, signal]) => ({ code, signal, said }));
  return { process, ended };
}

/** The same, to its end. */
export async function send(options) {
  return sender(options).ended;
}

/** The ad hoc tasks of Moodle that are due. */
export async function adhoc() {
  await run("php", ["admin/cli/adhoc_task.php", "--execute", "--ignorelimits"], { ...owner, maxBuffer: 1 << 26 });
}

/** The emulator, the front before its bus, the consumer behind it, and the plugin set up for them. */
export async function connect(t) {
  const emulator = await start(`${process.env.MOODLE_AWS_PROGRAMS}/test-aws`);
  t.after(() => emulator.stop());
  const aws = new Aws(JSON.parse(emulator.first).url);
  const bus = await new Bus(aws.url).start();
  t.after(() => bus.stop());
  const consumer = await new Consumer(aws).make(BUS);
  const before = await site(
    "set",
    ...[
      ["", "curlsecurityblockedhosts", ""],
      ["", "curlsecurityallowedport", ""],
      ["local_awsevents", "enabled", "1"],
      ["local_awsevents", "transport", "aws"],
      ["local_awsevents", "region", "us-east-1"],
      ["local_awsevents", "eventbus", BUS],
      ["local_awsevents", "endpoint", bus.url],
      ["local_awsevents", "credentials", "keys"],
      ["local_awsevents", "accesskey", aws.key],
      ["local_awsevents", "secretkey", await site("encrypt", "emulator")],
      ["local_awsevents", "profiles", "everything"],
      ["local_awsevents", "sendusers", "1"],
      ["local_awsevents", "sendother", "1"],
      // Until this time the task asks for nothing by itself, and what is counted is what the drill did.
      ["local_awsevents", "rearrangedsince", "4102444800"],
    ],
  );
  t.after(() => site("set", ...before));
  await site("empty");
  return { aws, bus, consumer };
}

/** Sends until nothing waits; the pauses after failures end at once. */
export async function drain({ rounds = 30 } = {}) {
  for (let round = 0; round < rounds; round += 1) {
    if ((await site("count")) === 0) return;
    await site("endpause");
    await send();
  }
  throw new Error(`still ${await site("count")} rows after ${rounds} runs`);
}

/** How often each id came, by id. */
export function counted(eventids) {
  const counts = new Map();
  for (const id of eventids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
