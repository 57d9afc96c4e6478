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
 * Tests of what keeps students from an activity, with the sections around it.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\barriers
 * @covers \local_awsevents\local\course_module
 * @covers \local_awsevents\local\course_section
 */
final class barriers_test extends \basic_testcase {
    /**
     * What is said of a page in the innermost of three sections: in section 3, for which subsection 30 stands, in section 2,
     * for which subsection 20 stands, in section 1.
     *
     * @param string[] $page the barriers of the page
     * @param array<int, string[]> $of those of the subsections and sections, by their numbers
     * @return string[]
     */
    private static function inside(array $page, array $of = []): array {
        $sections = [
            new course_section(1, null, 0, $of[1] ?? []),
            new course_section(2, 'mod_subsection', 20, $of[2] ?? []),
            new course_section(3, 'mod_subsection', 30, $of[3] ?? []),
        ];
        $module = new course_module(300, 'mod_page', 20, 3, $page);
        return (new barriers($sections, [
            new course_module(100, 'mod_subsection', 20, 1, $of[20] ?? []),
            new course_module(200, 'mod_subsection', 30, 2, $of[30] ?? []),
            $module,
        ]))->of($module);
    }

    public function test_what_nothing_keeps_students_from_has_no_barrier(): void {
        $this->assertSame([], self::inside([]));
    }

    public function test_barriers_are_sorted_and_each_is_told_once(): void {
        $found = self::inside(['restricted', 'deleting'], [1 => ['hiddensection'], 3 => ['restrictedsection', 'hiddensection']]);
        $this->assertSame(['deleting', 'hiddensection', 'restricted', 'restrictedsection'], $found);
    }

    public function test_each_section_around_an_activity_counts(): void {
        foreach ([1, 2, 3] as $section) {
            $this->assertSame(['restrictedsection'], self::inside([], [$section => ['restrictedsection']]), "section {$section}");
            $this->assertSame(['hidden', 'hiddensection'], self::inside(['hidden'], [$section => ['hiddensection']]));
        }
    }

    public function test_what_keeps_students_from_a_subsection_keeps_them_from_all_in_it(): void {
        foreach ([20, 30] as $subsection) {
            $this->assertSame(['hiddensection'], self::inside([], [$subsection => ['hidden']]), "subsection {$subsection}");
            $this->assertSame(['restrictedsection'], self::inside([], [$subsection => ['restricted']]));
            $this->assertSame(['deleting', 'permission'], self::inside([], [$subsection => ['permission', 'deleting']]));
        }
    }

    public function test_the_activity_that_stands_for_a_section_is_found_by_kind_and_number(): void {
        // The page has the number of a subsection, among pages.
        $this->assertSame(['restricted'], self::inside(['restricted']));
    }

    public function test_a_section_that_nothing_stands_for_hides_what_is_in_it(): void {
        $module = new course_module(300, 'mod_page', 1, 3, []);
        $orphan = new course_section(3, 'mod_subsection', 30, []);
        $this->assertSame(['hiddensection'], (new barriers([$orphan], [$module]))->of($module));
        $this->assertSame(['hiddensection'], (new barriers([], [$module]))->of($module));
    }

    public function test_sections_that_lie_in_each_other_hide_what_is_in_them(): void {
        $module = new course_module(300, 'mod_page', 1, 3, ['restricted']);
        $sections = [new course_section(2, 'mod_subsection', 20, []), new course_section(3, 'mod_subsection', 30, [])];
        $inside = [new course_module(100, 'mod_subsection', 20, 3, []), new course_module(200, 'mod_subsection', 30, 2, []), $module];
        $this->assertSame(['hiddensection', 'restricted'], (new barriers($sections, $inside))->of($module));
    }
}
