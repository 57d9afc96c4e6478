import type { i18n as I18n } from 'i18next';
import { type ComponentType, use } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, pickLanguage } from './language';

/** The other languages of a catalogue, which load when they are needed. */
export type Others<Texts> = Record<Exclude<Language, 'en'>, () => Promise<{ default: Texts }>>;

/**
 * Puts around a page that it waits for a namespace of texts. They come with the first page that needs them, so that
 * the page after a launch need not carry them.
 */
export function pageTexts<Texts extends object>(namespace: string, english: Texts, others: Others<Texts>) {
  const loading = new WeakMap<I18n, Map<Language, Promise<void>>>();

  return function withTexts(Page: ComponentType): ComponentType {
    return function WithTexts() {
      const { i18n } = useTranslation();
      use(textsOf(i18n, pickLanguage([i18n.language])));
      return <Page />;
    };
  };

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
    i18n.addResourceBundle('en', namespace, english);
    if (language === 'en') return;
    try {
      const { default: texts } = await others[language]();
      i18n.addResourceBundle(language, namespace, texts);
    } catch {
      // The page is in English then.
    }
  }
}
