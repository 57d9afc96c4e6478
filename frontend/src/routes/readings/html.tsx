import type { MouseEvent, ReactNode } from 'react';
import { directionOf } from '../../i18n/direction';
import styles from './html.module.css';

type Props = { html: string; language: string };

/**
 * A piece of a reading. The server lets through the elements of a text and nothing else, and translations keep the
 * markup of their originals; the page's policy would stop a script all the same.
 */
export function Html({ html, language }: Props) {
  return (
    <div
      className={styles.html}
      lang={language}
      dir={directionOf(language)}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: it is sanitised where it comes from, see above.
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}

/** Around pieces of a reading: their links open beside the course, which our frame could not show them in. */
export function LinksOutside({
  children,
  className,
}: {
  children: ReactNode;
  className?: string | undefined;
}) {
  return (
    <div className={className} onClickCapture={openOutside} onAuxClickCapture={openOutside}>
      {children}
    </div>
  );
}

function openOutside({ target }: MouseEvent) {
  const link = target instanceof Element ? target.closest('a') : null;
  link?.setAttribute('target', '_blank');
  link?.setAttribute('rel', 'noopener noreferrer');
}
