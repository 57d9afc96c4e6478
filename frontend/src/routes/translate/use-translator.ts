import { useEffect, useRef, useState } from 'react';
import { asProblem, Problem } from '../../api/problem';
import { useSession } from '../../api/session-context';
import { translate } from '../../api/translate';
import type { Translation } from '../../api/types';
import type { Pair } from './pairs';

type Stage =
  | { status: 'running' }
  | { status: 'cancelled' }
  | { status: 'failed'; problem: Problem }
  | { status: 'done'; translation: Translation; model: string }
  /** No translation: the text that changed places with one. */
  | { status: 'swapped' };

/** A translation under way or behind us, with the text as far as it came. */
export type Run = Stage & { pair: Pair; text: string };

/** One translation at a time; a new one, and leaving the page, stop the one before. */
export function useTranslator() {
  const session = useSession();
  const [run, setRun] = useState<Run | null>(null);
  const current = useRef<AbortController | null>(null);

  function replace(abort: AbortController | null) {
    current.current?.abort();
    current.current = abort;
  }
  useEffect(() => () => current.current?.abort(), []);

  async function start(source: string, pair: Pair) {
    const abort = new AbortController();
    replace(abort);
    let text = '';
    const show = (stage: Stage) => {
      if (current.current === abort) setRun({ ...stage, pair, text });
    };
    show({ status: 'running' });
    try {
      let translation: Translation | null = null;
      const request = { texts: [source], ...pair, format: 'text' as const };
      for await (const event of translate(session, request, abort.signal)) {
        switch (event.event) {
          case 'delta':
            text += event.text;
            break;
          case 'reset':
            text = '';
            break;
          case 'translation':
            translation = event;
            text = event.text;
            break;
          case 'end':
            if (translation === null) throw new Problem('unreadable');
            show({ status: 'done', translation, model: event.model });
            return;
        }
        show({ status: 'running' });
      }
    } catch (cause) {
      show({ status: 'failed', problem: asProblem(cause) });
    }
  }

  return {
    run,
    start,
    cancel() {
      replace(null);
      setRun((run) => (run?.status === 'running' ? { ...run, status: 'cancelled' } : run));
    },
    /** Forgets the translation, or puts a text in its place. */
    put(text: string, pair: Pair) {
      replace(null);
      setRun(text === '' ? null : { status: 'swapped', pair, text });
    },
  };
}
