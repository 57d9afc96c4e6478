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
 * An outbox that forgets everything at the end.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class memory_outbox implements outbox {
    /** @var array[] Rows by their ids: `row`, `nextattempt`, `dead`, `error`. */
    public array $rows = [];

    /** @var int How many rows were read at once at most. */
    public int $mostread = 0;

    /**
     * Adds rows.
     *
     * @param int ...$ids theirs
     */
    public function add(int ...$ids): void {
        foreach ($ids as $id) {
            $this->add_row(new outbox_row($id, '\core\event\course_viewed', 1_800_000_000, "{\"n\":{$id}}", 0));
        }
    }

    /**
     * Adds a row.
     *
     * @param outbox_row $row
     * @param int $nextattempt not before this unix time
     */
    public function add_row(outbox_row $row, int $nextattempt = 0): void {
        $this->rows[$row->id] = ['row' => $row, 'nextattempt' => $nextattempt, 'dead' => false, 'error' => ''];
        ksort($this->rows);
    }

    /**
     * The ids of the rows that are no longer tried.
     *
     * @return int[]
     */
    public function dead_ids(): array {
        return array_keys(array_filter($this->rows, static fn(array $kept): bool => $kept['dead']));
    }

    /**
     * How often the bus refused each row that is left.
     *
     * @return int[] by id
     */
    public function attempts(): array {
        return array_map(static fn(array $kept): int => $kept['row']->attempts, $this->rows);
    }

    /**
     * The first rows that may be tried now.
     *
     * @param int $now unix time
     * @param int $rows how many at most
     * @param int $bytes how long their details are together at most
     * @return outbox_row[]
     */
    public function due(int $now, int $rows, int $bytes): array {
        $isdue = static fn(array $kept): bool => !$kept['dead']
            && ($kept['nextattempt'] <= $now || $kept['nextattempt'] > $now + backoff::LONGEST_EVENT);
        $found = array_slice(array_filter($this->rows, $isdue), 0, $rows);
        $this->mostread = max($this->mostread, count($found));
        return array_column($found, 'row');
    }

    /**
     * The bus has these.
     *
     * @param int[] $ids of rows
     */
    public function sent(array $ids): void {
        $this->rows = array_diff_key($this->rows, array_flip($ids));
    }

    /**
     * A row is tried again later.
     *
     * @param int $id of the row
     * @param int $attempts how often it was refused so far
     * @param int $nextattempt not before this unix time
     * @param string $error why
     */
    public function later(int $id, int $attempts, int $nextattempt, string $error): void {
        $this->change($id, $attempts, ['nextattempt' => $nextattempt, 'error' => $error]);
    }

    /**
     * A row is no longer tried.
     *
     * @param int $id of the row
     * @param int $attempts how often it was refused
     * @param string $error why
     */
    public function dead(int $id, int $attempts, string $error): void {
        $this->change($id, $attempts, ['dead' => true, 'error' => $error]);
    }

    /**
     * Changes a row.
     *
     * @param int $id of the row
     * @param int $attempts how often it was refused
     * @param array $change what else
     */
    private function change(int $id, int $attempts, array $change): void {
        $row = $this->rows[$id]['row'];
        $row = new outbox_row($id, $row->eventname, $row->timecreated, $row->detail, $attempts);
        $this->rows[$id] = ['row' => $row] + $change + $this->rows[$id];
    }
}
