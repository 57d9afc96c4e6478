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
use core\context\system as system_context;
use core\context_helper;
use core_external\external_api;
use core_external\external_function_parameters;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;
use core_external\util;
use local_awsevents\options;

/**
 * Lists the courses of the site to an indexer, some at a time. Moodle's own function asks the database for each of them again and
 * again, and an indexer does not wait as long as that takes on a large site.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_courses extends external_api {
    /** How many courses an answer has at most. */
    private const MOST = 5000;

    /**
     * What the function takes.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'after' => new external_value(PARAM_INT, 'Only courses with a greater id.', VALUE_DEFAULT, 0),
            'limit' => new external_value(PARAM_INT, 'How many courses at most: 1 to ' . self::MOST . '.', VALUE_DEFAULT, 1000),
        ]);
    }

    /**
     * Lists. The list is at its end when an answer has fewer courses than it may have.
     *
     * @param int $after only courses with a greater id
     * @param int $limit how many at most
     * @return array
     * @throws \moodle_exception
     */
    public static function execute(int $after = 0, int $limit = 1000): array {
        ['after' => $after, 'limit' => $limit] = self::validate_parameters(self::execute_parameters(), compact('after', 'limit'));
        if ($limit < 1 || $limit > self::MOST) {
            throw new \invalid_parameter_exception('limit: 1 to ' . self::MOST);
        }
        $site = system_context::instance();
        self::validate_context($site);
        require_all_capabilities(['moodle/course:view', 'moodle/course:viewhiddenactivities'], $site);
        $courses = [];
        foreach (self::seen($after, $limit) as $course) {
            $courses[] = $course;
            if (count($courses) === $limit) {
                break;
            }
        }
        return ['courses' => $courses];
    }

    /**
     * The courses that the caller may see and whose events are sent, in the order of their ids, without the front page: where no
     * event tells of what is hidden, nothing is to be indexed.
     *
     * @param int $after only those with a greater id
     * @param int $portion how many are read at once
     * @return \Generator<array>
     */
    private static function seen(int $after, int $portion): \Generator {
        global $DB;
        $options = options::of_site();
        $context = context_helper::get_preload_record_columns_sql('ctx');
        $sql = "SELECT c.id, c.fullname, c.visible, {$context}
                  FROM {course} c
                  JOIN {context} ctx ON ctx.instanceid = c.id AND ctx.contextlevel = :level
                 WHERE c.id > :after AND c.id <> :site
              ORDER BY c.id";
        do {
            $rows = $DB->get_records_sql($sql, ['level' => CONTEXT_COURSE, 'after' => $after, 'site' => SITEID], 0, $portion);
            foreach ($rows as $row) {
                if (!$options->lets_out((int) $row->id)) {
                    continue;
                }
                context_helper::preload_from_record($row);
                $context = course_context::instance($row->id);
                // A role can be kept from the hidden courses of a category.
                if ($row->visible || has_capability('moodle/course:viewhiddencourses', $context)) {
                    yield [
                        'id' => (int) $row->id,
                        'fullname' => util::format_string($row->fullname, $context),
                        'visible' => (bool) $row->visible,
                    ];
                }
            }
            $after = array_key_last($rows);
        } while (count($rows) === $portion);
    }

    /**
     * What the function returns.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'courses' => new external_multiple_structure(new external_single_structure([
                'id' => new external_value(PARAM_INT, 'The course.'),
                'fullname' => new external_value(PARAM_RAW, 'Its name.'),
                'visible' => new external_value(PARAM_BOOL, 'Whether the course is shown to its students.'),
            ]), 'In the order of their ids, without the front page and those that are left out; fewer than asked for: there are no more.'),
        ]);
    }
}
