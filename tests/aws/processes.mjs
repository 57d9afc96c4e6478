// Programs that tests start. Each ends with its input, whose other end this process holds: the system closes that when
// this process ends, however it ends.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const KEPT = 200;

/** Starts a server; it is ready when it has written its first line, which is given back. */
export async function start(program, args = []) {
  const process = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  const said = [];
  const keep = (line) => said.push(line) > KEPT && said.shift();
  createInterface({ input: process.stderr }).on("line", keep);
  const lines = createInterface({ input: process.stdout });
  const [first] = await Promise.race([
    once(lines, "line"),
    once(process, "exit").then(([code]) => {
      throw new Error(`${program} ended with ${code} before it served:\n${said.join("\n")}`);
    }),
  ]);
  lines.on("line", keep);
  return {
    first,
    said,
    async stop() {
      if (process.exitCode !== null) return;
      const ended = once(process, "exit");
      process.stdin.end();
      await ended;
    },
  };
}

/** Runs a command to its end, and gives what it wrote. `input` is what it reads, if it is to read something. */
export async function run(program, args, { env = {}, cwd = ROOT, input } = {}) {
  const stdio = [input === undefined ? "ignore" : "pipe", "pipe", "pipe"];
  const command = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio });
  command.stdin?.end(input);
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"]) {
    command[stream].setEncoding("utf8").on("data", (text) => (output[stream] += text));
  }
  const [code] = await once(command, "close");
  if (code !== 0) {
    const line = [program, ...args].join(" ");
    throw new Error(`\`${line}\` ended with ${code}:\n${output.stdout}${output.stderr}`);
  }
  return output;
}
