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

use core\context\course as course_context;
use core\context\coursecat as category_context;
use core\context\module as module_context;
use core\context\system as system_context;
use core_courseformat\formatactions;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/access_testcase.php');

/**
 * Tests of which activities all students of a course may see.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\course_access
 */
final class course_access_test extends access_testcase {
    /** Moodle's own kinds of activities that can be made without a server of others. */
    private const KINDS = [
        'assign', 'book', 'choice', 'data', 'feedback', 'folder', 'forum', 'glossary', 'imscp', 'label', 'lesson', 'page', 'quiz',
        'resource', 'scorm', 'subsection', 'url', 'wiki', 'workshop',
    ];

    /**
     * Whether Moodle lets the student see an activity.
     *
     * @param \stdClass $module which
     * @return bool
     */
    private function seen(\stdClass $module): bool {
        get_fast_modinfo($this->course, 0, true);
        return get_fast_modinfo($this->course, $this->student->id)->get_cm($module->cmid)->uservisible;
    }

    /**
     * Changes a section.
     *
     * @param int $number its place in the course
     * @param array $fields what
     */
    private function change_section(int $number, array $fields): void {
        $section = get_fast_modinfo($this->course)->get_section_info($number, MUST_EXIST);
        formatactions::section($this->course)->update($section, $fields);
    }

    /**
     * Conditions of several kinds.
     *
     * @return array<string, string> trees by the kinds
     */
    private function conditions(): array {
        $generator = $this->getDataGenerator();
        $group = $generator->create_group(['courseid' => $this->course->id]);
        $grouping = $generator->create_grouping(['courseid' => $this->course->id]);
        $task = $this->make('label', ['completion' => COMPLETION_TRACKING_MANUAL]);
        $each = [
            'group' => ['type' => 'group', 'id' => (int) $group->id],
            'any group' => ['type' => 'group'],
            'grouping' => ['type' => 'grouping', 'id' => (int) $grouping->id],
            'from a date on' => ['type' => 'date', 'd' => '>=', 't' => 4_000_000_000],
            'until a date' => ['type' => 'date', 'd' => '<', 't' => 1_000_000_000],
            'completion' => ['type' => 'completion', 'cm' => (int) $task->cmid, 'e' => COMPLETION_COMPLETE],
        ];
        return array_map(static fn(array $one): string => json_encode(['op' => '&', 'c' => [$one], 'showc' => [true]]), $each);
    }

    public function test_every_kind_of_activity_is_seen_by_all_at_first(): void {
        array_map($this->make(...), self::KINDS);
        $this->assertSame([[]], array_values(array_unique($this->barriers(), SORT_REGULAR)));
        $this->assertCount(count(self::KINDS), $this->barriers());
    }

    public function test_a_hidden_activity_is_hidden_and_a_stealthy_one_is_not(): void {
        set_config('allowstealth', 1);
        $hidden = $this->make('page', ['visible' => 0]);
        $stealthy = $this->make('page', ['visible' => 1, 'visibleoncoursepage' => 0]);
        $this->assertSame([$hidden->cmid => ['hidden'], $stealthy->cmid => []], $this->barriers());
        $this->assertSame([false, true], [$this->seen($hidden), $this->seen($stealthy)]);
    }

    public function test_each_condition_restricts_an_activity_and_a_section(): void {
        foreach ($this->conditions() as $kind => $tree) {
            $page = $this->make('page', ['section' => 0, 'availability' => $tree]);
            $within = $this->make('page', ['section' => 1]);
            $this->change_section(1, ['availability' => $tree]);
            $barriers = $this->barriers();
            $this->assertSame(['restricted'], $barriers[$page->cmid], $kind);
            $this->assertSame(['restrictedsection'], $barriers[$within->cmid], $kind);
            $this->assertSame([false, false], [$this->seen($page), $this->seen($within)], $kind);
            $this->change_section(1, ['availability' => null]);
            $this->assertSame([], $this->barriers()[$within->cmid], $kind);
            $this->assertTrue($this->seen($within), $kind);
        }
    }

