// Waiting for what the emulated AWS does by itself, as it delivers events and messages.

import { setTimeout as pause } from "node:timers/promises";

const OFTEN_MS = 200;
/** Delays of jobs are 20 s; a busy machine takes its time for functions. */
const PATIENCE_MS = 120_000;

/** Asks again and again until there is an answer that is true; gives it. `what` is not there when it never comes. */
export async function eventually(what, ask) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > until) throw new Error(`${what} did not come in ${PATIENCE_MS / 1000} s`);
    await pause(OFTEN_MS);
  }
}
