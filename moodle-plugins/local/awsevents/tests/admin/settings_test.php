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

use local_awsevents\event_list;
use local_awsevents\local\aws_names;
use local_awsevents\local\base64url;

/**
 * Tests of the fields of the settings page.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\admin\checked_setting
 * @covers \local_awsevents\admin\connection_code_setting
 * @covers \local_awsevents\admin\courses_setting
 * @covers \local_awsevents\admin\events_setting
 * @covers \local_awsevents\admin\number_setting
 * @covers \local_awsevents\admin\picker_setting
 * @covers \local_awsevents\admin\secret_key_setting
 * @covers \local_awsevents\event_list
 */
final class settings_test extends \advanced_testcase {
    /**
     * Loads core's settings.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        $this->resetAfterTest();
        $this->setAdminUser();
        require_once($CFG->libdir . '/adminlib.php');
    }

    /**
     * A connection code for a site.
     *
     * @param string $site its address
     * @return string
     */
    private static function code(string $site): string {
        $payload = base64url::encode(json_encode([
            'endpoint' => 'https://tool.example',
            'site' => $site,
            'key_id' => base64url::encode(str_repeat("\x01", 16)),
            'secret' => base64url::encode(str_repeat("\xa5", 32)),
        ]));
        return "moodle-aws-1.{$payload}." . substr(base64url::encode(hash('sha256', $payload, true)), 0, 8);
    }

    public function test_a_text_that_is_wrong_is_refused_with_what_it_should_be_and_changes_nothing(): void {
        $setting = new checked_setting('local_awsevents/region', 'Region', '', '', aws_names::check_region(...));
        $this->assertSame('', $setting->write_setting(' eu-west-1 '));
        $this->assertStringContainsString('no region such as eu-west-1', $setting->write_setting('Frankfurt'));
        $this->assertSame('eu-west-1', get_config('local_awsevents', 'region'));
        $this->assertSame('', $setting->write_setting(''));
        $this->assertSame('', get_config('local_awsevents', 'region'));
    }

    public function test_a_number_outside_its_limits_is_refused_with_both(): void {
        $setting = new number_setting('local_awsevents/maxattempts', 'Attempts', '', 10, 1, 1000);
        foreach (['1', '1000', ' 7 '] as $good) {
            $this->assertSame('', $setting->write_setting($good));
        }
        foreach (['0', '1001', '', '-3', '1.5', 'many', '1e2', '99999999999999999999'] as $bad) {
            $this->assertStringContainsString('from 1 to 1000', $setting->write_setting($bad), $bad);
        }
        $this->assertEquals(7, get_config('local_awsevents', 'maxattempts'));
    }

    public function test_secrets_are_kept_encrypted_not_shown_and_not_logged(): void {
        global $CFG, $DB;
        $secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
        foreach (
            [
                'secretkey' => [new secret_key_setting('local_awsevents/secretkey', 'Key', ''), $secret, 'a key'],
                'connectioncode' => [
                    new connection_code_setting('local_awsevents/connectioncode', 'Code', ''),
                    self::code($CFG->wwwroot),
                    self::code('https://other.example'),
                ],
            ] as $name => [$setting, $good, $bad]
        ) {
            $DB->delete_records('config_log');
            set_config($name, '', 'local_awsevents');
            $this->assertSame('', $setting->write_setting(" {$good}\n"));
            $kept = get_config('local_awsevents', $name);
            $this->assertStringNotContainsString($good, $kept);
            $this->assertSame($good, \core\encryption::decrypt($kept));
            $this->assertNotSame('', $setting->write_setting($bad));
            $this->assertSame($kept, get_config('local_awsevents', $name));
            $this->assertStringNotContainsString($good, $setting->output_html($setting->get_setting()));
            $this->assertSame('', $setting->write_setting(''));
            $logged = $DB->get_records('config_log', ['plugin' => 'local_awsevents', 'name' => $name], 'id');
            $this->assertSame(['********', ''], array_column($logged, 'value'));
            $this->assertSame(['', '********'], array_column($logged, 'oldvalue'));
        }
    }

    public function test_all_events_of_the_site_can_be_found_and_only_they_are_taken(): void {
        $all = event_list::all();
        $this->assertGreaterThan(300, count($all));
        $this->assertStringContainsString('Course module created', $all['\core\event\course_module_created']);
        $this->assertArrayHasKey('\mod_folder\event\folder_updated', $all);
        foreach (
            ['\core\event\base', '\core\event\unknown_logged', '\core\event\nothing', 'core\event\user_loggedin', '\stdClass', ''] as $none
        ) {
            $this->assertFalse(event_list::has($none), $none);
        }
        $setting = new events_setting('local_awsevents/events', 'Events', '');
        $chosen = ['\core\event\user_loggedin', '\mod_quiz\event\attempt_started'];
        $this->assertSame('', $setting->write_setting(['', ...$chosen, $chosen[0]]));
        $this->assertSame($chosen, $setting->get_setting());
        $this->assertStringContainsString('no event \core\event\nothing', $setting->write_setting(['\core\event\nothing']));
        $this->assertSame($chosen, $setting->get_setting());
        $this->assertSame('', $setting->write_setting(['']));
        $this->assertSame([], $setting->get_setting());
    }

    public function test_an_event_whose_plugin_is_away_stays_chosen_until_it_is_taken_out(): void {
        set_config('events', '\mod_gone\event\happened,\core\event\user_loggedin', 'local_awsevents');
        $setting = new events_setting('local_awsevents/events', 'Events', '');
        $html = $setting->output_html($setting->get_setting());
        $this->assertMatchesRegularExpression('~value="\\\\mod_gone\\\\event\\\\happened" selected~', $html);
        $this->assertSame('', $setting->write_setting($setting->get_setting()));
        $this->assertSame('', $setting->write_setting(['\core\event\user_loggedin']));
        $this->assertStringContainsString('no event', $setting->write_setting(['\mod_gone\event\happened']));
    }

    public function test_courses_are_taken_that_are_there(): void {
        $course = $this->getDataGenerator()->create_course(['fullname' => 'Logic & sets']);
        $setting = new courses_setting('local_awsevents/courses', 'Courses', '');
        $this->assertSame('', $setting->write_setting(['', $course->id]));
        $this->assertSame([$course->id], $setting->get_setting());
        $this->assertStringContainsString('Logic &amp; sets', $setting->output_html($setting->get_setting()));
        foreach (['0', '999999999', 'x', '-1'] as $none) {
            $this->assertStringContainsString('no course', $setting->write_setting([$none]), $none);
        }
        $this->assertSame([$course->id], $setting->get_setting());
    }

    public function test_the_page_offers_every_setting_with_the_default_that_the_code_has(): void {
        $page = admin_get_root(true, true)->locate('local_awsevents');
        $found = [];
        foreach ($page->settings as $name => $setting) {
            if (!$setting instanceof \admin_setting_heading) {
                $default = $setting->get_defaultsetting();
                $found[$setting->name] = is_array($default) ? implode(',', array_keys($default)) : (string) $default;
            }
        }
        $defaults = array_slice(\local_awsevents\options::DEFAULTS, 0, 20);
        $this->assertSame('deaddays', array_key_last($defaults));
        ksort($found);
        ksort($defaults);
        $this->assertSame($defaults, $found);
    }
}
