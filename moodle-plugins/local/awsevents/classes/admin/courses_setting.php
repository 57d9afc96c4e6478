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

namespace local_awsevents\admin;

/**
 * The field for courses.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class courses_setting extends picker_setting {
    /**
     * The courses that were chosen; others are looked for while somebody types.
     *
     * @param string[] $chosen their ids
     * @return string[] names by ids
     */
    protected function options(array $chosen): array {
        global $DB;
        $courses = $chosen ? $DB->get_records_list('course', 'id', array_filter($chosen, ctype_digit(...)), 'shortname') : [];
        $names = [];
        foreach ($courses as $course) {
            $names[$course->id] = get_course_display_name_for_list($course);
        }
        // One that is chosen and gone can be taken out.
        return $names + array_combine($chosen, $chosen);
    }

    /**
     * Whether there is such a course.
     *
     * @param string $value its id
     * @return bool
     */
    protected function is_option(string $value): bool {
        global $DB;
        return ctype_digit($value) && $DB->record_exists('course', ['id' => (int) $value]);
    }

    /**
     * What to say when there is none.
     *
     * @param string $value its id
     * @return string
     */
    protected function refusal(string $value): string {
        return get_string('courseunknown', 'local_awsevents', s($value));
    }

    /**
     * Core's own search for courses.
     *
     * @return string
     */
    protected function module(): string {
        return 'core/form-course-selector';
    }
}
