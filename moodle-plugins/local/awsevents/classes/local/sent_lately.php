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

namespace local_awsevents\local;

/**
 * How many events were sent in the last hour, counted by the minute.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class sent_lately {
    /** How far back is counted, in minutes. */
    private const MINUTES = 60;

    /**
     * Adds events that were just sent.
     *
     * @param string $kept what was kept before, '' at first
     * @param int $now unix time
     * @param int $sent how many
     * @return string what to keep: JSON of at most 60 numbers
     */
    public static function add(string $kept, int $now, int $sent): string {
        $minutes = self::read($kept, $now);
        $minute = intdiv($now, 60);
        $minutes[$minute] = ($minutes[$minute] ?? 0) + $sent;
        return json_encode($minutes, JSON_FORCE_OBJECT);
    }

    /**
     * How many were sent in the last hour.
     *
     * @param string $kept what was kept
     * @param int $now unix time
     * @return int
     */
    public static function total(string $kept, int $now): int {
        return array_sum(self::read($kept, $now));
    }

    /**
     * The minutes that still count. Those that lie ahead were written while the clock was wrong.
     *
     * @param string $kept what was kept
     * @param int $now unix time
     * @return int[] events by minutes since 1970
     */
    private static function read(string $kept, int $now): array {
        $minutes = json_decode($kept, true);
        $last = intdiv($now, 60);
        return array_filter(
            is_array($minutes) ? $minutes : [],
            static fn($sent, $minute): bool => is_int($sent) && $minute > $last - self::MINUTES && $minute <= $last,
            ARRAY_FILTER_USE_BOTH,
        );
    }
}
