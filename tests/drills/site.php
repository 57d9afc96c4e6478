<?php
// This file is part of Moodle - https://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

/**
 * What the drills do to the Moodle, and what they read of it.
 *
 * `php site.php ACTION JSON`, in Moodle's folder. Prints JSON.
 *
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('CLI_SCRIPT', true);
require(getcwd() . '/config.php');
require_once($CFG->libdir . '/adminlib.php');
require_once($CFG->libdir . '/testing/generator/lib.php');
require_once($CFG->dirroot . '/course/lib.php');
require_once(__DIR__ . '/deeds.php');

const DRILL_OUTBOX = 'local_awsevents_outbox';

/** Sets settings, given as [plugin or '', name, value or null], and says what they were. */
function drill_set(array ...$settings): array {
    $before = [];
    foreach ($settings as [$plugin, $name, $value]) {
        $old = get_config($plugin ?: 'core', $name);
        $before[] = [$plugin, $name, $old === false ? null : $old];
        $value === null ? unset_config($name, $plugin ?: null) : set_config($name, $value, $plugin ?: null);
    }
    return array_reverse($before);
}

/** Encrypts a text as Moodle's settings do. */
function drill_encrypt(string $text): string {
    return \core\encryption::encrypt($text);
}

/** Empties the outbox, and forgets that the bus was ever out of reach. */
function drill_empty(): void {
    global $DB;
    $DB->delete_records(DRILL_OUTBOX);
    unset_config('notbefore', 'local_awsevents');
    unset_config('failures', 'local_awsevents');
    $DB->delete_records('task_adhoc');
}

/** What waits: how many, how many dead, the events' ids. */
function drill_outbox(): array {
    global $DB;
    $rows = $DB->get_records(DRILL_OUTBOX, null, 'id', 'id, eventid, dead, attempts, lasterror');
    return [
        'count' => count($rows),
        'dead' => array_column(array_filter($rows, static fn($row) => (int) $row->dead), 'eventid'),
        'eventids' => array_column($rows, 'eventid'),
        'errors' => array_values(array_unique(array_filter(array_column($rows, 'lasterror')))),
        'attempts' => (int) max([0, ...array_column($rows, 'attempts')]),
        'notbefore' => (int) get_config('local_awsevents', 'notbefore'),
    ];
}

/** How many rows wait. */
function drill_count(): int {
    global $DB;
    return $DB->count_records(DRILL_OUTBOX);
}

/** The last row of Moodle's own log, from which a drill counts. */
function drill_mark(): int {
    global $DB;
    return (int) $DB->get_field_sql('SELECT MAX(id) FROM {logstore_standard_log}');
}

/** What Moodle's own log has after a mark: another witness, which knows nothing of the outbox. */
function drill_log(int $mark): array {
    global $DB;
    $fields = 'id, eventname, courseid, contextid, objectid, timecreated, userid, anonymous';
    $rows = $DB->get_records_select('logstore_standard_log', 'id > ?', [$mark], 'id', $fields);
    return array_map(static fn(stdClass $row): array => (array) $row, array_values($rows));
}

/** Makes the pause after an outage end now, so that a drill need not wait for it. */
function drill_end_pause(): void {
    global $DB;
    unset_config('notbefore', 'local_awsevents');
    $DB->set_field(DRILL_OUTBOX, 'nextattempt', 0);
}

/** Rows of tables whose rows a drill makes, by a part of their name. */
function drill_made(stdClass $wanted): array {
    global $DB;
    $like = $DB->sql_like('shortname', ':name');
    $courses = $DB->get_records_select('course', $like, ['name' => $wanted->prefix . '%'], 'id', 'id');
    return array_map('intval', array_keys($courses));
}

/** How long Moodle leaves the sending task alone after failures, in seconds. */
function drill_fail_delay(): int {
    global $DB;
    return (int) $DB->get_field('task_scheduled', 'faildelay', ['classname' => '\\local_awsevents\\task\\send_events']);
}

$actions = [
    'set' => drill_set(...),
    'encrypt' => drill_encrypt(...),
    'empty' => drill_empty(...),
    'outbox' => drill_outbox(...),
    'count' => drill_count(...),
    'mark' => drill_mark(...),
    'log' => drill_log(...),
    'endpause' => drill_end_pause(...),
    'faildelay' => drill_fail_delay(...),
    'made' => drill_made(...),
    'coursebegin' => drill_course_begin(...),
    'courseend' => drill_course_end(...),
    'quiz' => drill_quiz(...),
    'trigger' => drill_trigger(...),
    'rollback' => drill_rollback(...),
    'token' => drill_token(...),
];
\core\session\manager::set_user(get_admin());
$answer = $actions[$argv[1]](...json_decode($argv[2] ?? '[]', false, 32, JSON_THROW_ON_ERROR));
echo json_encode($answer, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES), "\n";
