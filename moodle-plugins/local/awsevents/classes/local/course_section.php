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
 * A section of a course. An activity can stand for one, which lies in another section then, where the activity is.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class course_section {
    /**
     * Takes what Moodle knows of it.
     *
     * @param int $sectionid its number among all sections
     * @param string|null $component of what stands for it: `mod_subsection`; null for a section of the course itself
     * @param int $instance of what stands for it, the number among its kind
     * @param string[] $barriers its own, of {@see barriers}
     */
    public function __construct(
        /** @var int Its number among all sections. */
        public readonly int $sectionid,
        /** @var string|null Of what stands for it; null for a section of the course itself. */
        public readonly ?string $component,
        /** @var int Of what stands for it, the number among its kind. */
        public readonly int $instance,
        /** @var string[] Its own, of {@see barriers}. */
        public readonly array $barriers,
    ) {
    }
}
