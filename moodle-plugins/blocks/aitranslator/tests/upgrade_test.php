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

namespace block_aitranslator;

/**
 * Tests of the upgrade from the plugin that this one replaces.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers ::xmldb_block_aitranslator_upgrade
 */
final class upgrade_test extends \advanced_testcase {
    /**
     * Upgrades as Moodle does.
     *
     * @param int $from what was installed
     */
    private function upgrade(int $from): void {
        global $CFG;
        require_once($CFG->libdir . '/upgradelib.php');
        require_once(__DIR__ . '/../db/upgrade.php');
        set_config('version', $from, 'block_aitranslator');
        $this->assertTrue(xmldb_block_aitranslator_upgrade($from));
    }

    public function test_the_address_of_the_replaced_plugin_is_carried_over(): void {
        $this->resetAfterTest();
        $url = 'https://abc.execute-api.eu-west-1.amazonaws.com/prod/translate';
        set_config('api_gateway_url', $url, 'block_aitranslator');
        $this->upgrade(2026041300);
        $this->assertSame($url, get_config('block_aitranslator', 'endpoint'));
        $this->assertSame(connection::BY_TOKEN, get_config('block_aitranslator', 'mode'));
        $this->assertFalse(get_config('block_aitranslator', 'api_gateway_url'));
        $this->assertSame($url, connection::of_site()->endpoint->url);
    }

    public function test_without_an_address_the_mode_stays_that_of_a_new_site(): void {
        $this->resetAfterTest();
        $mode = get_config('block_aitranslator', 'mode');
        $this->upgrade(2026041300);
        $this->assertSame($mode, get_config('block_aitranslator', 'mode'));
    }

    public function test_a_service_for_tokens_that_was_made_by_hand_is_adopted_with_its_tokens(): void {
        global $CFG, $DB;
        require_once($CFG->libdir . '/upgradelib.php');
        $this->resetAfterTest();
        $DB->delete_records('external_services', ['component' => 'block_aitranslator']);
        $made = $DB->insert_record('external_services', (object) [
            'name' => 'Our translator', 'shortname' => web_service::SHORTNAME, 'enabled' => 1, 'restrictedusers' => 0,
            'timecreated' => 1, 'component' => null,
        ]);
        $this->upgrade(2026041300);
        external_update_descriptions('block_aitranslator');
        $service = $DB->get_record('external_services', ['shortname' => web_service::SHORTNAME], '*', MUST_EXIST);
        $this->assertEquals([$made, 'block_aitranslator'], [$service->id, $service->component]);
        $functions = $DB->get_fieldset('external_services_functions', 'functionname', ['externalserviceid' => $made]);
        $this->assertSame(['core_webservice_get_site_info'], $functions);
    }
}
