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

/**
 * Tests of the upgrade from the plugin that this one replaces.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers ::xmldb_local_awsevents_upgrade
 * @covers \local_awsevents\replaced_settings
 */
final class upgrade_test extends \advanced_testcase {
    /** What the replaced plugin was told, where it kept it. */
    private const OLD = [
        'local_awsevents_debug' => '1',
        'local_awsevents_auth_method' => 'key',
        'local_awsevents_region' => 'eu-west-1',
        'local_awsevents_key' => 'AKIAIOSFODNN7EXAMPLE',
        'local_awsevents_secret' => ' wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        'local_awsevents_eventbus' => 'moodle-events',
    ];

    /**
     * Upgrades as Moodle does, a site whose settings were never seen by this plugin.
     *
     * @param array $old what it had
     * @return options
     */
    private function upgrade(array $old): options {
        global $CFG, $DB;
        require_once($CFG->libdir . '/upgradelib.php');
        require_once(__DIR__ . '/../db/upgrade.php');
        $this->resetAfterTest();
        unset_all_config_for_plugin('local_awsevents');
        set_config('version', 2026041300, 'local_awsevents');
        foreach ($old as $name => $value) {
            set_config($name, $value);
        }
        $this->assertTrue(xmldb_local_awsevents_upgrade(2026041300));
        $this->assertSame(0, $DB->count_records_select('config', "name LIKE 'local_awsevents%'"));
        return options::of_site();
    }

    public function test_settings_are_carried_over_and_the_secret_is_encrypted(): void {
        $options = $this->upgrade(self::OLD);
        $expected = ['transport' => 'aws', 'credentials' => 'keys', 'region' => 'eu-west-1', 'debug' => '1',
            'accesskey' => 'AKIAIOSFODNN7EXAMPLE', 'eventbus' => 'moodle-events', ];
        foreach ($expected as $name => $value) {
            $this->assertSame($value, $options->text($name), $name);
        }
        $this->assertStringNotContainsString('wJalr', $options->text('secretkey'));
        $this->assertSame(trim(self::OLD['local_awsevents_secret']), $options->secret('secretkey'));
        $this->assertTrue($options->is_active());
    }

    public function test_a_server_that_may_not_make_the_key_to_encrypt_with_is_upgraded_all_the_same(): void {
        global $CFG;
        $CFG->nokeygeneration = true;
        $CFG->secretdataroot = make_request_directory() . '/nothing';
        $this->assertSame(trim(self::OLD['local_awsevents_secret']), $this->upgrade(self::OLD)->secret('secretkey'));
    }

    public function test_a_role_of_the_server_stays_one(): void {
        $options = $this->upgrade([
            'local_awsevents_auth_method' => 'role', 'local_awsevents_key' => '', 'local_awsevents_secret' => '',
            'local_awsevents_debug' => '0',
        ] + self::OLD);
        $this->assertSame(['default', '', '0'], array_map($options->text(...), ['credentials', 'secretkey', 'debug']));
        $this->assertTrue($options->is_active());
    }

    public function test_a_site_that_had_no_settings_gets_those_of_a_new_one(): void {
        $options = $this->upgrade([]);
        $this->assertSame(options::BY_CODE, $options->text('transport'));
        $this->assertFalse($options->is_active());
    }

    public function test_what_installing_makes_is_made(): void {
        global $DB;
        $table = new \xmldb_table(database_outbox::TABLE);
        $DB->get_manager()->drop_table($table);
        $options = $this->upgrade(self::OLD);
        $this->assertMatchesRegularExpression('/^[0-9a-f-]{36}$/', $options->text('siteid'));
        $this->assertMatchesRegularExpression('/^[0-9a-f]{64}$/', $options->text('hashsecret'));
        $columns = $DB->get_columns(database_outbox::TABLE, false);
        $DB->get_manager()->drop_table($table);
        $DB->get_manager()->install_one_table_from_xmldb_file(__DIR__ . '/../db/install.xml', database_outbox::TABLE);
        $this->assertEquals($DB->get_columns(database_outbox::TABLE, false), $columns);
    }
}
