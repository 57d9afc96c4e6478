import FormField from '@cloudscape-design/components/form-field';
import LiveRegion from '@cloudscape-design/components/live-region';
import Textarea, { type TextareaProps } from '@cloudscape-design/components/textarea';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { numberOf } from '../../i18n/format';
import { lengthOf } from './length-of';
import styles from './source-text.module.css';

type Props = {
  ref: Ref<TextareaProps.Ref>;
  text: string;
  language: string | null;
  limit: number;
  /** Whether the person wanted to translate nothing. */
  missed: boolean;
  onChange: (text: string) => void;
  onSubmit: () => void;
};

/** From this part of the limit on, people who cannot see the counter are told. */
const near = 0.9;

/** Its letters have the size from which on an iPhone does not zoom in on a field. */
export function SourceText({ ref, text, language, limit, missed, onChange, onSubmit }: Props) {
  const { t, i18n } = useTranslation();
  const used = lengthOf(text);
  const number = (value: number) => numberOf(value, i18n.language);
  const over = used > limit;
  const error = over ? t('translate.over_limit', { limit: number(limit) }) : missed && t('translate.empty');

  return (
    <>
      <FormField
        stretch
        label={t('translate.text')}
        errorText={error}
        constraintText={<span className={styles.shortcut}>{t(shortcut())}</span>}
        characterCountText={t('translate.used', { used: number(used), limit: number(limit) })}
      >
        <Textarea
          ref={ref}
          value={text}
          rows={9}
          resize="vertical"
          placeholder={t('translate.placeholder')}
          onChange={({ detail }) => onChange(detail.value)}
          onKeyDown={(event) => {
            const { key, ctrlKey, metaKey } = event.detail;
            if (key !== 'Enter' || !(ctrlKey || metaKey)) return;
            event.preventDefault();
            onSubmit();
          }}
          nativeTextareaAttributes={{ dir: 'auto', lang: text === '' ? i18n.language : (language ?? '') }}
          style={{ root: { fontSize: '16px' } }}
        />
      </FormField>
      <LiveRegion hidden>
        {!over && used > limit * near && t('translate.near_limit', { limit: number(limit) })}
      </LiveRegion>
    </>
  );
}

function shortcut() {
  return /Mac|iP(hone|ad)/.test(navigator.platform) ? 'translate.shortcut_mac' : 'translate.shortcut';
}
