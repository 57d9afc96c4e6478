import type { i18n as I18n } from 'i18next';
import { type ComponentType, use } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, pickLanguage } from './language';
import en from './readings/en.json';

export type ReadingTexts = typeof en;

const catalogues: Record<Exclude<Language, 'en'>, () => Promise<{ default: ReadingTexts }>> = {
  es: () => import('./readings/es.json'),
  fr: () => import('./readings/fr.json'),
  de: () => import('./readings/de.json'),
};

const loading = new WeakMap<I18n, Map<Language, Promise<void>>>();

/**
 * A page with the texts of the readings, the namespace `readings`. They come with the first of their pages, so that
 * the page after a launch need not carry them.
 */
export function withReadingTexts(Page: ComponentType): ComponentType {
  return function WithReadingTexts() {
    const { i18n } = useTranslation();
    use(textsOf(i18n, pickLanguage([i18n.language])));
    return <Page />;
  };
}

/** Once for each language; React wants the same promise again. */
function textsOf(i18n: I18n, language: Language): Promise<void> {
  const known = loading.get(i18n) ?? new Map<Language, Promise<void>>();
  loading.set(i18n, known);
  const texts = known.get(language) ?? load(i18n, language);
  known.set(language, texts);
  return texts;
}

/** English stands in for a catalogue that does not come. */
async function load(i18n: I18n, language: Language): Promise<void> {
  i18n.addResourceBundle('en', 'readings', en);
  if (language === 'en') return;
  try {
    const { default: texts } = await catalogues[language]();
    i18n.addResourceBundle(language, 'readings', texts);
  } catch {
    // The page is in English then.
  }
}
