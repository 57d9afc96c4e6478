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

use block_aitranslator\local\base64url;
use GuzzleHttp\Handler\MockHandler;
use GuzzleHttp\Psr7\Response;

/**
 * A site that is connected to a service whose answers a test sets.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class connected_testcase extends \advanced_testcase {
    /** What the service translates in these tests. */
    protected const LANGUAGES = [
        'model' => 'engine 1',
        'languages' => ['ar', 'de', 'en', 'es', 'fr'],
        'pairs' => null,
        'glossary' => true,
        'limits' => ['texts' => 50, 'characters_per_text' => 8000, 'characters_per_call' => 30000],
    ];

    /** @var MockHandler The answers that are still to be given. */
    protected MockHandler $service;

    /** @var array[] What was sent, with its answers. */
    protected array $sent = [];

    /**
     * Connects the site.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        $this->resetAfterTest();
        $CFG->curlsecurityblockedhosts = '';
        $CFG->curlsecurityallowedport = '';
        $this->connect();
        $this->service = $this->get_mocked_http_client($this->sent)['mock'];
    }

    /**
     * Connects the site with a code.
     *
     * @param string|null $site for which address it was made; this site's by default
     * @param string $endpoint where the service is
     */
    protected function connect(?string $site = null, string $endpoint = 'https://tool.example'): void {
        $code = self::code($site, $endpoint);
        set_config('connectioncode', \core\encryption::encrypt($code), 'block_aitranslator');
    }

    /**
     * A connection code.
     *
     * @param string|null $site for which address it was made; this site's by default
     * @param string $endpoint where the service is
     * @return string
     */
    protected static function code(?string $site = null, string $endpoint = 'https://tool.example'): string {
        global $CFG;
        $payload = base64url::encode(json_encode([
            'endpoint' => $endpoint,
            'site' => $site ?? $CFG->wwwroot,
            'key_id' => base64url::encode(str_repeat("\x01", 16)),
            'secret' => base64url::encode(str_repeat("\xa5", 32)),
        ]));
        return "moodle-aws-1.{$payload}." . substr(base64url::encode(hash('sha256', $payload, true)), 0, 8);
    }

    /**
     * Lets the service answer next with what it translates.
     *
     * @param array $change what differs
     */
    protected function answer_languages(array $change = []): void {
        $this->service->append(new Response(200, [], json_encode($change + self::LANGUAGES)));
    }

    /**
     * Lets the service answer next with translations.
     *
     * @param string ...$texts the translations
     */
    protected function answer_translations(string ...$texts): void {
        $of = static fn(string $text): array => ['text' => $text, 'source' => 'en', 'cached' => false, 'in_pieces' => false];
        $answer = ['translations' => array_map($of, $texts), 'model' => 'engine 1'];
        $this->service->append(new Response(200, [], json_encode($answer)));
    }

    /**
     * Lets the service refuse the next call.
     *
     * @param int $status the HTTP status
     * @param string $code the service's code
     * @param string[] $headers more headers
     */
    protected function answer_refusal(int $status, string $code, array $headers = []): void {
        $error = ['code' => $code, 'message' => "What {$code} means.", 'request_id' => 'request-1'];
        $this->service->append(new Response($status, $headers, json_encode(['error' => $error])));
    }

    /**
     * What a call sent.
     *
     * @param int $index which call
     * @return array
     */
    protected function body(int $index): array {
        return json_decode((string) $this->sent[$index]['request']->getBody(), true);
    }

    /**
     * Expects that something fails for a person.
     *
     * @param string $errorcode the code of the exception
     * @param callable $action what fails
     * @return \moodle_exception
     */
    protected function assert_fails(string $errorcode, callable $action): \moodle_exception {
        try {
            $action();
        } catch (\moodle_exception $error) {
            $this->assertSame($errorcode, $error->errorcode, $error->getMessage());
            return $error;
        }
        $this->fail("it should have failed with {$errorcode}");
    }
}
