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
 * Tests of the count of what was sent in the last hour.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\sent_lately
 */
final class sent_lately_test extends \basic_testcase {
    /** A time. */
    private const NOW = 1_795_987_513;

    public function test_what_was_sent_counts_for_an_hour(): void {
        $kept = sent_lately::add('', self::NOW, 5);
        $kept = sent_lately::add($kept, self::NOW + 10, 2);
        $kept = sent_lately::add($kept, self::NOW + 1800, 3);
        $this->assertSame(10, sent_lately::total($kept, self::NOW + 1800));
        $this->assertSame(3, sent_lately::total($kept, self::NOW + 3700));
        $this->assertSame(0, sent_lately::total($kept, self::NOW + 9000));
    }

    public function test_no_more_is_kept_than_is_counted(): void {
        $kept = '';
        for ($minute = 0; $minute < 500; $minute++) {
            $kept = sent_lately::add($kept, self::NOW + 60 * $minute, 1);
        }
        $this->assertCount(60, json_decode($kept, true));
        $this->assertSame(60, sent_lately::total($kept, self::NOW + 60 * 499));
    }

    public function test_a_clock_that_was_wrong_and_a_text_that_is_broken_do_no_harm(): void {
        $kept = sent_lately::add('', self::NOW + 86400, 7);
        $this->assertSame(0, sent_lately::total($kept, self::NOW));
        $this->assertSame(1, sent_lately::total(sent_lately::add($kept, self::NOW, 1), self::NOW));
        foreach (['', '{', '7', '{"x":"y"}', 'null'] as $broken) {
            $this->assertSame(0, sent_lately::total($broken, self::NOW), $broken);
            $this->assertSame(2, sent_lately::total(sent_lately::add($broken, self::NOW, 2), self::NOW), $broken);
        }
    }
}
