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
 * What a delivery did.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class report {
    /** Nothing is left that may be tried now. */
    public const DONE = 'done';

    /** The time is over, and there is more. */
    public const TIME_OVER = 'timeover';

    /** The bus was unavailable before, and is left in peace a while longer. */
    public const PAUSED = 'paused';

    /** The bus is unavailable. */
    public const UNAVAILABLE = 'unavailable';

    /** Another process is sending. */
    public const BUSY = 'busy';

    /** The site is not connected, or what connects it cannot be used. */
    public const NOT_CONNECTED = 'notconnected';

    /**
     * Takes what was counted.
     *
     * @param string $end how it ended: one of the constants
     * @param int $sent events that the bus took
     * @param int $later events that are tried again later
     * @param int $dead events that are no longer tried
     * @param string $error the last error, in English; for {@see NOT_CONNECTED} the key of a string
     */
    public function __construct(
        /** @var string How it ended: one of the constants. */
        public readonly string $end,
        /** @var int Events that the bus took. */
        public readonly int $sent = 0,
        /** @var int Events that are tried again later. */
        public readonly int $later = 0,
        /** @var int Events that are no longer tried. */
        public readonly int $dead = 0,
        /** @var string The last error, in English; for {@see NOT_CONNECTED} the key of a string. */
        public readonly string $error = '',
    ) {
    }

    /**
     * The report for a log.
     *
     * @return string
     */
    public function in_words(): string {
        $counts = "{$this->end}: {$this->sent} sent, {$this->later} to be tried again, {$this->dead} given up";
        return $this->error === '' ? $counts : "{$counts}; last error: {$this->error}";
    }
}
