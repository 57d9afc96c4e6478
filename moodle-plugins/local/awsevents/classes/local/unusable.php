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
 * What an administrator typed cannot be used. The message is the key of the string that says what to change.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class unusable extends \InvalidArgumentException {
    /**
     * Says what is wrong.
     *
     * @param string $stringkey a key of this plugin's strings
     * @param int $line the line that is meant, counted from 1; 0 where there is only one
     */
    public function __construct(
        /** @var string A key of this plugin's strings. */
        public readonly string $stringkey,
        /** @var int The line that is meant, counted from 1; 0 where there is only one. */
        public readonly int $at = 0,
    ) {
        parent::__construct($stringkey);
    }
}
