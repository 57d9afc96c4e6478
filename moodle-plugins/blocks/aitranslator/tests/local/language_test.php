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

namespace block_aitranslator\local;

/**
 * Tests of the names of languages.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\local\language
 */
final class language_test extends \basic_testcase {
    public function test_codes_of_moodle_become_tags(): void {
        $tags = ['en' => 'en', 'pt_br' => 'pt-br', 'zh_cn' => 'zh-Hans', 'zh_tw' => 'zh-Hant', 'no' => 'nb', 'sr_lt' => 'sr-Latn'];
        foreach ($tags as $code => $tag) {
            $this->assertSame($tag, language::tag($code));
        }
    }

    public function test_the_nearest_language_is_the_same_or_what_it_is_a_kind_of(): void {
        $tags = ['en', 'pt', 'pt-BR', 'zh-Hans', 'de', 'nb'];
        $this->assertSame('pt-BR', language::nearest('pt_br', $tags));
        $this->assertSame('pt', language::nearest('pt', $tags));
        $this->assertSame('de', language::nearest('de_kids', $tags));
        $this->assertSame('zh-Hans', language::nearest('zh_cn', $tags));
        $this->assertSame('nb', language::nearest('no', $tags));
        $this->assertNull(language::nearest('zh_tw', $tags));
        $this->assertNull(language::nearest('fr', []));
    }

    public function test_languages_are_written_from_left_or_from_right(): void {
        foreach (['ar', 'he', 'fa-IR', 'ur', 'UR', 'ku-Arab', 'pa-Arab-PK', 'yi'] as $tag) {
            $this->assertSame('rtl', language::direction($tag), $tag);
        }
        foreach (['en', 'hi', 'ku', 'az-Latn', 'ur-Latn', 'fr-CA', 'arn', 'zh-Hant'] as $tag) {
            $this->assertSame('ltr', language::direction($tag), $tag);
        }
    }

    public function test_ranges_begin_with_the_tag_itself(): void {
        $this->assertSame(['zh-Hant-TW', 'zh-Hant', 'zh'], language::ranges('zh-Hant-TW'));
        $this->assertSame(['fr'], language::ranges('fr'));
    }
}
