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
 * What teachers and students do, by Moodle's own functions.
 *
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use core_courseformat\external\update_course;
use mod_quiz\quiz_attempt;

defined('MOODLE_INTERNAL') || die();

/** Does an action of the course page. */
function drill_page_action(string $action, int $courseid, array $ids, ?int $section = null): void {
    update_course::execute($action, $courseid, $ids, $section);
}

/**
 * The life of a course, up to deletions that a task of Moodle has to carry out: upload, edit, hide, show, move, a changed
 * folder, an import, deletions with the recycle bin.
 */
function drill_course_begin(string $shortname): array {
    global $CFG, $DB;
    require_once($CFG->dirroot . '/course/modlib.php');
    require_once($CFG->dirroot . '/course/externallib.php');
    set_config('coursebinenable', 1, 'tool_recyclebin');
    set_config('autohide', 0, 'tool_recyclebin');
    $generator = new testing_data_generator();
    $course = $generator->create_course(
        ['shortname' => $shortname, 'fullname' => $shortname, 'numsections' => 3],
        ['createsections' => true],
    );
    foreach (['teacher' => 'editingteacher', 'student1' => 'student'] as $name => $role) {
        $generator->enrol_user($DB->get_field('user', 'id', ['username' => $name], MUST_EXIST), $course->id, $role);
    }
    $files = [];
    foreach (range(1, 6) as $number) {
        $file = $generator->create_module('resource', ['course' => $course->id, 'section' => 1, 'name' => "File $number"]);
        $files[] = (int) $file->cmid;
    }
    [$cm, , , $data] = get_moduleinfo_data(get_coursemodule_from_id('resource', $files[0]), $course);
    $data->name = 'File 1, corrected';
    $data->introeditor = ['text' => 'Corrected', 'format' => FORMAT_HTML, 'itemid' => 0];
    update_moduleinfo($cm, $data, $course);
    drill_page_action('cm_hide', $course->id, [$files[1]]);
    drill_page_action('cm_show', $course->id, [$files[1]]);
    $second = $DB->get_field('course_sections', 'id', ['course' => $course->id, 'section' => 2], MUST_EXIST);
    drill_page_action('cm_move', $course->id, [$files[2]], $second);
    drill_page_action('cm_duplicate', $course->id, [$files[2]]);
    drill_page_action('section_hide', $course->id, [$second]);
    drill_page_action('section_show', $course->id, [$second]);
    $folder = $generator->create_module('folder', ['course' => $course->id, 'section' => 3]);
    drill_folder($folder, 'week-2.txt');
    $other = $generator->create_course(['shortname' => "$shortname-other"]);
    $generator->create_module('page', ['course' => $other->id, 'name' => 'To be imported']);
    core_course_external::import_course($other->id, $course->id, 0);
    drill_page_action('cm_delete', $course->id, [$files[3], $files[4]]);
    return ['course' => (int) $course->id, 'other' => (int) $other->id, 'last' => $files[5]];
}

/** Puts a file into a folder, as the folder's own page does. */
function drill_folder(stdClass $folder, string $name): void {
    global $DB;
    $context = \core\context\module::instance($folder->cmid);
    get_file_storage()->create_file_from_string([
        'contextid' => $context->id,
        'component' => 'mod_folder',
        'filearea' => 'content',
        'itemid' => 0,
        'filepath' => '/',
        'filename' => $name,
    ], "What is in $name.");
    $record = $DB->get_record('folder', ['id' => $folder->id], '*', MUST_EXIST);
    $event = \mod_folder\event\folder_updated::create(['context' => $context, 'objectid' => $folder->id]);
    $event->add_record_snapshot('folder', $record);
    $event->trigger();
}

/** The rest, after the task: one file comes back from the recycle bin, one goes without it, then the courses go. */
function drill_course_end(stdClass $made): array {
    $bin = new \tool_recyclebin\course_bin($made->course);
    $items = $bin->get_items();
    $bin->restore_item(reset($items));
    set_config('coursebinenable', 0, 'tool_recyclebin');
    course_delete_module($made->last);
    set_config('coursebinenable', 1, 'tool_recyclebin');
    delete_course($made->course, false);
    delete_course($made->other, false);
    return ['binned' => count($items)];
}

