import { createContext, type ReactNode, useCallback, useContext, useRef } from 'react';
import { useLocation } from 'react-router';

const Shown = createContext<{ current: string | null }>({ current: null });

/** Remembers which page was shown last, so that only a move between pages moves the focus. */
export function PageFocus({ children }: { children: ReactNode }) {
  const shown = useRef<string | null>(null);
  return <Shown value={shown}>{children}</Shown>;
}

/**
 * What a page calls with its heading when it appears. The browser does not know that a hash route is another
 * page: without this, keyboard and screen reader stay where the last page had them. The first page after a
 * launch takes no focus from the course around our frame.
 */
export function usePageFocus(): (heading: HTMLElement | null) => void {
  const shown = useContext(Shown);
  const { pathname } = useLocation();
  return useCallback(
    (heading) => {
      if (shown.current !== null && shown.current !== pathname) {
        heading?.focus({ preventScroll: true });
        document.documentElement.scrollTop = 0;
      }
      shown.current = pathname;
    },
    [shown, pathname],
  );
}
