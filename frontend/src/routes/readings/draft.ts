import { attempt } from '../../api/attempt';
import type { Session } from '../../api/session';
import type { Me, ReadingText } from '../../api/types';

const prefix = 'moodle-aws.draft';

/** For browsers that block storage in a frame; there a draft ends with the page. */
const memory = new WeakMap<Session, Map<string, string>>();

export type Draft = {
  read(): ReadingText | null;
  save(text: ReadingText): void;
  forget(): void;
};

/**
 * What somebody writes, so that neither a reload nor a session that ends loses it. It belongs to one person, one
 * course and one text; another person in the same tab does not see it, but takes it away.
 */
export function draftOf(session: Session, me: Me, text: string): Draft {
  const person = `${prefix} ${JSON.stringify([me.platform.issuer, me.user.id])} `;
  const key = person + JSON.stringify([me.context?.id ?? null, text]);
  const kept = memory.get(session) ?? new Map<string, string>();
  memory.set(session, kept);
  // Without a name for the person, the next one in this tab cannot be told from this one.
  const storage = () => (me.user.id === null ? null : window.sessionStorage);

  return {
    read() {
      attempt(() => removeOthers(window.sessionStorage, person));
      return parse(kept.get(key) ?? attempt(() => storage()?.getItem(key)) ?? null);
    },
    save(draft) {
      kept.set(key, JSON.stringify(draft));
      attempt(() => storage()?.setItem(key, JSON.stringify(draft)));
    },
    forget() {
      kept.delete(key);
      attempt(() => storage()?.removeItem(key));
    },
  };
}

function removeOthers(storage: Storage, person: string) {
  for (const key of Object.keys(storage)) {
    if (key.startsWith(prefix) && !key.startsWith(person)) storage.removeItem(key);
  }
}

function parse(kept: string | null): ReadingText | null {
  const value: unknown = attempt(() => JSON.parse(kept ?? 'null'));
  if (typeof value !== 'object' || value === null) return null;
  const { title, language, html } = value as Partial<Record<keyof ReadingText, unknown>>;
  if (typeof title !== 'string' || typeof language !== 'string' || typeof html !== 'string') return null;
  return { title, language, html };
}
