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

use local_awsevents\output\status_report;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/waiting_testcase.php');

/**
 * Tests of the list of what waits, and of the page that shows it.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\outbox_list
 * @covers \local_awsevents\output\status_report
 * @covers \local_awsevents\task\purge_dead
 */
final class outbox_list_test extends waiting_testcase {
    /**
     * What the page shows.
     *
     * @param bool $dead which list
     * @param int $page of it
     * @return array
     */
    private static function report(bool $dead = false, int $page = 0): array {
        global $PAGE;
        $PAGE->set_url('/local/awsevents/status.php');
        return (new status_report($dead, $page))->export_for_template($PAGE->get_renderer('core'));
    }

    public function test_rows_are_listed_a_page_at_a_time_the_oldest_first(): void {
        global $OUTPUT;
        $ids = [];
        for ($number = 0; $number < status_report::PAGE + 2; $number++) {
            $ids[] = $this->wait();
        }
        $dead = $this->wait(['dead' => 1, 'attempts' => 10, 'lasterror' => 'MalformedDetail: <b>bad</b>']);
        $first = self::report();
        $this->assertEquals(array_slice($ids, 0, status_report::PAGE), array_column($first['rows'], 'id'));
        $this->assertEquals(array_slice($ids, status_report::PAGE), array_column(self::report(false, 1)['rows'], 'id'));
        // The last page was emptied in the meantime.
        $this->assertSame(1, self::report(false, 7)['page']);
        $this->assertEquals([$dead], array_column(self::report(true)['rows'], 'id'));
        $html = $OUTPUT->render_from_template('local_awsevents/status', self::report(true));
        $this->assertStringContainsString('MalformedDetail: &lt;b&gt;bad&lt;/b&gt;', $html);
        $this->assertStringContainsString('value="deletedead"', $html);
        $this->assertStringNotContainsString('value="deletedead"', $OUTPUT->render_from_template('local_awsevents/status', $first));
    }

    public function test_the_figures_say_how_it_goes(): void {
        $now = $this->clock->time();
        $this->wait(['timecreated' => $now - 7200]);
        $this->wait(['dead' => 1, 'timecreated' => $now - 86400]);
        $this->set([
            'lastsuccess' => $now - 60,
            'lasterror' => 'AccessDeniedException: no',
            'lasterrortime' => $now - 120,
            'notbefore' => $now + 30,
            'sentlately' => local\sent_lately::add('', $now - 60, 12),
        ]);
        $facts = array_column(self::report()['facts'], 'value', 'name');
        $this->assertSame(['1', '2 hours', '12', '1'], array_slice(array_values($facts), 0, 4));
        $this->assertStringContainsString('1 min ago', $facts['Last success']);
        $this->assertStringContainsString('2 mins ago', $facts['Last error']);
        $this->assertStringContainsString('events:PutEvents', $facts['Last error']);
        $this->assertStringContainsString('AccessDeniedException: no', $facts['Last error']);
        $this->assertSame('30 secs', $facts['Next attempt in']);
    }

    public function test_a_page_without_events_says_so(): void {
        global $OUTPUT;
        $this->set(['eventbus' => '']);
        $report = self::report();
        $this->assertFalse($report['hasrows']);
        $this->assertSame([false, false], [$report['connection']['good'], $report['connection']['bad']]);
        $html = $OUTPUT->render_from_template('local_awsevents/status', $report);
        $this->assertStringContainsString('Nothing is here.', $html);
        $this->assertStringContainsString('not connected', $html);
    }

    public function test_every_row_is_tried_again(): void {
        global $DB;
        $this->wait();
        $this->wait(['attempts' => 3, 'nextattempt' => $this->clock->time() + 500]);
        $this->wait(['dead' => 1, 'attempts' => 10]);
        $this->assertSame(2, (new database_outbox())->replay_all());
        $fresh = ['dead' => 0, 'attempts' => 0, 'nextattempt' => 0];
        $this->assertSame(3, $DB->count_records(database_outbox::TABLE, $fresh));
        $this->assertSame(0, (new database_outbox())->replay_all());
    }

    public function test_the_dead_are_deleted_and_nothing_else(): void {
        global $DB;
        $waiting = $this->wait();
        $rows = [];
        for ($number = 0; $number < 2500; $number++) {
            $rows[] = ['eventid' => 'x', 'eventname' => 'y', 'detail' => '{}', 'dead' => 1];
        }
        $DB->insert_records(database_outbox::TABLE, $rows);
        $this->assertSame(2500, outbox_list::delete_dead());
        $this->assertEquals([$waiting], array_keys($DB->get_records(database_outbox::TABLE)));
        $this->assertSame(0, outbox_list::delete_dead());
    }

    public function test_the_task_deletes_the_dead_that_are_too_old(): void {
        global $DB;
        $now = $this->clock->time();
        $young = $this->wait(['dead' => 1, 'timecreated' => $now - 89 * DAYSECS]);
        $old = $this->wait(['dead' => 1, 'timecreated' => $now - 91 * DAYSECS]);
        $waiting = $this->wait(['timecreated' => $now - 91 * DAYSECS]);
        $this->set(['deaddays' => 0]);
        (new task\purge_dead())->execute();
        $this->assertTrue($DB->record_exists(database_outbox::TABLE, ['id' => $old]));
        $this->set(['deaddays' => 90]);
        $this->expectOutputString("1 deleted\n");
        (new task\purge_dead())->execute();
        $this->assertEquals([$young, $waiting], array_keys($DB->get_records(database_outbox::TABLE, null, 'id')));
    }
}
