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
 * Tests of what is kept of the events of a site.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\observer
 */
final class observer_test extends connected_testcase {
    /**
     * Triggers that a course was viewed.
     *
     * @param array $change what differs
     * @return \core\event\course_viewed
     */
    private function view(array $change = []): \core\event\course_viewed {
        $context = \core\context\course::instance(SITEID);
        $event = \core\event\course_viewed::create($change + ['context' => $context]);
        $event->trigger();
        return $event;
    }

    /**
     * What is logged while something happens.
     *
     * @param callable $do what happens
     * @return string
     */
    private function logged(callable $do): string {
        $file = make_request_directory() . '/log';
        $before = ini_set('error_log', $file);
        try {
            $do();
        } finally {
            ini_set('error_log', $before);
        }
        return is_file($file) ? file_get_contents($file) : '';
    }

    public function test_a_change_of_a_course_is_kept_as_it_will_be_sent(): void {
        global $CFG;
        $course = $this->getDataGenerator()->create_course();
        $user = $this->getDataGenerator()->create_user();
        $this->setUser($user);
        $before = count($this->rows());
        $page = $this->getDataGenerator()->create_module('page', ['course' => $course->id]);
        $rows = array_slice($this->rows(), $before);
        $this->assertSame(['\core\event\course_module_created'], array_column($rows, 'eventname'));
        [$row] = $rows;
        $this->assertEquals([$course->id, 0, 0, 0], [$row->courseid, $row->attempts, $row->nextattempt, $row->dead]);
        $this->assertSame($row->eventid, $row->detail->eventid);
        $this->assertSame([
            1, $CFG->wwwroot, get_config('local_awsevents', 'siteid'), (int) $page->cmid, 'page', (int) $course->id, null, null,
        ], [
            $row->detail->schemaversion, $row->detail->wwwroot, $row->detail->siteid, $row->detail->cmid,
            $row->detail->modulename, $row->detail->courseid, $row->detail->userid, $row->detail->other,
        ]);
        $hash = hash_hmac('sha256', "user:{$user->id}", get_config('local_awsevents', 'hashsecret'));
        $this->assertSame($hash, $row->detail->userid_hash);
        $this->assertEquals($row->timecreated, $row->detail->timecreated);
    }

    public function test_a_change_that_is_rolled_back_leaves_no_event(): void {
        global $DB;
        $this->preventResetByRollback();
        $this->set(['profiles' => 'everything']);
        $transaction = $DB->start_delegated_transaction();
        $this->view();
        $this->assertCount(1, $this->rows());
        try {
            $transaction->rollback(new \moodle_exception('error'));
        } catch (\moodle_exception) {
            $this->assertSame([], $this->rows());
        }
        $transaction = $DB->start_delegated_transaction();
        $this->view();
        $transaction->allow_commit();
        $this->assertCount(1, $this->rows());
    }

    public function test_an_event_costs_one_write_and_nothing_is_read(): void {
        global $DB;
        $this->set(['profiles' => 'everything']);
        $event = $this->view();
        [$reads, $writes] = [$DB->perf_get_reads(), $DB->perf_get_writes()];
        observer::record($event);
        $this->assertSame([0, 1], [$DB->perf_get_reads() - $reads, $DB->perf_get_writes() - $writes]);
        $this->set(['profiles' => 'files']);
        get_config('local_awsevents');
        [$reads, $writes] = [$DB->perf_get_reads(), $DB->perf_get_writes()];
        observer::record($event);
        $this->assertSame([0, 0], [$DB->perf_get_reads() - $reads, $DB->perf_get_writes() - $writes]);
    }

    public function test_a_site_that_is_not_connected_keeps_nothing(): void {
        foreach ([['eventbus' => ''], ['enabled' => '0', 'eventbus' => 'b'], ['enabled' => '1', 'transport' => 'code']] as $change) {
            $this->set(['profiles' => 'everything'] + $change);
            $this->view();
            $this->assertSame([], $this->rows());
        }
        $this->set(['connectioncode' => 'something']);
        $this->view();
        $this->assertCount(1, $this->rows());
    }

    public function test_what_is_not_chosen_is_not_kept(): void {
        $this->view();
        $this->assertSame([], $this->rows());
        $this->set(['events' => '\core\event\user_loggedin,\core\event\course_viewed']);
        $this->view();
        $this->assertSame(['\core\event\course_viewed'], $this->names());
    }

