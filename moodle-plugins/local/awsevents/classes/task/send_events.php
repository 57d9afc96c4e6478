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

use local_awsevents\delivery;
use local_awsevents\rearranged;

/**
 * Sends what waits, every minute, and before that asks for the index of courses that were changed without an event.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class send_events extends \core\task\scheduled_task {
    /** After a failure Moodle waits longer each time, up to a day. It doubles this, in seconds, at most. */
    private const LONGEST_DELAY = 75;

    /**
     * The task's name.
     *
     * @return string
     */
    public function get_name(): string {
        return get_string('tasksend', 'local_awsevents');
    }

    /**
     * Asks, and sends what waits, whatever becomes of the asking.
     */
    public function execute(): void {
        try {
            rearranged::ask(\core\di::get(\core\clock::class)->time());
        } catch (\Throwable $error) {
            mtrace('changed courses are asked for later: ' . $error::class);
        }
        $report = delivery::of_site()->run(delivery::SECONDS);
        mtrace($report->in_words());
    }

    /**
     * How long Moodle waits after a failure, a fatal one of PHP among them: never hours.
     *
     * @return int seconds
     */
    public function get_fail_delay() {
        return min(parent::get_fail_delay(), self::LONGEST_DELAY);
    }
}
