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
 * What the suite of the course assistant does in Moodle: people, the tool, courses, and what teachers do to them, by the
 * functions that Moodle's own pages call, so that the same events fire.
 *
 * `php assistant.php ACTION JSON`, in Moodle's folder. Prints JSON.
 *
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('CLI_SCRIPT', true);
require(getcwd() . '/config.php');
require_once($CFG->libdir . '/testing/generator/lib.php');
require_once($CFG->dirroot . '/course/lib.php');
require_once($CFG->dirroot . '/course/modlib.php');
require_once($CFG->dirroot . '/course/externallib.php');
require_once($CFG->dirroot . '/group/lib.php');
require_once($CFG->dirroot . '/mod/lti/locallib.php');
require_once($CFG->dirroot . '/mod/resource/locallib.php');

/** By what the tool of this suite is found again. */
const ASSISTANT_TOOL = 'Course tools (suite)';

/** A course of Moodle. */
function assistant_course(int $id): stdClass {
    global $DB;
    return $DB->get_record('course', ['id' => $id], '*', MUST_EXIST);
}

/** Makes people where they are not: user names with a first and a last name. */
function assistant_people(stdClass $wanted): void {
    global $DB;
    foreach ($wanted->people as $name => [$first, $last]) {
        $person = $DB->get_record('user', ['username' => $name, 'deleted' => 0])
            ?: (new testing_data_generator())->create_user([
                'username' => $name,
                'email' => "$name@example.com",
                'firstname' => $first,
                'lastname' => $last,
                'auth' => 'manual',
                'lang' => 'en',
            ]);
        update_internal_user_password($person, $wanted->password);
    }
    foreach (\tool_usertours\helper::get_tours() as $tour) {
        $tour->set_enabled(false);
        $tour->persist();
    }
}

/** Takes the tool of this suite away, with its activities' way to it. */
function assistant_forget(): void {
    global $DB;
    foreach ($DB->get_records('lti_types', ['name' => ASSISTANT_TOOL]) as $type) {
        lti_delete_type($type->id);
    }
}

/** Configures the tool by hand, as docs/moodle.md says. */
function assistant_tool(stdClass $wanted): array {
    global $DB;
    assistant_forget();
    $type = (object) ['name' => ASSISTANT_TOOL, 'state' => LTI_TOOL_STATE_CONFIGURED, 'ltiversion' => LTI_VERSION_1P3];
    $id = lti_add_type($type, (object) [
        'lti_toolurl' => "$wanted->tool/app",
        'lti_keytype' => LTI_JWK_KEYSET,
        'lti_publickeyset' => "$wanted->tool/lti/jwks",
        'lti_initiatelogin' => "$wanted->tool/lti/login",
        'lti_redirectionuris' => "$wanted->tool/lti/launch",
        'lti_coursevisible' => LTI_COURSEVISIBLE_ACTIVITYCHOOSER,
        'lti_launchcontainer' => LTI_LAUNCH_CONTAINER_EMBED_NO_BLOCKS,
        'lti_sendname' => LTI_SETTING_ALWAYS,
        'lti_sendemailaddr' => LTI_SETTING_NEVER,
        'lti_acceptgrades' => LTI_SETTING_NEVER,
    ]);
    return ['deployment' => (string) $id, 'client' => $DB->get_field('lti_types', 'clientid', ['id' => $id])];
}

/** Makes a course, instead of one of the same short name; `people` are user names by role. */
function assistant_make(stdClass $wanted): array {
    global $DB;
    if ($earlier = $DB->get_record('course', ['shortname' => $wanted->name])) {
        delete_course($earlier, false);
    }
    $generator = new testing_data_generator();
    $course = $generator->create_course([
        'fullname' => $wanted->name,
        'shortname' => $wanted->name,
        'numsections' => 1,
        'newsitems' => 0,
        'startdate' => time() - DAYSECS,
    ], ['createsections' => true]);
    foreach ($wanted->people as $role => $names) {
        foreach ($names as $name) {
            $person = $DB->get_field('user', 'id', ['username' => $name, 'deleted' => 0], MUST_EXIST);
            $generator->enrol_user($person, $course->id, $role);
        }
    }
    return ['course' => (int) $course->id];
}

/** Places the tool in a course. */
function assistant_place(stdClass $wanted): int {
    return (int) (new testing_data_generator())->create_module('lti', [
        'course' => $wanted->course,
        'name' => 'Course assistant',
        'typeid' => $wanted->deployment,
        // The generator's own key would stand in the place of the tool's client id.
        'resourcekey' => '',
        'password' => '',
    ])->cmid;
}

/** A draft area of the administrator with one text file in it. */
function assistant_draft(string $file, string $text): int {
    global $USER;
    $draft = file_get_unused_draft_itemid();
    get_file_storage()->create_file_from_string([
        'contextid' => \core\context\user::instance($USER->id)->id,
        'component' => 'user',
        'filearea' => 'draft',
        'itemid' => $draft,
        'filepath' => '/',
        'filename' => $file,
    ], $text);
    return $draft;
}

/** Puts text files into a course, `notes` by name, each as a file activity; says their cmids by name. */
function assistant_notes(stdClass $wanted): array {
    $made = [];
    foreach ($wanted->notes as $name => $text) {
        $made[$name] = (int) (new testing_data_generator())->create_module('resource', [
            'course' => $wanted->course,
            'section' => $wanted->section ?? 0,
            'name' => $name,
            'files' => assistant_draft("$name.txt", $text),
        ])->cmid;
    }
    return $made;
}