    public function test_enrolments_and_grades_are_kept_by_their_profiles(): void {
        $course = $this->getDataGenerator()->create_course();
        $this->set(['profiles' => 'enrolment']);
        $user = $this->getDataGenerator()->create_and_enrol($course);
        $this->assertContains('\core\event\user_enrolment_created', $this->names());
        $this->assertNotContains('\core\event\course_module_created', $this->names());
        $this->set(['profiles' => 'grades']);
        $before = count($this->rows());
        $item = $this->getDataGenerator()->create_grade_item(['courseid' => $course->id]);
        \grade_item::fetch(['id' => $item->id])->update_final_grade($user->id, 50);
        $this->assertContains('\core\event\user_graded', array_slice($this->names(), $before));
    }

    public function test_anonymous_events_are_not_kept(): void {
        $this->set(['profiles' => 'everything']);
        $this->view(['anonymous' => 1]);
        $this->assertSame([], $this->rows());
    }

    public function test_what_guests_do_is_kept_only_where_that_is_wanted(): void {
        $this->set(['profiles' => 'everything']);
        $this->setGuestUser();
        $this->view();
        $this->assertSame([], $this->rows());
        $this->set(['skipguests' => '0']);
        $this->view();
        $this->assertCount(1, $this->rows());
    }

    public function test_courses_can_be_left_out(): void {
        $courses = [$this->getDataGenerator()->create_course(), $this->getDataGenerator()->create_course()];
        $this->set(['profiles' => 'everything', 'coursefilter' => options::ONLY_COURSES, 'courses' => "{$courses[0]->id}, 999"]);
        $before = count($this->rows());
        $view = fn(\stdClass $course) => $this->view(['context' => \core\context\course::instance($course->id)]);
        array_map($view, $courses);
        $this->set(['coursefilter' => options::EXCEPT_COURSES]);
        array_map($view, $courses);
        $kept = array_map(intval(...), array_column(array_slice($this->rows(), $before), 'courseid'));
        $this->assertSame([(int) $courses[0]->id, (int) $courses[1]->id], $kept);
    }

    public function test_people_and_what_they_wrote_and_addresses_are_kept_only_where_that_is_allowed(): void {
        $user = $this->getDataGenerator()->create_user();
        $this->setUser($user);
        $this->set(['profiles' => 'everything']);
        $_SERVER['REMOTE_ADDR'] = '203.0.113.5';
        $other = ['coursesectionnumber' => 3];
        $this->view(['relateduserid' => $user->id, 'other' => $other]);
        $this->set(['sendusers' => '1', 'sendother' => '1', 'sendip' => '1']);
        $this->view(['relateduserid' => $user->id, 'other' => $other]);
        [$private, $open] = array_column($this->rows(), 'detail');
        $this->assertSame([null, null, null], [$private->userid, $private->relateduserid, $private->other]);
        $this->assertFalse(property_exists($private, 'ip'));
        $this->assertSame([(int) $user->id, (int) $user->id], [$open->userid, $open->relateduserid]);
        $this->assertSame([null, $other], [$open->userid_hash, (array) $open->other]);
        $this->assertSame('203.0.113.5', $open->ip);
    }

    public function test_the_events_of_this_plugin_are_kept_whatever_is_chosen(): void {
        $course = $this->getDataGenerator()->create_course();
        $this->set(['profiles' => '', 'coursefilter' => options::ONLY_COURSES, 'courses' => '']);
        $before = count($this->rows());
        event\test_sent::create()->trigger();
        event\index_requested::of_course($course->id)->trigger();
        $rows = array_slice($this->rows(), $before);
        $this->assertSame([\CONTEXT_SYSTEM, \CONTEXT_COURSE], array_map(fn($row) => $row->detail->contextlevel, $rows));
        $this->assertSame([0, (int) $course->id], array_map(fn($row) => $row->detail->courseid, $rows));
    }

