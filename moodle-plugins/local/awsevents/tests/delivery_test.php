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
require_once(__DIR__ . '/local/scripted_bus.php');

use local_awsevents\local\bus_unavailable;
use local_awsevents\local\report;
use local_awsevents\local\scripted_bus;
use local_awsevents\local\unusable;

/**
 * Tests of the way from an event of the site to the bus.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\delivery
 * @covers \local_awsevents\config_state
 * @covers \local_awsevents\task\send_events
 */
final class delivery_test extends connected_testcase {
    /**
     * Triggers test events.
     *
     * @param int $count how many
     */
    private function trigger(int $count): void {
        for ($i = 0; $i < $count; $i++) {
            event\test_sent::create()->trigger();
        }
    }

    /**
     * Delivers.
     *
     * @param scripted_bus $bus where to
     * @param bool $atonce also when the bus was unavailable a moment ago
     * @return report
     */
    private function deliver(scripted_bus $bus, bool $atonce = false): report {
        return (new delivery(static fn(): scripted_bus => $bus, 3))->run(30, $atonce);
    }

    public function test_events_go_from_the_site_to_the_bus_and_leave_the_outbox(): void {
        $clock = $this->mock_clock_with_frozen();
        $this->trigger(12);
        $sequences = array_map(intval(...), array_column($this->rows(), 'id'));
        $bus = new scripted_bus();
        $this->assertEquals(new report(report::DONE, 12), $this->deliver($bus));
        $this->assertSame($sequences, $bus->taken);
        $this->assertSame([], $this->rows());
        $this->assertEquals($clock->time(), get_config('local_awsevents', 'lastsuccess'));
    }

    public function test_when_the_bus_is_unavailable_that_is_remembered_until_it_is_back(): void {
        $clock = $this->mock_clock_with_frozen();
        $this->trigger(1);
        $bus = new scripted_bus(null, static fn(): \Throwable => new bus_unavailable('no way'));
        $this->assertSame(report::UNAVAILABLE, $this->deliver($bus)->end);
        $this->assertSame(report::PAUSED, $this->deliver($bus)->end);
        $config = get_config('local_awsevents');
        $this->assertEquals(['no way', $clock->time(), 1], [$config->lasterror, $config->lasterrortime, $config->failures]);
        $clock->bump(20);
        $this->assertSame(report::UNAVAILABLE, $this->deliver($bus)->end);
        $this->assertEquals(2, get_config('local_awsevents', 'failures'));
        $bus->call = null;
        $this->assertSame(report::PAUSED, $this->deliver($bus)->end);
        $this->assertSame(1, $this->deliver($bus, true)->sent);
        $config = get_config('local_awsevents');
        $this->assertEquals([0, 0, $clock->time()], [$config->failures, $config->notbefore, $config->lastsuccess]);
    }

    public function test_a_secret_that_was_taken_away_is_made_anew_by_the_next_delivery(): void {
        $before = get_config('local_awsevents', 'hashsecret');
        unset_config('hashsecret', 'local_awsevents');
        $this->deliver(new scripted_bus());
        $this->assertMatchesRegularExpression('/^[0-9a-f]{64}$/', get_config('local_awsevents', 'hashsecret'));
        $this->assertNotSame($before, get_config('local_awsevents', 'hashsecret'));
        $this->trigger(1);
        $this->assertCount(1, $this->rows());
    }

    public function test_an_error_is_kept_as_far_as_it_fits(): void {
        $this->trigger(1);
        $this->deliver(new scripted_bus(null, static fn(): \Throwable => new bus_unavailable(str_repeat('é', 5000))));
        $this->assertSame(str_repeat('é', 1000), get_config('local_awsevents', 'lasterror'));
    }

    public function test_only_one_sends_at_a_time(): void {
        global $CFG;
        // Locks of the database are those of a connection, and this test has one.
        $CFG->lock_factory = '\core\lock\file_lock_factory';
        $this->trigger(1);
        $second = null;
        $bus = new scripted_bus();
        $bus->call = function () use (&$second, $bus) {
            $second ??= $this->deliver(new scripted_bus());
            return null;
        };
        $this->assertSame(1, $this->deliver($bus)->sent);
        $this->assertEquals(new report(report::BUSY), $second);
        $this->trigger(1);
        $this->assertSame(1, $this->deliver(new scripted_bus())->sent);
    }

