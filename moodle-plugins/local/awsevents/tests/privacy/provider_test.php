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

namespace local_awsevents\privacy;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../waiting_testcase.php');

use core\context\course as course_context;
use core\context\user as user_context;
use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\userlist;
use core_privacy\local\request\writer;
use local_awsevents\waiting_testcase;

/**
 * Tests of what the privacy tools find.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\concerned
 * @covers \local_awsevents\privacy\provider
 */
final class provider_test extends waiting_testcase {
    /**
     * Puts events into the outbox that concern a person, each in another way, as the site's settings have them written.
     *
     * @param int $userid the person
     * @return int[] the rows' ids
     */
    private function of_person(int $userid): array {
        $hash = hash_hmac('sha256', "user:{$userid}", get_config('local_awsevents', 'hashsecret'));
        return [
            $this->wait([], ['userid' => $userid]),
            $this->wait([], ['userid_hash' => $hash]),
            $this->wait(['dead' => 1], ['relateduserid' => $userid]),
            $this->wait([], ['relateduserid_hash' => $hash]),
            $this->wait([], ['objecttable' => 'user', 'objectid' => $userid]),
            $this->wait([], ['objecttable' => 'user', 'objectid_hash' => $hash]),
            $this->wait([], ['contextlevel' => CONTEXT_USER, 'contextinstanceid' => $userid]),
            $this->wait([], ['contextlevel' => CONTEXT_USER, 'contextinstanceid_hash' => $hash]),
        ];
    }

    /**
     * Puts events into the outbox that look as if they concerned a person.
     *
     * @param int $userid the person
     * @return int[] the rows' ids
     */
    private function of_others(int $userid): array {
        return [
            $this->wait([], ['userid' => (int) "{$userid}0"]),
            $this->wait([], ['objecttable' => 'course', 'objectid' => $userid]),
            $this->wait([], ['contextlevel' => CONTEXT_COURSE, 'contextinstanceid' => $userid]),
            $this->wait([], ['other' => ['text' => "userid\":{$userid}"]]),
            $this->wait([], ['courseid' => $userid]),
        ];
    }

    public function test_all_that_is_kept_and_sent_is_declared(): void {
        $items = provider::get_metadata(new collection('local_awsevents'))->get_collection();
        $this->assertSame(['local_awsevents_outbox', 'eventbridge'], array_map(static fn($item) => $item->get_name(), $items));
        foreach ($items as $item) {
            foreach ([$item->get_summary(), ...array_values($item->get_privacy_fields())] as $key) {
                $this->assertTrue(get_string_manager()->string_exists($key, 'local_awsevents'), $key);
            }
        }
    }

    public function test_what_waits_is_found_by_the_number_and_by_the_code_of_a_person(): void {
        $one = $this->getDataGenerator()->create_user();
        $two = $this->getDataGenerator()->create_user();
        $this->of_others($one->id);
        $this->assertCount(0, provider::get_contexts_for_userid($one->id));
        $mine = $this->of_person($one->id);
        $this->of_person($two->id);
        $this->assertEquals([user_context::instance($one->id)->id], provider::get_contexts_for_userid($one->id)->get_contextids());
        $users = new userlist(user_context::instance($one->id), 'local_awsevents');
        provider::get_users_in_context($users);
        $this->assertEquals([$one->id], $users->get_userids());
        $none = new userlist(course_context::instance(SITEID), 'local_awsevents');
        provider::get_users_in_context($none);
        $this->assertSame([], $none->get_userids());

        $context = user_context::instance($one->id);
        provider::export_user_data(new approved_contextlist($one, 'local_awsevents', [$context->id]));
        $path = [get_string('pluginname', 'local_awsevents'), get_string('privacy:part', 'local_awsevents', 1)];
        $this->assertCount(count($mine), writer::with_context($context)->get_data($path)->events);
    }

    public function test_many_events_are_given_out_in_parts(): void {
        global $DB;
        $person = $this->getDataGenerator()->create_user();
        $detail = json_encode(['userid' => (int) $person->id]);
        $row = ['eventid' => 'x', 'eventname' => 'y', 'detail' => $detail];
        $DB->insert_records('local_awsevents_outbox', array_fill(0, 1001, $row));
        $context = user_context::instance($person->id);
        provider::export_user_data(new approved_contextlist($person, 'local_awsevents', [$context->id]));
        $counts = [];
        for ($part = 1; $part <= 4; $part++) {
            $path = [get_string('pluginname', 'local_awsevents'), get_string('privacy:part', 'local_awsevents', $part)];
            $counts[] = count(writer::with_context($context)->get_data($path)->events ?? []);
        }
        $this->assertSame([500, 500, 1, 0], $counts);
        provider::delete_data_for_all_users_in_context($context);
        $this->assertSame(0, $DB->count_records('local_awsevents_outbox'));
    }

    public function test_what_concerns_a_person_is_deleted_and_nothing_else(): void {
        $one = $this->getDataGenerator()->create_user();
        $two = $this->getDataGenerator()->create_user();
        $context = user_context::instance($one->id);
        $others = [...$this->of_others($one->id), ...$this->of_person($two->id)];
        $ways = [
            fn() => provider::delete_data_for_user(new approved_contextlist($one, 'local_awsevents', [$context->id])),
            fn() => provider::delete_data_for_users(new approved_userlist($context, 'local_awsevents', [$one->id])),
            fn() => provider::delete_data_for_all_users_in_context($context),
        ];
        foreach ($ways as $delete) {
            $this->of_person($one->id);
            // A context that is not the person's own deletes nothing.
            $foreign = user_context::instance($two->id);
            provider::delete_data_for_user(new approved_contextlist($one, 'local_awsevents', [$foreign->id]));
            provider::delete_data_for_users(new approved_userlist($foreign, 'local_awsevents', [$one->id]));
            provider::delete_data_for_all_users_in_context(course_context::instance(SITEID));
            $this->assertCount(count($others) + 8, $this->rows());
            $delete();
            $this->assertEquals($others, array_column($this->rows(), 'id'));
        }
    }
}
