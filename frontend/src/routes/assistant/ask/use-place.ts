import { useTranslation } from 'react-i18next';
import type { Place } from '../../../api/assistant-types';
import { numberOf } from '../../../i18n/format';

/** Where in its file a passage stands, in words; null where the file has no places, and for a place of a newer tool. */
export function usePlace(place: Place | null): string | null {
  const { t, i18n } = useTranslation('assistant');
  switch (place?.kind) {
    case 'page':
      return t('sources.page', { number: numberOf(place.number, i18n.language) });
    case 'slide':
      return t('sources.slide', { number: numberOf(place.number, i18n.language) });
    case 'sheet':
      return t('sources.sheet', { name: place.name });
    case 'chapter':
      return t('sources.chapter', { title: place.title });
    default:
      return null;
  }
}
