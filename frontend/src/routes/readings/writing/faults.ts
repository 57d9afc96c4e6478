import type { Problem } from '../../../api/problem';
import type { ReadingText } from '../../../api/types';
import { lengthOf } from '../../translate/length-of';

/** What the server refuses of a text, by the field in which to mend it. */
const fields = {
  title_missing: 'title',
  title_too_long: 'title',
  language_unknown: 'language',
  text_empty: 'text',
  text_too_long: 'text',
  text_malformed: 'text',
} as const;

export type Fault = keyof typeof fields;
export type Field = (typeof fields)[Fault];

export const fieldOf = (fault: Fault): Field => fields[fault];

/** As the server has it. */
export const longestTitle = 200;

/** What is wrong with a text as far as this page can tell; how long the text may be, the server tells. */
export function faultOf({ title, html }: ReadingText): Fault | null {
  if (title.trim() === '') return 'title_missing';
  if (lengthOf(title.trim()) > longestTitle) return 'title_too_long';
  return html === '' ? 'text_empty' : null;
}

/** The fault behind an answer of the server, where it is one of the text. */
export function faultIn({ code }: Problem): Fault | null {
  return code !== null && Object.hasOwn(fields, code) ? (code as Fault) : null;
}
