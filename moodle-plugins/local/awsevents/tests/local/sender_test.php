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

require_once(__DIR__ . '/memory_outbox.php');
require_once(__DIR__ . '/memory_state.php');
require_once(__DIR__ . '/scripted_bus.php');

/**
 * Tests of the sender, with a bus that fails in every way.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\sender
 */
final class sender_test extends \basic_testcase {
    /** @var memory_outbox What waits. */
    private memory_outbox $outbox;

    /** @var memory_state What is remembered. */
    private memory_state $state;

    /** @var int The unix time. */
    private int $now = 1_800_000_000;

    /**
     * Begins with nothing.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->outbox = new memory_outbox();
        $this->state = new memory_state();
    }

    /**
     * A delivery.
     *
     * @param event_bus $bus where it goes
     * @param \Closure|null $hastime whether there is time for another call; always by default
     * @return report
     */
    private function send(event_bus $bus, ?\Closure $hastime = null): report {
        $now = fn(): int => $this->now;
        $sender = new sender($this->outbox, $bus, $this->state, 3, $now, static fn(): float => 1.0);
        return $sender->run($hastime ?? static fn(): bool => true);
    }

    /**
     * Delivers again and again, each time when everything may be tried.
     *
     * @param event_bus $bus where it goes
     * @param int $times how often
     */
    private function send_often(event_bus $bus, int $times): void {
        for ($i = 0; $i < $times; $i++) {
            $this->send($bus);
            $this->now += 7200;
        }
    }

    public function test_everything_goes_in_the_order_of_ids_and_leaves_the_outbox(): void {
        $this->outbox->add(...range(25, 1));
        $bus = new scripted_bus();
        $report = $this->send($bus);
        $this->assertSame(range(1, 25), $bus->taken);
        $this->assertSame([10, 10, 5], array_map(count(...), $bus->calls));
        $this->assertSame([], $this->outbox->rows);
        $this->assertEquals(new report(report::DONE, 25), $report);
        $this->assertSame($this->now, $this->state->lastsuccess);
    }

    public function test_without_events_the_bus_is_not_called(): void {
        $bus = new scripted_bus();
        $this->assertEquals(new report(report::DONE), $this->send($bus));
        $this->assertSame([[], 0], [$bus->calls, $this->state->lastsuccess]);
    }

    public function test_a_row_with_a_lower_id_that_comes_late_is_sent_too(): void {
        $this->outbox->add(5, 6);
        $bus = new scripted_bus();
        $bus->call = function (array $sequences): ?array {
            if ($sequences === [5, 6]) {
                $this->outbox->add(2);
            }
            return null;
        };
        $this->send($bus);
        $this->assertSame([5, 6, 2], $bus->taken);
        $this->assertSame([], $this->outbox->rows);
    }

    public function test_only_entries_that_failed_are_tried_again_and_only_later(): void {
        $this->outbox->add(1, 2, 3);
        $fails = true;
        $bus = new scripted_bus(static function (int $sequence) use (&$fails): string {
            return $fails && $sequence === 2 ? 'MalformedDetail' : '';
        });
        $report = $this->send($bus);
        $this->assertEquals(new report(report::DONE, 2, 1, 0, 'MalformedDetail: about 2'), $report);
        $this->assertSame([2 => 1], $this->outbox->attempts());
        $this->assertSame('MalformedDetail: about 2', $this->state->lasterror);
        $fails = false;
        $this->now += 29;
        $this->assertSame(0, $this->send($bus)->sent);
        $this->now += 1;
        $this->assertSame(1, $this->send($bus)->sent);
        $this->assertSame([1, 3, 2], $bus->taken);
    }

    public function test_an_event_that_is_refused_again_and_again_is_given_up_and_kept(): void {
        $this->outbox->add(1, 2);
        $bus = new scripted_bus(static fn(int $sequence): string => $sequence === 1 ? 'MalformedDetail' : '');
        $this->send_often($bus, 5);
        $this->assertSame([1], $this->outbox->dead_ids());
        $this->assertSame([1 => 3], $this->outbox->attempts());
        $this->assertSame('MalformedDetail: about 1', $this->outbox->rows[1]['error']);
        $this->assertSame([[1, 2], [1], [1]], $bus->calls);
    }

