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
 * An event as the bus takes it.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class entry {
    /** Where all events come from. */
    public const SOURCE = 'moodle.events';

    /** What EventBridge counts for a time. */
    private const TIME_BYTES = 14;

    /** The longest DetailType that EventBridge takes. Longer names are cut: the whole one stands in the detail. */
    private const LONGEST_TYPE = 128;

    /**
     * Takes what is sent.
     *
     * @param int $time the event's own time
     * @param string $type the DetailType
     * @param string $detail JSON
     */
    private function __construct(
        /** @var int The event's own time. */
        public readonly int $time,
        /** @var string The DetailType. */
        public readonly string $type,
        /** @var string JSON. */
        public readonly string $detail,
    ) {
    }

    /**
     * The entry for a row.
     *
     * @param outbox_row $row what waits
     * @return self|null null when the row has no usable detail
     */
    public static function of(outbox_row $row): ?self {
        if (!str_starts_with((string) $row->detail, '{"')) {
            return null;
        }
        // The row's id is known only now, and its detail is not read to put it in.
        $detail = '{"sequence":' . $row->id . ',' . substr($row->detail, 1);
        return new self($row->timecreated, substr($row->eventname, 0, self::LONGEST_TYPE), $detail);
    }

    /**
     * How much of a call it takes.
     *
     * @return int bytes, as EventBridge counts
     */
    public function size(): int {
        return self::TIME_BYTES + strlen(self::SOURCE) + strlen($this->type) + strlen($this->detail);
    }
}
