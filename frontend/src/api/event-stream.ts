import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { type Api, patience } from './client';
import { Problem, problemOnTheWay } from './problem';
import type { Session } from './session';

type Stream = ReadableStream<BufferSource>;

/** What makes a request one for a stream; all of it belongs into the request. */
type StreamOptions = {
  headers: { Accept: 'text/event-stream' };
  parseAs: 'stream';
  signal: AbortSignal;
  fetch: (request: Request) => Promise<Response>;
};

type Send = (
  api: Api,
  options: StreamOptions,
) => Promise<{ data?: Stream | null; error?: unknown; response: Response }>;

/**
 * The server-sent events of an answer, as they arrive; whoever reads them stops at the last one. An event `error`,
 * and a stream that ends before its reader has stopped, are thrown as a `Problem`.
 *
 * Aborting the signal closes the connection, which stops the tool's work; whatever is thrown then is no problem to
 * show.
 */
export async function* eventsOf(
  session: Session,
  send: Send,
  signal: AbortSignal,
): AsyncGenerator<EventSourceMessage, void, undefined> {
  const stream = await begin(session, send, signal);
  for await (const message of messagesOf(stream)) {
    if (message.event === 'error') throw problemOnTheWay(parse<unknown>(message.data));
    yield message;
  }
  throw new Problem('broken_off');
}

/** The data of an event, which is always JSON. */
export function parse<Data>(data: string): Data {
  try {
    return JSON.parse(data);
  } catch {
    throw new Problem('unreadable');
  }
}

/** Waits for the beginning of the answer as for any other one; a stream then takes the time that it takes. */
async function begin(session: Session, send: Send, signal: AbortSignal): Promise<Stream | null> {
  signal.throwIfAborted();
  const request = new AbortController();
  const abort = () => request.abort();
  signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(abort, patience);
  try {
    return await session.request((api) =>
      send(api, {
        headers: { Accept: 'text/event-stream' },
        parseAs: 'stream',
        signal: request.signal,
        fetch: fetchStream,
      }),
    );
  } finally {
    clearTimeout(timer);
  }
}

async function fetchStream(request: Request): Promise<Response> {
  const response = await globalThis.fetch(request);
  const type = response.headers.get('Content-Type') ?? '';
  if (response.ok && !type.startsWith('text/event-stream')) throw new Problem('unreadable');
  return response;
}

/** The tool says that it is there every ten seconds; after so many milliseconds without a byte it is not. */
const longestSilence = 40_000;

/** Lets everything pass, and fails when nothing comes for too long: a network that goes away may not say so. */
function untilSilence(): TransformStream<BufferSource, BufferSource> {
  let timer: ReturnType<typeof setTimeout>;
  return new TransformStream({
    start: (controller) => wait(controller),
    transform(chunk, controller) {
      wait(controller);
      controller.enqueue(chunk);
    },
    flush: () => clearTimeout(timer),
  });

  function wait(controller: TransformStreamDefaultController<BufferSource>) {
    clearTimeout(timer);
    timer = setTimeout(() => controller.error(new Problem('broken_off')), longestSilence);
  }
}

/** The stream is read by hand because Safari cannot iterate over one. */
async function* messagesOf(stream: Stream | null): AsyncGenerator<EventSourceMessage> {
  const reader = stream
    ?.pipeThrough(untilSilence())
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  if (reader === undefined) return;
  const read = () =>
    reader.read().catch(() => {
      throw new Problem('broken_off');
    });
  try {
    for (let next = await read(); !next.done; next = await read()) yield next.value;
  } finally {
    // Nobody listens any more, so a connection that is still open has no reason to stay.
    reader.cancel().catch(() => undefined);
  }
}
