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
use local_awsevents\form\web_service_form;
use local_awsevents\local\unusable;
use local_awsevents\output\web_service_report;

/**
 * Tests of the set-up of the web service.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\form\web_service_form
 * @covers \local_awsevents\output\web_service_report
 * @covers \local_awsevents\web_service_setup
 * @covers ::xmldb_local_awsevents_uninstall
 */
final class web_service_setup_test extends \advanced_testcase {
    /**
     * A site without web services.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->setAdminUser();
        set_config('enablewebservices', 0);
        set_config('webserviceprotocols', '');
    }

    /**
     * The user.
     *
     * @return \stdClass
     */
    private static function user(): \stdClass {
        global $DB;
        return $DB->get_record('user', ['username' => web_service_setup::USERNAME, 'deleted' => 0], '*', MUST_EXIST);
    }

    /**
     * The tokens of the user.
     *
     * @return \stdClass[]
     */
    private static function tokens(): array {
        global $DB;
        return array_values($DB->get_records('external_tokens', ['userid' => self::user()->id]));
    }

    public function test_everything_is_made_once_and_the_token_is_given_once(): void {
        global $DB;
        $token = web_service_setup::run();
        $this->assertMatchesRegularExpression('/^[0-9a-f]{32}$/', $token);
        $user = self::user();
        $this->assertSame(['webservice', '1'], [$user->auth, $user->emailstop]);
        $this->assertStringEndsWith('.invalid', $user->email);
        $count = static fn(): array => array_map($DB->count_records(...), [
            'user', 'role', 'role_assignments', 'external_services', 'external_services_users', 'external_tokens',
        ]);
        $made = $count();
        $this->assertNull(web_service_setup::run());
        $this->assertSame($made, $count());
        [$kept] = self::tokens();
        $this->assertEquals([$token, 0, null], [$kept->token, $kept->validuntil, $kept->iprestriction]);
    }

    public function test_a_new_token_takes_the_place_of_the_old_one_with_its_limits(): void {
        $old = web_service_setup::run();
        $new = web_service_setup::run(true, 2_000_000_000, ' 192.0.2.7,198.51.100.0/24 ');
        $this->assertNotSame($old, $new);
        $this->assertCount(1, self::tokens());
        [$kept] = self::tokens();
        $this->assertEquals([$new, 2_000_000_000], [$kept->token, $kept->validuntil]);
        $this->assertSame('192.0.2.7,198.51.100.0/24', $kept->iprestriction);
        $this->assertEquals($kept->id, web_service_setup::token()->id);
    }

    public function test_a_token_that_has_expired_is_replaced(): void {
        global $DB;
        $old = web_service_setup::run();
        $DB->set_field('external_tokens', 'validuntil', time() + 60, ['token' => $old]);
        $this->assertNull(web_service_setup::run());
        $DB->set_field('external_tokens', 'validuntil', time() - 1, ['token' => $old]);
        $new = web_service_setup::run();
        $this->assertMatchesRegularExpression('/^[0-9a-f]{32}$/', $new);
        $this->assertSame([$new], array_column(self::tokens(), 'token'));
    }

    public function test_addresses_that_moodle_would_not_understand_are_refused_and_nothing_is_made(): void {
        global $DB;
        foreach (['300.1', 'example.com', '192.0.2.0/99', '192.0.2.7 198.51.100.7', str_repeat('192.0.2.1,', 40)] as $bad) {
            $this->assertNull(web_service_setup::usable_addresses($bad), $bad);
            try {
                web_service_setup::run(false, 0, $bad);
                $this->fail("{$bad} was taken");
            } catch (unusable $error) {
                $this->assertSame('setupaddresses', $error->stringkey);
            }
        }
        $this->assertFalse($DB->record_exists('user', ['username' => web_service_setup::USERNAME]));
        $this->assertSame('2001:db8::/32,10.0.0.1-9', web_service_setup::usable_addresses('2001:db8::/32, 10.0.0.1-9,'));
    }

    public function test_what_is_off_is_named_and_switched_on_and_other_protocols_stay(): void {
        global $CFG;
        $this->assertSame(['webservices', 'rest'], array_keys(web_service_setup::switched_off()));
        set_config('webserviceprotocols', 'soap');
        web_service_setup::run();
        $this->assertEquals(1, $CFG->enablewebservices);
        $this->assertSame('soap,rest', $CFG->webserviceprotocols);
        $this->assertSame([], web_service_setup::switched_off());
        web_service_setup::run();
        $this->assertSame('soap,rest', $CFG->webserviceprotocols);
    }