    /**
     * What is no event's fault.
     *
     * @return array[]
     */
    public static function innocent_codes(): array {
        return [['ThrottlingException'], ['InternalFailure'], ['InternalException'], ['ServiceUnavailable'], ['AccessDeniedException']];
    }

    /**
     * An entry that the bus could not take by its own fault never dies of it.
     *
     * @dataProvider innocent_codes
     * @param string $code what the bus says
     */
    public function test_what_is_not_the_fault_of_an_event_never_kills_it(string $code): void {
        $this->outbox->add(1, 2);
        $bus = new scripted_bus(static fn(int $sequence): string => $sequence === 1 ? $code : '');
        $this->send_often($bus, 20);
        $this->assertSame([[], [1 => 0], [2]], [$this->outbox->dead_ids(), $this->outbox->attempts(), $bus->taken]);
        $this->assertGreaterThan(10, count($bus->calls));
    }

    public function test_when_all_entries_are_throttled_the_bus_gets_a_rest(): void {
        $this->outbox->add(...range(1, 30));
        $bus = new scripted_bus(static fn(): string => 'ThrottlingException');
        $this->assertSame(report::UNAVAILABLE, $this->send($bus)->end);
        $this->assertCount(1, $bus->calls);
        $this->assertSame(report::PAUSED, $this->send($bus)->end);
        $this->assertCount(1, $bus->calls);
    }

    public function test_when_the_bus_is_unavailable_everything_waits_longer_each_time_and_nothing_dies(): void {
        $this->outbox->add(...range(1, 30));
        $bus = new scripted_bus(null, static fn(): \Throwable => new bus_unavailable('no way'));
        $waits = [];
        for ($i = 0; $i < 8; $i++) {
            $report = $this->send($bus);
            $this->assertEquals(new report(report::UNAVAILABLE, error: 'no way'), $report);
            $waits[] = $this->state->notbefore - $this->now;
            $this->now = $this->state->notbefore;
        }
        $this->assertSame([20, 40, 80, 160, 300, 300, 300, 300], $waits);
        // After a while one more event is tried each time: the first ones may be to blame.
        $this->assertCount(8 + 3, $bus->calls);
        $this->assertSame([0], array_values(array_unique($this->outbox->attempts())));
        $bus->call = null;
        $this->assertSame(30, $this->send($bus)->sent);
        $this->assertSame([0, 0], [$this->state->failures, $this->state->notbefore]);
    }

    public function test_an_event_for_which_the_whole_bus_seems_unavailable_does_not_hold_up_the_others_for_ever(): void {
        // A firewall on the way answers 403 to a word in it, or the service dies of it.
        $this->outbox->add(...range(1, 30));
        $bus = new scripted_bus(null, static fn(array $sequences): ?\Throwable
            => in_array(3, $sequences, true) ? new bus_unavailable('HTTP 403') : null);
        for ($run = 0; $run < 5; $run++) {
            $this->assertSame([report::UNAVAILABLE, 0], [$this->send($bus)->end, count($bus->taken)]);
            $this->now = $this->state->notbefore;
        }
        $this->assertEquals(new report(report::DONE, 29, 1, 0, 'HTTP 403'), $this->send($bus));
        $this->assertSame([3 => 0], $this->outbox->attempts());
        $this->outbox->add(...range(31, 50));
        $this->now += 1800;
        $this->assertSame(20, $this->send($bus)->sent);
        $this->assertCount(49, array_unique($bus->taken));
        $this->assertCount(49, $bus->taken);
    }

    public function test_a_bus_that_goes_away_while_a_batch_is_examined_sets_nothing_aside(): void {
        $this->outbox->add(...range(1, 30));
        $this->state->failures = 5;
        $calls = 0;
        $bus = new scripted_bus(null, static function () use (&$calls): ?\Throwable {
            // Away, then there for the probe and two more, then away.
            return in_array(++$calls, [2, 3, 4], true) ? null : new bus_unavailable('away');
        });
        $report = $this->send($bus);
        $this->assertSame([report::UNAVAILABLE, 3, 0], [$report->end, $report->sent, $report->later]);
        $bus->call = null;
        $this->now = $this->state->notbefore;
        $this->assertSame(27, $this->send($bus)->sent);
    }

