import { expect, test } from 'vitest';
import { fakeTool, type Reply, streamed } from '../test-utils/fake-tool';
import { source } from '../test-utils/fixtures';
import { type AskEvent, ask, clearOpenQuestions } from './assistant';
import type { Problem } from './problem';
import { createSession } from './session';

const request = { question: 'What is a cell?', history: [] };
const answer = { kind: 'generated', text: 'A room.', cited: [1], model: 'qwen2.5:7b' };

function open(replies: Parameters<typeof fakeTool>[0]) {
  const tool = fakeTool(replies);
  const vault = { read: () => ({ token: 'bearer', returnUrl: null }), save: () => {}, forget: () => {} };
  const askPlatform = async () => null;
  return { tool, session: createSession({ code: null, vault, askPlatform, prepare: async () => {} }) };
}

function begin(reply: Reply) {
  const { tool, session } = open({ 'POST /api/ask': reply });
  const abort = new AbortController();
  return { tool, abort, events: ask(session, request, abort.signal) };
}

async function all(events: AsyncIterable<AskEvent>) {
  const seen: AskEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const problemOf = (events: AsyncIterable<AskEvent>): Promise<Problem> =>
  all(events).then(
    () => expect.fail('The question should have failed.'),
    (problem: Problem) => problem,
  );

test('a question asks for a stream, as this person, and yields what arrives until the answer', async () => {
  const stream = streamed();
  const { tool, events } = begin(stream.reply);
  void stream.event('sources', { sources: [source()] });
  void stream.event('delta', { text: 'A ' });
  void stream.event('weather', { sunny: true });
  void stream.event('answer', answer);
  expect(await all(events)).toEqual([
    { event: 'sources', sources: [source()] },
    { event: 'delta', text: 'A ' },
    { event: 'answer', ...answer },
  ]);
  expect(tool.headers()[0]?.get('Accept')).toBe('text/event-stream');
  expect(tool.bearers()).toEqual(['Bearer bearer']);
  expect(JSON.parse((await tool.bodies())[0] ?? '')).toEqual(request);
});

test('a stream without an answer broke off', async () => {
  const stream = streamed();
  const { events } = begin(stream.reply);
  void stream.event('delta', { text: 'A ' });
  void stream.close();
  expect(await problemOf(events)).toMatchObject({ kind: 'broken_off' });
});

test('an error on the way says what the tool says', async () => {
  const stream = streamed();
  const { events } = begin(stream.reply);
  void stream.event('error', { error: { code: 'engine_timeout', message: 'Silence.', request_id: 'r-1' } });
  expect(await problemOf(events)).toMatchObject({ kind: 'refused', status: null, code: 'engine_timeout' });
});

test('aborting closes the connection', async () => {
  const stream = streamed();
  const { events, abort } = begin(stream.reply);
  void stream.event('delta', { text: 'A ' });
  await events.next();
  abort.abort();
  expect(stream.aborted()).toBe(true);
});

test('an answer without content is an answer', async () => {
  const { session } = open({ 'DELETE /api/index/questions': () => new Response(null, { status: 204 }) });
  expect(await clearOpenQuestions(session)).toBeUndefined();
});

test('an empty answer where content belongs is none of the tool', async () => {
  const { session } = open({ 'GET /api/assistant': () => new Response('', { status: 200 }) });
  const sent = session.request((api) => api.GET('/api/assistant'));
  await expect(sent).rejects.toMatchObject({ kind: 'unreadable' });
});
