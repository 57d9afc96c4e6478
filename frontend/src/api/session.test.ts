import { expect, test, vi } from 'vitest';
import { fakeTool, json, noNetwork, refusal } from '../test-utils/fake-tool';
import { teacher } from '../test-utils/fixtures';
import { Problem } from './problem';
import { createSession } from './session';
import type { KeptSession, SessionVault } from './session-vault';

const exchange = 'POST /api/session';
const who = 'GET /api/me';

function vaultWith(kept: KeptSession | null): SessionVault & { kept: KeptSession | null } {
  return {
    kept,
    read() {
      return this.kept;
    },
    save(session) {
      this.kept = session;
    },
    forget() {
      this.kept = null;
    },
  };
}

function sessionWith(code: string | null, kept: KeptSession | null = null) {
  const vault = vaultWith(kept);
  const askPlatform = vi.fn(async (): Promise<string | null> => 'the-key');
  return {
    vault,
    askPlatform,
    session: createSession({ code, vault, askPlatform, prepare: async () => {} }),
  };
}

const question = { frame: '_parent', origin: 'https://moodle.example', name: 'lti-attempt' };
const bearer = () => json({ token: 'the-bearer', expires_in: 3600 });

const stored: KeptSession = { token: 'stored', returnUrl: 'https://moodle.example/back' };

test('a launch exchanges its code for a bearer and asks with it who was launched', async () => {
  const tool = fakeTool();
  const { session, vault } = sessionWith('one-time');
  await session.open();
  expect(tool.requests()).toEqual([exchange, who]);
  expect(await tool.bodies()).toEqual(['{"code":"one-time"}', '']);
  expect(tool.bearers()).toEqual([null, 'Bearer the-bearer']);
  expect(session.state()).toMatchObject({ status: 'ready', me: teacher() });
  expect(vault.kept).toEqual({ token: 'the-bearer', returnUrl: teacher().return_url });
});

test('a launch that no cookie binds is opened with the key that the platform kept, from where the tool says', async () => {
  const tool = fakeTool({ [exchange]: [() => json(question, 202), bearer] });
  const { session, vault, askPlatform } = sessionWith('one-time');
  await session.open();
  expect(askPlatform.mock.calls).toEqual([[question]]);
  expect(tool.requests()).toEqual([exchange, exchange, who]);
  expect((await tool.bodies()).slice(0, 2)).toEqual([
    '{"code":"one-time"}',
    '{"code":"one-time","storage_key":"the-key"}',
  ]);
  expect(session.state().status).toBe('ready');
  expect(JSON.stringify(vault.kept)).not.toContain('the-key');
});

test('a platform that gives no key opens nothing, and the tool says why', async () => {
  const tool = fakeTool({ [exchange]: [() => json(question, 202), () => refusal(403, 'browser_mismatch')] });
  const { session, askPlatform, vault } = sessionWith('planted', stored);
  askPlatform.mockResolvedValue(null);
  await session.open();
  expect((await tool.bodies())[1]).toBe('{"code":"planted","storage_key":""}');
  expect(session.state()).toMatchObject({ status: 'failed', problem: { code: 'browser_mismatch' } });
  expect(vault.kept).toBeNull();
});

test('a launch that a cookie binds asks the platform nothing', async () => {
  fakeTool();
  const { session, askPlatform } = sessionWith('one-time');
  await session.open();
  expect(askPlatform).not.toHaveBeenCalled();
});

test('a question that could not be put is put again on retry', async () => {
  fakeTool({ [exchange]: [() => json(question, 202), () => json(question, 202), bearer] });
  const { session, askPlatform } = sessionWith('one-time');
  askPlatform.mockRejectedValueOnce(new Problem('unreachable'));
  await session.open();
  expect(session.state()).toMatchObject({
    status: 'failed',
    problem: { kind: 'unreachable', retryable: true },
  });
  await session.open();
  expect(session.state().status).toBe('ready');
});

test('the session says when it ends', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-21T10:00:00Z'), toFake: ['Date'] });
  fakeTool();
  const { session } = sessionWith('one-time');
  await session.open();
  expect(session.state()).toMatchObject({ endsAt: new Date('2026-11-21T11:00:00Z') });
});

test('opening twice sends the code once', async () => {
  const tool = fakeTool();
  const { session } = sessionWith('one-time');
  await Promise.all([session.open(), session.open()]);
  expect(tool.requests()).toEqual([exchange, who]);
});

test('a reload goes on with the stored bearer', async () => {
  const tool = fakeTool();
  const { session } = sessionWith(null, stored);
  await session.open();
  expect(tool.requests()).toEqual([who]);
  expect(tool.bearers()).toEqual(['Bearer stored']);
  expect(session.state().status).toBe('ready');
});

test('a new launch wins over the stored bearer of another', async () => {
  const tool = fakeTool();
  const { session, vault } = sessionWith('one-time', stored);
  await session.open();
  expect(tool.bearers()).toEqual([null, 'Bearer the-bearer']);
  expect(vault.kept?.token).toBe('the-bearer');
});

test('a refused launch never falls back to the stored bearer of another', async () => {
  const tool = fakeTool({ [exchange]: () => refusal(401, 'code_invalid') });
  const { session, vault } = sessionWith('used', stored);
  await session.open();
  expect(tool.requests()).toEqual([exchange]);
  expect(session.state()).toMatchObject({ status: 'failed', problem: { code: 'code_invalid' } });
  expect(vault.kept).toBeNull();
});

test('without a launch and without a stored bearer nothing is asked', async () => {
  const tool = fakeTool();
  const { session } = sessionWith(null);
  await session.open();
  expect(tool.requests()).toEqual([]);
  expect(session.state()).toEqual({ status: 'not_launched' });
});

test('a stored bearer that has expired ends the session and still knows the way back', async () => {
  fakeTool({ [who]: () => refusal(401, 'session_expired') });
  const { session, vault } = sessionWith(null, stored);
  await session.open();
  expect(session.state()).toEqual({ status: 'ended', returnUrl: stored.returnUrl });
  expect(vault.kept).toBeNull();
});

test('any later request that finds the session expired ends it', async () => {
  fakeTool({ 'GET /api/connection': () => refusal(401, 'session_expired') });
  const { session } = sessionWith('one-time');
  await session.open();
  await expect(session.request((api) => api.GET('/api/connection'))).rejects.toThrow();
  expect(session.state()).toEqual({ status: 'ended', returnUrl: teacher().return_url });
});

test('a refusal of one page does not end the session', async () => {
  fakeTool({ 'GET /api/connection': () => refusal(403, 'instructor_only') });
  const { session } = sessionWith('one-time');
  await session.open();
  await expect(session.request((api) => api.GET('/api/connection'))).rejects.toThrow();
  expect(session.state().status).toBe('ready');
});

test('a code that never reached the tool is sent again on retry', async () => {
  const tool = fakeTool({ [exchange]: [noNetwork, () => new Response('{"token":"t","expires_in":9}')] });
  const { session } = sessionWith('one-time');
  await session.open();
  expect(session.state()).toMatchObject({ status: 'failed', problem: { kind: 'unreachable' } });
  await session.open();
  expect(tool.requests()).toEqual([exchange, exchange, who]);
  expect(session.state().status).toBe('ready');
});

test('a code that was exchanged is not sent again on retry', async () => {
  const tool = fakeTool({ [who]: [noNetwork, () => new Response(JSON.stringify(teacher()))] });
  const { session } = sessionWith('one-time');
  await session.open();
  await session.open();
  expect(tool.requests()).toEqual([exchange, who, who]);
  expect(session.state().status).toBe('ready');
});
