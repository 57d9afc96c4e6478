import Button from '@cloudscape-design/components/button';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Block } from '../../../api/types';
import { problemKey } from '../../../components/problem-text';
import { numberOf } from '../../../i18n/format';
import { Html } from '../html';
import type { View } from './reading-text';
import styles from './row.module.css';
import type { Paragraph } from './translate-blocks';

type Props = {
  index: number;
  block: Block;
  language: string;
  view: View;
  target?: string | undefined;
  paragraph?: Paragraph | undefined;
  /** Undefined while something else is translated. */
  onRetry?: (() => void) | undefined;
};

/** A paragraph and its translation, beside each other or, on a phone, one below the other. */
export const Row = memo(function Row(props: Props) {
  const { block, language, view, target, paragraph } = props;
  if (view === 'original' || target === undefined || paragraph === undefined) {
    return <Html html={block.html} language={language} />;
  }
  const whole = paragraph.status === 'done';
  // Who wants the translation alone still wants to read what is not translated yet.
  const original = view === 'both' || (!whole && paragraph.status !== 'running');
  return (
    <div className={view === 'both' ? styles.pair : styles.single}>
      {original && <Html html={block.html} language={language} />}
      <div aria-busy={paragraph.status === 'running'}>
        <Translated {...props} paragraph={paragraph} target={target} />
      </div>
    </div>
  );
}, sameRow);

type TranslatedProps = Props & { paragraph: Paragraph; target: string };

function Translated({ index, paragraph, target, onRetry }: TranslatedProps) {
  const { t: common } = useTranslation();
  const { t, i18n } = useTranslation('readings');
  switch (paragraph.status) {
    case 'untranslated':
      return null;
    case 'failed':
      return (
        <div className={styles.failed}>
          <p className={styles.cause}>{common(`problem.${problemKey(paragraph.problem)}.title`)}</p>
          <Button
            variant="inline-link"
            disabled={onRetry === undefined}
            ariaLabel={t('reading.retry_paragraph', { number: numberOf(index + 1, i18n.language) })}
            onClick={() => onRetry?.()}
          >
            {common('actions.retry')}
          </Button>
        </div>
      );
    default:
      return <Html html={paragraph.html} language={target} />;
  }
}

/** `onRetry` is another function each time and does the same; only whether there is one counts. */
function sameRow(before: Props, after: Props): boolean {
  const failed = after.paragraph?.status === 'failed';
  return (
    before.block === after.block &&
    before.language === after.language &&
    before.view === after.view &&
    before.target === after.target &&
    before.paragraph === after.paragraph &&
    (!failed || before.onRetry === after.onRetry)
  );
}
