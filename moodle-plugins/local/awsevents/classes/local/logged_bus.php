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
 * A bus whose calls and answers are written down.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class logged_bus implements event_bus {
    /**
     * Takes the bus.
     *
     * @param event_bus $bus that is called
     * @param \Closure $say takes a line
     */
    public function __construct(
        /** @var event_bus That is called. */
        private readonly event_bus $bus,
        /** @var \Closure Takes a line. */
        private readonly \Closure $say,
    ) {
    }

    /**
     * Puts entries, and writes down what becomes of them.
     *
     * @param entry[] $entries at most 10, with 1,000,000 bytes together
     * @return outcome[] what became of each, in the same order
     * @throws bus_unavailable
     * @throws call_refused
     */
    public function put(array $entries): array {
        try {
            $outcomes = $this->bus->put($entries);
        } catch (bus_unavailable | call_refused $error) {
            ($this->say)(sprintf('%d events not sent: %s', count($entries), $error->getMessage()));
            throw $error;
        }
        foreach (array_values($entries) as $index => $entry) {
            $outcome = $outcomes[$index] ?? new outcome('');
            $answer = $outcome->eventid === '' ? "refused, {$outcome->in_words()}" : "taken as {$outcome->eventid}";
            ($this->say)("{$entry->detail}: {$answer}");
        }
        return $outcomes;
    }
}
