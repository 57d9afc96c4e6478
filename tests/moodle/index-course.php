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
 * Makes the course that the assistant is asked about, of the files that tests/course/make.py has written.
 *
 * `php index-course.php JSON`, in Moodle's folder. The JSON has `files`, the folder of those files, and may have `shortname`,
 * where it is not to be the course's own, and `people`, user names by the short name of their role. A course that has the
 * short name already is deleted first. Prints JSON: the course's id, and its activities with their cmid, kind, section, name
 * and files.
 *
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('CLI_SCRIPT', true);
require(getcwd() . '/config.php');
require_once($CFG->libdir . '/testing/generator/lib.php');
require_once($CFG->dirroot . '/course/lib.php');

/**
 * A draft area of the administrator, with some files in it.
 *
 * @param string $folder where the files are
 * @param string[] $names their names there and in Moodle
 * @return int the draft area's item id
 */
function index_course_draft(string $folder, array $names): int {
    global $USER;
    $draft = file_get_unused_draft_itemid();
    foreach ($names as $name) {
        get_file_storage()->create_file_from_pathname([
            'contextid' => \core\context\user::instance($USER->id)->id,
            'component' => 'user',
            'filearea' => 'draft',
            'itemid' => $draft,
            'filepath' => '/',
            'filename' => $name,
        ], "$folder/$name");
    }
    return $draft;
}

/**
 * Makes one activity with all that is in it.
 *
 * @param testing_data_generator $generator Moodle's own maker of test data
 * @param stdClass $place the course's id and the section's number, as `course` and `section`
 * @param stdClass $activity as course.json describes it
 * @param string $folder where the files are
 * @return int the course module's id
 */
function index_course_activity(
    testing_data_generator $generator,
    stdClass $place,
    stdClass $activity,
    string $folder,
): int {
    $given = (array) $place + ['name' => $activity->name, 'introformat' => FORMAT_HTML, 'intro' => ''];
    $given += match ($activity->kind) {
        'resource', 'folder' => ['files' => index_course_draft($folder, $activity->files)],
        'page' => ['content' => $activity->html, 'contentformat' => FORMAT_HTML],
        default => [],
    };
    if ($activity->kind === 'label') {
        $given['intro'] = $activity->html;
    }
    $made = $generator->create_module($activity->kind, $given);
    foreach ($activity->chapters ?? [] as $number => $chapter) {
        $generator->get_plugin_generator('mod_book')->create_chapter([
            'bookid' => $made->id,
            'pagenum' => $number + 1,
            'title' => $chapter->title,
            'content' => $chapter->html,
            'contentformat' => FORMAT_HTML,
        ]);
    }
    foreach ($activity->entries ?? [] as $entry) {
        $generator->get_plugin_generator('mod_glossary')->create_content($made, [
            'concept' => $entry->concept,
            'definition' => $entry->definition,
            'definitionformat' => FORMAT_HTML,
        ]);
    }
    return (int) $made->cmid;
}

/**
 * Makes the course.
 *
 * @param stdClass $wanted what this script was given
 * @param stdClass $described what course.json says
 * @return array what this script prints
 */
function index_course_make(stdClass $wanted, stdClass $described): array {
    global $DB;
    $shortname = $wanted->shortname ?? $described->shortname;
    $earlier = $DB->get_record('course', ['shortname' => $shortname]);
    if ($earlier) {
        delete_course($earlier, false);
    }
    $generator = new testing_data_generator();
    $course = $generator->create_course([
        'fullname' => $described->fullname,
        'shortname' => $shortname,
        'summary' => $described->summary,
        'summaryformat' => FORMAT_HTML,
        'format' => 'topics',
        'numsections' => count($described->sections) - 1,
        'newsitems' => 0,
        'startdate' => time() - DAYSECS,
    ], ['createsections' => true]);
    foreach ($wanted->people ?? [] as $role => $names) {
        foreach ($names as $name) {
            $person = $DB->get_field('user', 'id', ['username' => $name, 'deleted' => 0], MUST_EXIST);
            $generator->enrol_user($person, $course->id, $role);
        }
    }
    $activities = [];
    foreach ($described->sections as $number => $section) {
        $where = ['course' => $course->id, 'section' => $number];
        course_update_section($course, $DB->get_record('course_sections', $where, '*', MUST_EXIST), [
            'name' => $section->name,
            'summary' => $section->summary,
            'summaryformat' => FORMAT_HTML,
        ]);
        foreach ($section->activities as $activity) {
            $activities[] = [
                'cmid' => index_course_activity($generator, (object) $where, $activity, $wanted->files),
                'kind' => $activity->kind,
                'section' => $number,
                'name' => $activity->name,
                'files' => $activity->files ?? [],
            ];
        }
    }
    rebuild_course_cache($course->id, true);
    return ['course' => (int) $course->id, 'activities' => $activities];
}

\core\session\manager::set_user(get_admin());
$wanted = json_decode($argv[1], false, 8, JSON_THROW_ON_ERROR);
$described = json_decode(file_get_contents(__DIR__ . '/../course/course.json'), false, 16, JSON_THROW_ON_ERROR);
echo json_encode(index_course_make($wanted, $described), JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES), "\n";
