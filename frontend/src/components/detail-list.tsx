import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button';
import styles from './detail-list.module.css';

export type Detail = {
  label: string;
  value: ReactNode;
  /** The text behind the value, when it is worth copying. */
  copy?: string;
};

/** Names and values, one pair a line; on a phone the value goes below its name. */
export function DetailList({ details }: { details: readonly Detail[] }) {
  const { t } = useTranslation();
  return (
    <dl className={styles.list}>
      {details.map(({ label, value, copy }) => (
        <div key={label} className={styles.row}>
          <dt className={styles.label}>{label}</dt>
          <dd className={styles.value}>
            {value}
            {copy !== undefined && <CopyButton icon text={copy} label={t('actions.copy', { what: label })} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
