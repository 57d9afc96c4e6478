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
 * Tests of the service's address.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\local\endpoint
 */
final class endpoint_test extends \basic_testcase {
    public function test_https_is_taken_and_plain_http_for_this_machine_only(): void {
        $good = [
            'https://tool.example', 'https://tool.example:8443/a/b', 'http://localhost:8787', 'http://tool.localhost',
            'http://127.0.0.1:8787', 'http://127.9.9.9', 'http://[::1]:8787',
        ];
        foreach ($good as $url) {
            $this->assertSame($url, endpoint::parse($url)->url);
        }
    }

    public function test_an_address_that_sends_tokens_in_the_clear_is_refused(): void {
        foreach (['http://tool.example', 'HTTP://10.0.0.1', 'http://127.0.0.1.example', 'http://localhost.example'] as $url) {
            $this->assert_refused('endpointinsecure', $url);
        }
    }

    public function test_what_is_no_bare_address_is_refused(): void {
        $wrong = [
            '', 'tool.example', 'https://', 'https:///x', 'ftp://tool.example', 'javascript:alert(1)', 'https://tool.example/',
            'https://tool.example?x', 'https://tool.example#x', 'https://a@tool.example', 'https://a:b@tool.example',
            'https://tool.example/a b', "https://tool.example/\n", 'https://tool.example\\x', 'https://t.example/' . str_repeat('x', 255),
        ];
        foreach ($wrong as $url) {
            $this->assert_refused('endpointinvalid', $url);
        }
    }

    public function test_what_a_person_pastes_may_be_the_address_of_the_call(): void {
        foreach (['https://t.example/v1/translate', ' https://t.example/ ', 'https://t.example/v1/translate/', 'https://t.example'] as $url) {
            $this->assertSame('https://t.example', endpoint::typed($url)->url);
        }
        $this->assertSame('https://t.example/live', endpoint::typed('https://t.example/live/v1/translate')->url);
    }

    public function test_the_host_is_told_with_an_unusual_port(): void {
        $this->assertSame('tool.example', endpoint::parse('https://tool.example/a')->host());
        $this->assertSame('localhost:8787', endpoint::parse('http://localhost:8787')->host());
    }

    /**
     * Expects that an address is refused.
     *
     * @param string $stringkey why
     * @param string $url the address
     */
    private function assert_refused(string $stringkey, string $url): void {
        try {
            endpoint::parse($url);
        } catch (unusable $error) {
            $this->assertSame($stringkey, $error->stringkey, $url);
            return;
        }
        $this->fail("{$url} was taken");
    }
}
