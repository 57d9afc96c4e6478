import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import type { SelectProps } from '@cloudscape-design/components/select';
import { type Ref, useImperativeHandle, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLaunch } from '../../../api/session-context';
import type { ReadingText } from '../../../api/types';
import { directionOf } from '../../../i18n/direction';
import { namedLanguages } from '../../translate/language-names';
import { LanguageSelect } from '../../translate/language-select';
import { type Fault, type Field, fieldOf } from './faults';
import { FileImport } from './file-import';
import { commonLanguages } from './languages';
import type { Imported } from './read-file';
import { TextEditor, type TextEditorRef } from './text-editor';
import styles from './text-form.module.css';

export type TextFormRef = { focus(field: Field): void };

type Props = {
  ref?: Ref<TextFormRef>;
  text: ReadingText;
  fault: Fault | null;
  onChange: (change: Partial<ReadingText>) => void;
};

/** Title, language and text of a reading. */
export function TextForm({ ref, text, fault, onChange }: Props) {
  const { t, i18n } = useTranslation('readings');
  const { me } = useLaunch();
  const title = useRef<InputProps.Ref>(null);
  const language = useRef<SelectProps.Ref>(null);
  const editor = useRef<TextEditorRef>(null);
  useImperativeHandle(ref, () => ({
    focus: (field) => ({ title, language, text: editor })[field].current?.focus(),
  }));

  // Naming and sorting them all takes longer than a key press may.
  const languages = useMemo(() => {
    const own = [me.locale ?? [], i18n.language, navigator.languages].flat();
    return namedLanguages([...new Set([text.language, ...commonLanguages])], own, i18n.language);
  }, [me.locale, i18n.language, text.language]);
  const wrong = (field: Field) =>
    fault !== null && fieldOf(fault) === field ? t(`text.fault_${fault}`) : null;

  function take({ title: heading, html }: Imported, name: string) {
    editor.current?.append(html);
    if (text.title.trim() === '') onChange({ title: heading ?? name.replace(/\.[^.]*$/, '') });
  }

  return (
    <div className={styles.form}>
      <FormField stretch label={t('text.title')} errorText={wrong('title')}>
        <Input
          ref={title}
          value={text.title}
          autoComplete={false}
          onChange={({ detail }) => onChange({ title: detail.value })}
          nativeInputAttributes={{ lang: text.language, dir: directionOf(text.language) }}
        />
      </FormField>
      <LanguageSelect
        ref={language}
        label={t('text.language')}
        languages={languages}
        chosen={text.language}
        error={wrong('language')}
        onChoose={(tag) => onChange({ language: tag })}
      />
      <FileImport onImport={take} />
      <TextEditor
        ref={editor}
        initial={text.html}
        language={text.language}
        error={wrong('text')}
        onChange={(html) => onChange({ html })}
      />
    </div>
  );
}
