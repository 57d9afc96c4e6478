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
 * What an administrator chooses by one word.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class profiles {
    /** What changes the contents of courses. */
    public const FILES = 'files';

    /** Who takes part in courses. */
    public const ENROLMENT = 'enrolment';

    /** Grades and completion. */
    public const GRADES = 'grades';

    /** Every event. */
    public const EVERYTHING = 'everything';

    /** The names of all. */
    public const NAMES = [self::FILES, self::ENROLMENT, self::GRADES, self::EVERYTHING];

    /** The events of this plugin that are sent whatever is chosen. */
    public const ALWAYS = [
        '\local_awsevents\event\index_requested' => true,
        '\local_awsevents\event\test_sent' => true,
    ];

    /** The events of the profiles but {@see EVERYTHING}, as keys: this is looked up for each event of the site. */
    public const EVENTS = [
        self::FILES => [
            '\core\event\course_content_deleted' => true,
            '\core\event\course_created' => true,
            '\core\event\course_deleted' => true,
            '\core\event\course_module_created' => true,
            '\core\event\course_module_deleted' => true,
            '\core\event\course_module_updated' => true,
            '\core\event\course_reset_ended' => true,
            '\core\event\course_restored' => true,
            '\core\event\course_section_created' => true,
            '\core\event\course_section_deleted' => true,
            '\core\event\course_section_updated' => true,
            '\core\event\course_updated' => true,
            '\mod_book\event\chapter_created' => true,
            '\mod_book\event\chapter_deleted' => true,
            '\mod_book\event\chapter_updated' => true,
            '\mod_folder\event\folder_updated' => true,
            '\mod_glossary\event\category_created' => true,
            '\mod_glossary\event\category_deleted' => true,
            '\mod_glossary\event\category_updated' => true,
            '\mod_glossary\event\entry_approved' => true,
            '\mod_glossary\event\entry_created' => true,
            '\mod_glossary\event\entry_deleted' => true,
            '\mod_glossary\event\entry_disapproved' => true,
            '\mod_glossary\event\entry_updated' => true,
            '\tool_recyclebin\event\category_bin_item_created' => true,
            '\tool_recyclebin\event\category_bin_item_restored' => true,
            '\tool_recyclebin\event\course_bin_item_created' => true,
            '\tool_recyclebin\event\course_bin_item_restored' => true,
        ],
        self::ENROLMENT => [
            '\core\event\cohort_member_added' => true,
            '\core\event\cohort_member_removed' => true,
            '\core\event\enrol_instance_created' => true,
            '\core\event\enrol_instance_deleted' => true,
            '\core\event\enrol_instance_updated' => true,
            '\core\event\group_created' => true,
            '\core\event\group_deleted' => true,
            '\core\event\group_member_added' => true,
            '\core\event\group_member_removed' => true,
            '\core\event\group_updated' => true,
            '\core\event\role_assigned' => true,
            '\core\event\role_unassigned' => true,
            '\core\event\user_enrolment_created' => true,
            '\core\event\user_enrolment_deleted' => true,
            '\core\event\user_enrolment_updated' => true,
        ],
        self::GRADES => [
            '\core\event\course_completed' => true,
            '\core\event\course_module_completion_updated' => true,
            '\core\event\grade_deleted' => true,
            '\core\event\grade_item_created' => true,
            '\core\event\grade_item_deleted' => true,
            '\core\event\grade_item_updated' => true,
            '\core\event\user_graded' => true,
            '\mod_assign\event\submission_graded' => true,
            '\mod_quiz\event\attempt_submitted' => true,
        ],
    ];
}
