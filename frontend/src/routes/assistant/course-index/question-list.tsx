import Alert from '@cloudscape-design/components/alert';
import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clearOpenQuestions } from '../../../api/assistant';
import type { OpenQuestion } from '../../../api/assistant-types';
import { asProblem, type Problem } from '../../../api/problem';
import { useSession } from '../../../api/session-context';
import { momentOf, numberOf } from '../../../i18n/format';
import { AssistantProblem } from '../assistant-problem';
import styles from './open-questions.module.css';

export function QuestionList({ questions }: { questions: readonly OpenQuestion[] }) {
  const { t } = useTranslation('assistant');
  const session = useSession();
  const [asked, setAsked] = useState(false);
  const [clearing, setClearing] = useState(false);
  const [cleared, setCleared] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ask = useRef<ButtonProps.Ref>(null);
  const keep = useRef<ButtonProps.Ref>(null);
  const outcome = useRef<HTMLParagraphElement>(null);
  const answered = useRef(false);

  // The question takes the focus, on the answer that harms nothing, and gives it back.
  useEffect(() => {
    if (asked) keep.current?.focus();
    else if (answered.current) (ask.current ?? outcome.current)?.focus();
    answered.current = asked;
  }, [asked]);

  async function clear() {
    if (clearing) return;
    setClearing(true);
    setProblem(null);
    try {
      await clearOpenQuestions(session);
      setCleared(true);
      setAsked(false);
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setClearing(false);
    }
  }

  const empty = cleared || questions.length === 0;
  return (
    <>
      {!empty && (
        <ul className={styles.list} aria-label={t('questions.title')}>
          {questions.map((question) => (
            <Question key={question.question} question={question} />
          ))}
        </ul>
      )}
      <p role="status" ref={outcome} tabIndex={-1} className={styles.text}>
        {empty && t(cleared ? 'questions.cleared' : 'questions.none')}
      </p>
      {asked && (
        <Alert type="warning" header={t('questions.confirm')}>
          <p className={styles.text}>{t('questions.consequence')}</p>
          <div className={styles.actions}>
            <Button ref={keep} disabled={clearing} onClick={() => setAsked(false)}>
              {t('questions.keep')}
            </Button>
            <Button variant="primary" loading={clearing} onClick={clear}>
              {t('questions.clear_now')}
            </Button>
          </div>
        </Alert>
      )}
      {problem !== null && <AssistantProblem problem={problem} onRetry={clear} />}
      {!empty && !asked && (
        <Button ref={ask} iconName="remove" onClick={() => setAsked(true)}>
          {t('questions.clear')}
        </Button>
      )}
    </>
  );
}

function Question({ question: { question, asked, last_asked_at } }: { question: OpenQuestion }) {
  const { t, i18n } = useTranslation('assistant');
  return (
    <li>
      <p className={styles.question} dir="auto">
        {question}
      </p>
      <span className={styles.asked}>
        {t('questions.asked', {
          asked: numberOf(asked, i18n.language),
          time: momentOf(new Date(last_asked_at * 1000), i18n.language),
        })}
      </span>
    </li>
  );
}