    public function test_a_condition_that_this_student_meets_restricts_all_the_same(): void {
        ['any group' => $tree] = $this->conditions();
        $group = $this->getDataGenerator()->create_group(['courseid' => $this->course->id]);
        groups_add_member($group, $this->student);
        $page = $this->make('page', ['availability' => $tree]);
        $this->assertTrue($this->seen($page));
        $this->assertSame(['restricted'], $this->barriers()[$page->cmid]);
    }

    public function test_conditions_count_while_the_site_has_them_switched_off(): void {
        ['from a date on' => $tree] = $this->conditions();
        $page = $this->make('page', ['section' => 1, 'availability' => $tree]);
        $this->change_section(1, ['availability' => $tree]);
        set_config('enableavailability', 0);
        $this->assertSame(['restricted', 'restrictedsection'], $this->barriers()[$page->cmid]);
    }

    public function test_an_empty_tree_restricts_nobody_and_a_broken_one_everybody(): void {
        global $DB;
        $empty = $this->make('page', ['availability' => '{"op":"&","c":[],"showc":[]}']);
        $broken = $this->make();
        $DB->set_field('course_modules', 'availability', '{"op":"&"', ['id' => $broken->cmid]);
        $this->assertSame([$empty->cmid => [], $broken->cmid => ['restricted']], $this->barriers());
        $this->assertTrue($this->seen($empty));
    }

    public function test_a_hidden_section_hides_what_is_in_it(): void {
        $page = $this->make('page', ['section' => 1]);
        $this->change_section(1, ['visible' => 0]);
        $this->assertSame([$page->cmid => ['hidden', 'hiddensection']], $this->barriers());
        // Available, but not shown: there are links to it, but who would follow one may not be meant to.
        set_coursemodule_visible($page->cmid, 1);
        $this->assertSame([$page->cmid => ['hiddensection']], $this->barriers());
        $this->change_section(1, ['visible' => 1]);
        $this->assertSame([$page->cmid => []], $this->barriers());
    }

    public function test_sections_beyond_those_that_a_format_shows_are_hidden(): void {
        global $DB;
        $page = $this->make('page', ['section' => 3]);
        // Formats of others have such a number, where Moodle's own have had it.
        course_get_format($this->course)->get_course()->numsections = 2;
        $this->assertSame([$page->cmid => ['hiddensection']], $this->barriers());
    }

    public function test_a_subsection_hands_on_what_keeps_students_from_it_and_from_where_it_lies(): void {
        ['group' => $tree] = $this->conditions();
        $subsection = $this->make('subsection', ['section' => 1]);
        $inner = get_fast_modinfo($this->course)->get_section_info_by_component('mod_subsection', $subsection->id, MUST_EXIST);
        $page = $this->make('page', ['section' => $inner->sectionnum]);
        $told = fn(): array => $this->barriers()[$page->cmid];
        $this->assertSame([], $told());
        $this->assertTrue($this->seen($page));

        // Moodle 4.5 still lets students read the page then.
        $this->change_section(1, ['availability' => $tree]);
        $this->assertSame(['restrictedsection'], $told());
        $this->change_section(1, ['availability' => null]);
        $this->change_section($inner->sectionnum, ['availability' => $tree]);
        $this->assertSame(['restrictedsection'], $told());
        // A subsection keeps its conditions when its section is given none at all, but not when it is given an empty tree.
        $this->change_section($inner->sectionnum, ['availability' => '{"op":"&","c":[],"showc":[]}']);
        $this->assertSame([], $told());

        set_coursemodule_visible($subsection->cmid, 0);
        $this->assertContains('hiddensection', $told());
        set_coursemodule_visible($subsection->cmid, 1);
        $this->assertSame([], $told());
        $this->change_section(1, ['visible' => 0]);
        $this->assertContains('hiddensection', $told());
        $this->change_section(1, ['visible' => 1]);
        $this->assertSame([], $told());

        \core\plugininfo\mod::enable_plugin('subsection', 0);
        $this->assertSame(['hiddensection'], $told());
    }

