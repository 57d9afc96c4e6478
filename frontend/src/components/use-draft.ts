import { useState } from 'react';
import type { Session } from '../api/session';
import { useSession } from '../api/session-context';

/** In memory and not in the browser's storage, for nobody has decided yet to send it. */
const drafts = new WeakMap<Session, Map<string, string>>();

/** What is being written on a page; it is there again for somebody who left the page and comes back. */
export function useDraft(page: string) {
  const session = useSession();
  const kept = drafts.get(session) ?? new Map<string, string>();
  drafts.set(session, kept);
  const [draft, setDraft] = useState(() => kept.get(page) ?? '');

  function write(text: string) {
    kept.set(page, text);
    setDraft(text);
  }

  return [draft, write] as const;
}
