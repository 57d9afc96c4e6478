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
 * Tests of whether permissions let every student see an activity.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\view_permissions
 */
final class view_permissions_test extends \basic_testcase {
    /** The context of the site. */
    private const SITE = 1;

    /** The contexts of an activity, its course, its category and the site. */
    private const PATH = [70, 50, 40, self::SITE];

    /** The role of everybody. */
    private const EVERYBODY = 7;

    /** The role of students. */
    private const STUDENT = 5;

    /** Another role that somebody holds in the course. */
    private const TUTOR = 9;

    /** A role that nobody holds there. */
    private const NOBODY = 11;

    /**
     * Whether rules let everybody see what asks for one capability, or two.
     *
     * @param array $rules role, context and permission of each, and the capability if it is not `view`
     * @param string[] $wanted the capabilities
     * @param int[] $students the roles of students
     * @return bool
     */
    private static function lets(array $rules, array $wanted = ['view'], array $students = [self::STUDENT]): bool {
        // The database gives numbers as strings.
        $row = static fn(array $rule): \stdClass => (object) [
            'roleid' => (string) $rule[0],
            'contextid' => (string) $rule[1],
            'permission' => (string) $rule[2],
            'capability' => $rule[3] ?? 'view',
        ];
        $held = [self::STUDENT, self::TUTOR];
        return (new view_permissions(array_map($row, $rules), self::SITE, $held, self::EVERYBODY, $students))
            ->let_everybody($wanted, self::PATH);
    }

    public function test_what_asks_for_nothing_is_seen_by_everybody(): void {
        $this->assertTrue(self::lets([], []));
    }

    public function test_everybody_has_it_by_the_role_of_all_users_or_by_that_of_students(): void {
        $this->assertTrue(self::lets([[self::EVERYBODY, self::SITE, 1]]));
        $this->assertTrue(self::lets([[self::STUDENT, self::SITE, 1]]));
        $this->assertTrue(self::lets([[self::STUDENT, 50, 1]]));
        $this->assertFalse(self::lets([]));
        $this->assertFalse(self::lets([[self::TUTOR, self::SITE, 1]]));
        $this->assertFalse(self::lets([[self::EVERYBODY, 51, 1]]), 'in another course');
    }

    public function test_each_role_of_students_has_to_have_it(): void {
        $students = [self::STUDENT, self::TUTOR];
        $this->assertFalse(self::lets([[self::STUDENT, self::SITE, 1]], ['view'], $students));
        $this->assertTrue(self::lets([[self::STUDENT, self::SITE, 1], [self::TUTOR, 50, 1]], ['view'], $students));
        $this->assertFalse(self::lets([], ['view'], []), 'nobody is a student');
    }

    public function test_a_role_that_may_not_see_it_is_enough_wherever_that_is_said(): void {
        foreach ([70, 50, 40] as $context) {
            foreach ([-1, -1000] as $permission) {
                foreach ([self::STUDENT, self::EVERYBODY, self::NOBODY] as $role) {
                    $rules = [[self::EVERYBODY, self::SITE, 1], [$role, $context, $permission]];
                    $this->assertFalse(self::lets($rules), "{$permission} for {$role} in {$context}");
                }
            }
        }
    }

    public function test_an_override_elsewhere_does_not_matter(): void {
        $this->assertTrue(self::lets([[self::EVERYBODY, self::SITE, 1], [self::STUDENT, 71, -1000]]));
    }

    public function test_what_a_role_may_not_on_the_whole_site_matters_where_somebody_holds_it(): void {
        $given = [self::STUDENT, self::SITE, 1];
        $this->assertFalse(self::lets([$given, [self::TUTOR, self::SITE, -1]]));
        $this->assertFalse(self::lets([$given, [self::EVERYBODY, self::SITE, -1]]));
        $this->assertTrue(self::lets([$given, [self::NOBODY, self::SITE, -1000]]));
    }

    public function test_each_capability_has_to_be_had(): void {
        $rules = [[self::EVERYBODY, self::SITE, 1], [self::STUDENT, self::SITE, 1, 'read']];
        $this->assertTrue(self::lets($rules, ['view', 'read']));
        $this->assertFalse(self::lets([...$rules, [self::STUDENT, 70, -1, 'read']], ['view', 'read']));
        $this->assertTrue(self::lets([...$rules, [self::STUDENT, 70, -1, 'read']], ['view']));
        $this->assertFalse(self::lets($rules, ['view', 'write']));
    }
}
