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

namespace local_awsevents;

use local_awsevents\local\advice;

/**
 * Errors in the words of an administrator: what to change first, then what was said.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class explained {
    /**
     * Explains what AWS, the service or the network said.
     *
     * @param string $error what was said, in English
     * @return string plain text
     */
    public static function error(string $error): string {
        $advice = advice::stringkey($error, options::of_site()->text('transport') === options::BY_CODE);
        $said = get_string('errorsaid', 'local_awsevents', $error);
        return $advice === null ? $said : get_string($advice, 'local_awsevents') . ' ' . $said;
    }
}
