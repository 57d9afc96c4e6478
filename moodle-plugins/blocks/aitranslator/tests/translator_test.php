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

use GuzzleHttp\Exception\ConnectException;
use GuzzleHttp\Psr7\Request;

/**
 * Tests of translating on behalf of a person.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\translator
 * @covers \block_aitranslator\failure
 * @covers \block_aitranslator\task\forget_translations
 */
final class translator_test extends connected_testcase {
    /**
     * Translates as a person.
     *
     * @param string[] $texts what
     * @param int $userid on whose behalf
     * @param string $target to which language
     * @return array
     */
    private function translate(array $texts, int $userid = 2, string $target = 'fr'): array {
        return \core\di::get(translator::class)->translate($userid, $texts, $target, '', 'text');
    }

    public function test_texts_come_back_in_order_and_what_was_translated_before_is_not_sent_again(): void {
        $this->answer_languages();
        $this->answer_translations('un', 'trois');
        $first = $this->translate(['one', 'three']);
        $this->assertSame(['un', 'trois'], array_column($first['translations'], 'text'));
        $this->answer_translations('deux');
        $second = $this->translate(['one', 'two', 'three', 'two']);
        $this->assertSame(['un', 'deux', 'trois', 'deux'], array_column($second['translations'], 'text'));
        $this->assertSame([true, false, true, false], array_column($second['translations'], 'cached'));
        $this->assertSame(['two'], $this->body(2)['texts']);
        $this->assertCount(3, $this->sent);
    }

    public function test_a_translation_of_another_language_engine_or_glossary_is_another_one(): void {
        $this->answer_languages();
        $this->answer_translations('un');
        $this->translate(['one']);
        $this->answer_translations('uno');
        $this->assertSame('uno', $this->translate(['one'], 2, 'es')['translations'][0]['text']);
        set_config('glossary', 'one = Eins', 'block_aitranslator');
        $this->answer_translations('Eins');
        $this->assertSame('Eins', $this->translate(['one'])['translations'][0]['text']);
        $this->assertSame(['one' => 'Eins'], $this->body(3)['glossary']);
        $this->connect(null, 'https://other.example');
        $this->answer_languages(['model' => 'engine 2']);
        $this->answer_translations('un autre');
        $this->assertSame('un autre', $this->translate(['one'])['translations'][0]['text']);
    }

    public function test_who_asks_is_told_to_the_service_with_texts_only(): void {
        global $CFG;
        $this->answer_languages();
        $this->answer_translations('un');
        $this->translate(['one'], 77);
        $subject = static function (array $call): string {
            $token = substr($call['request']->getHeaderLine('Authorization'), strlen('Bearer '));
            return json_decode(local\base64url::decode(explode('.', $token)[1]))->sub;
        };
        $this->assertSame([(string) $CFG->siteguest, '77'], array_map($subject, $this->sent));
    }

    public function test_an_engine_that_follows_no_glossary_gets_none(): void {
        set_config('glossary', 'one = Eins', 'block_aitranslator');
        $this->answer_languages(['glossary' => false]);
        $this->answer_translations('un');
        $this->translate(['one']);
        $this->assertArrayNotHasKey('glossary', $this->body(1));
    }

    public function test_an_engine_that_was_replaced_by_one_without_glossary_is_asked_without(): void {
        set_config('glossary', 'one = Eins', 'block_aitranslator');
        $this->answer_languages();
        $this->answer_refusal(400, 'glossary_unsupported');
        $this->answer_translations('un');
        $this->assertSame('un', $this->translate(['one'])['translations'][0]['text']);
        $this->assertArrayNotHasKey('glossary', $this->body(2));
        $this->assertNull(translator::kept_languages(connection::of_site()));
    }