    public function test_what_was_sent_before_the_bus_went_away_is_not_sent_again(): void {
        $this->outbox->add(...range(1, 15));
        $bus = new scripted_bus(null, static fn(array $sequences): ?\Throwable
            => $sequences[0] === 11 ? new bus_unavailable('gone') : null);
        $this->assertEquals(new report(report::UNAVAILABLE, 10, error: 'gone'), $this->send($bus));
        $this->assertSame(range(11, 15), array_keys($this->outbox->rows));
        $this->assertSame([1, $this->now], [$this->state->failures, $this->state->lastsuccess]);
    }

    public function test_a_call_that_is_refused_is_tried_entry_by_entry_so_that_one_holds_none_up(): void {
        $this->outbox->add(1, 2, 3);
        $bus = new scripted_bus(null, static fn(array $sequences): ?\Throwable
            => in_array(2, $sequences, true) ? new call_refused('bad') : null);
        $this->assertEquals(new report(report::DONE, 2, 1, 0, 'bad'), $this->send($bus));
        $this->assertSame([[1, 2, 3], [1], [2], [3]], $bus->calls);
        $this->assertSame([2 => 1], $this->outbox->attempts());
    }

    public function test_many_events_that_the_bus_refuses_for_themselves_do_not_hold_up_the_others(): void {
        // Those that were kept before the site got another address, for example.
        $this->outbox->add(...range(1, 35));
        $bus = new scripted_bus(static fn(int $sequence): string => $sequence <= 30 ? 'NotAuthorizedForSourceException' : '');
        $this->assertSame([5, 30], [$this->send($bus)->sent, count($this->outbox->rows)]);
        $this->send_often($bus, 5);
        $this->assertSame(range(1, 30), $this->outbox->dead_ids());
    }

    public function test_a_batch_of_events_that_are_all_refused_does_not_hold_up_the_others(): void {
        foreach ([11, 14, 60] as $last) {
            // Ten that a firewall on the way finds too large, for example.
            $this->setUp();
            $this->outbox->add(...range(1, $last));
            $bus = new scripted_bus(null, static fn(array $sequences): ?\Throwable
                => $sequences[0] <= 10 ? new call_refused('HTTP 413') : null);
            $this->assertSame([report::DONE, $last - 10], [$this->send($bus)->end, count($bus->taken)]);
            $taken = $bus->taken;
            sort($taken);
            $this->assertSame(range(11, $last), $taken);
            $this->assertSame(array_fill(1, 10, 1), $this->outbox->attempts());
        }
    }

    public function test_when_every_call_is_refused_no_event_is_blamed(): void {
        $this->outbox->add(...range(1, 30));
        $bus = new scripted_bus(null, static fn(): \Throwable => new call_refused('no such name of a bus'));
        $this->assertSame(report::UNAVAILABLE, $this->send($bus)->end);
        $this->assertCount(16, $bus->calls);
        $this->send_often($bus, 10);
        $this->assertSame([0], array_values(array_unique($this->outbox->attempts())));
        $this->assertSame([], $this->outbox->dead_ids());
    }

    public function test_a_single_event_that_is_refused_waits_without_being_blamed_and_holds_no_other(): void {
        $this->outbox->add(1);
        $bus = new scripted_bus(null, static fn(array $sequences): ?\Throwable
            => in_array(1, $sequences, true) ? new call_refused('bad') : null);
        $this->assertEquals(new report(report::DONE, 0, 1, 0, 'bad'), $this->send($bus));
        $this->assertSame([1 => 0], $this->outbox->attempts());
        $this->outbox->add(2);
        $this->assertSame(1, $this->send($bus)->sent);
        for ($id = 3; $id < 8; $id++) {
            $this->now += 7200;
            $this->outbox->add($id);
            $this->send($bus);
        }
        $this->assertSame([1], $this->outbox->dead_ids());
        $this->assertSame(range(2, 7), $bus->taken);
    }

    public function test_an_answer_that_tells_of_fewer_or_more_entries_than_were_sent_is_believed_in_nothing(): void {
        $this->outbox->add(1, 2);
        foreach ([[new outcome('a')], [new outcome('a'), new outcome('b'), new outcome('c')], []] as $outcomes) {
            $bus = new scripted_bus(null, static fn(): array => $outcomes);
            $report = $this->send($bus);
            $this->assertSame(report::UNAVAILABLE, $report->end);
            $this->assertStringContainsString(count($outcomes) . ' events, and 2 were sent', $report->error);
            $this->assertSame([1 => 0, 2 => 0], $this->outbox->attempts());
            $this->now += 3600;
        }
    }