/** A question. The generator for tests would want PHPUnit. */
function drill_question(stdClass $category): stdClass {
    $text = static fn(string $words): array => ['text' => $words, 'format' => FORMAT_HTML];
    $form = (object) [
        'category' => "$category->id,$category->contextid",
        'name' => 'True?',
        'questiontext' => $text('True?'),
        'generalfeedback' => $text(''),
        'defaultmark' => 1,
        'penalty' => 1,
        'correctanswer' => 1,
        'feedbacktrue' => $text(''),
        'feedbackfalse' => $text(''),
        'status' => \core_question\local\bank\question_version_status::QUESTION_STATUS_READY,
    ];
    $question = (object) ['qtype' => 'truefalse', 'category' => $category->id];
    return question_bank::get_qtype('truefalse')->save_question($question, $form);
}

/** Attempts of a quiz: started, answered, submitted and graded. */
function drill_quiz(stdClass $wanted): array {
    global $CFG, $DB;
    require_once($CFG->dirroot . '/mod/quiz/locallib.php');
    $generator = new testing_data_generator();
    $course = $generator->create_course(['shortname' => $wanted->shortname]);
    $quiz = $generator->create_module('quiz', ['course' => $course->id, 'grade' => 10, 'sumgrades' => 1, 'attempts' => 0]);
    $questions = $generator->get_plugin_generator('core_question');
    $category = $questions->create_question_category(['contextid' => \core\context\course::instance($course->id)->id]);
    quiz_add_quiz_question(drill_question($category)->id, $quiz);
    $student = $generator->create_user();
    $generator->enrol_user($student->id, $course->id, 'student');
    \core\session\manager::set_user($student);
    foreach (range(1, $wanted->attempts) as $number) {
        $started = $generator->get_plugin_generator('mod_quiz')->create_attempt($quiz->id, $student->id);
        $attempt = quiz_attempt::create($started->id);
        $attempt->process_submitted_actions(time(), false, [1 => ['answer' => $number % 2]]);
        if (method_exists($attempt, 'process_submit')) {
            $attempt->process_submit(time(), false);
            quiz_attempt::create($started->id)->process_grade_submission(time());
        } else {
            $attempt->process_finish(time(), false);
        }
    }
    return ['course' => (int) $course->id, 'quiz' => (int) $quiz->cmid];
}

/** Triggers events of many small edits; every one is an event of its own. */
function drill_trigger(stdClass $wanted): array {
    global $DB;
    $course = get_course($wanted->course ?? SITEID);
    $context = \core\context\course::instance($course->id);
    $begun = microtime(true);
    $transaction = empty($wanted->transaction) ? null : $DB->start_delegated_transaction();
    for ($number = 0; $number < $wanted->count; $number++) {
        \core\event\course_updated::create([
            'objectid' => $course->id,
            'context' => $context,
            'other' => ['shortname' => $course->shortname, 'fullname' => $course->fullname, 'updatedfields' => []],
        ])->trigger();
    }
    $transaction?->allow_commit();
    return ['seconds' => microtime(true) - $begun];
}

/** Changes a course in a transaction that is rolled back. */
function drill_rollback(string $shortname): array {
    global $DB;
    try {
        $transaction = $DB->start_delegated_transaction();
        (new testing_data_generator())->create_course(['shortname' => $shortname]);
        $inside = $DB->count_records(DRILL_OUTBOX);
        $transaction->rollback(new \core\exception\moodle_exception('error'));
    } catch (\core\exception\moodle_exception) {
        return ['inside' => $inside, 'after' => $DB->count_records(DRILL_OUTBOX)];
    }
}

/** A token with which the administrator calls functions of Moodle's web services. */
function drill_token(string ...$functions): string {
    global $CFG, $DB;
    require_once($CFG->libdir . '/externallib.php');
    require_once($CFG->dirroot . '/webservice/lib.php');
    set_config('enablewebservices', 1);
    set_config('webserviceprotocols', 'rest');
    $services = new webservice();
    $old = $DB->get_record('external_services', ['shortname' => 'drills']);
    if ($old) {
        $services->delete_service($old->id);
    }
    $service = $services->add_external_service((object) [
        'name' => 'Drills',
        'shortname' => 'drills',
        'enabled' => 1,
        'restrictedusers' => 0,
    ]);
    foreach ($functions as $function) {
        $services->add_external_function_to_service($function, $service);
    }
    return \core_external\util::generate_token(
        EXTERNAL_TOKEN_PERMANENT,
        $services->get_external_service_by_id($service),
        get_admin()->id,
        \core\context\system::instance(),
    );
}
