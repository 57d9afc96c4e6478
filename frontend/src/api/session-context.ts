import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Session, SessionState } from './session';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession needs a SessionContext above it.');
  return session;
}

export function useSessionState(): SessionState {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.state);
}

/** The launched person, course and activity; only pages that need an open session may ask. */
export function useLaunch(): Extract<SessionState, { status: 'ready' }> {
  const state = useSessionState();
  if (state.status !== 'ready') throw new Error('useLaunch needs an open session.');
  return state;
}
