import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import mark from '../mark.svg';
import { BackToCourse } from './back-to-course';
import styles from './shell.module.css';

/** What stays on screen while the pages change: kept low, for the course around our frame has its own head. */
export function Shell({
  returnUrl,
  children,
}: {
  returnUrl: string | null | undefined;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <>
      <header className={styles.bar}>
        <div className={styles.inner}>
          <span className={styles.brand}>
            <img src={mark} alt="" width="24" height="24" />
            <span className={styles.name}>{t('app.name')}</span>
          </span>
          <span className={styles.link}>
            <BackToCourse returnUrl={returnUrl} variant="inline-link" />
          </span>
        </div>
      </header>
      {children}
    </>
  );
}
