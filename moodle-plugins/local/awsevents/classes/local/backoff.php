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
 * How long to wait after failures: twice as long each time, and half of it by chance, so that sites do not come back together.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class backoff {
    /** After the first refusal of an event, in seconds. */
    private const EVENT = 30;

    /** After any refusal of an event, in seconds. */
    public const LONGEST_EVENT = 3600;

    /** After the first call that found the bus unavailable, in seconds. */
    private const BUS = 20;

    /** After any call that found the bus unavailable, in seconds: when it is back, events go out soon. */
    public const LONGEST_BUS = 300;

    /**
     * Before an event is tried again.
     *
     * @param int $failures how often it failed, at least 1
     * @param float $chance from 0 to 1
     * @return int seconds
     */
    public static function of_event(int $failures, float $chance): int {
        return self::seconds(self::EVENT, self::LONGEST_EVENT, $failures, $chance);
    }

    /**
     * Before the bus is asked again.
     *
     * @param int $failures how many calls in a row found it unavailable, at least 1
     * @param float $chance from 0 to 1
     * @return int seconds
     */
    public static function of_bus(int $failures, float $chance): int {
        return self::seconds(self::BUS, self::LONGEST_BUS, $failures, $chance);
    }

    /**
     * Doubles.
     *
     * @param int $first seconds after the first failure
     * @param int $longest seconds at most
     * @param int $failures how often it failed
     * @param float $chance from 0 to 1
     * @return int seconds
     */
    private static function seconds(int $first, int $longest, int $failures, float $chance): int {
        // The power is bounded: a number that grows for weeks must not overflow.
        $wait = min($longest, $first * 2 ** min(max($failures, 1) - 1, 16));
        return (int) ceil($wait / 2 + $wait / 2 * $chance);
    }
}
