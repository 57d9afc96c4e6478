import { useTranslation } from 'react-i18next';
import type { Source } from '../../../api/assistant-types';
import { blocksOf, piecesOf } from './answer-markup';
import styles from './answer-text.module.css';

type Props = {
  text: string;
  /** The sources that are on the page; a number of any other is text. */
  sources: readonly Source[];
  onCite: (source: Source) => void;
};

/** An answer as text and nothing else: whatever a model or a file says, none of it becomes HTML or an address. */
export function AnswerText({ text, ...cited }: Props) {
  return (
    <div className={styles.text}>
      {blocksOf(text).map((block, index) => {
        const key = `${block.kind} ${index}`;
        if (block.kind === 'paragraph') {
          return (
            <p key={key} dir="auto">
              <Words text={block.text} {...cited} />
            </p>
          );
        }
        return (
          <ul key={key} dir="auto">
            {block.items.map((item, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an answer grows at its end alone.
              <li key={place}>
                <Words text={item} {...cited} />
              </li>
            ))}
          </ul>
        );
      })}
    </div>
  );
}

function Words({ text, sources, onCite }: Props) {
  const { t } = useTranslation('assistant');
  return piecesOf(text).map((piece, index) => {
    const key = `${index}`;
    if ('strong' in piece) {
      return (
        <strong key={key}>
          <Words text={piece.strong} sources={sources} onCite={onCite} />
        </strong>
      );
    }
    if (!('cites' in piece)) return piece.text;
    const source = sources.find(({ number }) => number === piece.cites);
    if (source === undefined) return <sup key={key}>{piece.text}</sup>;
    return (
      <sup key={key}>
        <button
          type="button"
          className={styles.cite}
          aria-label={t('sources.cite', { number: source.number, file: source.file })}
          onClick={() => onCite(source)}
        >
          {piece.text}
        </button>
      </sup>
    );
  });
}
