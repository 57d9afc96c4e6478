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
 * What the browser suite does to the Moodle without its pages: it makes people and a course, sets settings, and reads what
 * stands in the database.
 *
 * `php site.php ACTION JSON`, in Moodle's folder. Prints JSON.
 *
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('CLI_SCRIPT', true);
require(getcwd() . '/config.php');
require_once($CFG->libdir . '/adminlib.php');
require_once($CFG->libdir . '/testing/generator/lib.php');
require_once($CFG->dirroot . '/course/lib.php');
require_once($CFG->dirroot . '/user/lib.php');
require_once(__DIR__ . '/course.php');
require_once(__DIR__ . '/events.php');

const AITRANSLATOR = 'block_aitranslator';
const AITRANSLATOR_COURSE = 'AITRANSLATOR';

/** The people: first names, last names, roles in the course. */
const AITRANSLATOR_PEOPLE = [
    'aitranslator-teacher' => ['Tea', 'Teacher', 'editingteacher'],
    'aitranslator-student' => ['Sam', 'Student', 'student'],
    'aitranslator-second' => ['Sue', 'Second', 'student'],
];

/** A person. */
function aitranslator_person(string $name): stdClass {
    global $DB;
    return $DB->get_record('user', ['username' => $name, 'deleted' => 0], '*', MUST_EXIST);
}

/** Makes the people and the course, where they are not as this folder describes them. */
function aitranslator_prepare(stdClass $wanted): array {
    global $CFG, $DB;
    $missing = array_diff($wanted->languages, array_keys(get_string_manager()->get_list_of_translations(true)));
    if ($missing) {
        throw new moodle_exception('error', '', '', null, 'install the language packs ' . implode(', ', $missing)
            . ' at Site administration > General > Language > Language packs');
    }
    $generator = new testing_data_generator();
    $people = [];
    foreach (AITRANSLATOR_PEOPLE as $name => [$first, $last, $role]) {
        $person = $DB->get_record('user', ['username' => $name, 'deleted' => 0]) ?: $generator->create_user([
            'username' => $name,
            'email' => "$name@example.com",
            'firstname' => $first,
            'lastname' => $last,
            'auth' => 'manual',
            'lang' => 'en',
        ]);
        update_internal_user_password($person, $wanted->password);
        set_user_preference('drawer-open-block', true, $person);
        set_user_preference('drawer-open-index', false, $person);
        $people[] = [$person->id, $role];
    }
    foreach (\tool_usertours\helper::get_tours() as $tour) {
        $tour->set_enabled(false);
        $tour->persist();
    }
    $made = array_map(sha1_file(...), [__DIR__ . '/course.php', ...glob(__DIR__ . '/pages/*.html')]);
    $idnumber = 'aitranslator-' . substr(sha1(implode($made)), 0, 12);
    $course = $DB->get_record('course', ['shortname' => AITRANSLATOR_COURSE]);
    if ($course && $course->idnumber !== $idnumber) {
        delete_course($course, false);
        $course = null;
    }
    if (!$course) {
        aitranslator_test_course($generator, AITRANSLATOR_COURSE, $idnumber, $people);
        $course = $DB->get_record('course', ['shortname' => AITRANSLATOR_COURSE], '*', MUST_EXIST);
    }
    $pages = [];
    foreach (get_fast_modinfo($course, get_admin()->id)->get_instances_of('page') as $page) {
        $pages[$page->name] = (int) $page->id;
    }
    return ['wwwroot' => $CFG->wwwroot, 'branch' => $CFG->branch, 'course' => (int) $course->id, 'pages' => $pages];
}

/** Sets settings, given as [plugin or '', name, value or null], and says what they were. */
function aitranslator_set(array $settings): array {
    $before = [];
    foreach ($settings as [$plugin, $name, $value]) {
        $old = get_config($plugin ?: 'core', $name);
        $before[] = [$plugin, $name, $old === false ? null : $old];
        $value === null ? unset_config($name, $plugin ?: null) : set_config($name, $value, $plugin ?: null);
    }
    return array_reverse($before);
}

/** Reads settings, given as [plugin or '', name]. */
function aitranslator_get(array $settings): array {
    return array_map(static function (array $setting): ?string {
        $value = get_config($setting[0] ?: 'core', $setting[1]);
        return $value === false ? null : (string) $value;
    }, $settings);
}

/** Removes the plugin's blocks, and puts some into the course or on the front page: they are on all of its pages. */
function aitranslator_blocks(stdClass $wanted): array {
    global $DB;
    foreach ($DB->get_records('block_instances', ['blockname' => 'aitranslator']) as $block) {
        blocks_delete_instance($block);
    }
    $course = empty($wanted->front)
        ? $DB->get_record('course', ['shortname' => AITRANSLATOR_COURSE], '*', MUST_EXIST) : get_site();
    $made = [];
    for ($number = 0; $number < $wanted->count; $number++) {
        $block = (new testing_data_generator())->create_block('aitranslator', [
            'parentcontextid' => \core\context\course::instance($course->id)->id,
            'showinsubcontexts' => 1,
            'pagetypepattern' => '*',
            'defaultregion' => 'side-pre',
            'defaultweight' => $number,
        ]);
        $made[] = \core\context\block::instance($block->id)->id;
    }
    return $made;
}

