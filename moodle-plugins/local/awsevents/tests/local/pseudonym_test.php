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

namespace local_awsevents\local;

/**
 * Tests of names that stand for others: pseudonyms and UUIDs.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\pseudonym
 * @covers \local_awsevents\local\uuid
 */
final class pseudonym_test extends \basic_testcase {
    public function test_a_pseudonym_is_the_hmac_that_other_programs_make(): void {
        // By: printf user:42 | openssl dgst -sha256 -hmac secret.
        $this->assertSame(
            '4aa75518ec54e3b3419e65daad906b9281282dbe4cac6624e21478ba184b0c29',
            (new pseudonym('secret'))->of_user(42),
        );
        $this->assertNotSame((new pseudonym('secret'))->of_user(4), (new pseudonym('other'))->of_user(4));
    }

    public function test_there_are_no_pseudonyms_without_a_secret(): void {
        $this->expectException(\InvalidArgumentException::class);
        new pseudonym('');
    }

    public function test_a_uuid_has_version_4_and_the_variant_of_the_rfc(): void {
        $this->assertSame('00000000-0000-4000-8000-000000000000', uuid::make(str_repeat("\0", 16)));
        $this->assertSame('ffffffff-ffff-4fff-bfff-ffffffffffff', uuid::make(str_repeat("\xff", 16)));
        $this->assertSame('01234567-89ab-4def-8123-456789abcdef', uuid::make(hex2bin('0123456789abcdef0123456789abcdef')));
    }
}
