/** Under which key the texts say why something is not in the index; some codes call for the same action. */
const explained = {
  no_token: 'set_up',
  plugin_missing: 'set_up',
  moodle_token_unknown: 'set_up',
  moodle_access_refused: 'set_up',
  moodle_account_refused: 'set_up',
  moodle_web_services_off: 'set_up',
  moodle_not_found: 'set_up',
  moodle_refused: 'set_up',
  moodle_other_site: 'set_up',
  moodle_names_nobody: 'set_up',
  moodle_unreadable: 'set_up',
  not_moodle: 'set_up',
  moodle_unreachable: 'moodle_unreachable',
  moodle_maintenance: 'moodle_maintenance',
  moodle_failed: 'moodle_failed',
  not_a_file: 'not_a_file',
  storage_failed: 'storage_failed',
  crashed: 'crashed',
  io: 'storage_failed',
  index_refused: 'index_refused',
  index_failed: 'index_refused',
  index_ignored: 'index_refused',
  too_large: 'too_large',
  empty: 'empty',
  encrypted: 'encrypted',
  broken: 'broken',
  legacy: 'legacy',
  not_text: 'not_text',
  no_text: 'no_text',
  bomb: 'bomb',
  elsewhere: 'elsewhere',
  too_many_files: 'too_many_files',
  hidden: 'hidden',
  hidden_section: 'hidden_section',
  restricted: 'restricted',
  restricted_section: 'restricted_section',
  permission: 'permission',
  deleting: 'deleting',
  course_deleted: 'course_deleted',
  unknown: 'unknown',
} as const;

type Code = keyof typeof explained;
type Key = (typeof explained)[Code];

/** Null for a reason of a newer tool than this page. */
export function reasonKey(reason: string): Key | null {
  return isExplained(reason) ? explained[reason] : null;
}

/** Whether the words only lead to those of the service, which name the setting to change. */
export function leadsToMessage(key: Key): boolean {
  return key === 'set_up' || key === 'index_refused';
}

function isExplained(reason: string): reason is Code {
  return Object.hasOwn(explained, reason);
}
