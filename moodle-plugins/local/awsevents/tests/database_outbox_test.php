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

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/connected_testcase.php');

use local_awsevents\local\outbox_row;

/**
 * Tests of the outbox in the database.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\database_outbox
 */
final class database_outbox_test extends connected_testcase {
    /** The unix time in these tests. */
    private const NOW = 1_800_000_000;

    /**
     * Adds a row.
     *
     * @param array $change what differs
     * @return int its id
     */
    private function add(array $change = []): int {
        global $DB;
        return $DB->insert_record(database_outbox::TABLE, $change + [
            'eventid' => \core\uuid::generate(),
            'eventname' => '\core\event\course_viewed',
            'courseid' => 8,
            'timecreated' => self::NOW - 60,
            'detail' => '{"a":1}',
        ]);
    }

    /**
     * The ids of the rows that may be tried.
     *
     * @param int $rows how many at most
     * @param int $bytes how many bytes at most
     * @return int[]
     */
    private static function due(int $rows = 100, int $bytes = 1000): array {
        return array_column((new database_outbox())->due(self::NOW, $rows, $bytes), 'id');
    }

    public function test_rows_come_in_the_order_of_their_ids_with_what_is_sent(): void {
        $ids = [$this->add(), $this->add(['attempts' => 2, 'detail' => '{"b":2}'])];
        $this->assertEquals([
            new outbox_row($ids[0], '\core\event\course_viewed', self::NOW - 60, '{"a":1}', 0),
            new outbox_row($ids[1], '\core\event\course_viewed', self::NOW - 60, '{"b":2}', 2),
        ], (new database_outbox())->due(self::NOW, 100, 1000));
    }

    public function test_what_waits_or_is_dead_is_left_out_and_what_waits_for_too_long_is_not(): void {
        $this->add(['nextattempt' => self::NOW + 1]);
        $this->add(['nextattempt' => self::NOW + 3600]);
        $this->add(['dead' => 1]);
        $ids = [$this->add(['nextattempt' => self::NOW]), $this->add(['nextattempt' => self::NOW + 3601])];
        $this->assertSame($ids, self::due());
    }

    public function test_what_is_read_is_bounded_in_rows_and_bytes(): void {
        $ids = [];
        for ($i = 0; $i < 4; $i++) {
            $ids[] = $this->add(['detail' => '{"a":"' . str_repeat('x', 92) . '"}']);
        }
        $this->assertSame(array_slice($ids, 0, 3), self::due(3));
        $this->assertSame(array_slice($ids, 0, 2), self::due(100, 299));
        $this->assertSame(array_slice($ids, 0, 3), self::due(100, 300));
    }

    public function test_a_row_that_is_too_long_alone_comes_without_its_detail_and_holds_none_up(): void {
        $ids = [$this->add(['detail' => '{"a":"' . str_repeat('x', 2000) . '"}']), $this->add()];
        [$long, $short] = (new database_outbox())->due(self::NOW, 100, 1000);
        $this->assertSame([$ids[0], null, $ids[1], '{"a":1}'], [$long->id, $long->detail, $short->id, $short->detail]);
    }

    public function test_what_was_sent_is_gone(): void {
        $ids = [$this->add(), $this->add(), $this->add()];
        (new database_outbox())->sent([$ids[0], $ids[2]]);
        $this->assertSame([$ids[1]], self::due());
    }

    public function test_rows_are_deleted_by_their_keys_so_that_rows_that_are_not_committed_hold_nothing_up(): void {
        global $DB;
        $ids = [$this->add(), $this->add(), $this->add()];
        $before = $DB->perf_get_writes();
        (new database_outbox())->sent($ids);
        // MySQL may read the whole table for a list of keys, and then waits for a course that is being restored.
        $this->assertSame(3, $DB->perf_get_writes() - $before);
        $this->assertSame(0, $DB->count_records(database_outbox::TABLE));
    }

    public function test_what_failed_is_kept_with_the_reason_however_long_or_odd(): void {
        global $DB;
        $outbox = new database_outbox();
        $ids = [$this->add(), $this->add()];
        $outbox->later($ids[0], 3, self::NOW + 30, str_repeat('é', 500));
        $outbox->dead($ids[1], 10, "bad \xff\0 bytes");
        $this->assertSame([], self::due());
        $rows = array_values($DB->get_records(database_outbox::TABLE, null, 'id'));
        $this->assertEquals([3, self::NOW + 30, 0], [$rows[0]->attempts, $rows[0]->nextattempt, $rows[0]->dead]);
        $this->assertSame(str_repeat('é', 255), $rows[0]->lasterror);
        $this->assertEquals([10, 1, 'bad  bytes'], [$rows[1]->attempts, $rows[1]->dead, $rows[1]->lasterror]);
    }

    public function test_totals_tell_what_waits_what_is_dead_and_since_when(): void {
        $outbox = new database_outbox();
        $this->assertEquals((object) ['waiting' => 0, 'dead' => 0, 'oldest' => null], $outbox->totals());
        $this->add(['timecreated' => 100, 'dead' => 1]);
        $this->add(['timecreated' => 300]);
        $this->add(['timecreated' => 200, 'nextattempt' => self::NOW + 60]);
        $this->assertEquals((object) ['waiting' => 2, 'dead' => 1, 'oldest' => 200], $outbox->totals());
    }

    public function test_rows_are_replayed_by_choice_or_all_that_are_dead(): void {
        $outbox = new database_outbox();
        $dead = ['dead' => 1, 'attempts' => 10];
        $ids = [$this->add($dead), $this->add($dead), $this->add(['nextattempt' => self::NOW + 60, 'attempts' => 1])];
        $this->assertSame(0, $outbox->replay([]));
        $this->assertSame(2, $outbox->replay([$ids[1], $ids[2], 123456789]));
        $this->assertSame([$ids[1], $ids[2]], self::due());
        $this->assertSame(1, $outbox->replay(null));
        $this->assertSame($ids, self::due());
        $this->assertSame([0, 0, 0], array_column($outbox->due(self::NOW, 100, 1000), 'attempts'));
    }
}
