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
 * @covers \local_awsevents\index_requests
 * @covers \local_awsevents\rearranged
 * @covers \local_awsevents\task\send_events
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

    public function test_a_course_that_is_gone_by_now_keeps_no_other_from_being_asked_for(): void {
        $gone = (int) $this->getDataGenerator()->create_course()->id;
        delete_course($gone, false);
        $this->forget();
        $this->expectOutputString("no index requested for the course {$gone}: dml_missing_record_exception\n");
        $this->assertSame(1, index_requests::make([$gone, $this->course]));
        $this->assertEquals([$this->course], array_column($this->rows(), 'courseid'));
    }

    public function test_when_the_asking_breaks_off_the_task_sends_all_the_same_and_asks_the_next_time(): void {
        // Nothing listens at this port.
        $this->set(['endpoint' => 'http://127.0.0.1:9', 'credentials' => options::KEYS, 'accesskey' => 'test', 'secretkey' => 'test']);
        event\test_sent::create()->trigger();
        $this->move();
        $clock = $this->createStub(\core\clock::class);
        $broken = true;
        $clock->method('time')->willReturnCallback(static function () use (&$broken): int {
            [$now, $broken] = [$broken ? null : time(), false];
            return $now ?? throw new \Error('a clock that stands');
        });
        \core\di::set(\core\clock::class, $clock);
        $this->expectOutputRegex('/^changed courses are asked for later: Error\nunavailable: 0 sent, .*\npaused: 0 sent, /s');
        (new task\send_events())->execute();
        $this->assertSame(['\local_awsevents\event\test_sent'], $this->names());
        (new task\send_events())->execute();
        $this->assertSame('\local_awsevents\event\index_requested', $this->names()[1]);
    }

    public function test_what_was_there_when_the_plugin_was_installed_is_not_asked_for(): void {
        $this->set(['rearrangedsince' => 0]);
        $this->move();
        $this->assertSame(0, rearranged::ask(time()));
        $this->assertGreaterThan(0, get_config('local_awsevents', 'rearrangedsince'));
    }
}
