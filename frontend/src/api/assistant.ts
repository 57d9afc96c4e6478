import type { Answer, AskDeltaEvent, AskRequest, SourcesEvent } from './assistant-types';
import { eventsOf, parse } from './event-stream';
import type { Session } from './session';

/** What the tool tells while it answers; the last one is always `answer`. */
export type AskEvent =
  | ({ event: 'sources' } & SourcesEvent)
  | ({ event: 'delta' } & AskDeltaEvent)
  | ({ event: 'answer' } & Answer);

/**
 * Asks, and yields what arrives as it arrives. Aborting the signal closes the connection, which stops the
 * engine; whatever is thrown then is no problem to show. All else that goes wrong is a `Problem`.
 */
export async function* ask(
  session: Session,
  body: AskRequest,
  signal: AbortSignal,
): AsyncGenerator<AskEvent, void, undefined> {
  const events = eventsOf(session, (api, options) => api.POST('/api/ask', { body, ...options }), signal);
  for await (const { event, data } of events) {
    switch (event) {
      case 'sources':
        yield { event, ...parse<SourcesEvent>(data) };
        break;
      case 'delta':
        yield { event, ...parse<AskDeltaEvent>(data) };
        break;
      case 'answer':
        yield { event, ...parse<Answer>(data) };
        return;
    }
  }
}

export const getAssistant = (session: Session) => session.request((api) => api.GET('/api/assistant'));

export const getIndex = (session: Session) => session.request((api) => api.GET('/api/index'));

/** Has the whole course compared with its index; asking so again changes nothing. */
export const indexNow = (session: Session) => session.request((api) => api.POST('/api/index'));

export const getOpenQuestions = async (session: Session) =>
  (await session.request((api) => api.GET('/api/index/questions'))).questions;

export const clearOpenQuestions = (session: Session) =>
  session.request<undefined>((api) => api.DELETE('/api/index/questions'));
