import { pageTexts } from './page-texts';
import en from './readings/en.json';

export type ReadingTexts = typeof en;

/** A page with the texts of the readings, the namespace `readings`. */
export const withReadingTexts = pageTexts('readings', en, {
  es: () => import('./readings/es.json'),
  fr: () => import('./readings/fr.json'),
  de: () => import('./readings/de.json'),
});
