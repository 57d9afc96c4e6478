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

use local_awsevents\local\profiles;

/**
 * Asks for the index of courses whose order was changed. Moodle fires no event when an activity is moved, be it into a hidden
 * section; but each change of a course's structure raises the revision of its cache, which is a time.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class rearranged {
    /** More at once were not rearranged: Moodle emptied its caches. What was moved in that minute is found at night. */
    private const MOST = 100;

    /**
     * Asks for the courses that changed since it was last done.
     *
     * @param int $now the time
     * @return int for how many
     */
    public static function ask(int $now): int {
        $options = options::of_site();
        if (!$options->is_active() || !array_intersect([profiles::FILES, profiles::EVERYTHING], $options->items('profiles'))) {
            return 0;
        }
        $since = $options->number('rearrangedsince');
        $courses = $since ? self::changed($since) : [];
        $made = count($courses) > self::MOST ? 0 : index_requests::make($courses);
        // The time moves when that is done. Without a change it need not, and settings are read from the cache.
        if ($courses || !$since) {
            set_config('rearrangedsince', $now, 'local_awsevents');
        }
        return $made;
    }

    /**
     * The courses whose structure changed then or later. After several changes in a second a revision is ahead of the clock for
     * as long, and its course is asked for once more: that is better than never.
     *
     * @param int $since a time
     * @return int[] ids; one more than are asked for at most
     */
    private static function changed(int $since): array {
        global $DB;
        $where = 'cacherev >= :since AND id <> :site';
        $params = ['since' => $since, 'site' => SITEID];
        return array_map(intval(...), array_keys($DB->get_records_select('course', $where, $params, 'id', 'id', 0, self::MOST + 1)));
    }
}
