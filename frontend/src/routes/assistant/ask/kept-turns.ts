import type { Answer, Source } from '../../../api/assistant-types';
import { attempt } from '../../../api/attempt';
import { keyInSession } from '../../../api/session-vault';
import type { Turn } from './conversation';

const key = keyInSession('conversation');

type Kept = { question: string; text: string; sources: readonly Source[]; answer: Answer | null };

/** Keeps the conversation in the tab as long as its session. Storage may refuse; it then ends with the page. */
export function keepTurns(turns: readonly Turn[]): void {
  const kept = turns.map(
    (turn): Kept => ({
      question: turn.question,
      text: turn.text,
      sources: turn.sources,
      answer: turn.status === 'done' ? turn.answer : null,
    }),
  );
  attempt(() => {
    if (kept.length === 0) window.sessionStorage.removeItem(key);
    else window.sessionStorage.setItem(key, JSON.stringify(kept));
  });
}

/** What was kept; a question without an answer counts as stopped. */
export function keptTurns(): Turn[] {
  const kept: unknown = attempt(() => JSON.parse(window.sessionStorage.getItem(key) ?? '[]'));
  if (!Array.isArray(kept) || !kept.every(isKept)) return [];
  return kept.map(({ answer, ...turn }, index) => ({
    id: index + 1,
    ...turn,
    ...(answer === null ? { status: 'stopped' } : { status: 'done', answer }),
  }));
}

/** An earlier release of this page may have kept them in another shape. */
function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { question, text, sources, answer } = value as Partial<Record<keyof Kept, unknown>>;
  return (
    typeof question === 'string' &&
    typeof text === 'string' &&
    Array.isArray(sources) &&
    (answer === null || (typeof answer === 'object' && Array.isArray((answer as Partial<Answer>).cited)))
  );
}