    public function test_a_person_and_the_site_have_allowances_and_cached_texts_are_free(): void {
        set_config('userrequestsperhour', 2, 'block_aitranslator');
        set_config('siterequestsperhour', 3, 'block_aitranslator');
        $this->answer_languages();
        foreach (['a', 'b'] as $text) {
            $this->answer_translations($text);
            $this->translate([$text]);
        }
        $this->assert_fails('quotareached', fn() => $this->translate(['c']));
        $this->assertSame('a', $this->translate(['a'])['translations'][0]['text']);
        $this->answer_translations('c');
        $this->translate(['c'], 3);
        $this->assert_fails('sitequotareached', fn() => $this->translate(['d'], 4));
    }

    public function test_a_text_that_is_too_long_is_refused_before_anything_is_sent(): void {
        set_config('maxcharacters', 5, 'block_aitranslator');
        $error = $this->assert_fails('texttoolong', fn() => $this->translate(['ééééé', 'éééééé']));
        $this->assertStringContainsString('6', $error->getMessage());
        $this->assertCount(0, $this->sent);
    }

    public function test_a_person_holds_four_processes_at_most(): void {
        global $CFG;
        $CFG->lock_factory = '\\core\\lock\\db_record_lock_factory';
        $this->answer_languages();
        foreach (['a', 'b', 'c', 'd', 'e'] as $text) {
            // Each call gives its turn back, also when it fails.
            $this->answer_refusal(502, 'engine_failed');
            $this->assert_fails('engineunavailable', fn() => $this->translate([$text]));
        }
        $factory = \core\lock\lock_config::get_lock_factory('block_aitranslator');
        $locks = array_map(fn(int $turn) => $factory->get_lock("2_{$turn}", 0), range(1, 4));
        $this->assert_fails('toomanyatonce', fn() => $this->translate(['one']));
        $this->answer_translations('un', 'deux');
        $this->assertSame('un', $this->translate(['one', 'two'], 3)['translations'][0]['text'], 'others go on');
        $this->assertSame('un', $this->translate(['one'])['translations'][0]['text'], 'what is kept is still given');
        $locks[2]->release();
        $this->answer_translations('trois');
        $this->assertSame('trois', $this->translate(['three'])['translations'][0]['text']);
        array_walk($locks, fn($lock, $index) => $index === 2 || $lock->release());
    }

    public function test_without_its_setting_a_text_has_the_usual_length(): void {
        unset_config('maxcharacters', 'block_aitranslator');
        $this->assert_fails('texttoolong', fn() => $this->translate([str_repeat('é', translator::MOST_CHARACTERS + 1)]));
        $this->assertSame(translator::MOST_CHARACTERS, translator::most_characters());
    }

    public function test_translations_are_forgotten_once_a_day(): void {
        $this->answer_languages();
        $this->answer_translations('un');
        $this->translate(['one']);
        $tasks = \core\task\manager::load_default_scheduled_tasks_for_component('block_aitranslator');
        $task = reset($tasks);
        $this->assertSame('3', $task->get_hour());
        $task->execute();
        $this->answer_translations('un autre');
        $this->assertSame('un autre', $this->translate(['one'])['translations'][0]['text']);
        $this->assertNotNull(translator::kept_languages(connection::of_site()));
    }

    public function test_what_the_service_refuses_is_told_in_words_for_the_person(): void {
        $codes = [
            'engine_unreachable' => 'engineunavailable', 'engine_busy' => 'enginebusy', 'engine_refused' => 'enginerefused',
            'language_unknown' => 'languageunknown', 'pair_unsupported' => 'pairunsupported', 'text_too_long' => 'servicelimit',
            'clock_skew' => 'servicerefused', 'unknown_site_key' => 'servicerefused', 'of_a_later_version' => 'servicerefused',
            'quota_exceeded' => 'quotareached', 'site_quota_exceeded' => 'sitequotareached',
        ];
        $this->setUser($this->getDataGenerator()->create_user());
        $this->answer_languages();
        foreach ($codes as $code => $errorcode) {
            $this->answer_refusal(400, $code, ['Retry-After' => '1800']);
            $error = $this->assert_fails($errorcode, fn() => $this->translate(['one']));
            $shown = get_string($error->errorcode, $error->module, $error->a);
            $this->assertStringNotContainsString('What', $shown);
            $this->assertStringNotContainsString('{$a', $shown);
        }
        $this->assertStringContainsString('30 mins', get_string('quotareached', 'block_aitranslator', format_time(1800)));
    }

