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

use core_external\external_api;

/**
 * A course whose students see what they may, and an indexer that asks what that is.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class access_testcase extends \advanced_testcase {
    /** The function. */
    protected const FUNCTION = 'local_awsevents_get_course_access';

    /** @var \stdClass A course with three sections, in a category. */
    protected \stdClass $course;

    /** @var \stdClass A student. */
    protected \stdClass $student;

    /**
     * Makes the course and the student, and sets the web service up.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->setAdminUser();
        $generator = $this->getDataGenerator();
        $category = $generator->create_category();
        $this->course = $generator->create_course(['category' => $category->id, 'numsections' => 3, 'enablecompletion' => 1]);
        $this->student = $generator->create_and_enrol($this->course, 'student');
        \core\plugininfo\mod::enable_plugin('subsection', 1);
        web_service_setup::run();
    }

    /**
     * Makes an activity.
     *
     * @param string $kind which
     * @param array $more its settings
     * @return \stdClass
     */
    protected function make(string $kind = 'page', array $more = []): \stdClass {
        return $this->getDataGenerator()->create_module($kind, $more + ['course' => $this->course->id]);
    }

    /**
     * Asks as the user of the web service.
     *
     * @param int $courseid the course
     * @param int $cmid the only activity
     * @return array what Moodle answers: `error`, and `data` or `exception`
     */
    protected function ask(int $courseid, int $cmid = 0): array {
        return $this->call(self::FUNCTION, ['courseid' => $courseid, 'cmid' => $cmid]);
    }

    /**
     * Calls a function as the user of the web service.
     *
     * @param string $function its name
     * @param array $arguments what it is given
     * @return array what Moodle answers: `error`, and `data` or `exception`
     */
    protected function call(string $function, array $arguments): array {
        global $DB, $USER;
        $before = $USER;
        $this->setUser($DB->get_record('user', ['username' => web_service_setup::USERNAME], '*', MUST_EXIST));
        $_POST['sesskey'] = sesskey();
        $answer = external_api::call_external_function($function, $arguments);
        $this->setUser($before);
        return $answer;
    }

    /**
     * The barriers of the course's activities.
     *
     * @return array<int, string[]> by their ids
     */
    protected function barriers(): array {
        $answer = $this->ask($this->course->id);
        $this->assertFalse($answer['error'], json_encode($answer['exception'] ?? null));
        return array_column($answer['data']['modules'], 'barriers', 'cmid');
    }

    /**
     * Sets what a role may.
     *
     * @param string $capability which
     * @param int $permission of Moodle's
     * @param \core\context $context where
     * @param string $role its short name
     */
    protected static function set(string $capability, int $permission, \core\context $context, string $role = 'student'): void {
        global $DB;
        $roleid = $DB->get_field('role', 'id', ['shortname' => $role], MUST_EXIST);
        assign_capability($capability, $permission, $roleid, $context->id, true);
    }
}
