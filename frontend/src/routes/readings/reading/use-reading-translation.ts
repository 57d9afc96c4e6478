import { useEffect, useRef, useState } from 'react';
import { useSession } from '../../../api/session-context';
import type { Block, Languages } from '../../../api/types';
import { type Paragraph, type ReadingRun, translateBlocks } from './translate-blocks';

/** Cancelling, and leaving the page, stop the engine; what is translated stays, and is where the next run begins. */
export function useReadingTranslation(blocks: readonly Block[], source: string, limits: Languages['limits']) {
  const session = useSession();
  const [run, setRun] = useState<ReadingRun | null>(null);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);

  function start(target: string, only?: number) {
    current.current?.abort();
    const abort = new AbortController();
    current.current = abort;
    const work = {
      session,
      texts: blocks.map(({ html }) => html),
      source,
      limits,
      signal: abort.signal,
      show(next: ReadingRun) {
        if (current.current === abort) setRun(next);
      },
    };
    return translateBlocks(work, run?.target === target ? run : fresh(blocks, target), only);
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

function fresh(blocks: readonly Block[], target: string): ReadingRun {
  return {
    status: 'running',
    target,
    paragraphs: blocks.map(untranslated),
    problem: null,
    model: null,
    inPieces: false,
  };
}

/** A line across the page has no words; it is the same in every language. */
function untranslated({ html }: Block): Paragraph {
  const hasWords = /\p{L}/u.test(html.replaceAll(/<[^>]*>|&\w+;/g, ''));
  return hasWords ? { status: 'untranslated' } : { status: 'done', html };
}

/** What came of a half translated paragraph is no translation to read. */
function settled(paragraph: Paragraph): Paragraph {
  return paragraph.status === 'running' ? { status: 'untranslated' } : paragraph;
}