    public function test_an_entry_without_an_id_and_without_a_reason_is_sent_again(): void {
        $this->outbox->add(1, 2);
        $bus = new scripted_bus(null, static fn(array $sequences): ?array
            => $sequences === [1, 2] ? [new outcome(''), new outcome('b')] : null);
        $report = $this->send($bus);
        $this->assertEquals(new report(report::DONE, 1, 1, 0, 'the bus gave neither an id nor a reason'), $report);
        $this->now += 60;
        $this->send($bus);
        $this->assertSame([1], $bus->taken);
    }

    public function test_what_is_too_large_or_no_detail_is_given_up_at_once_and_holds_none_up(): void {
        $row = static fn(int $id, ?string $detail): outbox_row => new outbox_row($id, '\core\event\x', 1, $detail, 0);
        $this->outbox->add_row($row(1, '{"a":"' . str_repeat('x', 1_000_000) . '"}'));
        $this->outbox->add_row($row(2, null));
        $this->outbox->add_row($row(3, 'nonsense'));
        $this->outbox->add(4);
        $bus = new scripted_bus();
        $report = $this->send($bus);
        $this->assertSame([1, 0, 3], [$report->sent, $report->later, $report->dead]);
        $this->assertSame([1, 2, 3], $this->outbox->dead_ids());
        $this->assertStringContainsString('it has 10000', $this->outbox->rows[1]['error']);
        $this->assertStringContainsString('no JSON of ours', $this->outbox->rows[3]['error']);
        $this->assertSame([[4]], $bus->calls);
    }

    public function test_no_call_is_larger_than_the_bus_takes(): void {
        foreach (range(1, 12) as $id) {
            $detail = '{"a":"' . str_repeat('x', 240_000) . '"}';
            $this->outbox->add_row(new outbox_row($id, '\core\event\x', 1, $detail, 0));
        }
        $bus = new scripted_bus();
        $this->send($bus);
        $this->assertSame([4, 4, 4], array_map(count(...), $bus->calls));
        $this->assertLessThanOrEqual(1_000_000, $bus->largest);
    }

    public function test_a_backlog_is_read_in_portions(): void {
        $this->outbox->add(...range(1, 1000));
        $bus = new scripted_bus();
        $this->assertSame(1000, $this->send($bus)->sent);
        $this->assertLessThanOrEqual(200, $this->outbox->mostread);
    }

    public function test_when_the_time_is_over_the_rest_waits_for_the_next_delivery(): void {
        $this->outbox->add(...range(1, 25));
        $bus = new scripted_bus();
        $calls = 1;
        $this->assertEquals(new report(report::TIME_OVER, 10), $this->send($bus, static function () use (&$calls): bool {
            return $calls-- > 0;
        }));
        $this->assertSame(15, $this->send($bus)->sent);
    }

    public function test_the_time_ends_also_while_entries_are_tried_one_by_one(): void {
        $this->outbox->add(...range(1, 10));
        $bus = new scripted_bus(null, static fn(array $sequences): ?\Throwable
            => count($sequences) > 1 ? new call_refused('bad') : null);
        $calls = 4;
        $report = $this->send($bus, static function () use (&$calls): bool {
            return $calls-- > 0;
        });
        $this->assertSame([report::TIME_OVER, 3], [$report->end, $report->sent]);
        $this->assertCount(4, $bus->calls);
    }

    public function test_a_clock_that_was_set_back_holds_nothing_up(): void {
        $this->outbox->add_row(new outbox_row(1, '\core\event\x', 1, '{"a":1}', 1), $this->now + 86400);
        $this->state->notbefore = $this->now + 86400;
        $this->assertSame(1, $this->send(new scripted_bus())->sent);
        $this->outbox->add_row(new outbox_row(2, '\core\event\x', 1, '{"a":1}', 1), $this->now + 1800);
        $this->assertSame(0, $this->send(new scripted_bus())->sent);
    }
}