    public function test_odd_values_lose_no_event(): void {
        $this->set(['profiles' => 'everything', 'sendother' => '1']);
        $odd = ['a' => NAN, 'b' => "caf\xe9 \0", 'c' => new \DateTimeZone('UTC'), 'd' => str_repeat("\u{1f393}", 100_000), 'e' => 1];
        $event = \core\event\course_viewed::create(['context' => \core\context\course::instance(SITEID), 'other' => $odd]);
        $this->assertSame('', $this->logged(fn() => observer::record($event)));
        [$row] = $this->rows();
        $this->assertTrue($row->detail->other_trimmed);
        $expected = ['[NAN]', "caf\u{fffd} \0", '[DateTimeZone]', '[trimmed: 1200002 bytes]', 1];
        $this->assertSame($expected, array_values((array) $row->detail->other));
    }

    public function test_without_its_table_nobody_notices_but_the_log(): void {
        global $DB;
        $this->preventResetByRollback();
        $this->set(['profiles' => 'everything']);
        $manager = $DB->get_manager();
        $manager->rename_table(new \xmldb_table(database_outbox::TABLE), 'local_awsevents_away');
        try {
            $log = $this->logged(function () use ($DB): void {
                $transaction = $DB->start_delegated_transaction();
                set_user_preference('local_awsevents_test', 'before', 2);
                $this->view(['userid' => 987654]);
                set_user_preference('local_awsevents_test2', 'after', 2);
                $transaction->allow_commit();
            });
        } finally {
            $manager->rename_table(new \xmldb_table('local_awsevents_away'), database_outbox::TABLE);
        }
        $this->assertSame([], $this->rows());
        $this->assertSame(2, $DB->count_records_select('user_preferences', "name LIKE 'local_awsevents_test%'"));
        $this->assertSame(1, substr_count($log, 'course_viewed could not be kept, and will not be sent: dml_write_exception'));
        $this->assertStringNotContainsString('987654', $log);
        $this->assertDebuggingNotCalled();
    }

    public function test_a_page_whose_transaction_is_undone_does_not_keep_half_of_what_it_does(): void {
        global $DB;
        $this->set(['profiles' => 'everything']);
        $event = $this->view();
        $real = $DB;
        $mysql = 'Deadlock found when trying to get lock; try restarting transaction';
        $cases = [
            ['mysql', $mysql, true, ['START TRANSACTION', 'rollback']],
            ['mssql', 'Transaction (Process ID 60) was deadlocked on lock resources', true, ['rollback']],
            ['mysql', $mysql, false, []],
            ['mysql', 'Lock wait timeout exceeded; try restarting transaction', true, []],
            ['postgres', 'ERROR:  deadlock detected', true, []],
        ];
        foreach ($cases as [$family, $error, $intransaction, $expected]) {
            $done = [];
            $DB = $this->createStub(\moodle_database::class);
            $DB->method('get_dbfamily')->willReturn($family);
            $DB->method('is_transaction_started')->willReturn($intransaction);
            $DB->method('insert_record_raw')->willThrowException(new \dml_write_exception($error));
            $DB->method('execute')->willReturnCallback(static function (string $sql) use (&$done): bool {
                $done[] = $sql;
                return true;
            });
            $DB->method('start_delegated_transaction')->willReturnCallback(static fn() => new \moodle_transaction($DB));
            $DB->method('rollback_delegated_transaction')->willReturnCallback(static function ($transaction, $why) use (&$done): void {
                $transaction->dispose();
                $done[] = 'rollback';
                throw $why;
            });
            $log = $this->logged(static fn() => observer::record($event));
            $DB = $real;
            $this->assertSame($expected, $done, "{$family}: {$error}");
            $this->assertStringContainsString('could not be kept', $log);
        }
    }

    public function test_any_error_ends_in_the_log_and_nowhere_else(): void {
        $this->set(['profiles' => 'everything', 'hashsecret' => '']);
        $log = $this->logged(fn() => $this->view());
        $this->assertSame([], $this->rows());
        $this->assertStringContainsString('course_viewed could not be kept, and will not be sent: InvalidArgumentException', $log);
    }

    public function test_a_moodle_that_is_being_installed_is_left_alone(): void {
        unset_config('siteid', 'local_awsevents');
        unset_config('hashsecret', 'local_awsevents');
        unset_config('eventbus', 'local_awsevents');
        unset_config('transport', 'local_awsevents');
        $this->assertSame('', $this->logged(fn() => $this->view()));
        $this->assertSame([], $this->rows());
    }
}
