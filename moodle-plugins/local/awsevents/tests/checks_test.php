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

use core\check\result;
use local_awsevents\check\delivery as delivery_check;
use local_awsevents\check\set_up;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/waiting_testcase.php');

/**
 * Tests of the items on the page "System status".
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\check\delivery
 * @covers \local_awsevents\check\set_up
 * @covers ::local_awsevents_status_checks
 */
final class checks_test extends waiting_testcase {
    /**
     * Expects what the check of the settings says.
     *
     * @param string $status the status
     * @param string $summary what the text has
     */
    private function assert_set_up(string $status, string $summary): void {
        $result = (new set_up())->get_result();
        $this->assertSame($status, $result->get_status(), $result->get_summary());
        $this->assertStringContainsString($summary, $result->get_summary());
    }

    /**
     * Expects what the check of the delivery says.
     *
     * @param string $status the status
     * @param string $summary what the text has
     * @return result
     */
    private function assert_delivery(string $status, string $summary): result {
        $result = (new delivery_check())->get_result();
        $this->assertSame($status, $result->get_status(), $result->get_summary());
        $this->assertStringContainsString($summary, $result->get_summary());
        return $result;
    }

    public function test_moodle_knows_both(): void {
        $checks = array_map(get_class(...), \core\check\manager::get_status_checks());
        foreach ([set_up::class, delivery_check::class] as $class) {
            $this->assertContains($class, $checks);
            $this->assertNotNull((new $class())->get_action_link());
            $this->assertStringNotContainsString('[[', (new $class())->get_name());
        }
    }

    public function test_settings_that_do_not_fit_are_named(): void {
        $this->assert_set_up(result::OK, 'moodle-events');
        $this->set(['credentials' => options::KEYS, 'accesskey' => 'AKIAIOSFODNN7EXAMPLE']);
        $this->assert_set_up(result::ERROR, 'access key is missing');
        $this->set(['secretkey' => \core\encryption::encrypt('secret')]);
        $this->assert_set_up(result::OK, 'moodle-events');
        $this->set(['eventbus' => 'arn:aws:events:us-east-1:123456789012:event-bus/x']);
        $this->assert_set_up(result::ERROR, 'another region');
        $this->set(['eventbus' => 'my bus']);
        $this->assert_set_up(result::ERROR, 'neither the name of an event bus');
        $this->set(['eventbus' => 'x', 'region' => 'Frankfurt']);
        $this->assertSame(result::ERROR, (new set_up())->get_result()->get_status());
        $this->set(['transport' => options::BY_CODE, 'connectioncode' => 'moodle-aws-1.x.y']);
        $this->assert_set_up(result::ERROR, 'cut off');
        $this->set(['connectioncode' => '']);
        $this->assert_set_up(result::INFO, 'not connected');
        $this->set(['enabled' => '0']);
        $this->assert_set_up(result::INFO, 'switched off');
    }

    public function test_a_site_that_is_not_at_an_https_address_is_told_what_does_not_work(): void {
        global $CFG;
        $CFG->wwwroot = 'http://moodle.example';
        $this->assert_set_up(result::WARNING, 'http://moodle.example');
        $CFG->wwwroot = 'http://127.0.0.1:8080';
        $this->assert_set_up(result::OK, 'moodle-events');
    }

    public function test_a_backlog_warns_after_a_quarter_of_an_hour_and_is_an_error_after_an_hour(): void {
        $now = $this->clock->time();
        $this->assert_delivery(result::OK, 'Waiting: 0');
        $id = $this->wait(['timecreated' => $now - 15 * MINSECS]);
        $this->assert_delivery(result::OK, 'Waiting: 1');
        $this->set(['lasterror' => 'AccessDeniedException: <i>no</i>']);
        $this->clock->bump();
        $result = $this->assert_delivery(result::WARNING, 'the oldest for 15 mins');
        $this->assertStringContainsString('events:PutEvents', $result->get_details());
        $this->assertStringContainsString('&lt;i&gt;no', $result->get_details());
        $this->clock->bump(45 * MINSECS);
        $this->assert_delivery(result::ERROR, 'the oldest for 1 hour');
        (new database_outbox())->sent([$id]);
        $this->assert_delivery(result::OK, 'Waiting: 0');
    }

    public function test_what_was_given_up_warns(): void {
        $this->wait(['dead' => 1, 'timecreated' => 1]);
        $this->assert_delivery(result::WARNING, 'given up: 1');
    }

    public function test_what_waits_on_a_site_that_sends_nothing_is_told(): void {
        $this->set(['enabled' => '0']);
        $this->assert_delivery(result::INFO, 'Nothing is sent');
        $this->wait(['timecreated' => 1]);
        $this->assert_delivery(result::INFO, 'events wait: 1');
    }
}
