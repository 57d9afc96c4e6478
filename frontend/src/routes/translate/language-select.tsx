import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { NamedLanguage } from './language-names';

type Props = {
  ref?: Ref<SelectProps.Ref>;
  label: string;
  languages: readonly NamedLanguage[];
  chosen: string;
  onChoose: (tag: string) => void;
  note?: string | undefined;
  error?: string | null;
};

export function LanguageSelect({ ref, label, languages, chosen, onChoose, note, error }: Props) {
  const { t } = useTranslation();
  return (
    <FormField stretch label={label} constraintText={note} errorText={error}>
      <Select
        ref={ref}
        options={languages}
        selectedOption={languages.find(({ value }) => value === chosen) ?? null}
        onChange={({ detail }) => onChoose(detail.selectedOption.value ?? chosen)}
        filteringType="auto"
        filteringAriaLabel={t('translate.find')}
        filteringPlaceholder={t('translate.find')}
        filteringClearAriaLabel={t('translate.find_clear')}
        noMatch={t('translate.find_nothing')}
      />
    </FormField>
  );
}
