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

use local_awsevents\event\test_sent;
use local_awsevents\local\entry;
use local_awsevents\local\outbox_row;
use local_awsevents\local\unusable;

/**
 * Measures the observer on events of this very site, and a synchronous send beside it. It leaves nothing in the database.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class measurement {
    /** How often the bus is called. */
    private const CALLS = 20;

    /** @var int Whose events these are: of nobody, and known by that number. */
    private readonly int $user;

    /**
     * Takes how much to measure.
     *
     * @param int $count how many events
     */
    public function __construct(
        /** @var int How many events. */
        private readonly int $count,
    ) {
        $this->user = -random_int(1_000_000, 2_000_000_000);
    }

    /**
     * Measures the observer.
     *
     * @param callable $say takes a line
     */
    public function observe(callable $say): void {
        $before = self::sdk_files();
        $first = self::milliseconds(fn() => observer::record($this->event()));
        $this->forget();
        ['with' => $with, 'without' => $without] = $this->triggered();
        $inside = [];
        $this->in_transaction(function () use (&$inside): void {
            $inside = $this->beside_bare_inserts();
        });
        $alone = $this->beside_bare_inserts();
        $loaded = count(array_diff(self::sdk_files(), $before));
        $say("{$this->count} events each, in milliseconds:");
        $say(self::line('an event in a transaction, without the observer', $without));
        $say(self::line('the same with the observer, in turn', $with));
        $say(self::line('the observer, in a transaction', $inside['observer']));
        $say(self::line('a bare insert of the same row there, in turn', $inside['bare']));
        $say(self::line('the observer, without one: the database commits the row', $alone['observer']));
        $say(self::line('a bare insert of the same row there, in turn', $alone['bare']));
        $say(sprintf('%-60s %8.3f', 'the observer the first time in a process', $first));
        $say("files of the AWS SDK that the observer loaded: {$loaded}");
    }

    /**
     * Measures what a page would wait for if it called the bus itself. These events are sent.
     *
     * @param callable $say takes a line
     * @throws unusable when the settings name no bus
     */
    public function call(callable $say): void {
        $options = options::of_site();
        $before = self::sdk_files();
        $memory = memory_get_usage();
        $times = [];
        for ($i = 0; $i < self::CALLS; $i++) {
            $data = $this->event()->get_data();
            $times[] = self::milliseconds(static function () use ($options, $data): void {
                $eventid = local\uuid::make(random_bytes(16));
                $detail = $options->envelope()->detail($data, $eventid);
                aws_bus::of($options)->put([entry::of(new outbox_row(0, $data['eventname'], time(), $detail, 0))]);
            });
        }
        $say(sprintf('%-60s %8.3f', 'a synchronous PutEvents, the first time in a process', array_shift($times)));
        $say(self::line('a synchronous PutEvents after that', $times));
        $loaded = count(array_diff(self::sdk_files(), $before));
        $say(sprintf('files of the AWS SDK that it loaded: %d; memory: %.1f MB', $loaded, (memory_get_usage() - $memory) / 1e6));
    }

    /**
     * Triggers events with and without the observer in turn, among all the other observers of the site.
     *
     * @return float[][] milliseconds, `with` and `without`
     */
    private function triggered(): array {
        $observers = \core\event\manager::get_all_observers()['\core\event\base'];
        $ours = array_values(array_filter(
            $observers,
            static fn(\stdClass $observer): bool => ltrim($observer->callable, '\\') === observer::class . '::record',
        ))[0];
        $callable = $ours->callable;
        $times = ['with' => [], 'without' => []];
        $this->in_transaction(function () use ($ours, $callable, &$times): void {
            for ($i = 0; $i < 2 * $this->count; $i++) {
                $event = $this->event();
                // The one in its place does nothing.
                $ours->callable = $i % 2 === 0 ? $callable : 'is_object';
                $times[$i % 2 === 0 ? 'with' : 'without'][] = self::milliseconds(static fn() => $event->trigger());
            }
        });
        $ours->callable = $callable;
        return $times;
    }

    /**
     * Has the observer keep events, and inserts equal rows without it, in turn: the rest is what the database takes.
     *
     * @return float[][] milliseconds, `observer` and `bare`
     */
    private function beside_bare_inserts(): array {
        global $DB;
        observer::record($this->event());
        [$where, $parameters] = $this->own_rows();
        $fields = 'eventid, eventname, courseid, timecreated, detail';
        $row = (array) $DB->get_record_select(database_outbox::TABLE, $where, $parameters, $fields, MUST_EXIST);
        $times = ['observer' => [], 'bare' => []];
        for ($i = 0; $i < $this->count; $i++) {
            $event = $this->event();
            $times['observer'][] = self::milliseconds(static fn() => observer::record($event));
            $times['bare'][] = self::milliseconds(static fn() => $DB->insert_record_raw(database_outbox::TABLE, $row, false));
        }
        $this->forget();
        return $times;
    }

    /**
     * Does something that the database then forgets. Observers outside of transactions, such as logs, do not notice either.
     *
     * @param callable $do what to do
     */
    private function in_transaction(callable $do): void {
        global $DB;
        $transaction = $DB->start_delegated_transaction();
        $do();
        try {
            $transaction->rollback(new \moodle_exception('rollback'));
        } catch (\moodle_exception) {
            // The way to roll back is to throw.
            return;
        }
    }

    /**
     * Deletes the rows that were written.
     */
    private function forget(): void {
        global $DB;
        $DB->delete_records_select(database_outbox::TABLE, ...$this->own_rows());
    }

    /**
     * The rows of the events that are measured.
     *
     * @return array the condition and its parameters
     */
    private function own_rows(): array {
        global $DB;
        $where = 'eventname = :eventname AND ' . $DB->sql_like('detail', ':user');
        return [$where, ['eventname' => '\\' . test_sent::class, 'user' => "%\"userid\":{$this->user},%"]];
    }

    /**
     * An event that is always sent.
     *
     * @return test_sent
     */
    private function event(): test_sent {
        return test_sent::create(['userid' => $this->user]);
    }

    /**
     * The files of the SDK that are loaded.
     *
     * @return string[]
     */
    private static function sdk_files(): array {
        return preg_grep('~/lib/aws-sdk/~', str_replace('\\', '/', get_included_files()));
    }

    /**
     * How long something takes.
     *
     * @param callable $do what to do
     * @return float milliseconds
     */
    private static function milliseconds(callable $do): float {
        $began = hrtime(true);
        $do();
        return (hrtime(true) - $began) / 1e6;
    }

    /**
     * A line of the result.
     *
     * @param string $what was measured
     * @param float[] $times milliseconds
     * @return string
     */
    private static function line(string $what, array $times): string {
        sort($times);
        $at = static fn(float $part): float => $times[(int) floor($part * (count($times) - 1))];
        return sprintf('%-60s median %8.3f   p95 %8.3f', $what, $at(0.5), $at(0.95));
    }
}
