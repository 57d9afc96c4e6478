import en from './assistant/en.json';
import { pageTexts } from './page-texts';

export type AssistantTexts = typeof en;

/** A page with the texts of the course assistant, the namespace `assistant`. */
export const withAssistantTexts = pageTexts('assistant', en, {
  es: () => import('./assistant/es.json'),
  fr: () => import('./assistant/fr.json'),
  de: () => import('./assistant/de.json'),
});
