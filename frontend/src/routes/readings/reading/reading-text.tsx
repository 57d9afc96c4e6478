import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLaunch } from '../../../api/session-context';
import type { Languages, Reading } from '../../../api/types';
import type { RequestState } from '../../../api/use-request';
import { FocusHeir } from '../../../components/focus-heir';
import { useEscape } from '../../../components/use-escape';
import { languageName, numberOf } from '../../../i18n/format';
import { namedLanguages } from '../../translate/language-names';
import { LanguageSelect } from '../../translate/language-select';
import { closest, sourcesOf, targetsOf, viaOf, withSource } from '../../translate/pairs';
import { TranslateProblem } from '../../translate/translate-problem';
import { usePair } from '../../translate/use-pair';
import { LinksOutside } from '../html';
import styles from './reading-text.module.css';
import { Row } from './row';
import type { ReadingRun } from './translate-blocks';
import { useReadingTranslation } from './use-reading-translation';

const views = ['both', 'translation', 'original'] as const;
export type View = (typeof views)[number];

type Props = { reading: Reading; languages: RequestState<Languages>; onRetry: () => void };

/** The text, which can be read whatever becomes of its translation. */
export function ReadingText({ reading, languages, onRetry }: Props) {
  if (languages.status === 'ready') return <Translatable reading={reading} offer={languages.data} />;
  return (
    <>
      {languages.status === 'failed' && (
        <div className={styles.problem}>
          <TranslateProblem problem={languages.problem} onRetry={onRetry} />
        </div>
      )}
      <Original reading={reading} />
    </>
  );
}

function Original({ reading: { blocks, language } }: { reading: Reading }) {
  return (
    <LinksOutside className={styles.text}>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a text never change places.
        <Row key={index} index={index} block={block} language={language} view="original" />
      ))}
    </LinksOutside>
  );
}

function Translatable({ reading, offer }: { reading: Reading; offer: Languages }) {
  const { t, i18n } = useTranslation('readings');
  const { me } = useLaunch();
  const own = [me.locale ?? [], i18n.language, navigator.languages].flat();
  // An engine without pairs knows more languages than it names; one with pairs has none for this one then.
  const source = closest([reading.language], sourcesOf(offer)) ?? reading.language;
  const { pair, choose } = usePair(offer, own);
  const { target } = withSource(offer, pair, source, own);
  const targets = targetsOf(offer, source);
  const via = viaOf(offer, { source, target });

  const { run, start, cancel } = useReadingTranslation(reading.blocks, source, offer.limits);
  const [view, setView] = useState<View>('both');
  const submit = useRef<ButtonProps.Ref>(null);
  const running = run?.status === 'running';
  useEscape(running, stop);

  function stop() {
    cancel();
    submit.current?.focus();
  }

  if (targets.length === 0) return <Original reading={reading} />;
  return (
    <>
      <div className={styles.bar}>
        <LanguageSelect
          label={t('reading.read_in')}
          languages={namedLanguages(targets, own, i18n.language)}
          chosen={target}
          onChoose={(chosen) => choose({ source: null, target: chosen })}
          note={via === null ? undefined : t('reading.via', { language: languageName(via, i18n.language) })}
        />
        <div className={styles.actions}>
          <Button ref={submit} variant="primary" loading={running} onClick={() => !running && start(target)}>
            {t('reading.translate')}
          </Button>
          {running && (
            <FocusHeir heir={() => submit.current?.focus()}>
              <Button onClick={cancel}>{t('reading.cancel')}</Button>
            </FocusHeir>
          )}
        </div>
      </div>
      {run !== null && (
        <div className={styles.view}>
          <SegmentedControl
            label={t('reading.view')}
            selectedId={view}
            options={views.map((id) => ({ id, text: t(`reading.view_${id}`) }))}
            onChange={({ detail }) => setView(views.find((id) => id === detail.selectedId) ?? 'both')}
          />
        </div>
      )}
      <Status run={run} />
      {run?.problem && (
        <div className={styles.problem}>
          <FocusHeir heir={() => submit.current?.focus()}>
            <TranslateProblem problem={run.problem} onRetry={() => start(run.target)} />
          </FocusHeir>
        </div>
      )}
      <LinksOutside className={styles.text}>
        {reading.blocks.map((block, index) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a text never change places.
            key={index}
            index={index}
            block={block}
            language={reading.language}
            view={run === null ? 'original' : view}
            target={run?.target}
            paragraph={run?.paragraphs[index]}
            onRetry={running || run === null ? undefined : () => start(run.target, index)}
          />
        ))}
      </LinksOutside>
      <p className={styles.note}>
        {run?.model && <>{t('reading.model', { model: run.model })} </>}
        {run?.inPieces && <>{t('reading.in_pieces')} </>}
        {t('reading.privacy')}
      </p>
    </>
  );
}

/** How far it came. Only its beginning and its end are announced; the counting between would not stop talking. */
function Status({ run }: { run: ReadingRun | null }) {
  const { t, i18n } = useTranslation('readings');
  const number = (value: number) => numberOf(value, i18n.language);
  const all = run?.paragraphs ?? [];
  const done = all.filter(({ status }) => status === 'done').length;
  const failed = all.filter(({ status }) => status === 'failed').length;
  return (
    <p className={styles.status}>
      <span role="status">
        {run?.status === 'running' && t('reading.running')}
        {run?.status === 'cancelled' && t('reading.cancelled')}
        {run?.status === 'done' &&
          (failed === 0 ? t('reading.done') : t('reading.done_but', { failed: number(failed) }))}
      </span>
      {run !== null && run.status !== 'done' && (
        <> {t('reading.so_far', { done: number(done), all: number(all.length) })}</>
      )}
    </p>
  );
}
