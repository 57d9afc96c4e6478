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

use core\output\notification;
use local_awsevents\local\bus_unavailable;
use local_awsevents\local\call_refused;
use local_awsevents\local\report;
use local_awsevents\local\scripted_bus;
use local_awsevents\local\unusable;
use local_awsevents\task\send_existing_files;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/waiting_testcase.php');
require_once(__DIR__ . '/local/scripted_bus.php');

/**
 * Tests of the buttons of the status page.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\explained
 * @covers \local_awsevents\notice
 * @covers \local_awsevents\status_action
 * @covers \local_awsevents\task\send_existing_files
 * @covers \local_awsevents\test_event
 */
final class status_action_test extends waiting_testcase {
    /**
     * Sends a test event.
     *
     * @param scripted_bus $bus where to
     * @return notice
     */
    private function test_event(scripted_bus $bus): notice {
        $notice = (new test_event(static fn(): scripted_bus => $bus))->send();
        $this->assertNotContains('\\' . event\test_sent::class, $this->names());
        return $notice;
    }

    public function test_a_test_event_goes_before_all_that_waits_and_comes_back_with_its_id(): void {
        $waiting = $this->wait();
        $bus = new scripted_bus();
        $notice = $this->test_event($bus);
        $this->assertSame(notification::NOTIFY_SUCCESS, $notice->type);
        $this->assertStringContainsString("id-{$bus->taken[0]}", $notice->text);
        $this->assertCount(1, $bus->taken);
        $this->assertEquals([$waiting], array_column($this->rows(), 'id'));
        $this->assertEquals($this->clock->time(), get_config('local_awsevents', 'lastsuccess'));
    }

    public function test_a_test_event_that_fails_says_what_to_change_and_is_not_sent_later(): void {
        $errors = [
            'check “Event bus” and “Region”' => new scripted_bus(call: static fn() => new bus_unavailable('ResourceNotFoundException: x')),
            'events:PutEvents' => new scripted_bus(static fn(): string => 'AccessDeniedException'),
            'What was said: ValidationException' => new scripted_bus(call: static fn() => new call_refused('ValidationException')),
        ];
        foreach ($errors as $expected => $bus) {
            $notice = $this->test_event($bus);
            $this->assertSame(notification::NOTIFY_ERROR, $notice->type);
            $this->assertStringContainsString($expected, $notice->text);
            $this->assertNotSame('', get_config('local_awsevents', 'lasterror'));
        }
        // It says nothing about events that wait, so these are tried as before.
        $this->assertEquals(0, options::of_site()->number('notbefore'));
    }

    public function test_without_a_place_to_go_no_test_event_is_made(): void {
        $never = new test_event(fn() => $this->fail('the bus was made'));
        $this->set(['eventbus' => '']);
        $this->assertStringContainsString('not connected', $never->send()->text);
        $this->set(['enabled' => '0', 'eventbus' => 'x']);
        $this->assertStringContainsString('switched off', $never->send()->text);
        $this->set(['enabled' => '1']);
        $unusable = new test_event(static fn() => throw new unusable('keysmissing'));
        $this->assertStringContainsString('access key is missing', $unusable->send()->text);
        $this->assertSame([], $this->names());
    }

    public function test_each_end_of_a_delivery_has_words(): void {
        $of = static fn(report $report): notice => status_action::delivered($report);
        $this->assertSame(notification::NOTIFY_SUCCESS, $of(new report(report::DONE, 3))->type);
        $this->assertStringContainsString('Sent: 3.', $of(new report(report::DONE, 3))->text);
        $refused = $of(new report(report::DONE, 3, 1, error: 'AccessDenied: x'));
        $this->assertSame(notification::NOTIFY_ERROR, $refused->type);
        $this->assertStringContainsString('events:PutEvents', $refused->text);
        foreach ([report::TIME_OVER, report::PAUSED, report::BUSY] as $end) {
            $this->assertSame(notification::NOTIFY_INFO, $of(new report($end))->type, $end);
        }
        $this->assertStringContainsString('cURL error 7', $of(new report(report::UNAVAILABLE, error: 'cURL error 7'))->text);
        $lost = $of(new report(report::NOT_CONNECTED, error: 'codeunreadable'));
        $this->assertStringContainsString('cannot be decrypted', $lost->text);
    }

    public function test_what_was_given_up_is_sent_again_or_deleted(): void {
        $first = $this->wait(['dead' => 1]);
        $second = $this->wait(['dead' => 1]);
        $third = $this->wait(['dead' => 1]);
        $dead = fn(): array => array_column(array_filter($this->rows(), static fn($row): bool => (bool) $row->dead), 'id');
        $this->assertSame(notification::NOTIFY_INFO, status_action::run('replay', [])->type);
        $this->assertStringContainsString(': 1.', status_action::run('replay', [$first])->text);
        $this->assertEquals([$second, $third], $dead());
        status_action::run('replaydead', []);
        $this->assertSame([], $dead());
        $fourth = $this->wait(['dead' => 1]);
        status_action::run('replayall', []);
        $this->assertSame([], $dead());
        $this->set(['maxattempts' => 1]);
        $this->wait(['dead' => 1]);
        $this->assertStringContainsString(': 1.', status_action::run('deletedead', [])->text);
        $this->assertEquals([$first, $second, $third, $fourth], array_column($this->rows(), 'id'));
    }

    public function test_a_button_that_there_is_not_is_refused(): void {
        $this->expectException(\moodle_exception::class);
        status_action::run('dropdatabase', []);
    }

    public function test_the_index_of_every_course_is_requested_once(): void {
        $courses = [SITEID];
        for ($number = 0; $number < 3; $number++) {
            $courses[] = (int) $this->getDataGenerator()->create_course()->id;
        }
        $this->assertSame(notification::NOTIFY_SUCCESS, status_action::run('existing', [])->type);
        $this->assertSame(notification::NOTIFY_INFO, status_action::run('existing', [])->type);
        $this->expectOutputRegex('/index requested for 4 courses/');
        $this->runAdhocTasks(send_existing_files::class);
        $rows = array_filter($this->rows(), static fn($row): bool => $row->eventname === '\\' . event\index_requested::class);
        $this->assertEquals($courses, array_values(array_column($rows, 'courseid')));
    }

    public function test_the_index_of_other_courses_is_not_requested(): void {
        $first = $this->getDataGenerator()->create_course()->id;
        $second = $this->getDataGenerator()->create_course()->id;
        foreach ([options::ONLY_COURSES => [$first], options::EXCEPT_COURSES => [SITEID, $second]] as $filter => $expected) {
            $this->set(['coursefilter' => $filter, 'courses' => $first]);
            send_existing_files::queue();
            $before = count($this->rows());
            $this->runAdhocTasks(send_existing_files::class);
            $this->assertEquals($expected, array_column(array_slice($this->rows(), $before), 'courseid'));
        }
        $this->expectOutputRegex('/requested/');
    }

    public function test_a_site_that_is_not_connected_requests_nothing(): void {
        $this->set(['eventbus' => '']);
        $this->assertSame(notification::NOTIFY_ERROR, status_action::run('existing', [])->type);
        send_existing_files::queue();
        $this->expectOutputRegex('/not connected/');
        $this->runAdhocTasks(send_existing_files::class);
        $this->assertSame([], $this->rows());
    }
}
