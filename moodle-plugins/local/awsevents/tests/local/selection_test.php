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

namespace local_awsevents\local;

/**
 * Tests of which events are sent.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\selection
 * @covers \local_awsevents\local\profiles
 */
final class selection_test extends \basic_testcase {
    /**
     * Whether an event is sent.
     *
     * @param string $eventname its class
     * @param array $choice what differs from the default choice
     * @param array $data what else the event says
     * @return bool
     */
    private static function takes(string $eventname, array $choice = [], array $data = []): bool {
        $default = ['profiles' => ['files'], 'events' => '', 'courses' => '', 'only' => null, 'guest' => 1];
        $event = $data + ['eventname' => $eventname, 'anonymous' => 0, 'userid' => '3', 'courseid' => '8'];
        return (new selection(...($choice + $default)))->takes($event);
    }

    public function test_a_profile_takes_its_events_and_no_others(): void {
        $events = [
            'files' => '\mod_folder\event\folder_updated',
            'enrolment' => '\core\event\user_enrolment_created',
            'grades' => '\core\event\user_graded',
        ];
        foreach ($events as $profile => $taken) {
            foreach ($events as $of => $event) {
                $this->assertSame($of === $profile, self::takes($event, ['profiles' => [$profile]]), "{$event} by {$profile}");
            }
        }
        $this->assertFalse(self::takes('\core\event\course_viewed', ['profiles' => ['files', 'enrolment', 'grades']]));
        $this->assertTrue(self::takes('\core\event\course_viewed', ['profiles' => ['files', 'everything']]));
        $this->assertFalse(self::takes('\core\event\course_viewed', ['profiles' => ['nonsense', '']]));
    }

    public function test_a_picked_event_is_taken_whatever_the_profiles_are(): void {
        $picked = ['profiles' => [], 'events' => "\\core\\event\\user_created,\n\\core\\event\\user_loggedin"];
        $this->assertTrue(self::takes('\core\event\user_loggedin', $picked));
        $this->assertTrue(self::takes('\core\event\user_created', $picked));
        foreach (['\core\event\user_loggedout', '\core\event\user_logged', '\event\user_loggedin'] as $other) {
            $this->assertFalse(self::takes($other, $picked), $other);
        }
    }

    public function test_anonymous_events_are_never_taken(): void {
        foreach ([1, '1', 2] as $anonymous) {
            $choice = ['profiles' => ['everything'], 'events' => '\mod_feedback\event\response_submitted'];
            $this->assertFalse(self::takes('\mod_feedback\event\response_submitted', $choice, ['anonymous' => $anonymous]));
        }
    }

    public function test_what_guests_do_is_taken_only_where_that_is_wanted(): void {
        $everything = ['profiles' => ['everything']];
        $this->assertFalse(self::takes('\core\event\course_viewed', $everything, ['userid' => '1']));
        $this->assertTrue(self::takes('\core\event\course_viewed', ['guest' => 0] + $everything, ['userid' => '1']));
        $this->assertTrue(self::takes('\core\event\course_viewed', $everything, ['userid' => 0]));
        $this->assertTrue(self::takes('\core\event\course_viewed', ['guest' => 0] + $everything, ['userid' => 0]));
    }

    public function test_a_list_of_courses_takes_them_in_or_leaves_them_out(): void {
        $event = '\core\event\course_module_updated';
        $list = ['courses' => '8, 9,108'];
        $taken = [];
        foreach (['8', 9, '10', 0, null] as $courseid) {
            $data = ['courseid' => $courseid];
            $taken[] = [self::takes($event, ['only' => true] + $list, $data), self::takes($event, ['only' => false] + $list, $data)];
        }
        $this->assertSame([[true, false], [true, false], [false, true], [false, true], [false, true]], $taken);
        $this->assertTrue(self::takes($event, $list, ['courseid' => '10']));
    }

    public function test_the_events_of_this_plugin_are_taken_whatever_is_chosen(): void {
        $nothing = ['profiles' => [], 'courses' => '8', 'only' => false];
        foreach (['test_sent', 'index_requested'] as $name) {
            $this->assertTrue(self::takes("\\local_awsevents\\event\\{$name}", $nothing, ['userid' => '1']));
        }
    }

    public function test_an_event_that_lacks_a_course_and_a_user_breaks_nothing(): void {
        $selection = new selection(['everything'], '', '8', true, 1);
        $this->assertFalse($selection->takes(['eventname' => '\x\event\y']));
    }

    public function test_every_profile_that_has_a_name_is_one(): void {
        $this->assertSame(profiles::NAMES, [...array_keys(profiles::EVENTS), profiles::EVERYTHING]);
        foreach (array_merge(...array_values(profiles::EVENTS)) as $name => $taken) {
            $this->assertMatchesRegularExpression('/^\\\\[a-z_]+\\\\event\\\\[a-z_]+$/', $name);
            $this->assertTrue($taken);
        }
    }
}
