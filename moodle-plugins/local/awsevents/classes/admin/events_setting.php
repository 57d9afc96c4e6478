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

namespace local_awsevents\admin;

use local_awsevents\event_list;

/**
 * The field for further events, out of all that this site can trigger.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class events_setting extends picker_setting {
    /**
     * All events.
     *
     * @param string[] $chosen what was chosen
     * @return string[] names by classes
     */
    protected function options(array $chosen): array {
        // One that is chosen and gone can be taken out.
        return event_list::all() + array_combine($chosen, $chosen);
    }

    /**
     * Whether there is such an event.
     *
     * @param string $value its class
     * @return bool
     */
    protected function is_option(string $value): bool {
        return event_list::has($value);
    }

    /**
     * What to say when there is none.
     *
     * @param string $value its class
     * @return string
     */
    protected function refusal(string $value): string {
        return get_string('eventunknown', 'local_awsevents', s($value));
    }
}
