import { useEffect, useEffectEvent } from 'react';

/** Escape works wherever the focus is, but an open list keeps it to itself and closes. */
export function useEscape(active: boolean, onEscape: () => void) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'Escape') onEscape();
  });
  useEffect(() => {
    if (!active) return;
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [active]);
}
