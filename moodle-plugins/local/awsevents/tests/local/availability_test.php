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
 * Tests of what counts as a condition.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\availability
 */
final class availability_test extends \basic_testcase {
    public function test_no_tree_and_an_empty_one_restrict_nobody(): void {
        $empty = [
            null,
            '',
            '{"op":"&","c":[],"showc":[]}',
            '{"op":"!|","c":[],"showc":[]}',
            '{"op":"|","c":[],"show":true}',
            '{"op":"!&","show":false,"c":[]}',
        ];
        foreach ($empty as $tree) {
            $this->assertFalse(availability::restricts($tree), var_export($tree, true));
        }
    }

    public function test_any_condition_restricts(): void {
        $conditions = [
            '{"op":"&","c":[{"type":"date","d":">=","t":1893456000}],"showc":[true]}',
            '{"op":"|","c":[{"type":"group","id":4},{"type":"group"}],"show":false}',
            '{"op":"!&","c":[{"type":"completion","cm":7,"e":1}],"show":true}',
            '{"op":"&","c":[{"op":"|","c":[]}],"showc":[true]}',
        ];
        foreach ($conditions as $tree) {
            $this->assertTrue(availability::restricts($tree), $tree);
        }
    }

    public function test_a_tree_that_moodle_cannot_read_restricts(): void {
        $broken = [
            '{"op":"&","c":[],"showc":[]', 'null', '[]', '""', '0', ' ', '{}', '{"op":"&","showc":[]}', '{"c":[],"showc":[]}',
            '{"op":"^","c":[],"showc":[],"show":true}', '{"op":["&"],"c":[],"showc":[]}', '{"op":"&","c":{},"showc":[]}',
            '{"op":"&","c":[]}', '{"op":"&","c":[],"show":true}', '{"op":"|","c":[],"showc":[]}', '{"op":"|","c":[],"show":1}',
        ];
        foreach ($broken as $tree) {
            $this->assertTrue(availability::restricts($tree), $tree);
        }
    }
}
