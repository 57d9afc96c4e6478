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

/**
 * What waits in the outbox, as an administrator looks at it and deals with it.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class outbox_list {
    /** How many rows are deleted at once: a transaction of a million would stop the site's observers. */
    private const PORTION = 1000;

    /**
     * Some of the rows, the oldest first, without what is in them.
     *
     * @param bool $dead those that were given up, or those that wait
     * @param int $offset how many rows are before them
     * @param int $limit how many at most
     * @return \stdClass[] id, eventname, courseid, timecreated, attempts, nextattempt, lasterror
     */
    public static function rows(bool $dead, int $offset, int $limit): array {
        global $DB;
        $fields = 'id, eventname, courseid, timecreated, attempts, nextattempt, lasterror';
        return $DB->get_records(database_outbox::TABLE, ['dead' => (int) $dead], 'id', $fields, $offset, $limit);
    }

    /**
     * Deletes rows that were given up.
     *
     * @param int|null $before only those whose event is older than this unix time
     * @return int how many rows that were
     */
    public static function delete_dead(?int $before = null): int {
        global $DB;
        $which = $before === null ? 'dead = 1' : 'dead = 1 AND timecreated < :before';
        $deleted = 0;
        do {
            $parameters = $before === null ? [] : ['before' => $before];
            $ids = $DB->get_records_select(database_outbox::TABLE, $which, $parameters, 'id', 'id', 0, self::PORTION);
            database_outbox::delete(array_keys($ids));
            $deleted += count($ids);
        } while (count($ids) === self::PORTION);
        return $deleted;
    }
}
