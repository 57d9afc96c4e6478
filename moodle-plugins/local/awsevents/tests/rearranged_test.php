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

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/connected_testcase.php');

/**
 * Tests of what is asked for without an event of Moodle.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\rearranged
 */
final class rearranged_test extends connected_testcase {
    /** @var int The course. */
    private int $course;

    /** @var int An activity in its first section. */
    private int $cmid;

    /**
     * Makes a course that nobody has changed lately.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->dirroot . '/course/lib.php');
        $this->setAdminUser();
        $this->set(['profiles' => 'files']);
        $generator = $this->getDataGenerator();
        $this->course = (int) $generator->create_course(['numsections' => 2], ['createsections' => true])->id;
        $this->cmid = (int) $generator->create_module('page', ['course' => $this->course, 'section' => 1])->cmid;
        $this->forget();
        rearranged::ask(time());
    }

    /**
     * Makes all that happened old, and takes it out of the outbox.
     */
    private function forget(): void {
        global $DB;
        $DB->set_field('course', 'cacherev', time() - HOURSECS);
        $DB->delete_records(database_outbox::TABLE);
    }

    /**
     * Moves the activity into the second section, as dragging it does.
     */
    private function move(): void {
        $section = get_fast_modinfo($this->course)->get_section_info(2);
        $update = \core_courseformat\external\update_course::class;
        $update::execute('cm_move', $this->course, [$this->cmid], (int) $section->id);
    }

    public function test_a_course_in_which_an_activity_was_moved_is_asked_for_once(): void {
        global $DB;
        $this->assertSame(0, rearranged::ask(time()));
        $this->move();
        $this->assertSame([], $this->names(), 'Moodle fires an event now, and nobody needs to be asked');
        $this->assertSame(1, rearranged::ask(time()));
        $this->assertSame(['\local_awsevents\event\index_requested'], $this->names());
        $this->assertEquals($this->course, $this->rows()[0]->courseid);
        $ahead = (int) $DB->get_field('course', 'cacherev', ['id' => $this->course]);
        $this->set(['rearrangedsince' => $ahead + 1]);
        $this->assertSame(0, rearranged::ask(time()));
    }

    public function test_nothing_is_asked_for_where_files_or_the_course_are_not_sent(): void {
        $this->move();
        foreach ([['profiles' => 'grades'], ['coursefilter' => options::EXCEPT_COURSES, 'courses' => $this->course]] as $settings) {
            $this->set($settings + ['profiles' => 'files']);
            $this->assertSame(0, rearranged::ask(time()));
        }
        $this->assertSame([], $this->names());
    }

    public function test_when_all_caches_are_emptied_no_course_is_asked_for(): void {
        global $DB;
        for ($count = 0; $count < 100; $count++) {
            $this->getDataGenerator()->create_course();
        }
        $this->forget();
        $this->assertSame(0, rearranged::ask(time()));
        $DB->set_field('course', 'cacherev', time() + 1);
        $this->assertSame(0, rearranged::ask(time()));
        $this->assertSame([], $this->names());
    }

    public function test_what_was_there_when_the_plugin_was_installed_is_not_asked_for(): void {
        $this->set(['rearrangedsince' => 0]);
        $this->move();
        $this->assertSame(0, rearranged::ask(time()));
        $this->assertGreaterThan(0, get_config('local_awsevents', 'rearrangedsince'));
    }
}
