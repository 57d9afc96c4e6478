import { type Api, createApi, dataOf } from './client';
import { asProblem, Problem } from './problem';
import type { SessionVault } from './session-vault';
import type { Me, SessionRequest, SessionResponse, StorageQuestion } from './types';

export type SessionState =
  | { status: 'opening' }
  | { status: 'not_launched' }
  | { status: 'ready'; me: Me; endsAt: Date }
  | { status: 'ended'; returnUrl: string | null }
  | { status: 'failed'; problem: Problem; returnUrl: string | null };

export type Session = {
  state(): SessionState;
  subscribe(listener: () => void): () => void;
  /** Opens the session, or tries again after a failure. */
  open(): Promise<void>;
  /** Sends a request as this person; ends the session when the tool no longer knows it. */
  request<Data>(send: (api: Api) => Parameters<typeof dataOf<Data>>[0]): Promise<Data>;
};

type Options = {
  /** The launch's one-time code, when this page was opened by a launch. */
  code: string | null;
  vault: SessionVault;
  /** Asks the platform's page for the key of this launch. The tool says where, never the page's address. */
  askPlatform(question: StorageQuestion): Promise<string | null>;
  /** Runs before the session is ready: the person's language is loaded here. */
  prepare(me: Me): Promise<void>;
};

/**
 * The session lives outside React on purpose: its code can be used only once, while React may mount a
 * component, and run an effect, twice.
 */
export function createSession({ code, vault, askPlatform, prepare }: Options): Session {
  let state: SessionState = { status: 'opening' };
  let unusedCode = code;
  // A launch always wins: the stored bearer may be of another person or another course.
  let kept = code === null ? vault.read() : null;
  let opening: Promise<void> | null = null;
  const listeners = new Set<() => void>();
  const api = createApi(() => kept?.token ?? null);

  function become(next: SessionState) {
    state = next;
    for (const listener of listeners) listener();
  }

  async function request<Data>(send: (api: Api) => Parameters<typeof dataOf<Data>>[0]): Promise<Data> {
    try {
      return await dataOf(send(api));
    } catch (cause) {
      if (cause instanceof Problem && cause.code === 'session_expired') end();
      throw cause;
    }
  }

  function end() {
    // Of several requests under way, each finds the session gone; the first one knows the way back.
    if (kept === null) return;
    become({ status: 'ended', returnUrl: kept?.returnUrl ?? null });
    kept = null;
    vault.forget();
  }

  async function exchange(body: SessionRequest): Promise<SessionResponse> {
    const answer = await request((api) => api.POST('/api/session', { body }));
    if ('token' in answer) return answer;
    // The launch found no cookie in this browser. Without a key the tool says what is wrong.
    return exchange({ ...body, storage_key: (await askPlatform(answer)) ?? '' });
  }

  async function redeem(unused: string) {
    vault.forget();
    const { token } = await exchange({ code: unused });
    unusedCode = null;
    kept = { token, returnUrl: null };
    vault.save(kept);
  }

  async function load() {
    if (unusedCode !== null) await redeem(unusedCode);
    if (kept === null) return become({ status: 'not_launched' });
    const me = await request((api) => api.GET('/api/me'));
    const endsAt = new Date(Date.now() + me.expires_in * 1000);
    kept = { ...kept, returnUrl: me.return_url ?? null };
    vault.save(kept);
    await prepare(me);
    become({ status: 'ready', me, endsAt });
  }

  async function openOnce() {
    become({ status: 'opening' });
    try {
      await load();
    } catch (cause) {
      if (state.status !== 'opening') return;
      become({ status: 'failed', problem: asProblem(cause), returnUrl: kept?.returnUrl ?? null });
    }
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open() {
      opening ??= openOnce().finally(() => {
        opening = null;
      });
      return opening;
    },
    request,
  };
}
