import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../../../api/problem';
import { sendGrades } from '../../../api/readings';
import { useSession } from '../../../api/session-context';
import { ProblemNotice } from '../../../components/problem-notice';
import { Section } from '../../../components/section';
import { numberOf } from '../../../i18n/format';
import styles from './send-again.module.css';

/** For after the cause of unsent grades is mended. What becomes of them, the list shows when it is loaded again. */
export function SendAgain({ onSent }: { onSent: () => void }) {
  const { t, i18n } = useTranslation('readings');
  const session = useSession();
  const [sending, setSending] = useState(false);
  const [waiting, setWaiting] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function send() {
    if (sending) return;
    setSending(true);
    setProblem(null);
    try {
      setWaiting((await sendGrades(session)).waiting);
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setSending(false);
    }
  }

  return (
    <Section title={t('send.title')}>
      <p className={styles.text}>{t('send.text')}</p>
      {problem !== null && (
        <div className={styles.problem}>
          <ProblemNotice problem={problem} onRetry={send} />
        </div>
      )}
      <div className={styles.actions}>
        <Button loading={sending} onClick={send}>
          {t('send.button')}
        </Button>
        {waiting !== null && <Button onClick={onSent}>{t('send.look')}</Button>}
      </div>
      <p role="status" className={styles.status}>
        {waiting !== null && t('send.waiting', { waiting: numberOf(waiting, i18n.language) })}
      </p>
    </Section>
  );
}
