import { capitalised, languageName } from '../../i18n/format';
import { closest } from './pairs';

export type NamedLanguage = { value: string; label: string };

/** Languages by name, those of the person first. */
export function namedLanguages(
  tags: readonly string[],
  own: readonly string[],
  language: string,
): NamedLanguage[] {
  const first = new Set(own.map((tag) => closest([tag], tags)));
  const rank = (tag: string) => (first.has(tag) ? 0 : 1);
  const { compare } = new Intl.Collator(language);
  return tags
    .map((tag) => ({ value: tag, label: capitalised(languageName(tag, language), language) }))
    .sort((a, b) => rank(a.value) - rank(b.value) || compare(a.label, b.label));
}
