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
use core_external\external_api;
use core_external\external_function_parameters;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;
use local_awsevents\course_access;
use local_awsevents\options;

/**
 * Tells an indexer which activities of a course all its students may see. Moodle's own functions do not say so to a reader
 * who is allowed to see hidden and restricted ones.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_course_access extends external_api {
    /** Grows when a reader of older answers would misunderstand newer ones. */
    private const SCHEMA_VERSION = 1;

    /**
     * What the function takes.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'courseid' => new external_value(PARAM_INT, 'The course.'),
            'cmid' => new external_value(PARAM_INT, 'The only activity to tell of; 0: all.', VALUE_DEFAULT, 0),
        ]);
    }

    /**
     * Tells.
     *
     * @param int $courseid the course
     * @param int $cmid the only activity to tell of; 0: all
     * @return array
     * @throws \moodle_exception
     */
    public static function execute(int $courseid, int $cmid = 0): array {
        global $DB;
        $params = self::validate_parameters(self::execute_parameters(), compact('courseid', 'cmid'));
        $course = $DB->get_record('course', ['id' => $params['courseid']], '*', MUST_EXIST);
        $context = course_context::instance($course->id);
        self::validate_context($context);
        require_capability('moodle/course:viewhiddenactivities', $context);
        $modules = [];
        // Where no event tells of what is hidden, there is nothing for an index.
        $told = options::of_site()->lets_out((int) $course->id) ? (new course_access($course, $params['cmid']))->barriers() : [];
        foreach ($told as $id => $barriers) {
            $modules[] = ['cmid' => $id, 'barriers' => $barriers];
        }
        return [
            'schemaversion' => self::SCHEMA_VERSION,
            'courseid' => (int) $course->id,
            'coursevisible' => (bool) $course->visible,
            'modules' => $modules,
        ];
    }

    /**
     * What the function returns.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'schemaversion' => new external_value(PARAM_INT, 'The version of this structure.'),
            'courseid' => new external_value(PARAM_INT, 'The course.'),
            'coursevisible' => new external_value(PARAM_BOOL, 'Whether the course is shown to its students.'),
            'modules' => new external_multiple_structure(new external_single_structure([
                'cmid' => new external_value(PARAM_INT, 'The activity.'),
                'barriers' => new external_multiple_structure(new external_value(
                    PARAM_ALPHA,
                    'What keeps students from it: deleting, hidden, hiddensection, permission, restricted or restrictedsection.',
                ), 'Sorted; none: all students of the course may see it.'),
            ])),
        ]);
    }
}