    public function test_a_subsection_that_is_being_deleted_takes_what_is_in_it_along(): void {
        global $DB;
        $subsection = $this->make('subsection', ['section' => 1]);
        $inner = get_fast_modinfo($this->course)->get_section_info_by_component('mod_subsection', $subsection->id, MUST_EXIST);
        $page = $this->make('page', ['section' => $inner->sectionnum]);
        $DB->set_field('course_modules', 'deletioninprogress', 1, ['id' => $subsection->cmid]);
        $this->assertSame([$subsection->cmid => ['deleting'], $page->cmid => ['deleting']], $this->barriers());
    }

    public function test_what_is_being_deleted_into_the_recycle_bin_says_so_at_once(): void {
        set_config('coursebinenable', 1, 'tool_recyclebin');
        $page = $this->make();
        $this->barriers();
        course_delete_module($page->cmid, true);
        $this->assertSame([$page->cmid => ['deleting']], $this->barriers());
        $this->runAdhocTasks('\core_course\task\course_delete_modules');
        $this->assertSame([], $this->barriers());
    }

    public function test_kinds_that_are_switched_off_or_gone_are_hidden(): void {
        global $DB;
        $page = $this->make();
        $label = $this->make('label');
        \core\plugininfo\mod::enable_plugin('page', 0);
        $this->assertSame([$page->cmid => ['hidden'], $label->cmid => []], $this->barriers());
        // As after a restore: Moodle has hidden only those that were there when the kind was switched off.
        $DB->set_field('course_modules', 'visible', 1, ['id' => $page->cmid]);
        $this->assertSame([$page->cmid => ['hidden'], $label->cmid => []], $this->barriers());
        $gone = $DB->insert_record('modules', ['name' => 'gone', 'visible' => 1]);
        $DB->set_field('course_modules', 'module', $gone, ['id' => $label->cmid]);
        $this->assertSame(['hidden'], $this->barriers()[$label->cmid]);
    }

    public function test_an_override_that_takes_the_view_away_counts_from_the_activity_up_to_the_category(): void {
        $page = $this->make();
        $other = $this->make();
        $label = $this->make('label');
        $open = [$page->cmid => [], $other->cmid => [], $label->cmid => []];
        $this->assertSame($open, $this->barriers());
        $kept = ['permission'];
        $places = [
            [module_context::instance($page->cmid), [$page->cmid => $kept] + $open],
            [course_context::instance($this->course->id), [$page->cmid => $kept, $other->cmid => $kept] + $open],
            [category_context::instance($this->course->category), [$page->cmid => $kept, $other->cmid => $kept] + $open],
        ];
        foreach ($places as [$context, $expected]) {
            foreach ([CAP_PREVENT, CAP_PROHIBIT] as $permission) {
                foreach (['student', 'guest'] as $role) {
                    self::set('mod/page:view', $permission, $context, $role);
                    $this->assertEquals($expected, $this->barriers(), "{$permission} for {$role} in {$context->get_context_name()}");
                    self::set('mod/page:view', CAP_INHERIT, $context, $role);
                }
            }
            self::set('mod/page:view', CAP_ALLOW, $context);
            $this->assertSame($open, $this->barriers());
        }
    }

    public function test_an_override_in_another_course_does_not_matter(): void {
        $page = $this->make();
        $other = $this->getDataGenerator()->create_course();
        $foreign = $this->make('page', ['course' => $other->id]);
        self::set('mod/page:view', CAP_PROHIBIT, course_context::instance($other->id));
        self::set('mod/page:view', CAP_PROHIBIT, module_context::instance($foreign->cmid));
        $this->assertSame([$page->cmid => []], $this->barriers());
    }

    public function test_a_book_has_to_be_read_and_not_only_viewed(): void {
        $book = $this->make('book');
        foreach (['mod/book:viewhiddenchapters' => [], 'mod/book:read' => ['permission']] as $capability => $expected) {
            self::set($capability, CAP_PREVENT, module_context::instance($book->cmid));
            $this->assertSame([$book->cmid => $expected], $this->barriers(), $capability);
        }
    }

