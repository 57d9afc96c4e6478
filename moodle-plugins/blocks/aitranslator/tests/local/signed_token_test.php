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
 * Tests of the token that signs a call.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\local\signed_token
 */
final class signed_token_test extends \basic_testcase {
    /** The service has a test that takes the very same token. */
    private const TAKEN = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IkFRRUJBUUVCQVFFQkFRRUJBUUVCQVEifQ.eyJpc3MiOiJodHRwczovL'
        . '21vb2RsZS5leGFtcGxlL2NhbXB1cyIsInN1YiI6IjQiLCJhdWQiOiJodHRwczovL3Rvb2wuZXhhbXBsZSIsImlhdCI6MTc5NTI5O'
        . 'DcyMiwiZXhwIjoxNzk1Mjk4NzgyLCJqdGkiOiJCd2NIQndjSEJ3Y0hCd2NIQndjSEJ3In0.6HHPr_bbphgxpllsDNrpO30QlLCA_'
        . 'gi65_eYhkjANeI';

    /**
     * Loads the code that the service has printed, so that these tests run alone as well.
     */
    public static function setUpBeforeClass(): void {
        parent::setUpBeforeClass();
        require_once(__DIR__ . '/connection_code_test.php');
    }

    public function test_a_token_is_the_one_that_the_service_takes(): void {
        $code = connection_code::parse(connection_code_test::PRINTED);
        $this->assertSame(self::TAKEN, signed_token::make($code, 4, 1795298722, str_repeat("\x07", 16)));
    }

    public function test_a_token_says_who_calls_whom_and_for_how_long(): void {
        $code = connection_code::parse(connection_code_test::PRINTED);
        [$header, $claims, $signature] = explode('.', signed_token::make($code, 12, 1000, 'sixteen bytes...'));
        $this->assertSame(
            ['alg' => 'HS256', 'typ' => 'JWT', 'kid' => 'AQEBAQEBAQEBAQEBAQEBAQ'],
            json_decode(base64url::decode($header), true),
        );
        $this->assertSame([
            'iss' => 'https://moodle.example/campus',
            'sub' => '12',
            'aud' => 'https://tool.example',
            'iat' => 1000,
            'exp' => 1060,
            'jti' => base64url::encode('sixteen bytes...'),
        ], json_decode(base64url::decode($claims), true));
        $this->assertSame(hash_hmac('sha256', "{$header}.{$claims}", $code->secret, true), base64url::decode($signature));
    }
}
