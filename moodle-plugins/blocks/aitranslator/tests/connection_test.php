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

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/connected_testcase.php');

use block_aitranslator\local\unusable;
use Firebase\JWT\JWT;
use Firebase\JWT\Key;

/**
 * Tests of how the site reaches the service.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\connection
 */
final class connection_test extends connected_testcase {
    /**
     * Expects that the site is not connected.
     *
     * @param string $stringkey why
     */
    private function assert_unusable(string $stringkey): void {
        try {
            connection::of_site();
        } catch (unusable $error) {
            $this->assertSame($stringkey, $error->stringkey);
            return;
        }
        $this->fail('it is connected');
    }

    public function test_a_signed_token_is_a_good_jwt_to_another_library(): void {
        global $CFG;
        $now = time();
        $this->mock_clock_with_frozen($now);
        $token = connection::of_site()->token(7);
        $claims = JWT::decode($token, new Key(str_repeat("\xa5", 32), 'HS256'));
        $this->assertSame([$CFG->wwwroot, '7', 'https://tool.example', $now, $now + 60], [
            $claims->iss, $claims->sub, $claims->aud, $claims->iat, $claims->exp,
        ]);
        $again = JWT::decode(connection::of_site()->token(7), new Key(str_repeat("\xa5", 32), 'HS256'));
        $this->assertNotSame($claims->jti, $again->jti);
    }

    public function test_a_site_without_settings_is_not_connected(): void {
        unset_config('connectioncode', 'block_aitranslator');
        $this->assert_unusable('notconnected');
        set_config('mode', connection::BY_TOKEN, 'block_aitranslator');
        $this->assert_unusable('notconnected');
    }

    public function test_a_code_for_another_site_connects_nothing(): void {
        $this->connect('https://other.example');
        $this->assert_unusable('codeothersite');
    }

    public function test_a_code_that_is_set_past_the_settings_page_is_read_as_it_is(): void {
        set_config('connectioncode', self::code(), 'block_aitranslator');
        $this->assertSame('https://tool.example', connection::of_site()->endpoint->url);
    }

    public function test_a_code_that_cannot_be_decrypted_is_told_as_that(): void {
        set_config('connectioncode', 'sodium:AAAA', 'block_aitranslator');
        $this->assert_unusable('codeunreadable');
    }

    public function test_in_the_other_mode_each_person_brings_a_token_of_moodle(): void {
        global $DB;
        set_config('mode', connection::BY_TOKEN, 'block_aitranslator');
        set_config('endpoint', 'https://tool.example/v1/translate', 'block_aitranslator');
        set_config('enablewebservices', 1);
        $user = $this->getDataGenerator()->create_user();
        $this->setUser($user);
        $connection = connection::of_site();
        $this->assertSame('https://tool.example', $connection->endpoint->url);
        $this->assertTrue($connection->is_by_token());
        $this->assert_fails('tokenrefused', fn() => $connection->token($user->id));

        $roles = get_archetype_roles('user');
        assign_capability('moodle/webservice:createtoken', CAP_ALLOW, reset($roles)->id, \core\context\system::instance());
        $token = $connection->token($user->id);
        $this->assertSame($token, $connection->token($user->id));
        $record = $DB->get_record('external_tokens', ['token' => $token], '*', MUST_EXIST);
        $service = $DB->get_record('external_services', ['shortname' => web_service::SHORTNAME], '*', MUST_EXIST);
        $this->assertEquals([$user->id, $service->id], [$record->userid, $record->externalserviceid]);

        $this->setAdminUser();
        $this->assert_fails('tokenadmin', fn() => $connection->token(get_admin()->id));
        set_config('enablewebservices', 0);
        $this->assert_fails('tokenserviceoff', fn() => $connection->token(get_admin()->id));
    }

    public function test_the_service_of_tokens_allows_to_ask_whose_a_token_is_and_nothing_else(): void {
        global $DB;
        $service = $DB->get_record('external_services', ['shortname' => web_service::SHORTNAME], '*', MUST_EXIST);
        $functions = $DB->get_fieldset('external_services_functions', 'functionname', ['externalserviceid' => $service->id]);
        $this->assertSame(['core_webservice_get_site_info'], $functions);
    }
}
