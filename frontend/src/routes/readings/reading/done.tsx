import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../../../api/problem';
import { finishReading } from '../../../api/readings';
import { useLaunch, useSession } from '../../../api/session-context';
import type { Grade, Me, Progress, Reading } from '../../../api/types';
import { FocusHeir } from '../../../components/focus-heir';
import { ProblemNotice } from '../../../components/problem-notice';
import { Section } from '../../../components/section';
import { momentOf } from '../../../i18n/format';
import { reasonOf, whenOf } from '../grade-text';
import styles from './done.module.css';

type Props = { reading: Reading; onChange: (progress: Progress) => void };

/** Where a person says that they have read the text, and sees what became of it. */
export function Done({ reading, onChange }: Props) {
  const { t } = useTranslation('readings');
  const { me } = useLaunch();
  const session = useSession();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const state = useRef<HTMLDivElement>(null);
  const { progress, recorded } = reading;

  async function finish() {
    if (sending) return;
    setSending(true);
    setProblem(null);
    try {
      onChange(await finishReading(session));
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setSending(false);
    }
  }

  return (
    <Section title={t('done.title')}>
      {problem !== null && (
        <div className={styles.problem}>
          <ProblemNotice problem={problem} onRetry={finish} />
        </div>
      )}
      {recorded ? (
        <>
          <div role="status" ref={state} tabIndex={-1} className={styles.state}>
            {progress?.done_at != null && <State at={progress.done_at} grade={progress.grade} />}
          </div>
          {progress?.done_at == null && (
            <FocusHeir heir={() => state.current?.focus()}>
              <p className={styles.text}>{t(reading.graded ? 'done.graded' : 'done.ungraded')}</p>
              <Button variant="primary" loading={sending} onClick={finish}>
                {t('done.button')}
              </Button>
            </FocusHeir>
          )}
        </>
      ) : (
        <p className={styles.text}>{t(`done.not_recorded_${whyNot(me)}`)}</p>
      )}
    </Section>
  );
}

function whyNot({ user, role }: Me): 'anonymous' | 'teacher' | 'other' {
  if (role === 'instructor' || role === 'administrator') return 'teacher';
  return user.id === null ? 'anonymous' : 'other';
}

function State({ at, grade }: { at: string; grade: Grade }) {
  const { t, i18n } = useTranslation('readings');
  const when = whenOf(t, grade, i18n.language);
  return (
    <>
      <p className={styles.text}>
        <StatusIndicator type="success">
          {t('done.at', { time: momentOf(new Date(at), i18n.language) })}
        </StatusIndicator>
      </p>
      {grade.state !== 'none' && (
        <p className={styles.text}>
          {t(`done.grade_${grade.state}`)}
          {when !== null && ` ${when}`}
          {grade.state === 'failed' && ` ${t(`done.failed_${reasonOf(grade)}`)}`}
        </p>
      )}
    </>
  );
}
