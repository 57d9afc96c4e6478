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
 * What the browser suite does to local_awsevents without its pages.
 *
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

/** What waits, with the events. */
function awsevents_outbox(): array {
    global $DB;
    $rows = array_values($DB->get_records('local_awsevents_outbox', null, 'id'));
    return array_map(static fn(stdClass $row): array
        => ['detail' => json_decode($row->detail), 'id' => (int) $row->id, 'dead' => (int) $row->dead] + (array) $row, $rows);
}

/** Empties the outbox, and forgets what was remembered of sending. */
function awsevents_forget(): void {
    global $DB;
    $DB->delete_records('local_awsevents_outbox');
    $DB->delete_records('task_adhoc', ['component' => 'local_awsevents']);
    foreach (['notbefore', 'failures', 'lastsuccess', 'lasterror', 'lasterrortime', 'sentlately'] as $name) {
        unset_config($name, 'local_awsevents');
    }
}

/** Makes a course with one page. */
function awsevents_course(stdClass $wanted): array {
    $generator = new testing_data_generator();
    $course = $generator->create_course(['shortname' => $wanted->name, 'fullname' => $wanted->name]);
    $page = $generator->create_module('page', ['course' => $course->id, 'name' => 'A page of events']);
    return ['course' => (int) $course->id, 'cmid' => (int) $page->cmid];
}

/** Runs a task of the plugin, with what else it queues. */
function awsevents_run(stdClass $wanted): void {
    ob_start();
    $class = "\\local_awsevents\\task\\{$wanted->task}";
    if (is_subclass_of($class, \core\task\scheduled_task::class)) {
        (new $class())->execute();
    } else {
        while ($task = \core\task\manager::get_next_adhoc_task(time() + 1, true, $class)) {
            $task->execute();
            \core\task\manager::adhoc_task_complete($task);
        }
    }
    ob_end_clean();
}

/** What the set-up of the web service has made. */
function awsevents_made(): array {
    global $CFG, $DB;
    return [
        'user' => $DB->count_records('user', ['username' => 'moodle-aws-index', 'deleted' => 0]),
        'role' => $DB->count_records('role', ['shortname' => 'moodleawsindex']),
        'tokens' => $DB->count_records_sql('SELECT COUNT(t.id) FROM {external_tokens} t
            JOIN {external_services} s ON s.id = t.externalserviceid WHERE s.shortname = ?', ['moodle_aws_index']),
        'protocols' => (string) $CFG->webserviceprotocols,
    ];
}

/** Takes the user, the role and the tokens away. */
function awsevents_forget_setup(): void {
    \local_awsevents\web_service_setup::remove();
}

/** Makes the plugin look as the one that it replaces did in the database. */
function awsevents_replaced(stdClass $wanted): void {
    global $DB;
    $DB->get_manager()->drop_table(new xmldb_table('local_awsevents_outbox'));
    $DB->delete_records('config_plugins', ['plugin' => 'local_awsevents']);
    $DB->delete_records('task_scheduled', ['component' => 'local_awsevents']);
    set_config('version', 2026041300, 'local_awsevents');
    foreach ($wanted as $name => $value) {
        set_config("local_awsevents_{$name}", $value);
    }
    // Moodle compares this with what is on the disk.
    set_config('allversionshash', '');
    purge_all_caches();
}
