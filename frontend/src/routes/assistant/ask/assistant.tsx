import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import type { TextareaProps } from '@cloudscape-design/components/textarea';
import { useEffect, useEffectEvent, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session-context';
import { FocusHeir } from '../../../components/focus-heir';
import { useDraft } from '../../../components/use-draft';
import { useEscape } from '../../../components/use-escape';
import { AssistantProblem } from '../assistant-problem';
import styles from './assistant.module.css';
import { conversationOf, type Turn } from './conversation';
import { QuestionForm } from './question-form';
import { TurnView } from './turn';

/** The conversation, and the field for the next question below it. */
export function Assistant() {
  const { t } = useTranslation('assistant');
  const conversation = conversationOf(useSession());
  const turns = useSyncExternalStore(conversation.subscribe, conversation.turns);
  const [question, setQuestion] = useDraft('ask');
  const field = useRef<TextareaProps.Ref>(null);
  const last = turns.at(-1);
  const running = last?.status === 'running';
  const refused = last?.status === 'failed' && !last.problem.retryable ? last : null;

  useEscape(running, conversation.stop);

  // What cannot be asked again as it stands can be changed.
  const giveBack = useEffectEvent((turn: Turn) => {
    if (question === '') setQuestion(turn.question);
  });
  useEffect(() => {
    if (refused !== null) giveBack(refused);
  }, [refused]);

  function ask() {
    void conversation.ask(question.trim());
    setQuestion('');
  }

  return (
    <>
      {turns.length > 0 && (
        <section aria-label={t('ask.conversation')} className={styles.turns}>
          {turns.map((turn) => (
            <TurnView key={turn.id} turn={turn}>
              {turn === last && (
                <FocusHeir key={turn.status} heir={() => field.current?.focus()}>
                  <Remedy turn={turn} onAgain={() => void conversation.askAgain()} />
                </FocusHeir>
              )}
            </TurnView>
          ))}
        </section>
      )}
      <Container>
        <QuestionForm
          ref={field}
          question={question}
          running={running}
          status={statusOf(last)}
          begun={turns.length > 0}
          onChange={setQuestion}
          onAsk={ask}
          onStop={conversation.stop}
          onStartOver={conversation.startOver}
        />
      </Container>
    </>
  );

  function statusOf(turn: Turn | undefined): string {
    switch (turn?.status) {
      case 'running':
        return t(turn.text === '' ? 'ask.searching' : 'ask.writing');
      case 'stopped':
        return t('ask.stopped');
      case 'done':
        return t('ask.answered');
      default:
        return '';
    }
  }
}

function Remedy({ turn, onAgain }: { turn: Turn; onAgain: () => void }) {
  const { t } = useTranslation('assistant');
  switch (turn.status) {
    case 'failed':
      return (
        <div className={styles.again}>
          <AssistantProblem problem={turn.problem} onRetry={onAgain} />
        </div>
      );
    case 'stopped':
      return (
        <div className={styles.again}>
          <Button onClick={onAgain}>{t('ask.again')}</Button>
        </div>
      );
    default:
      return null;
  }
}
