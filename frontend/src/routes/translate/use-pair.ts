import { useState } from 'react';
import type { Session } from '../../api/session';
import { useSession } from '../../api/session-context';
import type { Languages } from '../../api/types';
import { bestTarget, type Pair, sourcesOf, targetsOf } from './pairs';

/** In memory: what somebody translates from and to is no reason to leave a trace in the browser. */
const lastPairs = new WeakMap<Session, Pair>();

/** The chosen pair, at first the last one of this session, else to the first possible of the wanted languages. */
export function usePair(offer: Languages, wanted: readonly string[]) {
  const session = useSession();
  const [pair, setPair] = useState<Pair>(() => {
    const last = lastPairs.get(session);
    if (last !== undefined && isPossible(offer, last)) return last;
    return { source: null, target: bestTarget(offer, null, wanted) ?? '' };
  });

  function choose(next: Pair) {
    lastPairs.set(session, next);
    setPair(next);
  }

  return { pair, choose };
}

function isPossible(offer: Languages, { source, target }: Pair): boolean {
  const known = source === null || sourcesOf(offer).includes(source);
  return known && targetsOf(offer, source).includes(target);
}
