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
 * An activity in a course.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class course_module {
    /**
     * Takes what Moodle knows of it.
     *
     * @param int $cmid its number among all activities
     * @param string $component its kind: `mod_page`
     * @param int $instance its number among its kind
     * @param int $sectionid where it lies
     * @param string[] $barriers its own, of {@see barriers}
     */
    public function __construct(
        /** @var int Its number among all activities. */
        public readonly int $cmid,
        /** @var string Its kind: `mod_page`. */
        public readonly string $component,
        /** @var int Its number among its kind. */
        public readonly int $instance,
        /** @var int Where it lies. */
        public readonly int $sectionid,
        /** @var string[] Its own, of {@see barriers}. */
        public readonly array $barriers,
    ) {
    }
}
