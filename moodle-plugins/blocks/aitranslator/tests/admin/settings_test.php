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

namespace block_aitranslator\admin;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../connected_testcase.php');

use block_aitranslator\connected_testcase;

/**
 * Tests of the fields of the settings page.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\admin\connection_code_setting
 * @covers \block_aitranslator\admin\endpoint_setting
 * @covers \block_aitranslator\admin\glossary_setting
 */
final class settings_test extends connected_testcase {
    /**
     * Loads core's settings.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->libdir . '/adminlib.php');
    }

    public function test_a_connection_code_is_kept_encrypted_and_a_wrong_one_changes_nothing(): void {
        $setting = new connection_code_setting('block_aitranslator/connectioncode', 'Code', '');
        $this->assertSame('', $setting->write_setting(' ' . self::code() . "\n"));
        $kept = get_config('block_aitranslator', 'connectioncode');
        $this->assertStringNotContainsString('moodle-aws', $kept);
        $this->assertSame(self::code(), \core\encryption::decrypt($kept));
        $this->assertStringContainsString('cut off', $setting->write_setting(substr(self::code(), 0, -1)));
        $this->assertStringContainsString('no connection code', $setting->write_setting('hello'));
        $this->assertStringContainsString('https://other.example', $setting->write_setting(self::code('https://other.example')));
        $this->assertSame($kept, get_config('block_aitranslator', 'connectioncode'));
        $this->assertSame('', $setting->write_setting(''));
        $this->assertSame('', get_config('block_aitranslator', 'connectioncode'));
    }

    public function test_the_log_of_changes_has_no_code(): void {
        global $DB;
        $setting = new connection_code_setting('block_aitranslator/connectioncode', 'Code', '');
        $DB->delete_records('config_log');
        set_config('connectioncode', '', 'block_aitranslator');
        $setting->write_setting(self::code());
        $setting->write_setting(self::code(null, 'https://other.example'));
        $setting->write_setting('');
        $logged = $DB->get_records('config_log', ['plugin' => 'block_aitranslator', 'name' => 'connectioncode'], 'id');
        $this->assertSame(['********', '********', ''], array_column($logged, 'value'));
        $this->assertSame(['', '********', '********'], array_column($logged, 'oldvalue'));
    }

    public function test_the_settings_page_does_not_show_the_code(): void {
        global $OUTPUT;
        $setting = new connection_code_setting('block_aitranslator/connectioncode', 'Code', '');
        $setting->write_setting(self::code());
        $this->assertStringNotContainsString('moodle-aws-1', $setting->output_html($setting->get_setting()));
    }

    public function test_an_address_must_be_https(): void {
        $setting = new endpoint_setting('block_aitranslator/endpoint', 'Address', '', '', PARAM_RAW_TRIMMED);
        $this->assertSame('', $setting->write_setting('https://tool.example/'));
        $this->assertSame('', $setting->write_setting(''));
        $this->assertStringContainsString('https', $setting->write_setting('http://tool.example'));
    }

    public function test_a_glossary_is_refused_with_the_line_that_is_wrong(): void {
        $setting = new glossary_setting('block_aitranslator/glossary', 'Glossary', '', '', PARAM_RAW);
        $this->assertSame('', $setting->write_setting("fr: quiz = test\n"));
        $this->assertStringContainsString('Line 2', $setting->write_setting("a = b\nnothing"));
        $this->assertSame("fr: quiz = test\n", get_config('block_aitranslator', 'glossary'));
    }
}
