import { asProblem, Problem } from '../../../api/problem';
import type { Session } from '../../../api/session';
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

type Work = {
  session: Session;
  texts: readonly string[];
  source: string;
  limits: Languages['limits'];
  signal: AbortSignal;
  /** Told of every change of the run. */
  show: (run: ReadingRun) => void;
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

/**
 * Translates the paragraphs of a run that are not done, or one of them, in the order of reading and one call after
 * the other.
 */
export async function translateBlocks(work: Work, begin: ReadingRun, only?: number): Promise<void> {
  const { texts, limits, signal } = work;
  const progress = progressOf(begin, work.show);
  const all = texts.map((_, index) => index);
  const wanted = progress.open(only === undefined ? all : [only]);
  progress.void(wanted);
  progress.change({ status: 'running', problem: null });
  try {
    for (const batch of batchesOf(texts, wanted, limits)) await attempt(work, progress, batch);
    progress.end();
  } catch (cause) {
    if (!signal.aborted) progress.change({ status: 'failed', problem: asProblem(cause) });
  }
}

type Progress = ReturnType<typeof progressOf>;

function progressOf(begin: ReadingRun, show: (run: ReadingRun) => void) {
  let run = begin;
  const change = (changes: Partial<ReadingRun>) => {
    run = { ...run, ...changes };
    show(run);
  };
  const put = (index: number, paragraph: Paragraph) =>
    change({ paragraphs: run.paragraphs.with(index, paragraph) });
  const open = (indices: readonly number[]) =>
    indices.filter((index) => run.paragraphs[index]?.status !== 'done');
  return {
    target: run.target,
    change,
    put,
    /** Those that are not translated. */
    open,
    /** Takes back what was shown of those that are not translated. */
    void(indices: readonly number[]) {
      for (const index of open(indices)) put(index, { status: 'untranslated' });
    },
    more(index: number, text: string) {
      const before = run.paragraphs[index];
      put(index, { status: 'running', html: (before?.status === 'running' ? before.html : '') + text });
    },
    /** One that was tried alone may leave others behind that were cancelled before. */
    end() {
      const rest = run.paragraphs.some(({ status }) => status === 'untranslated');
      change({ status: rest ? 'cancelled' : 'done' });
    },
  };
}

/** A text that is refused takes its neighbours with it; each of them is then tried by itself. */
async function attempt(work: Work, progress: Progress, indices: readonly number[]): Promise<void> {
  try {
    await call(work, progress, indices);
  } catch (cause) {
    if (work.signal.aborted) throw cause;
    const problem = asProblem(cause);
    const left = progress.open(indices);
    progress.void(left);
    if (!ofOneText.includes(problem.code)) throw problem;
    for (const index of left) {
      if (indices.length === 1) progress.put(index, { status: 'failed', problem });
      else await attempt(work, progress, [index]);
    }
  }
}

async function call(
  { session, texts, source, signal }: Work,
  progress: Progress,
  indices: readonly number[],
) {
  const sent = indices.map((index) => texts[index] ?? '');
  const request = { texts: sent, source, target: progress.target, format: 'html' as const };
  for await (const event of translate(session, request, signal)) {
    if (event.event === 'end') {
      if (progress.open(indices).length > 0) throw new Problem('unreadable');
      progress.change({ model: event.model });
      return;
    }
    const index = indices[event.index];
    if (index === undefined) throw new Problem('unreadable');
    switch (event.event) {
      case 'delta':
        progress.more(index, event.text);
        break;
      case 'reset':
        progress.put(index, { status: 'running', html: '' });
        break;
      case 'translation':
        progress.put(index, { status: 'done', html: event.text });
        if (event.in_pieces) progress.change({ inPieces: true });
    }
  }
}
