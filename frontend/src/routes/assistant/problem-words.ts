import type { Problem } from '../../api/problem';

/** Under which key the assistant's texts explain what the tool refuses; some codes call for the same action. */
const explained = {
  question_empty: 'question_empty',
  question_too_long: 'question_too_long',
  request_too_large: 'history_too_long',
  history_too_long: 'history_too_long',
  quota_exceeded: 'quota_exceeded',
  site_quota_exceeded: 'site_quota_exceeded',
  engine_refused: 'engine_refused',
  answer_cut: 'answer_cut',
  engine_busy: 'engine_busy',
  engine_not_ready: 'engine_not_ready',
  engine_timeout: 'engine_timeout',
  engine_unreachable: 'engine_failed',
  engine_failed: 'engine_failed',
  answer_unusable: 'engine_failed',
  engine_misconfigured: 'engine_misconfigured',
  no_course: 'no_course',
  not_indexed_yet: 'not_indexed_yet',
  index_outdated: 'index_outdated',
  access_unknown: 'access_unknown',
  course_hidden: 'course_hidden',
  search_failed: 'search_failed',
  index_requested_lately: 'index_requested_lately',
} as const;

type Code = keyof typeof explained;

/** Null for what the assistant says no differently from other pages. */
export function assistantProblemKey({ kind, code }: Problem): (typeof explained)[Code] | null {
  return kind === 'refused' && isExplained(code) ? explained[code] : null;
}

function isExplained(code: string | null): code is Code {
  return code !== null && Object.hasOwn(explained, code);
}
