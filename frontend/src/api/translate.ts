import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { patience } from './client';
import { Problem, problemOnTheWay } from './problem';
import type { Session } from './session';
import type { DeltaEvent, EndEvent, ResetEvent, TranslateRequest, TranslationEvent } from './types';

/** What the tool tells while it translates; the last one is always `end`. */
export type TranslateEvent =
  | ({ event: 'delta' } & DeltaEvent)
  | ({ event: 'reset' } & ResetEvent)
  | ({ event: 'translation' } & TranslationEvent)
  | ({ event: 'end' } & EndEvent);

/**
 * Translates, and yields what arrives as it arrives. Aborting the signal closes the connection, which stops
 * the engine; whatever is thrown then is no problem to show. All else that goes wrong is a `Problem`.
 */
export async function* translate(
  session: Session,
  body: TranslateRequest,
  signal: AbortSignal,
): AsyncGenerator<TranslateEvent, void, undefined> {
  const stream = await begin(session, body, signal);
  for await (const { event, data } of messagesOf(stream)) {
    switch (event) {
      case 'delta':
        yield { event, ...parse<DeltaEvent>(data) };
        break;
      case 'reset':
        yield { event, ...parse<ResetEvent>(data) };
        break;
      case 'translation':
        yield { event, ...parse<TranslationEvent>(data) };
        break;
      case 'end':
        yield { event, ...parse<EndEvent>(data) };
        return;
      case 'error':
        throw problemOnTheWay(parse<unknown>(data));
    }
  }
  throw new Problem('broken_off');
}

/** Waits for the beginning of the answer as for any other one; a stream then takes the time that it takes. */
async function begin(session: Session, body: TranslateRequest, signal: AbortSignal) {
  signal.throwIfAborted();
  const request = new AbortController();
  const abort = () => request.abort();
  signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(abort, patience);
  try {
    return await session.request((api) =>
      api.POST('/api/translate', {
        body,
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
async function* messagesOf(stream: ReadableStream<BufferSource> | null): AsyncGenerator<EventSourceMessage> {
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

function parse<Data>(data: string): Data {
  try {
    return JSON.parse(data);
  } catch {
    throw new Problem('unreadable');
  }
}
