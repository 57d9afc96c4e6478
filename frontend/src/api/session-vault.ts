import { attempt } from './attempt';

const key = 'moodle-aws.session';

/** Under which key something is kept that goes when its session does: with its end, or with the next launch. */
export const keyInSession = (name: string) => `${key}.${name}`;

export type KeptSession = { token: string; returnUrl: string | null };

/** Where a session outlives a reload. */
export type SessionVault = {
  read(): KeptSession | null;
  save(session: KeptSession): void;
  forget(): void;
};

/**
 * The tab's sessionStorage. Browsers that block storage in an iframe throw at the first touch; the session
 * then lives in memory alone and ends with the page.
 */
export const tabVault: SessionVault = {
  read: () => attempt(() => parse(window.sessionStorage.getItem(key))) ?? null,
  save: (session) => attempt(() => window.sessionStorage.setItem(key, JSON.stringify(session))),
  forget: () => attempt(() => removeAll(window.sessionStorage)),
};

function removeAll(storage: Storage) {
  for (const kept of Object.keys(storage)) {
    if (kept === key || kept.startsWith(keyInSession(''))) storage.removeItem(kept);
  }
}

function parse(kept: string | null): KeptSession | null {
  const value: unknown = JSON.parse(kept ?? 'null');
  if (typeof value !== 'object' || value === null || !('token' in value)) return null;
  if (typeof value.token !== 'string') return null;
  const returnUrl = 'returnUrl' in value && typeof value.returnUrl === 'string' ? value.returnUrl : null;
  return { token: value.token, returnUrl };
}
