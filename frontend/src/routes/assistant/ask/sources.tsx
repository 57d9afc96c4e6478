import Link from '@cloudscape-design/components/link';
import { type Ref, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '../../../api/assistant-types';
import { webUrl } from '../../../api/web-url';
import { Joined } from '../../../components/joined';
import styles from './sources.module.css';
import { usePlace } from './use-place';

type Props = {
  sources: readonly Source[];
  /** Gets the element of each source, which takes the focus when the source is gone to. */
  refOf: (source: Source) => Ref<HTMLLIElement>;
};

export function Sources({ sources, refOf }: Props) {
  const { t } = useTranslation('assistant');
  const heading = useId();
  if (sources.length === 0) return null;
  return (
    <div className={styles.sources}>
      <h3 id={heading} className={styles.title}>
        {t('sources.title')}
      </h3>
      <ol aria-labelledby={heading} className={styles.list}>
        {sources.map((source) => (
          <li key={source.number} ref={refOf(source)} tabIndex={-1} className={styles.source}>
            <SourceCard source={source} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function SourceCard({ source }: { source: Source }) {
  const { t } = useTranslation('assistant');
  const place = usePlace(source.place);
  const { number, file, activity, section, excerpt } = source;
  const url = webUrl(source.url);
  return (
    <>
      <span className={styles.number}>[{number}]</span>
      <span className={styles.file} dir="auto">
        {file}
      </span>
      <Joined className={styles.where} parts={[section, activity === file ? null : activity, place]} />
      <blockquote className={styles.excerpt} dir="auto">
        {excerpt}
      </blockquote>
      {url !== null && (
        <span>
          <Link
            external
            fontSize="body-s"
            href={url.href}
            ariaLabel={t('sources.open_file', { file })}
            externalIconAriaLabel={t('sources.new_tab')}
          >
            {t('sources.open')}
          </Link>
        </span>
      )}
    </>
  );
}