    public function test_a_view_that_roles_of_the_whole_site_do_not_give_students_counts(): void {
        global $DB;
        $page = $this->make();
        $site = system_context::instance();
        $role = $this->getDataGenerator()->create_role(['shortname' => 'visitor']);
        self::set('mod/page:view', CAP_PROHIBIT, $site, 'visitor');
        $this->assertSame([$page->cmid => []], $this->barriers(), 'a role that nobody has here');
        role_assign($role, $this->student->id, course_context::instance($this->course->id));
        $this->assertSame([$page->cmid => ['permission']], $this->barriers());
        $this->assertFalse($this->seen($page));
        delete_role($role);

        self::set('mod/page:view', CAP_INHERIT, $site, 'user');
        $this->assertSame([$page->cmid => ['permission']], $this->barriers());
        $this->assertFalse($this->seen($page));
        self::set('mod/page:view', CAP_ALLOW, $site, 'student');
        $this->assertSame([$page->cmid => []], $this->barriers());
        $this->assertTrue($this->seen($page));
    }

    public function test_the_answer_for_one_activity_is_the_one_that_it_has_among_all(): void {
        global $DB;
        ['group' => $tree] = $this->conditions();
        $subsections = array_map(fn(int $place): \stdClass => $this->make('subsection', ['section' => $place]), [1, 1, 2, 2, 3]);
        $inner = array_map(fn(\stdClass $one): \section_info => get_fast_modinfo($this->course)
            ->get_section_info_by_component('mod_subsection', $one->id, MUST_EXIST), $subsections);
        foreach ([0, 1, 2, 3, ...array_map(static fn(\section_info $one): int => $one->sectionnum, $inner)] as $place) {
            $this->make('page', ['section' => $place]);
            $this->make('book', ['section' => $place, 'visible' => 0]);
            $overridden = $this->make('label', ['section' => $place, 'availability' => $tree]);
            self::set('mod/label:view', CAP_PREVENT, module_context::instance($overridden->cmid));
        }
        $this->change_section(2, ['visible' => 0]);
        $this->change_section(3, ['availability' => $tree]);
        set_coursemodule_visible($subsections[0]->cmid, 0);
        $DB->set_field('course_modules', 'deletioninprogress', 1, ['id' => $subsections[3]->cmid]);
        // What no hand makes: a section in itself, one in one that lies in it, two activities for one section, and none.
        $within = fn(int $which): int => (int) $inner[$which]->id;
        $DB->set_field('course_modules', 'section', $within(2), ['id' => $subsections[2]->cmid]);
        $DB->set_field('course_modules', 'section', $within(3), ['id' => $subsections[4]->cmid]);
        $DB->set_field('course_modules', 'section', $within(4), ['id' => $subsections[3]->cmid]);
        $twin = (array) $DB->get_record('course_modules', ['id' => $subsections[1]->cmid]);
        $DB->insert_record('course_modules', ['id' => null, 'visible' => 0] + $twin);
        $DB->set_field('course_sections', 'itemid', 999_999_999, ['id' => $within(0)]);

        $told = $this->ask($this->course->id)['data']['modules'];
        $this->assertCount(34, $told);
        $this->assertGreaterThan(8, count(array_unique(array_column($told, 'barriers'), SORT_REGULAR)));
        foreach ($told as $one) {
            $this->assertSame([$one], $this->ask($this->course->id, $one['cmid'])['data']['modules']);
        }
    }

    public function test_the_course_of_the_front_page_is_answered(): void {
        $page = $this->make('page', ['course' => SITEID]);
        $told = $this->ask(SITEID, $page->cmid)['data']['modules'];
        $this->assertSame([['cmid' => (int) $page->cmid, 'barriers' => []]], $told);
        self::set('mod/page:view', CAP_INHERIT, system_context::instance(), 'user');
        $this->assertSame(['permission'], $this->ask(SITEID, $page->cmid)['data']['modules'][0]['barriers']);
        self::set('mod/page:view', CAP_ALLOW, course_context::instance(SITEID), 'frontpage');
        $this->assertSame([], $this->ask(SITEID, $page->cmid)['data']['modules'][0]['barriers']);
    }
}
