// How much memory a process and those that it starts have taken.

import { readFile, readdir } from "node:fs/promises";

/** How often they are looked at: who lives shorter has not grown. */
const LOOK_MS = 50;

/** The fields of a process that are asked for; none of one that has ended. */
async function fields(pid, ...names) {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return names.map((name) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+)`, "m"))?.[1] ?? 0));
}

/** Looks at a process until `peaks` is called, which tells the most that it and any of its children had, in MB. */
export function watchMemory(pid) {
  const most = { own: 0, child: 0 };
  const look = async () => {
    most.own = Math.max(most.own, ...(await fields(pid, "VmHWM")));
    for (const other of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      const [parent, peak] = await fields(other, "PPid", "VmHWM");
      if (parent === pid) most.child = Math.max(most.child, peak);
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
