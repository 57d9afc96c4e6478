import type { Problem } from '../api/problem';

/** Under which key the catalogues explain what the tool refuses; some codes call for the same action. */
const explained = {
  code_invalid: 'code_invalid',
  browser_mismatch: 'browser_mismatch',
  instructor_only: 'instructor_only',
  registration_inactive: 'registration_inactive',
  no_engine: 'no_engine',
  language_unknown: 'language_unknown',
  pair_unsupported: 'pair_unsupported',
  text_too_long: 'too_long',
  call_too_long: 'too_long',
  request_too_large: 'too_long',
  answer_cut: 'answer_cut',
  engine_refused: 'engine_refused',
  quota_exceeded: 'quota_exceeded',
  site_quota_exceeded: 'site_quota_exceeded',
  engine_busy: 'engine_busy',
  engine_not_ready: 'engine_not_ready',
  engine_timeout: 'engine_timeout',
  engine_unreachable: 'engine_failed',
  engine_failed: 'engine_failed',
  answer_unusable: 'engine_failed',
  engine_misconfigured: 'engine_misconfigured',
  no_reading: 'no_reading',
  reading_not_found: 'reading_not_found',
  not_editable: 'not_editable',
  not_recorded: 'not_recorded',
  not_deep_linking: 'wrong_launch',
  not_submission_review: 'wrong_launch',
  not_data_privacy: 'wrong_launch',
  not_an_activity: 'wrong_launch',
  not_accepted: 'not_accepted',
  line_item_not_accepted: 'line_item_not_accepted',
  administrator_only: 'administrator_only',
  not_graded: 'not_graded',
  line_item_gone: 'line_item_gone',
  course_missing: 'course_missing',
  key_gone: 'key_gone',
  subject_missing: 'subject_missing',
} as const;

type Code = keyof typeof explained;
type Key = (typeof explained)[Code] | Exclude<Problem['kind'], 'refused'> | 'other';

/** Codes of a newer tool than this page are `other`. */
export function problemKey({ kind, code }: Problem): Key {
  if (kind !== 'refused') return kind;
  return isExplained(code) ? explained[code] : 'other';
}

function isExplained(code: string | null): code is Code {
  return code !== null && Object.hasOwn(explained, code);
}
