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
 * Takes events: EventBridge, or what speaks like it.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
interface event_bus {
    /**
     * Puts entries.
     *
     * @param entry[] $entries at most 10, with 1,000,000 bytes together
     * @return outcome[] what became of each, in the same order
     * @throws bus_unavailable when no entry was looked at; none of them is to blame
     * @throws call_refused when the call as a whole was refused for what is in it; one entry may be to blame
     */
    public function put(array $entries): array;
}
