import { useState } from 'react';
import type { Session } from '../../api/session';
import { useSession } from '../../api/session-context';

/** In memory and not in the browser's storage, as the last pair of languages. */
const drafts = new WeakMap<Session, string>();

/** The text to translate; it is there again for somebody who left the page and comes back. */
export function useDraft() {
  const session = useSession();
  const [draft, setDraft] = useState(() => drafts.get(session) ?? '');

  function write(text: string) {
    drafts.set(session, text);
    setDraft(text);
  }

  return [draft, write] as const;
}
