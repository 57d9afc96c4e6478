import { useCallback, useEffect, useState } from 'react';
import { asProblem, type Problem } from './problem';
import type { Session } from './session';
import { useSession } from './session-context';

export type RequestState<Data> =
  | { status: 'loading' }
  | { status: 'ready'; data: Data }
  | { status: 'failed'; problem: Problem };

/** Loads when the component appears. `load` must keep its identity: declare it outside the component. */
export function useRequest<Data>(load: (session: Session) => Promise<Data>) {
  const session = useSession();
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<RequestState<Data>>({ status: 'loading' });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is what sends the request again.
  useEffect(() => {
    let current = true;
    setState({ status: 'loading' });
    load(session).then(
      (data) => current && setState({ status: 'ready', data }),
      (cause: unknown) => current && setState({ status: 'failed', problem: asProblem(cause) }),
    );
    return () => {
      current = false;
    };
  }, [session, load, attempt]);

  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  return { state, retry };
}
