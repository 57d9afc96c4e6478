// Starts the real server with its demo LMS on free ports, and stops it again.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = new URL("../..", import.meta.url).pathname;
const BINARY = process.env.MOODLE_AWS_BIN || join(ROOT, "target/debug/moodle-aws");
const FRONTEND = process.env.MOODLE_AWS_FRONTEND || join(ROOT, "frontend/dist");
const START_MS = 30_000;
const processEnvironment = process.env;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * Serves tool and demo LMS. The tool is on localhost and the LMS on 127.0.0.1, so they are two sites.
 * `publicPort` is the port that browsers see, when something stands in front of the tool; `options` are further ones of
 * `serve`, and `env` is its environment.
 */
export async function serve({ publicPort, options = [], env = processEnvironment } = {}) {
  const [port, demoPort, data] = await Promise.all([
    freePort(),
    freePort(),
    mkdtemp(join(tmpdir(), "moodle-aws-browser-")),
  ]);
  const tool = `http://localhost:${publicPort ?? port}`;
  const lms = `http://127.0.0.1:${demoPort}`;
  const args = ["serve", "--demo", "--addr", `127.0.0.1:${port}`, "--demo-addr", `127.0.0.1:${demoPort}`];
  args.push("--public-url", tool, "--data", data, "--frontend", FRONTEND);
  const begin = async (options) => {
    const begun = spawn(BINARY, [...args, ...options], { stdio: ["ignore", "ignore", "pipe"], env });
    let log = "";
    begun.stderr.on("data", (chunk) => (log += chunk));
    await answering(`http://127.0.0.1:${port}/healthz`, begun, () => log);
    return begun;
  };
  let process = await begin(options);
  const end = async () => {
    const ended = once(process, "exit");
    process.kill("SIGTERM");
    await ended;
  };
  return {
    tool,
    lms,
    port,
    pid: process.pid,
    /** Stops it, and serves the same with other options. */
    async restart(...options) {
      await end();
      process = await begin(options);
    },
    /** What an operator's command says about this server's data. */
    async operate(...command) {
      return (await promisify(execFile)(BINARY, [...command, "--data", data], { env })).stdout;
    },
    /** The same of a command that reads its standard input. */
    async operateOn(input, ...command) {
      const running = promisify(execFile)(BINARY, [...command, "--data", data], { env });
      running.child.stdin.end(input);
      return (await running).stdout;
    },
    async stop() {
      await end();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function answering(url, process, log) {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (process.exitCode !== null) throw new Error(`serve ended with ${process.exitCode}: ${log()}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error(`serve did not answer at ${url}: ${log()}`);
}

/**
 * Stands between browser and tool and takes `Partitioned` out of every Set-Cookie: to the browser the
 * tool looks as it does to browsers that do not know the attribute.
 */
export async function serveWithoutPartitionedCookies() {
  let toolPort;
  const proxy = createServer((asked, answer) => forward(toolPort, asked, answer)).listen(0, "localhost");
  await once(proxy, "listening");
  const server = await serve({ publicPort: proxy.address().port });
  toolPort = server.port;
  return {
    ...server,
    async stop() {
      proxy.closeAllConnections();
      await new Promise((done) => proxy.close(done));
      await server.stop();
    },
  };
}

function forward(port, asked, answer) {
  const { method, url: path, headers } = asked;
  const upstream = request({ host: "127.0.0.1", port, method, path, headers }, (from) => {
    const cookies = from.headers["set-cookie"]?.map((cookie) => cookie.replace(/; *Partitioned/i, ""));
    answer.writeHead(from.statusCode, { ...from.headers, ...(cookies && { "set-cookie": cookies }) });
    from.pipe(answer);
  });
  upstream.on("error", () => answer.destroy());
  asked.pipe(upstream);
}
