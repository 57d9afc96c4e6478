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

use local_awsevents\options;
use local_awsevents\outbox_list;

/**
 * Deletes events that were given up, and that nobody sent again for a long time.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class purge_dead extends \core\task\scheduled_task {
    /**
     * The task's name.
     *
     * @return string
     */
    public function get_name(): string {
        return get_string('taskpurge', 'local_awsevents');
    }

    /**
     * Deletes them.
     */
    public function execute(): void {
        $days = options::of_site()->number('deaddays');
        if ($days > 0) {
            $now = \core\di::get(\core\clock::class)->time();
            mtrace(outbox_list::delete_dead($now - $days * DAYSECS) . ' deleted');
        }
    }
}
