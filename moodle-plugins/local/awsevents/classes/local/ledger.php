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
 * What becomes of the rows of one run: it keeps those at hand, and writes down the fate of each.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class ledger {
    /** As how often refused an event waits that makes the bus seem unavailable: half an hour or longer. */
    private const SET_ASIDE = 8;

    /** @var outbox_row[] The rows that were read last, and are still there, by their ids. */
    private array $rows = [];

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
     * @param outbox $outbox where the rows are
     * @param int $maxattempts how often the bus may refuse an event until it is no longer tried
     * @param \Closure $now the unix time
     * @param \Closure $chance a number from 0 to 1, another one each time
     */
    public function __construct(
        /** @var outbox Where the rows are. */
        private readonly outbox $outbox,
        /** @var int How often the bus may refuse an event until it is no longer tried. */
        private readonly int $maxattempts,
        /** @var \Closure The unix time. */
        private readonly \Closure $now,
        /** @var \Closure A number from 0 to 1, another one each time. */
        private readonly \Closure $chance,
    ) {
    }

    /**
     * Takes up other rows.
     *
     * @param outbox_row[] $rows in their order
     */
    public function open(array $rows): void {
        $this->rows = array_column($rows, null, 'id');
    }

    /**
     * The rows that were read last, and are still there.
     *
     * @return outbox_row[] by their ids
     */
    public function rows(): array {
        return $this->rows;
    }

    /**
     * How many events the bus took.
     *
     * @return int
     */
    public function count_sent(): int {
        return $this->sent;
    }

    /**
     * Deletes the rows of events that the bus has.
     *
     * @param int[] $ids of rows
     */
    public function sent(array $ids): void {
        if ($ids) {
            $this->outbox->sent($ids);
            $this->rows = array_diff_key($this->rows, array_flip($ids));
            $this->sent += count($ids);
        }
    }

    /**
     * Makes a row wait, or gives it up.
     *
     * @param int $id of a row
     * @param string $error why
     * @param bool $counts whether its event is to blame
     */
    public function refused(int $id, string $error, bool $counts): void {
        $row = $this->rows[$id];
        $attempts = $row->attempts + ($counts ? 1 : 0);
        if ($counts && $attempts >= $this->maxattempts) {
            $this->dead($row, $error, $attempts);
            return;
        }
        $this->later($row, $error, $attempts, $attempts);
    }

    /**
     * Makes a row wait for long, and does not blame it.
     *
     * @param int $id of a row
     * @param string $error why
     */
    public function set_aside(int $id, string $error): void {
        $row = $this->rows[$id];
        $this->later($row, $error, $row->attempts, self::SET_ASIDE);
    }

    /**
     * Gives a row up that cannot be sent.
     *
     * @param int $id of a row
     * @param string $why why not
     */
    public function unsendable(int $id, string $why): void {
        $row = $this->rows[$id];
        $this->dead($row, "not sent: {$why}", $row->attempts);
    }

    /**
     * Makes a row wait.
     *
     * @param outbox_row $row the row
     * @param string $error why
     * @param int $attempts how often it was refused
     * @param int $failures for how many failures it waits
     */
    private function later(outbox_row $row, string $error, int $attempts, int $failures): void {
        $wait = backoff::of_event($failures, ($this->chance)());
        $this->outbox->later($row->id, $attempts, ($this->now)() + $wait, $error);
        $this->later++;
        $this->error = $error;
    }

    /**
     * Gives a row up. It stays where an administrator finds it.
     *
     * @param outbox_row $row the row
     * @param string $error why
     * @param int $attempts how often it was refused
     */
    private function dead(outbox_row $row, string $error, int $attempts): void {
        $this->outbox->dead($row->id, $attempts, $error);
        $this->dead++;
        $this->error = $error;
    }

    /**
     * Keeps what happened for those who look later.
     *
     * @param delivery_state $state where
     */
    public function remember(delivery_state $state): void {
        $now = ($this->now)();
        if ($this->sent > 0) {
            $state->succeeded($now);
        }
        if ($this->error !== '') {
            $state->refused($now, $this->error);
        }
    }

    /**
     * The whole run.
     *
     * @param string $end how it ended: one of the constants of {@see report}
     * @param string|null $error the last error, if it is not that of an event
     * @return report
     */
    public function report(string $end, ?string $error = null): report {
        return new report($end, $this->sent, $this->later, $this->dead, $error ?? $this->error);
    }
}
