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
 * Sends what waits in the outbox. Who calls it sees to it that nobody else does at the same time.
 *
 * A row goes only after the bus has given its event an id. Whatever ends the process before that, the event is sent once
 * more, with the same eventid.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class sender {
    /** How many rows are read at once. */
    private const ROWS = 200;

    /** How much is read at once, in bytes: whatever has piled up, this bounds the memory. */
    private const BYTES = 4_000_000;

    /** How many others are tried when a whole batch was refused. */
    private const PROBES = 5;

    /** After how many calls in a row that found the bus unavailable a batch may be the reason: after some ten minutes. */
    private const SUSPECT = 5;

    /** @var ledger What became of the rows of this run. */
    private readonly ledger $ledger;

    /**
     * Takes what it works with.
     *
     * @param outbox $outbox what waits
     * @param event_bus $bus where it goes
     * @param delivery_state $state what is remembered
     * @param int $maxattempts how often the bus may refuse an event until it is no longer tried
     * @param \Closure $now the unix time
     * @param \Closure $chance a number from 0 to 1, another one each time
     */
    public function __construct(
        /** @var outbox What waits. */
        private readonly outbox $outbox,
        /** @var event_bus Where it goes. */
        private readonly event_bus $bus,
        /** @var delivery_state What is remembered. */
        private readonly delivery_state $state,
        int $maxattempts,
        /** @var \Closure The unix time. */
        private readonly \Closure $now,
        /** @var \Closure A number from 0 to 1, another one each time. */
        private readonly \Closure $chance,
    ) {
        $this->ledger = new ledger($outbox, $maxattempts, $now, $chance);
    }

    /**
     * Sends until nothing may be tried any more, the bus is unavailable or the time is over.
     *
     * @param \Closure $hastime whether there is time for another call
     * @return report
     */
    public function run(\Closure $hastime): report {
        $pause = $this->state->not_before() - ($this->now)();
        // A longer one was set while the clock was wrong.
        if ($pause > 0 && $pause <= backoff::LONGEST_BUS) {
            return new report(report::PAUSED);
        }
        try {
            $end = $this->drain($hastime) ? report::DONE : report::TIME_OVER;
            $this->ledger->remember($this->state);
            return $this->ledger->report($end);
        } catch (bus_unavailable $error) {
            $this->ledger->remember($this->state);
            $now = ($this->now)();
            $wait = backoff::of_bus($this->state->failures() + 1, ($this->chance)());
            $this->state->failed($now, $now + $wait, $error->getMessage());
            return $this->ledger->report(report::UNAVAILABLE, $error->getMessage());
        }
    }

    /**
     * Sends what may be tried.
     *
     * @param \Closure $hastime whether there is time for another call
     * @return bool whether nothing is left
     * @throws bus_unavailable
     */
    private function drain(\Closure $hastime): bool {
        while ($rows = $this->outbox->due(($this->now)(), self::ROWS, self::BYTES)) {
            $this->ledger->open($rows);
            foreach (batcher::batches($this->entries()) as $batch) {
                // Some may have been sent out of turn.
                $batch = array_intersect_key($batch, $this->ledger->rows());
                if (!$batch) {
                    continue;
                }
                if (!$hastime() || !$this->put($batch, $hastime)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The entries for the rows. A row that makes none is given up: it would stand in the way for ever.
     *
     * @return \Generator entries by the ids of their rows
     */
    private function entries(): \Generator {
        foreach ($this->ledger->rows() as $id => $row) {
            $entry = entry::of($row);
            $size = $entry?->size() ?? 0;
            if ($entry === null || $size > batcher::BYTES) {
                $why = $entry === null ? 'its detail is no JSON of ours, or far too long' : "it has {$size} bytes";
                $this->ledger->unsendable($id, $why);
                continue;
            }
            yield $id => $entry;
        }
    }

    /**
     * Puts a batch.
     *
     * @param entry[] $batch by the ids of their rows
     * @param \Closure $hastime whether there is time for another call
     * @return bool whether there was time for all of it
     * @throws bus_unavailable
     */
    private function put(array $batch, \Closure $hastime): bool {
        try {
            $this->read(array_keys($batch), $this->bus->put($batch));
            return true;
        } catch (call_refused $error) {
            return count($batch) === 1
                ? $this->blame([array_key_first($batch) => $error], $hastime)
                : $this->put_one_by_one($batch, $hastime);
        } catch (bus_unavailable $error) {
            if ($this->state->failures() < self::SUSPECT || !$this->probe($batch, $hastime)) {
                throw $error;
            }
            return $this->examine($batch, $hastime);
        }
    }

    /**
     * Puts the entries of a batch for which the bus seems unavailable, and is not for others: something on the way may answer
     * to what is in one of them. Such an entry waits, and is not blamed.
     *
     * @param entry[] $batch by the ids of their rows
     * @param \Closure $hastime whether there is time for another call
     * @return bool whether there was time for all of it
     * @throws bus_unavailable when it is unavailable for all by now
     */
    private function examine(array $batch, \Closure $hastime): bool {
        $stuck = [];
        foreach ($batch as $id => $entry) {
            if (!$hastime()) {
                return false;
            }
            try {
                $this->read([$id], $this->bus->put([$id => $entry]));
            } catch (bus_unavailable | call_refused $error) {
                $stuck[$id] = $error;
            }
        }
        if ($stuck && !$this->probe($stuck, $hastime)) {
            throw new bus_unavailable(reset($stuck)->getMessage());
        }
        foreach ($stuck as $id => $error) {
            $this->ledger->set_aside($id, $error->getMessage());
        }
        return true;
    }

    /**
     * Puts the entries of a batch that was refused as a whole.
     *
     * @param entry[] $batch by the ids of their rows
     * @param \Closure $hastime whether there is time for another call
     * @return bool whether there was time for all of it
     * @throws bus_unavailable
     */
    private function put_one_by_one(array $batch, \Closure $hastime): bool {
        $refused = [];
        foreach ($batch as $id => $entry) {
            if (!$hastime()) {
                return false;
            }
            try {
                $this->read([$id], $this->bus->put([$id => $entry]));
            } catch (call_refused $error) {
                $refused[$id] = $error;
            }
        }
        return $this->blame($refused, $hastime);
    }

    /**
     * Makes entries wait whose calls were refused. They are to blame only if the bus takes others: otherwise it may be what
     * all calls have in common, such as the name of the bus.
     *
     * @param call_refused[] $refused by the ids of their rows
     * @param \Closure $hastime whether there is time for another call
     * @return bool true
     * @throws bus_unavailable when all of several were refused, and others too
     */
    private function blame(array $refused, \Closure $hastime): bool {
        if (!$this->ledger->count_sent() && count($refused) > 1 && !$this->probe($refused, $hastime)) {
            throw new bus_unavailable(reset($refused)->getMessage());
        }
        foreach ($refused as $id => $error) {
            $this->ledger->refused($id, $error->getMessage(), $this->ledger->count_sent() > 0);
        }
        return true;
    }

    /**
     * Whether the bus takes any of a few events that wait behind others: those may all be to blame, and must not stand in the
     * way for ever.
     *
     * @param array $others by the ids of their rows
     * @param \Closure $hastime whether there is time for another call
     * @return bool
     * @throws bus_unavailable
     */
    private function probe(array $others, \Closure $hastime): bool {
        $before = $this->ledger->count_sent();
        $waiting = array_reverse(array_diff_key($this->ledger->rows(), $others), true);
        foreach (array_slice($waiting, 0, self::PROBES, true) as $id => $row) {
            $entry = entry::of($row);
            if ($this->ledger->count_sent() > $before || !$hastime()) {
                break;
            }
            try {
                if ($entry !== null && $entry->size() <= batcher::BYTES) {
                    $this->read([$id], $this->bus->put([$id => $entry]));
                }
            } catch (call_refused) {
                // It is blamed in its turn.
                continue;
            }
        }
        return $this->ledger->count_sent() > $before;
    }

    /**
     * Reads what became of entries.
     *
     * @param int[] $ids of their rows
     * @param outcome[] $outcomes in the same order
     * @throws bus_unavailable when it took none, and none is to blame
     */
    private function read(array $ids, array $outcomes): void {
        if (count($outcomes) !== count($ids)) {
            throw new bus_unavailable(sprintf('the answer tells of %d events, and %d were sent', count($outcomes), count($ids)));
        }
        $outcomes = array_combine($ids, $outcomes);
        $failed = array_filter($outcomes, static fn(outcome $outcome): bool => $outcome->eventid === '');
        $this->ledger->sent(array_keys(array_diff_key($outcomes, $failed)));
        $innocent = array_filter($failed, static fn(outcome $outcome): bool => !failure::is_of_event($outcome->code));
        if (count($innocent) === count($ids)) {
            throw new bus_unavailable(reset($innocent)->in_words());
        }
        foreach ($failed as $id => $outcome) {
            $this->ledger->refused($id, $outcome->in_words(), !isset($innocent[$id]));
        }
    }
}
