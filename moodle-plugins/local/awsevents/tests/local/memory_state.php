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
 * What is remembered from one delivery to the next, as long as the test lasts.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class memory_state implements delivery_state {
    /** @var int Until when the bus is left in peace. */
    public int $notbefore = 0;

    /** @var int How many calls in a row found the bus unavailable. */
    public int $failures = 0;

    /** @var int When the bus took an event last. */
    public int $lastsuccess = 0;

    /** @var string The last error. */
    public string $lasterror = '';

    /**
     * Until when the bus is left in peace.
     *
     * @return int
     */
    public function not_before(): int {
        return $this->notbefore;
    }

    /**
     * How many calls in a row found the bus unavailable.
     *
     * @return int
     */
    public function failures(): int {
        return $this->failures;
    }

    /**
     * The bus took an event.
     *
     * @param int $now unix time
     */
    public function succeeded(int $now): void {
        $this->lastsuccess = $now;
        $this->notbefore = 0;
        $this->failures = 0;
    }

    /**
     * The bus was unavailable.
     *
     * @param int $now unix time
     * @param int $notbefore until when it is left in peace
     * @param string $error why
     */
    public function failed(int $now, int $notbefore, string $error): void {
        $this->notbefore = $notbefore;
        $this->failures++;
        $this->refused($now, $error);
    }

    /**
     * The bus refused an event.
     *
     * @param int $now unix time
     * @param string $error why
     */
    public function refused(int $now, string $error): void {
        $this->lasterror = $error;
    }
}
