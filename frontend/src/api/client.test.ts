import { expect, test, vi } from 'vitest';
import { fakeTool, json, noAnswer, noNetwork, type Reply, refusal } from '../test-utils/fake-tool';
import { createApi, dataOf } from './client';
import type { Problem } from './problem';

async function problemOf(reply: Reply): Promise<Problem> {
  fakeTool({ 'GET /api/me': reply });
  const sent = createApi(() => null).GET('/api/me');
  return dataOf(sent).then(
    () => expect.fail('The request should have failed.'),
    (problem: Problem) => problem,
  );
}

test('a refusal carries what the tool said about it', async () => {
  const problem = await problemOf(() => refusal(403, 'instructor_only', 'For teachers.'));
  expect(problem).toMatchObject({
    kind: 'refused',
    status: 403,
    code: 'instructor_only',
    message: 'For teachers.',
    requestId: 'request-of-instructor_only',
    retryable: false,
  });
});

test('a fault of the tool may be tried again', async () => {
  expect(await problemOf(() => refusal(500, 'internal'))).toMatchObject({ kind: 'refused', retryable: true });
  expect(await problemOf(() => refusal(429, 'slow_down'))).toMatchObject({
    kind: 'refused',
    retryable: true,
  });
});

test('no network is told apart from a refusal', async () => {
  expect(await problemOf(noNetwork)).toMatchObject({ kind: 'unreachable', code: null, retryable: true });
});

test('a tool that never answers counts as one that cannot be reached', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  expect(await problemOf(noAnswer)).toMatchObject({ kind: 'unreachable', retryable: true });
  expect(timeout).toHaveBeenCalledWith(35_000);
});

test.each([
  ['the error page of a proxy', () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
  ['the log-in page of a network', () => new Response('<h1>Log in</h1>', { status: 200 })],
  ['an error in a foreign shape', () => json({ error: 'nope' }, 400)],
])('%s is no answer of the tool', async (_, reply) => {
  expect(await problemOf(reply)).toMatchObject({ kind: 'unreadable', retryable: true });
});

test('the bearer of the moment goes with every request, and none when there is none', async () => {
  const tool = fakeTool();
  let bearer: string | null = null;
  const api = createApi(() => bearer);
  await api.GET('/api/me');
  bearer = 'later';
  await api.GET('/api/me');
  expect(tool.bearers()).toEqual([null, 'Bearer later']);
});
