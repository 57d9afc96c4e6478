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

namespace local_awsevents\external;

use core\context\course as course_context;
use local_awsevents\access_testcase;
use local_awsevents\options;
use local_awsevents\web_service_setup;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../access_testcase.php');

/**
 * Tests of the function that tells an indexer what all students of a course may see.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\external\get_course_access
 */
final class get_course_access_test extends access_testcase {
    public function test_the_answer_tells_of_every_activity_in_their_order(): void {
        $first = $this->make('page', ['section' => 2]);
        $second = $this->make('label', ['section' => 1]);
        $this->assertSame([
            'schemaversion' => 1,
            'courseid' => (int) $this->course->id,
            'coursevisible' => true,
            'modules' => [['cmid' => (int) $first->cmid, 'barriers' => []], ['cmid' => (int) $second->cmid, 'barriers' => []]],
        ], $this->ask($this->course->id)['data']);
    }

    public function test_one_activity_can_be_asked_for_and_that_of_another_course_is_not_told(): void {
        $this->make();
        $page = $this->make('page', ['visible' => 0]);
        $other = $this->getDataGenerator()->create_course();
        $foreign = $this->make('page', ['course' => $other->id]);
        $told = $this->ask($this->course->id, $page->cmid)['data']['modules'];
        $this->assertSame([['cmid' => (int) $page->cmid, 'barriers' => ['hidden']]], $told);
        foreach ([$foreign->cmid, 999_999_999, -1] as $cmid) {
            $this->assertSame([], $this->ask($this->course->id, $cmid)['data']['modules']);
        }
    }

    public function test_of_a_course_whose_events_are_not_sent_no_activity_is_told(): void {
        $page = $this->make();
        set_config('courses', $this->course->id, 'local_awsevents');
        set_config('coursefilter', options::EXCEPT_COURSES, 'local_awsevents');
        $this->assertSame([], $this->barriers());
        $this->assertSame([], $this->ask($this->course->id, $page->cmid)['data']['modules']);
        set_config('coursefilter', options::ONLY_COURSES, 'local_awsevents');
        $this->assertSame([(int) $page->cmid => []], $this->barriers());
    }

    public function test_a_hidden_course_says_so_and_tells_all_the_same(): void {
        $page = $this->make();
        course_change_visibility($this->course->id, false);
        $answer = $this->ask($this->course->id)['data'];
        $this->assertFalse($answer['coursevisible']);
        $this->assertSame([['cmid' => (int) $page->cmid, 'barriers' => []]], $answer['modules']);
        course_change_visibility($this->course->id, true);
        \core_course_category::get($this->course->category)->hide();
        $this->assertFalse($this->ask($this->course->id)['data']['coursevisible']);
    }

    public function test_a_course_that_is_not_there_is_refused_as_moodles_own_functions_refuse_it(): void {
        $answer = $this->ask(999_999_999);
        $this->assertTrue($answer['error']);
        $theirs = $this->call('core_course_get_contents', ['courseid' => 999_999_999]);
        $this->assertSame($theirs['exception']->errorcode, $answer['exception']->errorcode);
    }

    public function test_who_may_not_see_hidden_activities_is_refused(): void {
        $context = course_context::instance($this->course->id);
        self::set('moodle/course:viewhiddenactivities', CAP_PREVENT, $context, web_service_setup::ROLE);
        $this->assertSame('nopermissions', $this->ask($this->course->id)['exception']->errorcode);
        $this->setUser($this->student);
        $this->expectException(\required_capability_exception::class);
        get_course_access::execute($this->course->id);
    }

    public function test_who_may_not_enter_the_course_is_refused(): void {
        $this->setUser($this->getDataGenerator()->create_user());
        $this->expectException(\require_login_exception::class);
        get_course_access::execute($this->course->id);
    }

    public function test_the_service_of_an_older_version_gets_the_functions_and_stays_as_it_was_set_up(): void {
        global $CFG, $DB;
        require_once($CFG->libdir . '/upgradelib.php');
        $token = web_service_setup::token()->id;
        $ours = [self::FUNCTION, 'local_awsevents_get_courses'];
        $DB->delete_records_list('external_functions', 'name', $ours);
        $DB->delete_records_list('external_services_functions', 'functionname', $ours);
        external_update_descriptions('local_awsevents');
        $service = $DB->get_record('external_services', ['shortname' => web_service_setup::SERVICE], '*', MUST_EXIST);
        foreach ($ours as $function) {
            $held = ['externalserviceid' => $service->id, 'functionname' => $function];
            $this->assertTrue($DB->record_exists('external_services_functions', $held), $function);
        }
        $this->assertEquals([1, $token], [$service->enabled, web_service_setup::token()->id]);
        $this->make();
        $this->assertCount(1, $this->barriers());
    }
}
