import type { Problem } from '../api/problem';

const explained = ['code_invalid', 'browser_mismatch', 'instructor_only', 'registration_inactive'] as const;

/** Under which key the catalogues explain a problem; codes of a newer tool than this page are `other`. */
export function problemKey(
  problem: Problem,
): (typeof explained)[number] | 'unreachable' | 'unreadable' | 'other' {
  if (problem.kind !== 'refused') return problem.kind;
  return explained.find((code) => code === problem.code) ?? 'other';
}
