// How much memory a process and those that it starts have taken.

import { readFile, readdir } from "node:fs/promises";

/** How often they are looked at: who lives shorter has not grown. */
const LOOK_MS = 100;

/** The most that a process had until now, in kilobytes; nothing of one that has ended. */
async function peak(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(status.match(/^VmHWM:\s+(\d+)/m)?.[1] ?? 0);
}

/** The processes that a process has started; each of its threads may have. */
async function children(pid) {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => ""));
  return (await Promise.all(lists)).join(" ").split(" ").filter(Boolean);
}

/** Whether a process was started as this command; before that it is a copy of the one that starts it, memory and all. */
async function runs(pid, command) {
  const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return words.split("\0")[1] === command;
}

/** Looks at a `serve` until `peaks` is called, which tells the most that it and any of its extractors had, in MB. */
export function watchMemory(pid) {
  const most = { own: 0, child: 0 };
  const look = async () => {
    most.own = Math.max(most.own, await peak(pid));
    for (const child of await children(pid)) {
      if (await runs(child, "extract")) most.child = Math.max(most.child, await peak(child));
    }
  };
  let going = true;
  const looking = (async () => {
    while (going) {
      await look();
      await new Promise((wake) => setTimeout(wake, LOOK_MS));
    }
  })();
  return {
    async peaks() {
      going = false;
      await looking;
      return Object.fromEntries(Object.entries(most).map(([who, kilobytes]) => [who, Math.round(kilobytes / 1024)]));
    },
  };
}
