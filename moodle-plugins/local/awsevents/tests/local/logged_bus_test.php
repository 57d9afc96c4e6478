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
 * Tests of what is written down of calls.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\logged_bus
 */
final class logged_bus_test extends \basic_testcase {
    /** @var string[] What was written down. */
    private array $lines = [];

    /**
     * Puts two entries.
     *
     * @param scripted_bus $bus where to
     * @return outcome[]
     */
    private function put(scripted_bus $bus): array {
        $entry = static fn(int $id): entry => entry::of(new outbox_row($id, '\a\event\b', 1, '{"a":1}', 0));
        $say = function (string $line): void {
            $this->lines[] = $line;
        };
        return (new logged_bus($bus, $say))->put([7 => $entry(7), 8 => $entry(8)]);
    }

    public function test_what_is_sent_and_what_is_answered_is_written_down_and_nothing_is_changed(): void {
        $outcomes = $this->put(new scripted_bus(static fn(int $sequence): string => $sequence === 8 ? 'MalformedDetail' : ''));
        $this->assertEquals([new outcome('id-7'), new outcome('', 'MalformedDetail', 'about 8')], $outcomes);
        $this->assertSame([
            '{"sequence":7,"a":1}: taken as id-7',
            '{"sequence":8,"a":1}: refused, MalformedDetail: about 8',
        ], $this->lines);
    }

    public function test_a_call_that_fails_is_written_down_and_fails(): void {
        try {
            $this->put(new scripted_bus(null, static fn(): \Throwable => new bus_unavailable('no way')));
            $this->fail('it did not fail');
        } catch (bus_unavailable $error) {
            $this->assertSame(['no way', ['2 events not sent: no way']], [$error->getMessage(), $this->lines]);
        }
    }

    public function test_an_answer_that_is_too_short_is_handed_on(): void {
        $this->assertSame([], $this->put(new scripted_bus(null, static fn(): array => [])));
        $this->assertStringEndsWith('refused, the bus gave neither an id nor a reason', $this->lines[1]);
    }
}
