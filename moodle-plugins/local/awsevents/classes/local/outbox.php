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
 * Where events wait until the bus has them.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
interface outbox {
    /**
     * The first rows that may be tried now, oldest first. It looks from the start each time: a transaction that takes
     * long commits a row whose id is below others that have been sent.
     *
     * @param int $now unix time
     * @param int $rows how many at most
     * @param int $bytes how long their details are together at most, in bytes; a row that is longer alone has none
     * @return outbox_row[]
     */
    public function due(int $now, int $rows, int $bytes): array;

    /**
     * The bus has these: they are deleted.
     *
     * @param int[] $ids of rows
     */
    public function sent(array $ids): void;

    /**
     * A row is tried again later.
     *
     * @param int $id of the row
     * @param int $attempts how often it was refused so far
     * @param int $nextattempt not before this unix time
     * @param string $error why, in English
     */
    public function later(int $id, int $attempts, int $nextattempt, string $error): void;

    /**
     * A row is no longer tried.
     *
     * @param int $id of the row
     * @param int $attempts how often it was refused
     * @param string $error why, in English
     */
    public function dead(int $id, int $attempts, string $error): void;
}
