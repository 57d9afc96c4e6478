import { type ReactNode, useLayoutEffect, useRef } from 'react';

type Props = {
  /** Takes the focus over. */
  heir: () => void;
  children: ReactNode;
};

/**
 * Around what goes away by itself: if it has the focus then, the focus goes to the heir. Otherwise it would go
 * nowhere, and keyboard and screen reader would be back at the top of the page.
 */
export function FocusHeir({ heir, children }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const pass = useRef(heir);
  useLayoutEffect(() => {
    pass.current = heir;
  });
  useLayoutEffect(() => {
    const leaving = element.current;
    return () => {
      if (leaving?.contains(document.activeElement)) pass.current();
    };
  }, []);
  return <div ref={element}>{children}</div>;
}
