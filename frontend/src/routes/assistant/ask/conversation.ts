import { ask } from '../../../api/assistant';
import type { Answer, Source } from '../../../api/assistant-types';
import { asProblem, type Problem } from '../../../api/problem';
import type { Session } from '../../../api/session';
import { keepTurns, keptTurns } from './kept-turns';

type Outcome =
  | { status: 'running' }
  | { status: 'stopped' }
  | { status: 'failed'; problem: Problem }
  | { status: 'done'; answer: Answer };

/** A question and what came of it; `text` is the answer as far as it came. */
export type Turn = Outcome & { id: number; question: string; text: string; sources: readonly Source[] };

export type Conversation = {
  /** The oldest turn first. */
  turns(): readonly Turn[];
  subscribe(listener: () => void): () => void;
  /** Puts a question; nothing happens while another one is being answered. */
  ask(question: string): Promise<void>;
  /** Puts the last question once more, in the place of what came of it. */
  askAgain(): Promise<void>;
  /** Leaves the running answer as far as it came. */
  stop(): void;
  startOver(): void;
};

/** So many turns go with a question, for what it may refer to. */
const remembered = 6;

const conversations = new WeakMap<Session, Conversation>();

/**
 * The conversation of a session. It lives outside React, so that an answer goes on while its reader looks at another
 * page, and in the tab's storage, so that after a reload it is there as far as it came.
 */
export function conversationOf(session: Session): Conversation {
  const known = conversations.get(session) ?? createConversation(session);
  conversations.set(session, known);
  return known;
}

function createConversation(session: Session): Conversation {
  let turns: readonly Turn[] = keptTurns();
  let current: AbortController | null = null;
  const listeners = new Set<() => void>();

  function show(next: readonly Turn[]) {
    turns = next;
    for (const listener of listeners) listener();
  }

  function become(next: readonly Turn[]) {
    show(next);
    // A session that has ended took with it what was kept, and an answer may end later.
    if (session.state().status === 'ready') keepTurns(next);
  }

  async function begin(question: string, before: readonly Turn[]) {
    const abort = new AbortController();
    current = abort;
    let turn: Turn = {
      id: (before.at(-1)?.id ?? 0) + 1,
      question,
      text: '',
      sources: [],
      status: 'running',
    };
    const settle = (outcome: Outcome) => {
      if (current !== abort) return;
      current = null;
      become([...before, { ...turn, ...outcome }]);
    };
    become([...before, turn]);
    try {
      const body = { question, history: historyOf(before) };
      for await (const event of ask(session, body, abort.signal)) {
        if (current !== abort) return;
        switch (event.event) {
          case 'sources':
            turn = { ...turn, sources: event.sources };
            break;
          case 'delta':
            turn = { ...turn, text: turn.text + event.text };
            break;
          case 'answer': {
            const { event: _, ...answer } = event;
            turn = { ...turn, text: answer.text };
            settle({ status: 'done', answer });
            return;
          }
        }
        show([...before, turn]);
      }
    } catch (cause) {
      settle({ status: 'failed', problem: asProblem(cause) });
    }
  }

  function stop() {
    if (current === null) return;
    current.abort();
    current = null;
    become(turns.map((turn) => (turn.status === 'running' ? { ...turn, status: 'stopped' } : turn)));
  }

  window.addEventListener('pagehide', stop);

  return {
    turns: () => turns,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ask(question) {
      if (current === null) await begin(question, turns);
    },
    async askAgain() {
      const last = turns.at(-1);
      if (current === null && last !== undefined) await begin(last.question, turns.slice(0, -1));
    },
    stop,
    startOver() {
      current?.abort();
      current = null;
      become([]);
    },
  };
}

/** What was answered in words; there is nothing in other answers that a question could refer to. */
function historyOf(turns: readonly Turn[]) {
  return turns
    .filter((turn) => turn.status === 'done' && turn.answer.kind === 'generated')
    .slice(-remembered)
    .map(({ question, text }) => ({ question, answer: text }));
}
