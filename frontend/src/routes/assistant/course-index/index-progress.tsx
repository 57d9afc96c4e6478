import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { indexNow } from '../../../api/assistant';
import type { CourseIndex } from '../../../api/assistant-types';
import { asProblem, type Problem } from '../../../api/problem';
import { useSession } from '../../../api/session-context';
import { Section } from '../../../components/section';
import { momentOf, numberOf } from '../../../i18n/format';
import { AssistantProblem } from '../assistant-problem';
import { states } from './files';
import styles from './index-progress.module.css';

type Props = {
  index: CourseIndex;
  /** The most jobs that have waited since none did. */
  most: number;
  onLook: () => Promise<void>;
};

/** How far the index is, and the way to have the whole course looked at now. */
export function IndexProgress({ index, most, onLook }: Props) {
  const { t, i18n } = useTranslation('assistant');
  const session = useSession();
  const [sending, setSending] = useState(false);
  const [requested, setRequested] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const number = (value: number) => numberOf(value, i18n.language);
  const { checked_at, waiting, files, model } = index;

  async function request() {
    if (sending) return;
    setSending(true);
    setProblem(null);
    setRequested(null);
    try {
      const { waiting } = await indexNow(session);
      await onLook();
      setRequested(waiting);
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setSending(false);
    }
  }

  return (
    <Section title={t('index.progress')}>
      {files.length > 0 && (
        <dl className={styles.counts}>
          {states.toReversed().map((state) => (
            <div key={state}>
              <dt>{t(`index.${state}`)}</dt>
              <dd>{number(files.filter(({ status }) => status === state).length)}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className={styles.text}>
        {checked_at === null
          ? t('index.never_checked')
          : t('index.checked_at', { time: momentOf(new Date(checked_at * 1000), i18n.language) })}
      </p>
      {model === null && <p className={styles.text}>{t('status.no_model')}</p>}
      {waiting > 0 && (
        <div className={styles.progress}>
          <ProgressBar
            value={Math.round((100 * (most - waiting)) / Math.max(1, most))}
            label={t('index.checking')}
            additionalInfo={t('index.checking_left', { waiting: number(waiting) })}
          />
        </div>
      )}
      {problem !== null && (
        <div className={styles.progress}>
          <AssistantProblem problem={problem} onRetry={request} />
        </div>
      )}
      <div className={styles.actions}>
        <Button loading={sending} onClick={request}>
          {t('index.index_now')}
        </Button>
        <Button iconName="refresh" onClick={onLook}>
          {t('index.reload')}
        </Button>
      </div>
      <p role="status" className={styles.status}>
        {requested !== null &&
          (waiting > 0 ? t('index.requested', { waiting: number(requested) }) : t('index.checked'))}
      </p>
    </Section>
  );
}
