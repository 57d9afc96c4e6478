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
 * Tests of base64url.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\local\base64url
 */
final class base64url_test extends \basic_testcase {
    public function test_bytes_come_back_and_no_character_needs_an_escape(): void {
        foreach (['', 'f', 'fo', 'foo', "\xff\xef\xbe\x00", random_bytes(100)] as $bytes) {
            $text = base64url::encode($bytes);
            $this->assertMatchesRegularExpression('/^[A-Za-z0-9_-]*$/', $text);
            $this->assertSame($bytes, base64url::decode($text));
        }
    }

    public function test_one_value_has_one_text(): void {
        foreach (['Zg==', 'Zh', 'Z', 'Zm9v ', 'Zm 9v', '+/+/', 'é'] as $other) {
            $this->assertNull(base64url::decode($other), $other);
        }
    }
}
