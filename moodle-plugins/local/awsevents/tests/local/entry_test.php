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
 * Tests of entries, and of the calls that they are put together to.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\entry
 * @covers \local_awsevents\local\batcher
 */
final class entry_test extends \basic_testcase {
    /**
     * An entry.
     *
     * @param int $id of the row
     * @param string|null $detail of the row
     * @param string $eventname of the row
     * @return entry|null
     */
    private static function entry(int $id, ?string $detail, string $eventname = '\a\event\b'): ?entry {
        return entry::of(new outbox_row($id, $eventname, 1_800_000_000, $detail, 0));
    }

    /**
     * An entry of a size.
     *
     * @param int $size in bytes
     * @return entry
     */
    private static function of_size(int $size): entry {
        $entry = self::entry(1, '{"a":""}');
        return self::entry(1, '{"a":"' . str_repeat('x', $size - $entry->size()) . '"}');
    }

    public function test_the_sequence_is_added_and_all_else_stays_to_the_byte(): void {
        $entry = self::entry(42, '{"other":{"b":1.0,"a":"\/\u00e9"}}');
        $this->assertSame('{"sequence":42,"other":{"b":1.0,"a":"\/\u00e9"}}', $entry->detail);
        $this->assertSame(['\a\event\b', 1_800_000_000], [$entry->type, $entry->time]);
    }

    public function test_what_is_no_detail_makes_no_entry(): void {
        foreach ([null, '', '[]', '{}', 'null', '"{"'] as $detail) {
            $this->assertNull(self::entry(1, $detail));
        }
    }

    public function test_a_type_is_as_long_as_eventbridge_takes_it(): void {
        $this->assertSame(128, strlen(self::entry(1, '{"a":1}', '\\' . str_repeat('x', 200))->type));
    }

    public function test_the_size_is_what_eventbridge_counts(): void {
        $detail = '{"sequence":7,"a":"é"}';
        $this->assertSame(14 + strlen('moodle.events') + strlen('\a\event\b') + strlen($detail), self::entry(7, '{"a":"é"}')->size());
    }

    public function test_a_call_has_ten_entries_and_a_million_bytes_at_most(): void {
        $sizes = static fn(array $entries): array => array_map(
            static fn(array $batch): int => array_sum(array_map(static fn(entry $entry): int => $entry->size(), $batch)),
            iterator_to_array(batcher::batches($entries), false),
        );
        $this->assertSame([1000, 200], $sizes(array_fill(0, 12, self::of_size(100))));
        $this->assertSame([1_000_000, 500_000], $sizes(array_fill(0, 3, self::of_size(500_000))));
        $this->assertSame([500_001, 500_000], $sizes([self::of_size(500_001), self::of_size(500_000)]));
        $this->assertSame([1_000_000, 100], $sizes([self::of_size(1_000_000), self::of_size(100)]));
        $this->assertSame([], $sizes([]));
    }

    public function test_entries_keep_their_keys(): void {
        $batches = iterator_to_array(batcher::batches([7 => self::of_size(100), 3 => self::of_size(100)]), false);
        $this->assertSame([[7, 3]], array_map(array_keys(...), $batches));
    }
}