    public function test_doing_it_again_mends_what_was_changed(): void {
        global $DB;
        web_service_setup::run();
        $system = \core\context\system::instance();
        $role = $DB->get_field('role', 'id', ['shortname' => web_service_setup::ROLE]);
        assign_capability('moodle/course:view', CAP_PREVENT, $role, $system->id, true);
        role_unassign($role, self::user()->id, $system->id);
        $DB->set_field('user', 'suspended', 1, ['id' => self::user()->id]);
        $DB->set_field('external_services', 'enabled', 0, ['shortname' => web_service_setup::SERVICE]);
        $DB->delete_records('external_services_users');
        // What somebody has added on purpose stays.
        assign_capability('mod/wiki:viewpage', CAP_ALLOW, $role, $system->id, true);
        $this->assertNull(web_service_setup::run());
        $user = self::user();
        $this->assertEquals(0, $user->suspended);
        foreach (['moodle/course:view', 'mod/wiki:viewpage', 'webservice/rest:use'] as $capability) {
            $this->assertTrue(has_capability($capability, $system, $user), $capability);
        }
        $this->assertTrue($DB->record_exists('external_services', ['shortname' => web_service_setup::SERVICE, 'enabled' => 1]));
        $this->assertTrue($DB->record_exists('external_services_users', ['userid' => $user->id]));
    }

    public function test_a_user_who_logs_in_another_way_is_not_taken_over(): void {
        global $CFG, $DB;
        $this->getDataGenerator()->create_user(['username' => web_service_setup::USERNAME, 'auth' => 'manual']);
        try {
            web_service_setup::run();
            $this->fail('it was');
        } catch (unusable $error) {
            $this->assertSame('setupusertaken', $error->stringkey);
        }
        $this->assertFalse($DB->record_exists('role', ['shortname' => web_service_setup::ROLE]));
        $this->assertEmpty($CFG->enablewebservices);
    }

    public function test_the_user_reads_all_that_an_indexer_needs_and_writes_nothing(): void {
        $generator = $this->getDataGenerator();
        $category = $generator->create_category(['visible' => 0]);
        $course = $generator->create_course(['category' => $category->id, 'visible' => 0, 'enablecompletion' => 1]);
        $condition = '{"op":"&","c":[{"type":"date","d":">=","t":4000000000}],"showc":[false]}';
        $make = static fn(string $name, array $more = []): \stdClass
            => $generator->create_module($name, $more + ['course' => $course->id]);
        $make('page', ['visible' => 0]);
        $make('resource', ['availability' => $condition]);
        $make('folder');
        $make('label');
        $book = $make('book');
        $generator->get_plugin_generator('mod_book')->create_chapter(['bookid' => $book->id, 'content' => 'One']);
        $glossary = $make('glossary');
        $generator->get_plugin_generator('mod_glossary')->create_content($glossary, ['concept' => 'Term']);

        web_service_setup::run();
        $this->setUser(self::user());
        $_POST['sesskey'] = sesskey();
        $call = function (string $function, array $arguments): array {
            $answer = external_api::call_external_function($function, $arguments);
            $this->assertFalse($answer['error'], $function . json_encode($answer['exception'] ?? null));
            return $answer['data'];
        };
        $courses = $call('core_course_get_courses_by_field', ['field' => 'id', 'value' => $course->id]);
        $this->assertCount(1, $courses['courses']);
        $contents = $call('core_course_get_contents', ['courseid' => $course->id]);
        $modules = array_merge(...array_column($contents, 'modules'));
        $names = array_column($modules, 'modname');
        sort($names);
        $this->assertSame(['book', 'folder', 'glossary', 'label', 'page', 'resource'], $names);
        $this->assertSame([true], array_values(array_unique(array_column($modules, 'uservisible'))));
        $files = array_column(array_filter($modules, static fn(array $module): bool => $module['modname'] === 'resource'), 'contents');
        $this->assertCount(1, $files[0]);
        foreach (['book', 'folder', 'label', 'page', 'resource'] as $kind) {
            $plural = "{$kind}s";
            $this->assertCount(1, $call("mod_{$kind}_get_{$plural}_by_courses", ['courseids' => [$course->id]])[$plural], $kind);
        }
        $letters = ['id' => $glossary->id, 'letter' => 'ALL', 'from' => 0, 'limit' => 20, 'options' => []];
        $this->assertCount(1, $call('mod_glossary_get_entries_by_letter', $letters)['entries']);
        $this->assertTrue(has_capability('mod/book:read', \core\context\module::instance($book->cmid)));

        foreach (['moodle/course:update', 'moodle/course:manageactivities', 'moodle/user:viewdetails', 'mod/glossary:write'] as $no) {
            $this->assertFalse(has_capability($no, \core\context\course::instance($course->id)), $no);
        }
    }

