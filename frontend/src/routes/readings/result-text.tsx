import { useTranslation } from 'react-i18next';
import type { Result } from '../../api/types';
import { numberOf } from '../../i18n/format';

/** What stands in the gradebook, or a dash that is read as words. */
export function ResultText({ result }: { result: Result | null }) {
  const { t, i18n } = useTranslation('readings');
  const number = (value: number) => numberOf(value, i18n.language);
  if (result?.score == null) return t('result.none');
  if (result.maximum === null) return number(result.score);
  return t('result.of', { score: number(result.score), maximum: number(result.maximum) });
}
