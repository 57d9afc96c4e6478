import { expect, test, vi } from 'vitest';
import { fakeTool, json, noNetwork, type Reply, refusal, streamed } from '../test-utils/fake-tool';
import type { Problem } from './problem';
import { createSession } from './session';
import { type TranslateEvent, translate } from './translate';

const request = { texts: ['Hello'], source: null, target: 'es', format: 'text' as const };
const translation = { index: 0, text: 'Hola', source: 'en', cached: false, in_pieces: false };
const end = { model: 'qwen2.5:7b', usage: { input_tokens: 3, output_tokens: 2 } };

function begin(reply: Reply) {
  const tool = fakeTool({ 'POST /api/translate': reply });
  const vault = { read: () => ({ token: 'bearer', returnUrl: null }), save: () => {}, forget: () => {} };
  const session = createSession({
    code: null,
    vault,
    askPlatform: async () => null,
    prepare: async () => {},
  });
  const abort = new AbortController();
  return { tool, session, abort, events: translate(session, request, abort.signal) };
}

async function all(events: AsyncIterable<TranslateEvent>) {
  const seen: TranslateEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const problemOf = (events: AsyncIterable<TranslateEvent>): Promise<Problem> =>
  all(events).then(
    () => expect.fail('The translation should have failed.'),
    (problem: Problem) => problem,
  );

/** No answer, until the request is given up. */
const silence: Reply = (signal) =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });

test('the request asks for a stream, as this person', async () => {
  const answer = streamed();
  const { tool, events } = begin(answer.reply);
  answer.event('end', end);
  await all(events);
  expect(tool.headers()[0]?.get('Accept')).toBe('text/event-stream');
  expect(tool.bearers()).toEqual(['Bearer bearer']);
  expect(JSON.parse((await tool.bodies())[0] ?? '')).toEqual(request);
});

test('every event arrives while the rest is still to come, and nothing is awaited after the end', async () => {
  const answer = streamed();
  const { events } = begin(answer.reply);
  answer.event('delta', { index: 0, text: 'Ho' });
  expect((await events.next()).value).toEqual({ event: 'delta', index: 0, text: 'Ho' });
  answer.event('reset', { index: 0 });
  expect((await events.next()).value).toEqual({ event: 'reset', index: 0 });
  answer.event('translation', translation);
  expect((await events.next()).value).toEqual({ event: 'translation', ...translation });
  answer.event('end', end);
  expect((await events.next()).value).toEqual({ event: 'end', ...end });
  expect((await events.next()).done).toBe(true);
});

test('a character that is split between two chunks stays whole', async () => {
  const answer = streamed();
  const { events } = begin(answer.reply);
  const bytes = new TextEncoder().encode('event: delta\ndata: {"index":0,"text":"¡Olé 👋!"}\n\n');
  for (const byte of bytes) answer.bytes(Uint8Array.of(byte));
  expect((await events.next()).value).toMatchObject({ text: '¡Olé 👋!' });
});

test('lines may end as on any system, chunks anywhere, and comments mean nothing', async () => {
  const answer = streamed();
  const { events } = begin(answer.reply);
  for (const piece of [
    ': alive\r\n\r\nevent: del',
    'ta\r',
    '\ndata: {"index":0,\r\ndata: "text":"Hola"}\r\n\r',
    '\n',
  ]) {
    answer.text(piece);
  }
  answer.event('end', end);
  expect(await all(events)).toMatchObject([{ event: 'delta', text: 'Hola' }, { event: 'end' }]);
});

test('events of a newer tool than this page are passed over', async () => {
  const answer = streamed();
  const { events } = begin(answer.reply);
  answer.event('weather', { sunny: true });
  answer.event('end', end);
  expect(await all(events)).toMatchObject([{ event: 'end' }]);
});

test('a stream that ends without its end broke off', async () => {
  const answer = streamed();
  const { events } = begin(answer.reply);
  answer.event('translation', translation);
  answer.text('event: end\ndata: {"mod');
  void answer.close();
  expect(await problemOf(events)).toMatchObject({ kind: 'broken_off', retryable: true });
});

