import Button from '@cloudscape-design/components/button';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf } from '../i18n/direction';
import styles from './page.module.css';
import { usePageFocus } from './page-focus';
import { useTitle } from './use-title';

type Props = {
  title: string;
  /** The tab's name, where the heading should not end up in the browser's history. */
  tab?: string;
  /** The title's language, where it is not the page's. */
  lang?: string;
  lead?: ReactNode;
  home?: boolean;
  children: ReactNode;
};

/** A route's frame: one heading, which also takes the focus when the person moved here from another page. */
export function Page({ title, tab = title, lang, lead, home = false, children }: Props) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(tab);
  const arrive = usePageFocus();
  useEffect(() => arrive(heading.current), [arrive]);

  return (
    <main className={styles.page}>
      {!home && (
        <nav className={styles.nav} aria-label={t('app.name')}>
          <Button variant="inline-link" iconName="angle-left" href="#/">
            {t('actions.overview')}
          </Button>
        </nav>
      )}
      <h1
        ref={heading}
        tabIndex={-1}
        className={styles.title}
        {...(lang !== undefined && { lang, dir: directionOf(lang) })}
      >
        {title}
      </h1>
      {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      <div className={styles.sections}>{children}</div>
    </main>
  );
}
