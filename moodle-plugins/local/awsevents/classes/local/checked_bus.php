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
 * A bus that is looked for before its first call: EventBridge takes events for one that there is not, says that all is well,
 * and drops them.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class checked_bus implements event_bus {
    /**
     * Takes the bus.
     *
     * @param event_bus $bus that is called
     * @param \Closure|null $check that throws {@see bus_unavailable} when there is no such bus
     */
    public function __construct(
        /** @var event_bus That is called. */
        private readonly event_bus $bus,
        /** @var \Closure|null That throws {@see bus_unavailable}; null once it was called. */
        private ?\Closure $check,
    ) {
    }

    /**
     * Puts entries.
     *
     * @param entry[] $entries at most 10, with 1,000,000 bytes together
     * @return outcome[] what became of each, in the same order
     * @throws bus_unavailable
     * @throws call_refused
     */
    public function put(array $entries): array {
        if ($this->check !== null) {
            ($this->check)();
            $this->check = null;
        }
        return $this->bus->put($entries);
    }
}
