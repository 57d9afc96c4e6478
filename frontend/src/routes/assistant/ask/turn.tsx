import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type ReactNode, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '../../../api/assistant-types';
import { useTeaches } from '../use-teaches';
import { citedIn } from './answer-markup';
import { AnswerText } from './answer-text';
import type { Turn } from './conversation';
import { Sources } from './sources';
import styles from './turn.module.css';

/**
 * A question and its answer; `children` is what can be done about one that did not come. A screen reader is told the
 * answer once, when it is whole: the live region stays empty until then.
 */
export function TurnView({ turn, children }: { turn: Turn; children?: ReactNode }) {
  const { t } = useTranslation('assistant');
  const heading = useId();
  const cards = useRef(new Map<number, HTMLLIElement>());
  const sources = shownOf(turn);
  const unfinished = turn.status === 'stopped' || turn.status === 'failed';

  const answer = (
    <AnswerText
      text={turn.text}
      sources={sources}
      onCite={({ number }) => cards.current.get(number)?.focus()}
    />
  );

  return (
    <article aria-labelledby={heading} aria-busy={turn.status === 'running'} className={styles.turn}>
      <h2 id={heading} className={styles.question} dir="auto">
        {turn.question}
      </h2>
      <div>
        {turn.status !== 'done' && turn.text !== '' && answer}
        <div aria-live="polite">{turn.status === 'done' && <Outcome turn={turn}>{answer}</Outcome>}</div>
        {unfinished && (
          <p className={styles.note}>
            <StatusIndicator type="stopped">
              {t(turn.text === '' ? 'ask.not_answered' : 'ask.unfinished')}
            </StatusIndicator>
          </p>
        )}
        <Sources
          sources={sources}
          refOf={({ number }) =>
            (card) => {
              if (card === null) cards.current.delete(number);
              else cards.current.set(number, card);
            }}
        />
        {turn.status === 'done' && turn.answer.kind === 'generated' && turn.answer.model !== null && (
          <p className={styles.note}>{t('ask.by_model', { model: turn.answer.model })}</p>
        )}
        {children}
      </div>
    </article>
  );
}

function Outcome({ turn, children }: { turn: Extract<Turn, { status: 'done' }>; children: ReactNode }) {
  const { t } = useTranslation('assistant');
  const teaches = useTeaches();
  switch (turn.answer.kind) {
    case 'unknown':
      return (
        <>
          <p className={styles.lead}>{t('ask.unknown')}</p>
          <p className={styles.note}>{t(teaches ? 'ask.unknown_more_teacher' : 'ask.unknown_more')}</p>
        </>
      );
    case 'extracts':
      return (
        <>
          <p className={styles.lead}>{t('ask.extracts')}</p>
          <p className={styles.note}>{t('ask.extracts_more')}</p>
        </>
      );
    default:
      return children;
  }
}

/** The sources to show: what is cited, or all that was found where the answer names none of it. */
function shownOf(turn: Turn): readonly Source[] {
  if (turn.status === 'running') return [];
  const cited = citedIn(turn.text);
  if (turn.status === 'done') {
    if (turn.answer.kind === 'unknown') return [];
    for (const number of turn.answer.cited) cited.add(number);
  }
  const named = turn.sources.filter(({ number }) => cited.has(number));
  return turn.status === 'done' && named.length === 0 ? turn.sources : named;
}
