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
 * Tests of what is checked of the names of AWS.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\aws_names
 */
final class aws_names_test extends \basic_testcase {
    /**
     * Expects that a check takes some texts and refuses others.
     *
     * @param callable $check the check
     * @param string[] $good what it takes
     * @param string[][] $bad what it refuses, by the key of the reason
     */
    private function assert_check(callable $check, array $good, array $bad): void {
        foreach ($good as $text) {
            $this->assertNull($check($text));
        }
        foreach ($bad as $stringkey => $texts) {
            foreach ($texts as $text) {
                try {
                    $check($text);
                } catch (unusable $error) {
                    $this->assertSame($stringkey, $error->stringkey, $text);
                    continue;
                }
                $this->fail("{$text} was taken");
            }
        }
    }

    public function test_a_region_is_known_by_its_form(): void {
        $this->assert_check(
            aws_names::check_region(...),
            ['eu-west-1', 'us-gov-east-1', 'ap-southeast-7', 'cn-north-1', 'eusc-de-east-1'],
            ['regioninvalid' => ['', 'Frankfurt', 'eu-west', 'eu-west-1a', 'EU-WEST-1', "eu-west-1\n", 'eu-west-1; x']],
        );
    }

    public function test_a_bus_is_taken_by_its_name_or_its_arn(): void {
        $arn = 'arn:aws:events:eu-west-1:123456789012:event-bus/moodle-events';
        $this->assert_check(
            aws_names::check_bus(...),
            ['default', 'moodle-events', 'a.b_c', $arn, str_replace('arn:aws', 'arn:aws-cn', $arn)],
            ['businvalid' => [
                '', 'my bus', 'bus!', str_repeat('a', 257), "default\n", 'arn:aws:events:eu-west-1:1234:event-bus/x',
                str_replace('event-bus', 'rule', $arn),
            ]],
        );
        $this->assertSame('eu-west-1', aws_names::bus_region($arn));
        $this->assertNull(aws_names::bus_region('moodle-events'));
    }

    public function test_plain_http_is_for_emulators_that_are_near(): void {
        $this->assert_check(
            aws_names::check_endpoint(...),
            [
                'https://vpce-0123.events.eu-west-1.vpce.amazonaws.com', 'https://events.example.com/', 'http://localhost:4566',
                'http://127.0.0.1:4566', 'http://[::1]:4566', 'http://ministack:4566', 'http://10.0.0.7', 'http://aws.localhost',
            ],
            [
                'endpointinsecure' => ['http://events.example.com', 'http://8.8.8.8', 'http://localhost.example.com'],
                'endpointinvalid' => [
                    '', 'localhost:4566', 'ftp://localhost', 'https://', 'https://u:p@host', 'https://host/path', 'https://host?x',
                    'https://ho st', 'https://host#x', 'https://' . str_repeat('a', 250), "https://host\n",
                ],
            ],
        );
    }

    public function test_what_is_no_key_is_refused(): void {
        $this->assert_check(
            aws_names::check_access_key(...),
            ['AKIAIOSFODNN7EXAMPLE', 'test', '000000000000'],
            ['accesskeyinvalid' => ['', 'abc', 'a b c d', 'wJalrXUtnFEMI/K7MDENG', str_repeat('A', 129)]],
        );
        $this->assert_check(
            aws_names::check_secret_key(...),
            ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'test', 'a+b/c='],
            ['secretkeyinvalid' => ['', 'abc', 'a secret', "secret\n", str_repeat('A', 129), 'method:abcd']],
        );
    }
}
