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
 * What keeps some of a course's students, or all, from an activity: its own state, and that of each section around it.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class barriers {
    /** It is being deleted. */
    public const DELETING = 'deleting';

    /** It is hidden, or its kind is switched off. */
    public const HIDDEN = 'hidden';

    /** A section around it is hidden. */
    public const HIDDEN_SECTION = 'hiddensection';

    /** A role may not see it. */
    public const PERMISSION = 'permission';

    /** It has conditions. */
    public const RESTRICTED = 'restricted';

    /** A section around it has conditions. */
    public const RESTRICTED_SECTION = 'restrictedsection';

    /** What is said of the activities in a section, when it is so of the activity that stands for the section. */
    private const INSIDE = [self::HIDDEN => self::HIDDEN_SECTION, self::RESTRICTED => self::RESTRICTED_SECTION];

    /** @var array<int, course_section> The sections by their ids. */
    private array $sections = [];

    /** @var array<string, course_module> The activities by {@see key}. */
    private array $modules = [];

    /**
     * Takes a whole course.
     *
     * @param course_section[] $sections all of them
     * @param course_module[] $modules all of them
     */
    public function __construct(array $sections, array $modules) {
        foreach ($sections as $section) {
            $this->sections[$section->sectionid] = $section;
        }
        foreach ($modules as $module) {
            $this->modules[self::key($module->component, $module->instance)] = $module;
        }
    }

    /**
     * What keeps students from an activity.
     *
     * @param course_module $module one of the course's
     * @return string[] sorted, each once; none when everybody in the course may see it
     */
    public function of(course_module $module): array {
        $found = array_unique([...$module->barriers, ...$this->around($module, [])]);
        sort($found);
        return $found;
    }

    /**
     * The barriers of the sections around an activity. A section that is not there, or lies in itself, is seen by nobody.
     *
     * @param course_module $module one of the course's
     * @param array<int, true> $passed the sections, by their ids, that have been counted
     * @return string[]
     */
    private function around(course_module $module, array $passed): array {
        $section = $this->sections[$module->sectionid] ?? null;
        if (!$section || isset($passed[$section->sectionid])) {
            return [self::HIDDEN_SECTION];
        }
        if ($section->component === null) {
            return $section->barriers;
        }
        $outer = $this->modules[self::key($section->component, $section->instance)] ?? null;
        if (!$outer) {
            return [...$section->barriers, self::HIDDEN_SECTION];
        }
        $inherited = array_map(static fn(string $barrier): string => self::INSIDE[$barrier] ?? $barrier, $outer->barriers);
        return [...$section->barriers, ...$inherited, ...$this->around($outer, $passed + [$section->sectionid => true])];
    }

    /**
     * By what a section names the activity that stands for it.
     *
     * @param string $component its kind
     * @param int $instance its number among its kind
     * @return string
     */
    private static function key(string $component, int $instance): string {
        return "{$component}/{$instance}";
    }
}
