import { createInstance, type i18n as I18n } from 'i18next';
import type { AssistantTexts } from './assistant-texts';
import { type Language, pickLanguage } from './language';
import en from './locales/en.json';
import type { ReadingTexts } from './reading-texts';

export type Catalogue = typeof en;

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Catalogue; readings: ReadingTexts; assistant: AssistantTexts };
  }
}

/** English travels with the page, so that even "no network" can be said; the others load when needed. */
const catalogues: Record<Exclude<Language, 'en'>, () => Promise<{ default: Catalogue }>> = {
  es: () => import('./locales/es.json'),
  fr: () => import('./locales/fr.json'),
  de: () => import('./locales/de.json'),
};

/** Starts in the browser's language; `speak` changes to the person's once the platform has told it. */
export async function createI18n(wanted: readonly string[]): Promise<I18n> {
  const i18n = createInstance();
  i18n.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18n.init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes what it renders; escaping twice would show people `O&#39;Brien`.
    interpolation: { escapeValue: false },
  });
  await speak(i18n, wanted);
  return i18n;
}

/** Changes the language, or stays with the one of now when its catalogue cannot be loaded. */
export async function speak(i18n: I18n, wanted: readonly string[]): Promise<void> {
  const language = pickLanguage(wanted);
  if (await hasCatalogue(i18n, language)) await i18n.changeLanguage(language);
}

async function hasCatalogue(i18n: I18n, language: Language): Promise<boolean> {
  if (language === 'en' || i18n.hasResourceBundle(language, 'translation')) return true;
  try {
    const { default: catalogue } = await catalogues[language]();
    i18n.addResourceBundle(language, 'translation', catalogue);
    return true;
  } catch {
    return false;
  }
}