    public function test_the_service_has_these_functions_and_they_are_there(): void {
        global $DB;
        $service = $DB->get_record('external_services', ['shortname' => web_service_setup::SERVICE], '*', MUST_EXIST);
        $this->assertEquals([0, 1, 1, 0], [
            $service->enabled, $service->restrictedusers, $service->downloadfiles, $service->uploadfiles,
        ]);
        $functions = $DB->get_fieldset('external_services_functions', 'functionname', ['externalserviceid' => $service->id]);
        $this->assertCount(14, $functions);
        foreach ($functions as $function) {
            $known = $DB->get_record('external_functions', ['name' => $function], '*', MUST_EXIST);
            $this->assertSame('read', external_api::external_function_info($known)->type, $function);
        }
    }

    public function test_a_profile_field_that_would_stop_the_calls_is_told(): void {
        global $PAGE;
        $output = $PAGE->get_renderer('core');
        $this->getDataGenerator()->create_custom_profile_field([
            'datatype' => 'text', 'shortname' => 'faculty', 'name' => 'Faculty', 'required' => 1, 'visible' => 2,
        ]);
        $this->assertFalse(web_service_setup::lacks_profile_field());
        $token = web_service_setup::run();
        $this->assertTrue(web_service_setup::lacks_profile_field());
        $report = (new web_service_report(true, $token))->export_for_template($output);
        $html = $output->render_from_template('local_awsevents/web_service', $report);
        $this->assertStringContainsString('a profile field', $html);
        $this->assertStringContainsString($token, $html);
        profile_save_custom_fields(self::user()->id, ['faculty' => 'none']);
        $this->assertFalse(web_service_setup::lacks_profile_field());
    }

    public function test_the_page_shows_the_command_and_the_token_only_when_it_was_just_made(): void {
        global $CFG, $PAGE;
        $output = $PAGE->get_renderer('core');
        $render = static fn(web_service_report $report): string
            => $output->render_from_template('local_awsevents/web_service', $report->export_for_template($output));
        $this->assertStringNotContainsString('site token', $render(new web_service_report(false, null)));
        $token = web_service_setup::run();
        $command = "moodle-aws site token --url {$CFG->wwwroot} [--data DIR | --stack NAME]";
        $this->assertStringContainsString($command, $render(new web_service_report(true, $token)));
        $later = $render(new web_service_report(false, null));
        $this->assertStringNotContainsString($token, $later);
        $this->assertStringContainsString('last used: Never', $later);
        $this->assertStringNotContainsString('May be used from', $later);
        web_service_setup::run(true, 2_000_000_000, '192.0.2.7');
        $limited = $render(new web_service_report(false, null));
        $this->assertStringContainsString('Good until: ' . userdate(2_000_000_000), $limited);
        $this->assertStringContainsString('May be used from: 192.0.2.7', $limited);
        $this->assertStringContainsString('still good', $render(new web_service_report(true, null)));
    }

    public function test_the_form_asks_before_web_services_are_switched_on(): void {
        $send = static function (array $data): ?\stdClass {
            web_service_form::mock_submit($data);
            return (new web_service_form())->get_data();
        };
        $this->assertNull($send(['switchon' => 0, 'addresses' => '']));
        $this->assertNotNull($send(['switchon' => 1, 'addresses' => '192.0.2.7']));
        $this->assertNull($send(['switchon' => 1, 'addresses' => 'nowhere']));
        $past = ['enabled' => 1, 'day' => 1, 'month' => 1, 'year' => 2020];
        $this->assertNull($send(['switchon' => 1, 'addresses' => '', 'validuntil' => $past]));
        web_service_setup::run();
        $this->assertSame(1, (int) $send(['newtoken' => 1, 'addresses' => ''])->newtoken);
    }

    public function test_uninstalling_takes_the_user_and_the_role_away(): void {
        global $DB;
        require_once(__DIR__ . '/../db/uninstall.php');
        web_service_setup::run();
        $user = self::user();
        $this->assertTrue(xmldb_local_awsevents_uninstall());
        $this->assertEquals(1, $DB->get_field('user', 'deleted', ['id' => $user->id]));
        $this->assertFalse($DB->record_exists('role', ['shortname' => web_service_setup::ROLE]));
        $this->assertSame(0, $DB->count_records('external_tokens', ['userid' => $user->id]));
        // Without anything to take away it does no harm.
        $this->assertTrue(xmldb_local_awsevents_uninstall());
    }
}
