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

namespace local_awsevents;

use local_awsevents\event\index_requested;

/**
 * Asks for the index of courses.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class index_requests {
    /**
     * Asks for each course whose events are sent. One that is gone by now, or fails, keeps none of the others from it.
     *
     * @param int[] $courseids which
     * @return int for how many
     */
    public static function make(array $courseids): int {
        $made = 0;
        foreach (array_filter($courseids, options::of_site()->lets_out(...)) as $courseid) {
            try {
                index_requested::of_course($courseid)->trigger();
                $made++;
            } catch (\Throwable $error) {
                mtrace("no index requested for the course {$courseid}: " . $error::class);
            }
        }
        return $made;
    }
}
