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
 * An event that waits.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class outbox_row {
    /**
     * Takes what was stored.
     *
     * @param int $id of the row: the event's sequence
     * @param string $eventname the event's class, with a backslash in front
     * @param int $timecreated the event's own time
     * @param string|null $detail JSON without the sequence; null when it is too long to be read
     * @param int $attempts how often it was refused
     */
    public function __construct(
        /** @var int Of the row: the event's sequence. */
        public readonly int $id,
        /** @var string The event's class, with a backslash in front. */
        public readonly string $eventname,
        /** @var int The event's own time. */
        public readonly int $timecreated,
        /** @var string|null JSON without the sequence; null when it is too long to be read. */
        public readonly ?string $detail,
        /** @var int How often it was refused. */
        public readonly int $attempts,
    ) {
    }
}
