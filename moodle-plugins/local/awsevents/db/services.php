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

/**
 * The service that an indexer reads courses and their files with, and the functions that Moodle has none of for it. The service
 * is off, and nobody is allowed to use it, until an administrator sets it up.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$functions = [
    'local_awsevents_get_course_access' => [
        'classname' => \local_awsevents\external\get_course_access::class,
        'description' => 'Tells which activities of a course all its students may see.',
        'type' => 'read',
        'capabilities' => 'moodle/course:view, moodle/course:viewhiddenactivities',
    ],
    'local_awsevents_get_courses' => [
        'classname' => \local_awsevents\external\get_courses::class,
        'description' => 'Lists the courses of the site.',
        'type' => 'read',
        'capabilities' => 'moodle/course:view, moodle/course:viewhiddencourses, moodle/course:viewhiddenactivities',
    ],
];

$services = [
    'moodle-aws index' => [
        'shortname' => \local_awsevents\web_service_setup::SERVICE,
        'functions' => [
            'core_course_get_contents',
            'core_course_get_course_module',
            'core_course_get_courses',
            'core_course_get_courses_by_field',
            'core_webservice_get_site_info',
            'local_awsevents_get_course_access',
            'local_awsevents_get_courses',
            // What core_course_get_contents does not tell: texts, and the files in them.
            'mod_book_get_books_by_courses',
            'mod_folder_get_folders_by_courses',
            'mod_glossary_get_entries_by_letter',
            'mod_glossary_get_glossaries_by_courses',
            'mod_label_get_labels_by_courses',
            'mod_page_get_pages_by_courses',
            'mod_resource_get_resources_by_courses',
        ],
        'enabled' => 0,
        'restrictedusers' => 1,
        'downloadfiles' => 1,
        'uploadfiles' => 0,
    ],
];
