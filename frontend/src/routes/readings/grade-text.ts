import type { TFunction } from 'i18next';
import type { Grade } from '../../api/types';
import { momentOf } from '../../i18n/format';

type T = TFunction<'readings'>;

const reasons = ['line_item_gone', 'not_gradable', 'not_granted', 'refused', 'given_up'] as const;

/** The cause of a failed grade among those that the page explains; a newer tool may know more. */
export function reasonOf({ reason }: Grade): (typeof reasons)[number] {
  return reasons.find((known) => known === reason) ?? 'refused';
}

/** When the grade is tried again, or when it was sent; null where there is nothing to say. */
export function whenOf(t: T, grade: Grade, language: string): string | null {
  const { state, next_attempt, sent_at } = grade;
  if (state === 'waiting' && next_attempt !== null) {
    return t('grade.next_attempt', { time: momentOf(new Date(next_attempt), language) });
  }
  if (state === 'sent' && sent_at !== null) {
    return t('grade.sent_at', { time: momentOf(new Date(sent_at), language) });
  }
  return null;
}
