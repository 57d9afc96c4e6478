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
 * Tests of the connection code.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\local\connection_code
 */
final class connection_code_test extends \basic_testcase {
    /** A code that the service printed; codes that were pasted stay in Moodle for years. */
    public const PRINTED = 'moodle-aws-1.eyJlbmRwb2ludCI6Imh0dHBzOi8vdG9vbC5leGFtcGxlIiwia2V5X2lkIjoiQVFFQkFRRUJBUUVCQVFFQkFRRUJBU'
        . 'SIsInNlY3JldCI6InBhV2xwYVdscGFXbHBhV2xwYVdscGFXbHBhV2xwYVdscGFXbHBhV2xwYVUiLCJzaXRlIjoiaHR0cHM6Ly9tb29kbGUuZXhhbXBsZ'
        . 'S9jYW1wdXMifQ.pI0KGhQe';

    /**
     * A code with other contents, and the check that fits.
     *
     * @param array|string $payload the contents
     * @return string
     */
    private static function code(array|string $payload): string {
        $payload = base64url::encode(is_string($payload) ? $payload : json_encode($payload));
        return "moodle-aws-1.{$payload}." . substr(base64url::encode(hash('sha256', $payload, true)), 0, 8);
    }

    /**
     * Expects that a code is refused.
     *
     * @param string $stringkey why
     * @param string $text the code
     */
    private function assert_refused(string $stringkey, string $text): void {
        try {
            connection_code::parse($text);
        } catch (unusable $error) {
            $this->assertSame($stringkey, $error->stringkey, $text);
            return;
        }
        $this->fail("{$text} was taken");
    }

    public function test_a_code_of_today_is_read_by_every_later_version(): void {
        $code = connection_code::parse(self::PRINTED);
        $this->assertSame('https://tool.example', $code->endpoint->url);
        $this->assertSame('https://moodle.example/campus', $code->site);
        $this->assertSame('AQEBAQEBAQEBAQEBAQEBAQ', $code->keyid);
        $this->assertSame(str_repeat("\xa5", 32), $code->secret);
    }

    public function test_white_space_of_mail_programs_is_ignored(): void {
        $broken = '  ' . substr(self::PRINTED, 0, 60) . "\r\n\u{a0}" . substr(self::PRINTED, 60) . "\n";
        $this->assertEquals(connection_code::parse(self::PRINTED), connection_code::parse($broken));
    }

    public function test_a_code_that_is_cut_off_at_any_place_is_refused_as_damaged(): void {
        for ($length = strlen('moodle-aws-1.'); $length < strlen(self::PRINTED); $length++) {
            $this->assert_refused('codedamaged', substr(self::PRINTED, 0, $length));
        }
        $this->assert_refused('codedamaged', self::PRINTED . 'a');
    }

    public function test_a_code_with_any_character_changed_is_refused(): void {
        for ($at = 0; $at < strlen(self::PRINTED); $at++) {
            $changed = self::PRINTED;
            $changed[$at] = $changed[$at] === 'A' ? 'B' : 'A';
            try {
                connection_code::parse($changed);
                $this->fail("changed at {$at}, it was taken");
            } catch (unusable $error) {
                $this->assertStringStartsWith('code', $error->stringkey);
            }
        }
    }

    public function test_something_else_than_a_code_is_told_as_that(): void {
        foreach (['', 'https://tool.example', str_repeat('x', 10000), "\xff\xfe", 'moodle-aws-x.y.z'] as $other) {
            $this->assert_refused('codeother', $other);
        }
        $this->assert_refused('codeotherversion', 'moodle-aws-2.x');
    }

    public function test_contents_that_make_no_sense_are_refused(): void {
        $good = [
            'endpoint' => 'https://t.example',
            'site' => 'https://m.example',
            'key_id' => str_repeat('A', 22),
            'secret' => str_repeat('A', 43),
        ];
        $this->assertSame('https://t.example', connection_code::parse(self::code($good))->endpoint->url);
        $wrong = [
            'endpoint' => ['http://t.example', 'ftp://t.example', '', 7, null],
            'site' => ['', 7, null, []],
            'key_id' => ['A', '', 7, str_repeat('A', 23)],
            'secret' => ['AAAA', '', 7, str_repeat('A', 44)],
        ];
        foreach ($wrong as $field => $values) {
            foreach ($values as $value) {
                $this->assert_refused('codeunusable', self::code([$field => $value] + $good));
            }
        }
        foreach (['{}', '[]', '7', 'null', '"x"', '{', ''] as $json) {
            $this->assert_refused('codeunusable', self::code($json));
        }
    }

    public function test_the_secret_is_not_in_the_trace_of_an_error(): void {
        try {
            connection_code::parse(substr(self::PRINTED, 0, -1));
            $this->fail('it was taken');
        } catch (unusable $error) {
            $this->assertStringNotContainsString('InBhV2xw', $error->getTraceAsString() . $error->getMessage());
        }
    }
}
