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

    /** @var int Events that the bus took. */
    private int $sent = 0;

    /** @var int Events that are tried again later. */
    private int $later = 0;

    /** @var int Events that are no longer tried. */
    private int $dead = 0;

    /** @var string The last error. */
    private string $error = '';

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
        /** @var int How often the bus may refuse an event until it is no longer tried. */
        private readonly int $maxattempts,
        /** @var \Closure The unix time. */
        private readonly \Closure $now,
        /** @var \Closure A number from 0 to 1, another one each time. */
        private readonly \Closure $chance,
    ) {
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
            return $this->report(report::PAUSED);
        }
        try {
            while ($rows = $this->outbox->due(($this->now)(), self::ROWS, self::BYTES)) {
                foreach (batcher::batches($this->entries($rows)) as $batch) {
                    if (!$hastime()) {
                        return $this->report(report::TIME_OVER);
                    }
                    $this->put($batch);
                }
            }
        } catch (bus_unavailable $error) {
            $this->error = $error->getMessage();
            $now = ($this->now)();
            $wait = backoff::of_bus($this->state->failures() + 1, ($this->chance)());
            $this->state->failed($now, $now + $wait, $this->error);
            return $this->report(report::UNAVAILABLE);
        }
        return $this->report(report::DONE);
    }
}
