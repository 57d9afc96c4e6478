// EventBridge as the drills want it: the emulator's, behind a front that fails on request.

import { once } from "node:events";
import { createServer } from "node:http";
import { ask } from "../aws/http.mjs";

const TARGET = "AWSEvents.PutEvents";

/** An answer of the service to a whole call that it refuses. */
const refused = (status, type, message) => ({ status, body: { __type: type, message } });
export const THROTTLED = refused(400, "ThrottlingException", "Rate exceeded");
export const EXPIRED = refused(400, "ExpiredTokenException", "The security token included in the request is expired");
export const BROKEN = refused(500, "InternalFailure", "The request processing has failed because of an unknown error");

/** An answer about one entry of a call. */
const failed = (ErrorCode, ErrorMessage) => ({ ErrorCode, ErrorMessage });

export class Bus {
  /** What a call is answered with, before the emulator hears of it; null passes it on. */
  refuse = () => null;
  /** What is wrong with an entry of a call; null passes it on. */
  spoil = () => null;
  /** How long the answer to a call is kept back, in ms. */
  delay = 0;
  /** Whether the answer is lost on its way, after the emulator has taken the entries. */
  loseAnswer = () => false;
  calls = 0;
  /** Details of the entries that the emulator took, in their order, with the entries' own times. */
  accepted = [];
  #server;
  #port = 0;

  constructor(emulator) {
    this.emulator = emulator;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start() {
    if (this.#server?.listening) return this;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => response.destroy(error));
    });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = this.#server.address().port;
    return this;
  }

  /** Nobody listens any more; `start` listens on the same port again. */
  async stop() {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Forgets the faults. */
  mend() {
    this.refuse = () => null;
    this.spoil = () => null;
    this.loseAnswer = () => false;
    this.delay = 0;
  }

  /** Forgets what was taken. */
  forget() {
    this.calls = 0;
    this.accepted = [];
  }

  async #answer(request, response) {
    const body = Buffer.concat(await request.toArray());
    const say = ({ status, body: said }) => {
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(said));
    };
    if (request.headers["x-amz-target"] !== TARGET) return say(refused(400, "UnknownOperationException", ""));
    this.calls += 1;
    if (this.delay) await new Promise((done) => setTimeout(done, this.delay));
    const { Entries } = JSON.parse(body);
    const refusal = this.refuse(Entries);
    if (refusal) return say(refusal);
    const wrong = Entries.map((entry) => this.spoil(JSON.parse(entry.Detail), entry));
    const good = Entries.filter((_, index) => !wrong[index]);
    const results = good.length ? await this.#pass(request.headers, good) : [];
    this.accepted.push(...good.map((entry) => ({ ...JSON.parse(entry.Detail), time: entry.Time })));
    const answers = wrong.map((problem) => problem ?? results.shift());
    if (this.loseAnswer(Entries)) return response.destroy();
    return say({ status: 200, body: { FailedEntryCount: answers.filter((each) => each.ErrorCode).length, Entries: answers } });
  }

  async #pass(given, entries) {
    const headers = {
      authorization: given.authorization,
      "x-amz-target": TARGET,
      "content-type": "application/x-amz-json-1.1",
    };
    const answer = await ask(this.emulator, { method: "POST", headers, body: JSON.stringify({ Entries: entries }) });
    const { Entries } = answer.json;
    if (answer.status !== 200 || Entries.length !== entries.length) throw new Error(`the emulator: ${answer.text}`);
    return Entries;
  }
}

/** An entry that the service will never take. */
export const MALFORMED = failed("MalformedDetail", "Detail is malformed.");
/** An entry that it does not take now. */
export const BUSY = failed("ThrottlingException", "Rate exceeded");
