import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { getIndex } from '../../../api/assistant';
import type { CourseIndex } from '../../../api/assistant-types';
import { asProblem, type Problem } from '../../../api/problem';
import { useSession } from '../../../api/session-context';

/** Milliseconds from one look at an index in the making to the next. */
const pause = 3000;

type Seen = {
  index: CourseIndex | null;
  /** Why the last look saw nothing; what was seen before stays. */
  problem: Problem | null;
  /** The most jobs that have waited since none did. */
  most: number;
};

/**
 * The index of the course; while jobs wait it is looked at again and again, but not where nobody sees it, and not
 * after a failure.
 */
export function useCourseIndex() {
  const session = useSession();
  const [seen, setSeen] = useState<Seen>({ index: null, problem: null, most: 0 });
  const looking = useRef(false);

  const look = useCallback(async () => {
    if (looking.current) return;
    looking.current = true;
    try {
      const index = await getIndex(session);
      setSeen(({ most }) => ({
        index,
        problem: null,
        most: index.waiting === 0 ? 0 : Math.max(most, index.waiting),
      }));
    } catch (cause) {
      const problem = asProblem(cause);
      setSeen((before) => ({ ...before, problem }));
    } finally {
      looking.current = false;
    }
  }, [session]);

  useEffect(() => {
    void look();
  }, [look]);
  useAgainAndAgain(seen.problem === null && seen.most > 0, look);

  return { ...seen, look };
}

function useAgainAndAgain(active: boolean, look: () => void) {
  const again = useEffectEvent(look);
  useEffect(() => {
    if (!active) return;
    let timer: ReturnType<typeof setInterval> | undefined;
    const start = () => {
      clearInterval(timer);
      if (!document.hidden) timer = setInterval(again, pause);
    };
    const turn = () => {
      start();
      if (!document.hidden) again();
    };
    start();
    document.addEventListener('visibilitychange', turn);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', turn);
    };
  }, [active]);
}