/** Forgets what people accepted, how much they translated, and the translations. */
function aitranslator_forget(stdClass $wanted): void {
    global $DB;
    foreach (['admin' => get_admin()] + array_map(aitranslator_person(...), array_keys(AITRANSLATOR_PEOPLE)) as $person) {
        $DB->delete_records('ai_policy_register', ['userid' => $person->id]);
    }
    foreach ($wanted->accepted as $name) {
        \core_ai\manager::user_policy_accepted(aitranslator_person($name)->id, \core\context\system::instance()->id);
    }
    cache::make('core', 'ai_policy')->purge();
    cache::make('core', 'ai_ratelimit')->purge();
    if (get_config(AITRANSLATOR, 'version')) {
        cache::make(AITRANSLATOR, 'translations')->purge();
        cache::make(AITRANSLATOR, 'languages')->purge();
    }
}

/** Allows (true), prevents (false) or leaves open (null) a capability for a role, everywhere. */
function aitranslator_allow(stdClass $wanted): void {
    global $CFG, $DB;
    $role = $wanted->role === 'user' ? $CFG->defaultuserroleid
        : $DB->get_field('role', 'id', ['shortname' => $wanted->role], MUST_EXIST);
    $permissions = [true => CAP_ALLOW, false => CAP_PREVENT];
    $permission = $wanted->allowed === null ? CAP_INHERIT : $permissions[$wanted->allowed];
    assign_capability($wanted->capability, $permission, $role, \core\context\system::instance()->id, true);
    accesslib_clear_all_caches(false);
}

/** Enables or disables the predefined service of the web services. */
function aitranslator_service(stdClass $wanted): void {
    global $DB;
    $DB->set_field('external_services', 'enabled', (int) $wanted->enabled, ['shortname' => 'ai_translator']);
    $DB->delete_records('external_tokens', ['externalserviceid' => $DB->get_field(
        'external_services',
        'id',
        ['shortname' => 'ai_translator'],
        MUST_EXIST,
    )]);
}

/** How many rows of the database belong to a plugin, by table. */
function aitranslator_rows(string $component): array {
    global $CFG, $DB;
    $name = substr(strstr($component, '_'), 1);
    $count = static fn(string $table, string $where, array $params = []): int
        => $DB->count_records_select($table, $where, $params);
    $like = static fn(string $field): string => "$field LIKE '%$name%'";
    $definitions = file_exists("$CFG->dataroot/muc/config.php")
        ? preg_match_all("~$component/\\w+~", file_get_contents("$CFG->dataroot/muc/config.php")) : 0;
    return [
        'config_plugins' => $count('config_plugins', $like('plugin')),
        'config' => $count('config', $like('name')),
        'block' => $count('block', $like('name')),
        'block_instances' => $count('block_instances', $like('blockname')),
        'external_functions' => $count('external_functions', $like('component')),
        'external_services' => $count('external_services', $like('component')),
        'external_services_functions' => $count('external_services_functions', $like('functionname')),
        'external_tokens' => $count('external_tokens', 'externalserviceid NOT IN (SELECT id FROM {external_services})'),
        'capabilities' => $count('capabilities', $like('component')),
        'role_capabilities' => $count('role_capabilities', $like('capability')),
        'task_scheduled' => $count('task_scheduled', $like('component')),
        'task_adhoc' => $count('task_adhoc', $like('component')),
        'message_providers' => $count('message_providers', $like('component')),
        'tables' => count(preg_grep("/$name/", $DB->get_tables(false))),
        'files' => $count('files', $like('component')),
        'cache definitions' => $definitions,
    ];
}

/** Makes the plugin look as the one that it replaces did in the database. */
function aitranslator_replaced(stdClass $wanted): void {
    global $DB;
    $DB->get_record('block', ['name' => 'aitranslator'], '*', MUST_EXIST);
    $DB->delete_records('config_plugins', ['plugin' => AITRANSLATOR]);
    set_config('version', 2026041300, AITRANSLATOR);
    set_config('api_gateway_url', $wanted->url, AITRANSLATOR);
    // Moodle compares this with what is on the disk.
    set_config('allversionshash', '');
    purge_all_caches();
}

\core\session\manager::set_user(get_admin());
$given = json_decode($argv[2] ?? 'null');
$result = match ($argv[1] ?? '') {
    'prepare' => aitranslator_prepare($given),
    'set' => aitranslator_set($given),
    'get' => aitranslator_get($given),
    'blocks' => aitranslator_blocks($given),
    'forget' => aitranslator_forget($given),
    'allow' => aitranslator_allow($given),
    'service' => aitranslator_service($given),
    'rows' => aitranslator_rows($given),
    'replaced' => aitranslator_replaced($given),
    'purge' => purge_all_caches(),
    'outbox' => awsevents_outbox(),
    'forget events' => awsevents_forget(),
    'forget setup' => awsevents_forget_setup(),
    'course' => awsevents_course($given),
    'run' => awsevents_run($given),
    'made' => awsevents_made(),
    'replaced events' => awsevents_replaced($given),
};
echo json_encode($result, JSON_THROW_ON_ERROR), "\n";
