import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { getIndex } from '../../../api/assistant';
import type { CourseIndex } from '../../../api/assistant-types';
import { asProblem, type Problem } from '../../../api/problem';
import { useSession } from '../../../api/session-context';

/**
 * Milliseconds from one look at an index in the making to the next. The list of a large course is a megabyte, so the pause grows
 * while nothing changes.
 */
const pauses = { shortest: 3000, longest: 30_000 };

type Seen = {
  index: CourseIndex | null;
  /** Why the last look saw nothing; what was seen before stays. */
  problem: Problem | null;
  /** The most jobs that have waited since none did. */
  most: number;
  /** Until the next look. */
  pause: number;
};

/**
 * The index of the course; while jobs wait it is looked at again and again, but not where nobody sees it, and not
 * after a failure. A look that somebody asks for begins with short pauses anew.
 */
export function useCourseIndex() {
  const session = useSession();
  const [seen, setSeen] = useState<Seen>({ index: null, problem: null, most: 0, pause: pauses.shortest });
  const looking = useRef(false);

  const lookAgain = useCallback(async () => {
    if (looking.current) return;
    looking.current = true;
    try {
      const index = await getIndex(session);
      setSeen(({ index: before, most, pause }) => ({
        index,
        problem: null,
        most: index.waiting === 0 ? 0 : Math.max(most, index.waiting),
        pause: isSame(before, index) ? Math.min(2 * pause, pauses.longest) : pauses.shortest,
      }));
    } catch (cause) {
      const problem = asProblem(cause);
      setSeen((before) => ({ ...before, problem }));
    } finally {
      looking.current = false;
    }
  }, [session]);

  useEffect(() => {
    void lookAgain();
  }, [lookAgain]);
  useAgainAndAgain(seen, lookAgain);

  const look = useCallback(async () => {
    await lookAgain();
    setSeen((before) => ({ ...before, pause: pauses.shortest }));
  }, [lookAgain]);

  const { index, problem, most } = seen;
  return { index, problem, most, look };
}

function isSame(one: CourseIndex | null, other: CourseIndex) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Every look begins the next pause. */
function useAgainAndAgain(seen: Seen, look: () => void) {
  const again = useEffectEvent(look);
  useEffect(() => {
    if (seen.problem !== null || seen.most === 0) return;
    let timer: ReturnType<typeof setInterval> | undefined;
    const start = () => {
      clearInterval(timer);
      if (!document.hidden) timer = setInterval(again, seen.pause);
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
  }, [seen]);
}
