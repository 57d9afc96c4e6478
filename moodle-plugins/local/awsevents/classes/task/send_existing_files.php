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

namespace local_awsevents\task;

use local_awsevents\index_requests;
use local_awsevents\options;

/**
 * Asks the index to read each course, as if all its files had just been added: for the first index of a site.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class send_existing_files extends \core\task\adhoc_task {
    /** How many courses a run asks for. The next ones wait for another run, so that no run takes long. */
    private const PORTION = 500;

    /**
     * Queues it, unless it waits or runs already.
     *
     * @return bool whether it was queued
     */
    public static function queue(): bool {
        if (\core\task\manager::get_adhoc_tasks('\\' . self::class)) {
            return false;
        }
        self::queue_after(0);
        return true;
    }

    /**
     * Queues the courses after one.
     *
     * @param int $courseid the course; 0 for all
     */
    private static function queue_after(int $courseid): void {
        $task = new self();
        $task->set_component('local_awsevents');
        $task->set_custom_data(['after' => $courseid]);
        \core\task\manager::queue_adhoc_task($task);
    }

    /**
     * The task's name.
     *
     * @return string
     */
    public function get_name(): string {
        return get_string('taskexisting', 'local_awsevents');
    }

    /**
     * Asks for the next courses.
     */
    public function execute(): void {
        global $DB;
        if (!options::of_site()->is_active()) {
            mtrace(get_string('notconnected', 'local_awsevents'));
            return;
        }
        $after = (int) ($this->get_custom_data()->after ?? 0);
        $courses = $DB->get_records_select('course', 'id > :after', ['after' => $after], 'id', 'id', 0, self::PORTION);
        $asked = index_requests::make(array_map(intval(...), array_keys($courses)));
        mtrace("index requested for {$asked} courses after the course {$after}");
        if (count($courses) === self::PORTION) {
            self::queue_after(array_key_last($courses));
        }
    }
}
