import Button from '@cloudscape-design/components/button';
import type { SelectProps } from '@cloudscape-design/components/select';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { Languages } from '../../api/types';
import { languageName } from '../../i18n/format';
import styles from './language-bar.module.css';
import { namedLanguages } from './language-names';
import { LanguageSelect } from './language-select';
import { type Pair, reversed, sourcesOf, targetsOf, viaOf, withSource } from './pairs';

/** Stands for the null source among the tags, of which it is none. */
const detect = 'detect';

type Props = {
  sourceRef: Ref<SelectProps.Ref>;
  offer: Languages;
  own: readonly string[];
  pair: Pair;
  /** The source of the last translation, where it was recognised. */
  detected: string | null;
  busy: boolean;
  onChoose: (pair: Pair) => void;
  onSwap: (pair: Pair) => void;
};

export function LanguageBar({ sourceRef, offer, own, pair, detected, busy, onChoose, onSwap }: Props) {
  const { t, i18n } = useTranslation();
  const name = (tag: string) => languageName(tag, i18n.language);
  const named = (tags: readonly string[]) => namedLanguages(tags, own, i18n.language);

  const source = pair.source ?? detected;
  const via = viaOf(offer, { ...pair, source });
  const back = reversed(offer, pair, detected);
  const noWayBack =
    source === null
      ? t('translate.swap_unknown')
      : t('translate.swap_impossible', { source: name(pair.target), target: name(source) });

  return (
    <div className={styles.bar}>
      <LanguageSelect
        ref={sourceRef}
        label={t('translate.from')}
        languages={[{ value: detect, label: t('translate.detect') }, ...named(sourcesOf(offer))]}
        chosen={pair.source ?? detect}
        onChoose={(tag) => onChoose(withSource(offer, pair, tag === detect ? null : tag, own))}
        note={
          pair.source === null && detected !== null
            ? t('translate.detected', { language: name(detected) })
            : undefined
        }
      />
      <div className={styles.swap}>
        <Button
          variant="icon"
          iconSvg={<SwapIcon />}
          ariaLabel={t('translate.swap')}
          disabled={busy || back === null}
          disabledReason={busy ? t('translate.running') : noWayBack}
          onClick={() => back !== null && onSwap(back)}
        />
      </div>
      <LanguageSelect
        label={t('translate.to')}
        languages={named(targetsOf(offer, pair.source))}
        chosen={pair.target}
        onChoose={(target) => onChoose({ ...pair, target })}
        note={via === null ? undefined : t('translate.via', { language: name(via) })}
      />
    </div>
  );
}

function SwapIcon() {
  return (
    <svg viewBox="0 0 16 16" focusable="false" aria-hidden="true">
      <path d="M1 5h13M10.5 1.5 14 5l-3.5 3.5M15 11H2M5.5 7.5 2 11l3.5 3.5" />
    </svg>
  );
}