/** Uploads all files of a folder into a folder of a course. */
function assistant_folder(stdClass $wanted): int {
    global $USER;
    $draft = file_get_unused_draft_itemid();
    foreach ($wanted->files as $name) {
        get_file_storage()->create_file_from_pathname([
            'contextid' => \core\context\user::instance($USER->id)->id,
            'component' => 'user',
            'filearea' => 'draft',
            'itemid' => $draft,
            'filepath' => '/',
            'filename' => $name,
        ], "$wanted->from/$name");
    }
    return (int) (new testing_data_generator())->create_module('folder', [
        'course' => $wanted->course,
        'name' => $wanted->name,
        'files' => $draft,
    ])->cmid;
}

/** Adds a section at the end of a course; says its id and number. */
function assistant_section(stdClass $wanted): array {
    $made = course_create_section($wanted->course);
    course_update_section(assistant_course($wanted->course), $made, ['name' => $wanted->name, 'visible' => (int) $wanted->visible]);
    return ['id' => (int) $made->id, 'number' => (int) $made->section];
}

/** Does what the course page's menus and dragging do: cm_hide, cm_show, cm_move, cm_delete, section_hide, section_show… */
function assistant_act(stdClass $wanted): void {
    \core_courseformat\external\update_course::execute(
        $wanted->action,
        $wanted->course,
        $wanted->ids,
        $wanted->section ?? null,
    );
}

/** Saves a file activity's settings with some of them changed, as its form does. */
function assistant_save(int $cmid, array $changes): void {
    $cm = get_coursemodule_from_id('resource', $cmid, 0, false, MUST_EXIST);
    $course = assistant_course($cm->course);
    [$cm, $context, , $data] = get_moduleinfo_data($cm, $course);
    $draft = null;
    file_prepare_draft_area($draft, $context->id, 'mod_resource', 'content', 0, ['subdirs' => true]);
    update_moduleinfo($cm, (object) ($changes + ['files' => $draft] + (array) $data), $course);
}

/** Puts another file in the place of a file activity's. */
function assistant_replace(stdClass $wanted): void {
    assistant_save($wanted->cmid, ['files' => assistant_draft($wanted->file, $wanted->text)]);
}

/** The condition that Moodle's form makes; none opens again. */
function assistant_condition(?stdClass $condition): ?string {
    return $condition ? json_encode(['op' => '&', 'c' => [$condition], 'showc' => [true]]) : null;
}

/** Restricts an activity, or opens it again. */
function assistant_restrict(stdClass $wanted): void {
    assistant_save($wanted->cmid, ['availabilityconditionsjson' => assistant_condition($wanted->condition) ?? '']);
}

/** Restricts a section, or opens it again. */
function assistant_restrict_section(stdClass $wanted): void {
    global $DB;
    $section = $DB->get_record('course_sections', ['id' => $wanted->section], '*', MUST_EXIST);
    course_update_section($section->course, $section, ['availability' => assistant_condition($wanted->condition)]);
}

/** Lets students view a file activity, or prevents it, by an override in the activity. */
function assistant_permit(stdClass $wanted): void {
    global $DB;
    $role = $DB->get_field('role', 'id', ['shortname' => 'student'], MUST_EXIST);
    $permission = $wanted->allowed ? CAP_INHERIT : CAP_PREVENT;
    assign_capability('mod/resource:view', $permission, $role, \core\context\module::instance($wanted->cmid)->id, true);
}

/** Makes a group of some people. */
function assistant_group(stdClass $wanted): int {
    global $DB;
    $group = groups_create_group((object) ['courseid' => $wanted->course, 'name' => $wanted->name]);
    foreach ($wanted->people as $name) {
        groups_add_member($group, $DB->get_field('user', 'id', ['username' => $name], MUST_EXIST));
    }
    return (int) $group;
}

/** Puts back what lies in a course's recycle bin under a name; says its new cmid. */
function assistant_put_back(stdClass $wanted): int {
    $bin = new \tool_recyclebin\course_bin($wanted->course);
    foreach ($bin->get_items() as $item) {
        if ($item->name === $wanted->name) {
            $bin->restore_item($item);
            $bin->delete_item($item);
            foreach (get_fast_modinfo($wanted->course)->get_cms() as $cm) {
                if ($cm->name === $wanted->name) {
                    return (int) $cm->id;
                }
            }
        }
    }
    throw new moodle_exception('error', '', '', null, "the bin of course $wanted->course has no $wanted->name");
}

\core\session\manager::set_user(get_admin());
$given = json_decode($argv[2] ?? 'null');
$result = match ($argv[1] ?? '') {
    'people' => assistant_people($given),
    'tool' => assistant_tool($given),
    'forget' => assistant_forget(),
    'make' => assistant_make($given),
    'place' => assistant_place($given),
    'notes' => assistant_notes($given),
    'folder' => assistant_folder($given),
    'section' => assistant_section($given),
    'act' => assistant_act($given),
    'replace' => assistant_replace($given),
    'restrict' => assistant_restrict($given),
    'restrict section' => assistant_restrict_section($given),
    'permit' => assistant_permit($given),
    'group' => assistant_group($given),
    'put back' => assistant_put_back($given),
    'import' => core_course_external::import_course($given->from, $given->to),
    'delete course' => delete_course($given->course, false),
};
echo "\n", json_encode($result, JSON_THROW_ON_ERROR), "\n";
