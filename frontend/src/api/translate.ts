import { eventsOf, parse } from './event-stream';
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
  const events = eventsOf(
    session,
    (api, options) => api.POST('/api/translate', { body, ...options }),
    signal,
  );
  for await (const { event, data } of events) {
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
    }
  }
}