test('a network that goes away in the middle is a connection that broke off, too', async () => {
  const answer = streamed();
  const { events } = begin(answer.reply);
  answer.event('delta', { index: 0, text: 'Ho' });
  await events.next();
  void answer.cut();
  expect(await problemOf(events)).toMatchObject({ kind: 'broken_off' });
});

test('a tool that says nothing for too long has gone away, but one that says it is there has not', async () => {
  vi.useFakeTimers();
  const answer = streamed();
  const { events } = begin(answer.reply);
  answer.event('delta', { index: 0, text: 'Ho' });
  await events.next();
  const problem = problemOf(events);
  for (let seconds = 0; seconds < 120; seconds += 10) {
    await vi.advanceTimersByTimeAsync(10_000);
    answer.text(':\n\n');
    await vi.advanceTimersByTimeAsync(0);
  }
  let over = false;
  void problem.then(() => {
    over = true;
  });
  await vi.advanceTimersByTimeAsync(39_000);
  expect(over).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await problem).toMatchObject({ kind: 'broken_off' });
});

test('an error on the way says what the tool says', async () => {
  const answer = streamed();
  const { events } = begin(answer.reply);
  answer.event('error', { error: { code: 'engine_failed', message: 'Too long.', request_id: 'r-1' } });
  expect(await problemOf(events)).toMatchObject({
    kind: 'refused',
    status: null,
    code: 'engine_failed',
    message: 'Too long.',
    requestId: 'r-1',
    retryable: true,
  });
});

test('an event that cannot be read is no answer of the tool', async () => {
  const answer = streamed();
  const { events } = begin(answer.reply);
  answer.text('event: delta\ndata: <h1>\n\n');
  expect(await problemOf(events)).toMatchObject({ kind: 'unreadable' });
});

test.each<[string, Reply, Partial<Problem>]>([
  ['a refusal', () => refusal(400, 'pair_unsupported'), { kind: 'refused', code: 'pair_unsupported' }],
  ['no network', noNetwork, { kind: 'unreachable' }],
  ['the log-in page of a network', () => new Response('<h1>Log in</h1>'), { kind: 'unreadable' }],
  ['an answer that is no stream', () => json({}), { kind: 'unreadable' }],
])('%s instead of a stream is told apart', async (_, reply, problem) => {
  expect(await problemOf(begin(reply).events)).toMatchObject(problem);
});

test('a session that the tool no longer knows ends', async () => {
  const { session, events } = begin(() => refusal(401, 'session_expired'));
  await problemOf(events);
  expect(session.state().status).toBe('ended');
});

test('a tool that does not begin to answer cannot be reached, but one that has begun may take its time', async () => {
  vi.useFakeTimers();
  const silent = begin(silence);
  const problem = problemOf(silent.events);
  await vi.advanceTimersByTimeAsync(35_000);
  expect(await problem).toMatchObject({ kind: 'unreachable' });

  const answer = streamed();
  const slow = begin(answer.reply);
  answer.event('delta', { index: 0, text: 'Ho' });
  await slow.events.next();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(answer.aborted()).toBe(false);
});

test('aborting closes the connection, before the answer and in the middle of it', async () => {
  const waiting = begin(silence);
  const problem = problemOf(waiting.events);
  waiting.abort.abort();
  await problem;

  const answer = streamed();
  const running = begin(answer.reply);
  answer.event('delta', { index: 0, text: 'Ho' });
  await running.events.next();
  running.abort.abort();
  expect(answer.aborted()).toBe(true);
});

test.each([
  ['120', '2026-11-22T10:02:00Z'],
  ['Sun, 22 Nov 2026 12:00:00 GMT', '2026-11-22T12:00:00Z'],
])('Retry-After: %s is a moment', async (header, moment) => {
  vi.useFakeTimers({ now: new Date('2026-11-22T10:00:00Z'), toFake: ['Date'] });
  const { events } = begin(() => {
    const answer = refusal(429, 'quota_exceeded');
    answer.headers.set('Retry-After', header);
    return answer;
  });
  expect((await problemOf(events)).retryAt).toEqual(new Date(moment));
});
