import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button';
import { directionOf } from '../../i18n/direction';
import { languageName } from '../../i18n/format';
import styles from './result.module.css';
import type { Run } from './use-translator';

/**
 * What came of a translation; what went wrong with it goes above that. A screen reader is told that it runs and, once it is finished, the text: the live
 * region stays empty until then, because the words of an engine would interrupt each other.
 */
export function Result({ run, children }: { run: Run | null; children?: ReactNode }) {
  const { t } = useTranslation();
  const heading = useId();
  const text = run?.text ?? '';
  const unfinished = run?.status === 'cancelled' || run?.status === 'failed';

  return (
    <section aria-labelledby={heading} aria-busy={run?.status === 'running'}>
      <h2 id={heading} className={styles.heading}>
        {t('translate.result')}
      </h2>
      {children}
      {(run?.status !== 'failed' || text !== '') && (
        <div className={styles.box}>
          {text === '' && <p className={styles.nothing}>{t('translate.result_empty')}</p>}
          {run?.status !== 'done' && <Text run={run} />}
          <div aria-live="polite">{run?.status === 'done' && <Text run={run} />}</div>
          {unfinished && text !== '' && (
            <p className={styles.mark}>
              <StatusIndicator type="stopped">{t('translate.unfinished')}</StatusIndicator>
            </p>
          )}
        </div>
      )}
      <p role="status" className={styles.status}>
        <Status run={run} />
      </p>
      {run?.status === 'done' && <Notes run={run} />}
      {text !== '' && run?.status !== 'running' && (
        <div className={styles.actions}>
          <CopyButton text={text} label={t('translate.copy')} />
        </div>
      )}
    </section>
  );
}

function Text({ run }: { run: Run | null }) {
  if (run === null || run.text === '') return null;
  const { target } = run.pair;
  return (
    <p className={styles.text} lang={target} dir={directionOf(target)}>
      {run.text}
    </p>
  );
}

function Status({ run }: { run: Run | null }) {
  const { t, i18n } = useTranslation();
  switch (run?.status) {
    case 'running':
      return t('translate.running');
    case 'cancelled':
      return t('translate.cancelled');
    case 'done': {
      const { source } = run.translation;
      if (source === null) return t('translate.done');
      const key = source === run.pair.target ? 'translate.done_same' : 'translate.done_from';
      return t(key, { language: languageName(source, i18n.language) });
    }
    default:
      return null;
  }
}

function Notes({ run }: { run: Extract<Run, { status: 'done' }> }) {
  const { t } = useTranslation();
  return (
    <>
      {run.translation.in_pieces && <p className={styles.note}>{t('translate.in_pieces')}</p>}
      <p className={styles.note}>{t('translate.model', { model: run.model })}</p>
    </>
  );
}