    public function test_the_lock_is_given_back_whatever_happens(): void {
        global $CFG;
        $CFG->lock_factory = '\core\lock\file_lock_factory';
        $this->trigger(1);
        try {
            $this->deliver(new scripted_bus(null, static fn(): \Throwable => new \Error('fatal')));
            $this->fail('it was no error');
        } catch (\Error $error) {
            $this->assertSame('fatal', $error->getMessage());
        }
        $this->assertSame(1, $this->deliver(new scripted_bus())->sent);
    }

    public function test_a_site_that_is_not_connected_says_so(): void {
        $this->trigger(1);
        $unusable = new delivery(static fn() => throw new unusable('keysmissing'), 3);
        $this->assertEquals(new report(report::NOT_CONNECTED, error: 'keysmissing'), $unusable->run(30));
        $this->set(['eventbus' => '']);
        $bus = new scripted_bus();
        $this->assertEquals(new report(report::NOT_CONNECTED, error: 'notconnected'), $this->deliver($bus));
        $this->set(['eventbus' => 'b', 'enabled' => '0']);
        $this->assertEquals(new report(report::NOT_CONNECTED, error: 'disabled'), $this->deliver($bus));
        $this->assertSame([], $bus->calls);
        $this->assertCount(1, $this->rows());
    }

    public function test_the_copy_of_a_site_sends_nothing_until_an_administrator_sends_a_test_event(): void {
        global $CFG;
        $this->setAdminUser();
        $this->trigger(1);
        $bus = new scripted_bus();
        $this->deliver($bus);
        $CFG->wwwroot = 'https://staging.example.com';
        $this->trigger(1);
        $this->assertEquals(new report(report::NOT_CONNECTED, error: 'siteother'), $this->deliver($bus, true));
        $this->assertSame([1, 1], [count($bus->calls), count($this->rows())]);
        $check = (new check\set_up())->get_result();
        $this->assertSame(\core\check\result::ERROR, $check->get_status());
        $this->assertStringContainsString('If this is a copy', $check->get_summary());
        $bus->call = static fn(): \Throwable => new bus_unavailable('no way');
        (new test_event(static fn(): scripted_bus => $bus))->send();
        $this->assertSame('siteother', $this->deliver($bus)->error);
        $bus->call = null;
        (new test_event(static fn(): scripted_bus => $bus))->send();
        $this->assertSame(1, $this->deliver($bus)->sent);
    }

    public function test_the_way_that_the_settings_say_is_gone_and_written_down_where_that_is_wanted(): void {
        // Nothing listens at this port.
        $this->set(['endpoint' => 'http://127.0.0.1:9', 'credentials' => options::KEYS, 'accesskey' => 'test', 'secretkey' => 'test']);
        $this->set(['eventbus' => 'arn:aws:events:eu-west-1:123456789012:event-bus/moodle-events', 'debug' => '1']);
        $this->trigger(2);
        $this->expectOutputRegex('/^2 events not sent: .*cURL error 7/');
        $report = delivery::of_site()->run(30);
        $this->assertSame(report::UNAVAILABLE, $report->end);
        $this->assertStringContainsString('cURL error 7', $report->error);
        $this->assertCount(2, $this->rows());
    }

    public function test_the_task_says_what_it_did(): void {
        $this->set(['eventbus' => '']);
        $this->expectOutputString("notconnected: 0 sent, 0 to be tried again, 0 given up; last error: notconnected\n");
        (new task\send_events())->execute();
    }

    public function test_however_often_the_task_dies_it_is_back_within_minutes(): void {
        global $DB;
        $task = \core\task\manager::get_scheduled_task(task\send_events::class);
        for ($i = 0; $i < 20; $i++) {
            $factory = \core\lock\lock_config::get_lock_factory('cron');
            $task->set_lock($factory->get_lock('local_awsevents_test', 0));
            \core\task\manager::scheduled_task_failed($task);
            $task = \core\task\manager::get_scheduled_task(task\send_events::class);
        }
        $record = $DB->get_record('task_scheduled', ['classname' => '\\' . task\send_events::class], '*', MUST_EXIST);
        $this->assertSame(150, (int) $record->faildelay);
    }
}
