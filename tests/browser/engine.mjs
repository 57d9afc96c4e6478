// A language model behind the OpenAI-compatible API, as a test scripts it: it says what the test tells it to say, when it
// tells it to.

import { once } from "node:events";
import { createServer } from "node:http";

/** A gate that a test opens. */
export function gate() {
  let open;
  const opened = new Promise((done) => (open = done));
  return { opened, open };
}

/** Answers the segments of the prompt with their words in upper case, in pieces of a few characters. */
export async function upperCase({ user, say }) {
  const answer = user
    .match(/<s\d+>[^]*?<\/s\d+>/g)
    .join("\n")
    .replace(/(<[^>]*>|&\w+;)|([^<&]+)/g, (_, markup, words) => markup ?? words.toUpperCase());
  for (let at = 0; at < answer.length; at += 4) await say(answer.slice(at, at + 4));
}

/**
 * Starts one. `engine.answer` is what it does for each prompt: an async function of `{ user, say, raw, status, gone }`:
 * `say` streams words, `raw` writes anything, `status` refuses instead, `gone` is a promise that the client went away.
 */
export async function scriptedEngine() {
  const engine = { answer: upperCase, prompts: [], cancelled: 0 };
  const server = createServer((asked, answer) => respond(engine, asked, answer));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  engine.url = `http://127.0.0.1:${server.address().port}/v1`;
  engine.stop = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return engine;
}

async function respond(engine, asked, answer) {
  let body = "";
  for await (const chunk of asked.setEncoding("utf8")) body += chunk;
  if (asked.url === "/v1/models") return answer.end(JSON.stringify({ data: [{ id: "scripted" }] }));
  const [system, user] = JSON.parse(body).messages.map((message) => message.content);
  engine.prompts.push({ system, user });
  let refused = false;
  let ended = false;
  const gone = new Promise((done) =>
    answer.on("close", () => {
      if (!ended) engine.cancelled += 1;
      done();
    }),
  );
  const event = (choice) => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`;
  const raw = (text) => new Promise((done) => answer.write(text, done));
  const say = (content) => raw(event({ delta: { content } }));
  const status = (code, headers = {}) => {
    refused = true;
    answer.writeHead(code, headers).end('{"error":{"message":"scripted"}}');
  };
  const broken = () => {
    refused = true;
    answer.destroy();
  };
  answer.setHeader("content-type", "text/event-stream");
  const finish = (await engine.answer({ system, user, say, raw, status, broken, gone })) ?? "stop";
  ended = true;
  if (!refused) answer.end(`${event({ delta: {}, finish_reason: finish })}data: [DONE]\n\n`);
}
