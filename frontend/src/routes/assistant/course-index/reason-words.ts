/** Why a file is not in the index, as far as this page has words for it. */
const reasons = [
  'moodle_refused',
  'moodle_unreachable',
  'moodle_failed',
  'not_a_file',
  'broken',
  'engine_failed',
  'storage_failed',
  'too_large',
  'empty',
  'encrypted',
  'legacy',
  'not_text',
  'no_text',
  'too_complex',
  'hidden',
  'hidden_section',
  'restricted',
  'restricted_section',
  'permission',
  'deleting',
] as const;

/** Null for no reason, and for one of a newer tool than this page. */
export function reasonKey(reason: string | null): (typeof reasons)[number] | null {
  return reasons.find((known) => known === reason) ?? null;
}
