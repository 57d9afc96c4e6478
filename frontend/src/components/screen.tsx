import { type ReactNode, useEffect, useRef } from 'react';
import mark from '../mark.svg';
import styles from './screen.module.css';
import { useTitle } from './use-title';

type Props = { title: string; text: string; children?: ReactNode };

/**
 * The whole page while there is no open session: one message and what to do next. Its heading takes the
 * focus from what it replaced, but never from the course around our frame.
 */
export function Screen({ title, text, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    if (document.hasFocus()) heading.current?.focus();
  }, []);

  return (
    <main className={styles.screen}>
      <img src={mark} alt="" width="44" height="44" />
      <h1 ref={heading} tabIndex={-1} className={styles.title}>
        {title}
      </h1>
      <p className={styles.text}>{text}</p>
      {children}
    </main>
  );
}