    public function test_an_administrator_reads_the_cause_as_well(): void {
        $this->setAdminUser();
        $this->answer_languages();
        $this->answer_refusal(403, 'clock_skew');
        $error = $this->assert_fails('withdetail', fn() => $this->translate(['one']));
        $shown = get_string('withdetail', $error->module, $error->a);
        $this->assertStringContainsString('What clock_skew means. (clock_skew, request-1)', $shown);
    }

    public function test_what_concerns_one_text_has_the_same_code_for_an_administrator(): void {
        $this->setAdminUser();
        $this->answer_languages();
        $codes = [
            'language_unknown' => 'languageunknown', 'pair_unsupported' => 'pairunsupported', 'text_too_long' => 'servicelimit',
            'engine_refused' => 'enginerefused', 'answer_cut' => 'enginerefused', 'answer_unusable' => 'enginerefused',
        ];
        foreach ($codes as $code => $errorcode) {
            $this->answer_refusal(400, $code);
            $this->assert_fails($errorcode, fn() => $this->translate(['one']));
        }
    }

    public function test_a_service_that_does_not_answer_is_told_and_nothing_is_kept(): void {
        $this->service->append(new ConnectException('refused', new Request('GET', 'https://tool.example')));
        $this->assert_fails('serviceunreachable', fn() => $this->translate(['one']));
        $this->assertNull(translator::kept_languages(connection::of_site()));
    }

    public function test_a_service_that_does_not_answer_is_left_in_peace_for_a_while(): void {
        $clock = $this->mock_clock_with_frozen(1000000);
        $this->service->append(new ConnectException('refused', new Request('GET', 'https://tool.example')));
        $this->assert_fails('serviceunreachable', fn() => $this->translate(['one']));
        $clock->set_to(1000019);
        $this->assert_fails('serviceunreachable', fn() => $this->translate(['one'], 3));
        $this->assertCount(1, $this->sent);
        $clock->set_to(1000020);
        $this->answer_languages();
        $this->answer_translations('un');
        $this->translate(['one']);
        $this->service->append(new ConnectException('refused', new Request('POST', 'https://tool.example')));
        set_config('userrequestsperhour', 4, 'block_aitranslator');
        foreach (['two', 'three', 'four'] as $text) {
            $this->assert_fails('serviceunreachable', fn() => $this->translate([$text]));
        }
        $this->assertSame('un', $this->translate(['one'])['translations'][0]['text'], 'what is kept is still given');
        $this->assertCount(4, $this->sent);

        $this->connect(null, 'https://other.example');
        $this->answer_languages();
        $this->answer_translations('un');
        $this->translate(['one']);
        $this->connect();
        $clock->set_to(1000040);
        $this->answer_languages();
        $this->answer_translations('deux');
        $this->assertSame('deux', $this->translate(['two'])['translations'][0]['text']);
    }

    public function test_a_host_that_moodle_blocks_is_never_called(): void {
        global $CFG;
        $CFG->curlsecurityblockedhosts = 'tool.example';
        $this->assert_fails('serviceunreachable', fn() => $this->translate(['one']));
        $this->setAdminUser();
        $error = $this->assert_fails('withdetail', fn() => $this->translate(['one']));
        $this->assertStringContainsString('cURL blocked hosts', $error->a->detail);
        $this->assertCount(0, $this->sent);
    }

    public function test_a_site_that_is_not_connected_tells_its_administrator_why(): void {
        $this->connect('https://other.example');
        $this->assert_fails('notconnected', fn() => $this->translate(['one']));
        $this->setAdminUser();
        $error = $this->assert_fails('withdetail', fn() => $this->translate(['one']));
        $this->assertStringContainsString('wwwroot', $error->a->detail);
    }
}
