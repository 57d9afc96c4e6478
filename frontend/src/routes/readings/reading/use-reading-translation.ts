import { useEffect, useRef, useState } from 'react';
import { asProblem, Problem } from '../../../api/problem';
import type { Block } from '../../../api/readings-types';
import { useSession } from '../../../api/session-context';
import { translate } from '../../../api/translate';
import type { Languages } from '../../../api/types';
import { batchesOf } from './batches';

export type Paragraph =
  | { status: 'untranslated' }
  | { status: 'running'; html: string }
  | { status: 'done'; html: string }
  | { status: 'failed'; problem: Problem };

/** A translation of the whole text, as far as it came. */
export type ReadingRun = {
  status: 'running' | 'cancelled' | 'failed' | 'done';
  target: string;
  paragraphs: readonly Paragraph[];
  /** What stopped all of it; what failed of one paragraph stands there. */
  problem: Problem | null;
  model: string | null;
  /** Whether some of it was put together from parts, so that its wording may be poorer. */
  inPieces: boolean;
};

/** The problems that one text has and its neighbours need not have. */
const ofOneText: readonly (string | null)[] = [
  'answer_cut',
  'answer_unusable',
  'call_too_long',
  'engine_refused',
  'language_unknown',
  'text_too_long',
];

const hasWords = (html: string) => /\p{L}/u.test(html.replaceAll(/<[^>]*>|&\w+;/g, ''));

const untranslated = ({ html }: Block): Paragraph =>
  hasWords(html) ? { status: 'untranslated' } : { status: 'done', html };

/**
 * Translates the blocks of a reading, one call after the other. Cancelling, and leaving the page, stop the engine;
 * what is translated stays.
 */
export function useReadingTranslation(blocks: readonly Block[], source: string, limits: Languages['limits']) {
  const session = useSession();
  const [run, setRun] = useState<ReadingRun | null>(null);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);

  async function start(target: string, only?: number) {
    current.current?.abort();
    const abort = new AbortController();
    current.current = abort;

    const texts = blocks.map(({ html }) => html);
    const before = run?.target === target ? run : null;
    let next: ReadingRun = {
      target,
      model: null,
      inPieces: false,
      ...before,
      status: 'running',
      problem: null,
      paragraphs: before?.paragraphs ?? blocks.map(untranslated),
    };
    const show = (changes: Partial<ReadingRun>) => {
      next = { ...next, ...changes };
      if (current.current === abort) setRun(next);
    };
    const put = (index: number, paragraph: Paragraph) =>
      show({ paragraphs: next.paragraphs.with(index, paragraph) });
    const open = (indices: readonly number[]) =>
      indices.filter((index) => next.paragraphs[index]?.status !== 'done');
    const voidUnfinished = (indices: readonly number[]) => {
      for (const index of open(indices)) put(index, { status: 'untranslated' });
    };

    async function call(indices: readonly number[]) {
      const request = {
        texts: indices.map((index) => texts[index] ?? ''),
        source,
        target,
        format: 'html' as const,
      };
      for await (const event of translate(session, request, abort.signal)) {
        if (event.event === 'end') {
          if (open(indices).length > 0) throw new Problem('unreadable');
          show({ model: event.model });
          return;
        }
        const index = indices[event.index];
        if (index === undefined) throw new Problem('unreadable');
        const paragraph = next.paragraphs[index];
        if (event.event === 'translation') {
          put(index, { status: 'done', html: event.text });
          if (event.in_pieces) show({ inPieces: true });
        } else if (event.event === 'reset') put(index, { status: 'running', html: '' });
        else {
          const html = paragraph?.status === 'running' ? paragraph.html : '';
          put(index, { status: 'running', html: html + event.text });
        }
      }
    }

    /** A text that is refused takes its neighbours with it; each of them is then tried by itself. */
    async function attempt(indices: readonly number[]) {
      try {
        await call(indices);
      } catch (cause) {
        if (abort.signal.aborted) throw cause;
        const problem = asProblem(cause);
        const left = open(indices);
        voidUnfinished(left);
        if (!ofOneText.includes(problem.code)) throw problem;
        if (indices.length === 1) for (const index of left) put(index, { status: 'failed', problem });
        else for (const index of left) await attempt([index]);
      }
    }

    const wanted = open(only === undefined ? texts.map((_, index) => index) : [only]);
    voidUnfinished(wanted);
    show({});
    try {
      for (const batch of batchesOf(texts, wanted, limits)) await attempt(batch);
      const rest = next.paragraphs.some(({ status }) => status === 'untranslated');
      show({ status: rest ? 'cancelled' : 'done' });
    } catch (cause) {
      if (!abort.signal.aborted) show({ status: 'failed', problem: asProblem(cause) });
    }
  }

  function cancel() {
    current.current?.abort();
    current.current = null;
    setRun((run) =>
      run?.status === 'running'
        ? { ...run, status: 'cancelled', paragraphs: run.paragraphs.map(settled) }
        : run,
    );
  }

  return { run, start, cancel };
}

/** What came of a half translated paragraph is no translation to read. */
function settled(paragraph: Paragraph): Paragraph {
  return paragraph.status === 'running' ? { status: 'untranslated' } : paragraph;
}
