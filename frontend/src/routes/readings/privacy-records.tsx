import Alert from '@cloudscape-design/components/alert';
import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../../api/problem';
import { erasePrivacy } from '../../api/readings';
import { useSession } from '../../api/session-context';
import type { Privacy, PrivacyRecord } from '../../api/types';
import { DetailList } from '../../components/detail-list';
import { ProblemNotice } from '../../components/problem-notice';
import { Section } from '../../components/section';
import { momentOf, numberOf } from '../../i18n/format';
import { GradeState } from './grade-state';
import styles from './privacy-records.module.css';
import { saveFile } from './save-file';

type Props = { kept: Privacy; onReload: () => void };

export function PrivacyRecords({ kept: { subject, own, records }, onReload }: Props) {
  const { t, i18n } = useTranslation('readings');
  const session = useSession();
  const [asked, setAsked] = useState(false);
  const [erasing, setErasing] = useState(false);
  const [erased, setErased] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ask = useRef<ButtonProps.Ref>(null);
  const keep = useRef<ButtonProps.Ref>(null);
  const outcome = useRef<HTMLDivElement>(null);
  const answered = useRef(false);
  const name = subject.name ?? t('privacy.nameless', { id: subject.user_id });

  // The question takes the focus, on the answer that harms nothing, and gives it back.
  useEffect(() => {
    if (asked) keep.current?.focus();
    else if (answered.current) (ask.current ?? outcome.current)?.focus();
    answered.current = asked;
  }, [asked]);

  async function erase() {
    if (erasing) return;
    setErasing(true);
    setProblem(null);
    try {
      setErased((await erasePrivacy(session)).erased);
      setAsked(false);
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setErasing(false);
    }
  }

  function save() {
    saveFile(JSON.stringify({ subject, records }, null, 2), 'application/json', 'readings-privacy.json');
  }

  return (
    <>
      <div>
        <p className={styles.text}>{own ? t('privacy.own') : t('privacy.other', { name })}</p>
        <div role="status" ref={outcome} tabIndex={-1} className={styles.outcome}>
          {erased !== null && (
            <Alert type="success">{t('privacy.erased', { erased: numberOf(erased, i18n.language) })}</Alert>
          )}
        </div>
      </div>
      {erased !== null && (
        <div>
          <Button onClick={onReload}>{t('privacy.look')}</Button>
        </div>
      )}
      {erased === null && records.length === 0 && <p className={styles.text}>{t('privacy.nothing')}</p>}
      {erased === null && records.length > 0 && (
        <>
          {records.map((record) => (
            <Record key={`${record.done_at} ${record.course} ${record.reading_title}`} record={record} />
          ))}
          {asked && (
            <Alert type="warning" header={t('privacy.question')}>
              <p className={styles.text}>{t('privacy.consequence')}</p>
              <div className={styles.actions}>
                <Button ref={keep} disabled={erasing} onClick={() => setAsked(false)}>
                  {t('privacy.keep')}
                </Button>
                <Button variant="primary" loading={erasing} onClick={erase}>
                  {t('privacy.erase_now')}
                </Button>
              </div>
            </Alert>
          )}
          {problem !== null && <ProblemNotice problem={problem} onRetry={erase} />}
          <div className={styles.actions}>
            <Button iconName="download" onClick={save}>
              {t('privacy.download')}
            </Button>
            {!asked && (
              <Button ref={ask} iconName="remove" onClick={() => setAsked(true)}>
                {t('privacy.erase')}
              </Button>
            )}
          </div>
        </>
      )}
    </>
  );
}

function Record({ record: { reading_title, course, done_at, grade } }: { record: PrivacyRecord }) {
  const { t, i18n } = useTranslation('readings');
  return (
    <Section title={reading_title ?? t('privacy.untitled')}>
      <DetailList
        details={[
          { label: t('privacy.course'), value: course ?? t('privacy.no_course') },
          { label: t('submission.done'), value: momentOf(new Date(done_at), i18n.language) },
          { label: t('table.grade'), value: <GradeState grade={grade} /> },
        ]}
      />
    </Section>
  );
}
