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

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/scripted_bus.php');

/**
 * Tests of a bus that is looked for first.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\checked_bus
 */
final class checked_bus_test extends \basic_testcase {
    public function test_a_bus_that_is_there_is_looked_for_once(): void {
        $looked = 0;
        $bus = new checked_bus($inner = new scripted_bus(), static function () use (&$looked): void {
            $looked++;
        });
        for ($id = 1; $id <= 3; $id++) {
            $bus->put([entry::of(new outbox_row($id, '\a\event\b', 1, '{"a":1}', 0))]);
        }
        $this->assertSame([1, [1, 2, 3]], [$looked, $inner->taken]);
    }

    public function test_a_bus_that_is_not_there_gets_nothing_however_often_it_is_tried(): void {
        $bus = new checked_bus($inner = new scripted_bus(), static fn() => throw new bus_unavailable('not there'));
        for ($i = 0; $i < 2; $i++) {
            try {
                $bus->put([]);
                $this->fail('it was put');
            } catch (bus_unavailable $error) {
                $this->assertSame('not there', $error->getMessage());
            }
        }
        $this->assertSame([], $inner->calls);
    }
}
