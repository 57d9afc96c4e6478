import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Textarea, { type TextareaProps } from '@cloudscape-design/components/textarea';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FocusHeir } from '../../../components/focus-heir';
import { numberOf } from '../../../i18n/format';
import { lengthOf } from '../../translate/length-of';
import styles from './question-form.module.css';

/** Characters, as the tool counts them. */
const limit = 1000;

/** From this part of the limit on, the counter shows. */
const near = 0.8;

/** The key that an input method reports for what it takes for itself; Safari no longer composes by then. */
const takenByInputMethod = 229;

type Props = {
  ref: RefObject<TextareaProps.Ref | null>;
  question: string;
  running: boolean;
  /** What the assistant is doing, or has just done. */
  status: string;
  /** Whether there is a conversation to begin anew. */
  begun: boolean;
  onChange: (question: string) => void;
  onAsk: () => void;
  onStop: () => void;
  onStartOver: () => void;
};

export function QuestionForm(props: Props) {
  const { ref, question, running, status, begun, onChange, onAsk, onStop, onStartOver } = props;
  const { t, i18n } = useTranslation('assistant');
  const [missed, setMissed] = useState(false);
  const used = lengthOf(question);
  const number = (value: number) => numberOf(value, i18n.language);
  const over = used > limit;

  function go() {
    if (running) return;
    const nothing = question.trim() === '';
    setMissed(nothing);
    if (nothing || over) ref.current?.focus();
    else onAsk();
  }

  return (
    <div>
      <FormField
        stretch
        label={t('ask.question')}
        errorText={over ? t('ask.over_limit', { limit: number(limit) }) : missed && t('ask.empty')}
        constraintText={<span className={styles.shortcut}>{t('ask.shortcut')}</span>}
        characterCountText={
          used > limit * near ? t('ask.used', { used: number(used), limit: number(limit) }) : ''
        }
      >
        <Textarea
          ref={ref}
          value={question}
          rows={3}
          resize="vertical"
          placeholder={t('ask.placeholder')}
          onChange={({ detail }) => {
            setMissed(false);
            onChange(detail.value);
          }}
          onKeyDown={(event) => {
            const { key, keyCode, shiftKey, isComposing } = event.detail;
            if (key !== 'Enter' || shiftKey || isComposing || keyCode === takenByInputMethod) return;
            event.preventDefault();
            go();
          }}
          nativeTextareaAttributes={{ dir: 'auto' }}
          style={{ root: { fontSize: '16px' } }}
        />
      </FormField>
      <div className={styles.actions}>
        <Button variant="primary" loading={running} onClick={go}>
          {t('ask.send')}
        </Button>
        {running && (
          <FocusHeir heir={() => ref.current?.focus()}>
            <Button onClick={onStop}>{t('ask.stop')}</Button>
          </FocusHeir>
        )}
        {begun && (
          <FocusHeir heir={() => ref.current?.focus()}>
            <Button variant="link" onClick={onStartOver}>
              {t('ask.start_over')}
            </Button>
          </FocusHeir>
        )}
      </div>
      <p role="status" className={styles.status}>
        {status}
      </p>
    </div>
  );
}
