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

use local_awsevents\local\backoff;
use local_awsevents\local\outbox;
use local_awsevents\local\outbox_row;

/**
 * The outbox in Moodle's database.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class database_outbox implements outbox {
    /** Its table. */
    public const TABLE = 'local_awsevents_outbox';

    /** How much of an error is kept, in characters. */
    private const LONGEST_ERROR = 255;

    /**
     * Which rows may be tried. A time farther away than anything waits was set while the clock was wrong.
     *
     * @param int $now unix time
     * @return array the condition and its parameters
     */
    private static function is_due(int $now): array {
        $condition = 'dead = 0 AND (nextattempt <= :now OR nextattempt > :never)';
        return [$condition, ['now' => $now, 'never' => $now + backoff::LONGEST_EVENT]];
    }

    /**
     * The first rows that may be tried now, oldest first. It looks from the start each time: a transaction that takes
     * long commits a row whose id is below others that have been sent.
     *
     * @param int $now unix time
     * @param int $rows how many at most
     * @param int $bytes how long their details are together at most, in bytes; a row that is longer alone has none
     * @return outbox_row[]
     */
    public function due(int $now, int $rows, int $bytes): array {
        global $DB;
        [$condition, $parameters] = self::is_due($now);
        // Details are in ASCII, so that a database that counts characters counts bytes.
        $length = $DB->sql_length('detail');
        $fields = "id, eventname, timecreated, attempts, {$length} AS bytes";
        $sql = "SELECT {$fields} FROM {" . self::TABLE . "} WHERE {$condition} ORDER BY id";
        $found = [];
        $read = [];
        foreach ($DB->get_records_sql($sql, $parameters, 0, $rows) as $row) {
            if ($row->bytes <= $bytes) {
                $bytes -= $row->bytes;
                $read[] = $row->id;
            } else if ($found) {
                break;
            }
            $found[] = $row;
        }
        $details = $read ? $DB->get_records_list(self::TABLE, 'id', $read, '', 'id, detail') : [];
        $make = static fn(\stdClass $row): outbox_row => new outbox_row(
            (int) $row->id,
            $row->eventname,
            (int) $row->timecreated,
            $details[$row->id]->detail ?? null,
            (int) $row->attempts,
        );
        return array_map($make, $found);
    }

    /**
     * The bus has these: they are deleted.
     *
     * @param int[] $ids of rows
     */
    public function sent(array $ids): void {
        self::delete($ids);
    }

    /**
     * Deletes rows by their key, one at a time. For a list of keys MySQL may read the whole of a small table, and then waits
     * for rows that others have not committed yet: a course that is being restored would stop the sender, which has sent by
     * then and would send again.
     *
     * @param int[] $ids of rows
     */
    public static function delete(array $ids): void {
        global $DB;
        self::in_transaction(static function () use ($DB, $ids): void {
            foreach ($ids as $id) {
                $DB->delete_records(self::TABLE, ['id' => $id]);
            }
        });
    }

    /**
     * Writes in one transaction: all of it or nothing, and with one wait for the disk.
     *
     * @param \Closure $write what is written
     */
    private static function in_transaction(\Closure $write): void {
        global $DB;
        $transaction = $DB->start_delegated_transaction();
        try {
            $write();
            $transaction->allow_commit();
        } catch (\Throwable $error) {
            $transaction->rollback($error);
        }
    }

    /**
     * A row is tried again later.
     *
     * @param int $id of the row
     * @param int $attempts how often it was refused so far
     * @param int $nextattempt not before this unix time
     * @param string $error why, in English
     */
    public function later(int $id, int $attempts, int $nextattempt, string $error): void {
        $this->update(['id' => $id, 'attempts' => $attempts, 'nextattempt' => $nextattempt, 'lasterror' => $error]);
    }

    /**
     * A row is no longer tried.
     *
     * @param int $id of the row
     * @param int $attempts how often it was refused
     * @param string $error why, in English
     */
    public function dead(int $id, int $attempts, string $error): void {
        $this->update(['id' => $id, 'attempts' => $attempts, 'dead' => 1, 'lasterror' => $error]);
    }

    /**
     * Stores what became of a row.
     *
     * @param array $change by column
     */
    private function update(array $change): void {
        global $DB;
        $change['lasterror'] = \core_text::substr(fix_utf8($change['lasterror']), 0, self::LONGEST_ERROR);
        $DB->update_record(self::TABLE, (object) $change);
    }

    /**
     * How much there is.
     *
     * @return \stdClass `waiting` and `dead` in rows, `oldest` as the unix time of the oldest event that waits, or null
     */
    public function totals(): \stdClass {
        global $DB;
        return $DB->get_record_sql(
            'SELECT COALESCE(SUM(1 - dead), 0) AS waiting, COALESCE(SUM(dead), 0) AS dead,
                    MIN(CASE WHEN dead = 0 THEN timecreated END) AS oldest
               FROM {' . self::TABLE . '}',
        );
    }

    /**
     * Tries rows again at once, dead ones too.
     *
     * @param int[]|null $ids of rows; null for all dead ones
     * @return int how many rows that were
     */
    public function replay(?array $ids): int {
        global $DB;
        if ($ids === []) {
            return 0;
        }
        [$condition, $parameters] = $ids === null
            ? ['dead = 1', []]
            : $DB->get_in_or_equal($ids, SQL_PARAMS_NAMED, prefix: 'id');
        return self::revive($ids === null ? $condition : "id {$condition}", $parameters);
    }

    /**
     * Tries every row again at once: those that wait for their next attempt, and those that were given up.
     *
     * @return int how many rows that were
     */
    public function replay_all(): int {
        return self::revive('dead = 1 OR nextattempt > 0', []);
    }

    /**
     * Makes rows as good as new.
     *
     * @param string $condition which rows
     * @param array $parameters of the condition
     * @return int how many rows that were
     */
    private static function revive(string $condition, array $parameters): int {
        global $DB;
        $count = $DB->count_records_select(self::TABLE, $condition, $parameters);
        // In a transaction, for which Moodle has MySQL read what is committed only: else it waits for every row of others.
        $sql = 'UPDATE {' . self::TABLE . "} SET dead = 0, attempts = 0, nextattempt = 0 WHERE {$condition}";
        self::in_transaction(static fn() => $DB->execute($sql, $parameters));
        return $count;
    }
}
