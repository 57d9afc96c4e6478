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

use GuzzleHttp\Client;
use GuzzleHttp\Exception\ConnectException;
use GuzzleHttp\Handler\MockHandler;
use GuzzleHttp\HandlerStack;
use GuzzleHttp\Middleware;
use GuzzleHttp\Psr7\Request;
use GuzzleHttp\Psr7\Response;

/**
 * Tests of the client, on answers as the service gives them and as it never would.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\local\service_client
 */
final class service_client_test extends \basic_testcase {
    /** An answer of the service to the question what it translates. */
    private const LANGUAGES = [
        'model' => 'apertium 3.8.3',
        'languages' => ['en', 'es'],
        'pairs' => [['source' => 'en', 'target' => 'es', 'via' => null]],
        'glossary' => false,
        'limits' => ['texts' => 50, 'characters_per_text' => 10000, 'characters_per_call' => 30000],
    ];

    /** @var array[] What was sent: requests and their options. */
    private array $sent = [];

    /**
     * A client whose service gives these answers.
     *
     * @param mixed ...$answers responses or exceptions, in order
     * @return service_client
     */
    private function client(...$answers): service_client {
        $this->sent = [];
        $stack = HandlerStack::create(new MockHandler($answers));
        $stack->push(Middleware::history($this->sent));
        return new service_client(new Client(['handler' => $stack]), endpoint::parse('https://tool.example/live'));
    }

    /**
     * An answer with JSON.
     *
     * @param mixed $json what it says
     * @param int $status the HTTP status
     * @param string[] $headers more headers
     * @return Response
     */
    private static function answer(mixed $json, int $status = 200, array $headers = []): Response {
        return new Response($status, ['Content-Type' => 'application/json'] + $headers, json_encode($json));
    }

    /**
     * Translates, and expects that it fails.
     *
     * @param service_client $client that calls
     * @param string[] $texts what is translated
     * @return service_error
     */
    private function refused(service_client $client, array $texts = ['a']): service_error {
        try {
            $client->translate('the.secret.token', $texts, 'fr', '', 'text', []);
        } catch (service_error $error) {
            return $error;
        }
        $this->fail('it was translated');
    }

    public function test_a_call_carries_the_texts_and_the_token_and_nothing_else(): void {
        $client = $this->client(self::answer([
            'translations' => [['text' => 'été', 'source' => 'en', 'cached' => false, 'in_pieces' => true]],
            'model' => 'm',
            'usage' => ['input_tokens' => 1, 'output_tokens' => 2],
        ]));
        $answer = $client->translate('token', [3 => 'summer & "naïve"'], 'fr', 'en', 'html', ['42' => 'x']);
        $this->assertSame(
            ['model' => 'm', 'translations' => [['text' => 'été', 'source' => 'en', 'cached' => false, 'inpieces' => true]]],
            $answer,
        );
        $request = $this->sent[0]['request'];
        $this->assertSame('POST https://tool.example/live/v1/translate', "{$request->getMethod()} {$request->getUri()}");
        $this->assertSame('Bearer token', $request->getHeaderLine('Authorization'));
        $this->assertSame('application/json', $request->getHeaderLine('Content-Type'));
        $this->assertSame([
            'texts' => ['summer & "naïve"'],
            'target' => 'fr',
            'format' => 'html',
            'source' => 'en',
            'glossary' => ['42' => 'x'],
        ], json_decode((string) $request->getBody(), true));
    }

    public function test_what_is_not_said_is_not_sent(): void {
        $client = $this->client(self::answer(['translations' => [['text' => 'b']]]));
        $client->translate('token', ['a'], 'fr', '', 'text', []);
        $this->assertSame('{"texts":["a"],"target":"fr","format":"text"}', (string) $this->sent[0]['request']->getBody());
    }

    public function test_a_call_has_an_end_and_is_never_sent_on_to_another_host(): void {
        $client = $this->client(new Response(302, ['Location' => 'https://elsewhere.example']));
        $this->assertSame(service_error::OTHER, $this->refused($client)->refusal);
        $this->assertCount(1, $this->sent);
        $this->assertFalse($this->sent[0]['options']['allow_redirects']);
        $this->assertGreaterThan(25, $this->sent[0]['options']['timeout']);
        $this->assertSame(5, $this->sent[0]['options']['connect_timeout']);
    }

    public function test_a_refusal_keeps_its_code_its_message_and_when_to_try_again(): void {
        $error = ['code' => 'quota_exceeded', 'message' => 'You have used up…', 'request_id' => 'r-1'];
        $client = $this->client(self::answer(['error' => $error], 429, ['Retry-After' => '1800']));
        $refused = $this->refused($client);
        $this->assertSame(['quota_exceeded', 'You have used up…', 429, 1800, 'r-1'], [
            $refused->refusal, $refused->detail, $refused->status, $refused->wait, $refused->requestid,
        ]);
    }

    public function test_a_time_to_wait_that_makes_no_sense_is_none(): void {
        foreach (['' => 0, 'soon' => 0, '-5' => 0, 'Sun, 29 Nov 2026 09:00:00 GMT' => 0, '99999999' => 86400] as $header => $wait) {
            $error = ['error' => ['code' => 'engine_busy']];
            $this->assertSame($wait, $this->refused($this->client(self::answer($error, 429, ['Retry-After' => $header])))->wait);
        }
    }

    public function test_something_else_than_the_service_is_told_as_that(): void {
        $others = [
            new Response(200, [], '<html>Log in</html>'),
            new Response(200, [], ''),
            new Response(404, [], 'not found'),
            new Response(502, [], '<html>Bad gateway</html>'),
            self::answer('text'),
            self::answer(['error' => ['code' => 'Bad Code!']], 403),
            self::answer(['error' => ['code' => ['x']]], 403),
            self::answer(['message' => 'Missing Authentication Token'], 403),
            self::answer([]),
            self::answer(['translations' => 'x']),
            self::answer(['translations' => []]),
            self::answer(['translations' => [['text' => 'a'], ['text' => 'b']]]),
            self::answer(['translations' => [['text' => null]]]),
            self::answer(['translations' => ['a']]),
        ];
        foreach ($others as $other) {
            $this->assertSame(service_error::OTHER, $this->refused($this->client($other))->refusal, (string) $other->getBody());
        }
    }

    public function test_a_service_that_cannot_be_reached_is_told_without_the_token(): void {
        $client = $this->client(new ConnectException('cURL error 7: the.secret.token', new Request('POST', 'https://x.example')));
        $refused = $this->refused($client);
        $this->assertSame(service_error::UNREACHABLE, $refused->refusal);
        $this->assertSame('cURL error 7: …', $refused->detail);
    }

    public function test_what_can_be_translated_is_read(): void {
        $list = $this->client(self::answer(self::LANGUAGES))->languages('token');
        $this->assertSame(['en', 'es'], $list['languages']);
        $this->assertSame([['source' => 'en', 'target' => 'es', 'via' => null]], $list['pairs']);
        $this->assertSame(30000, $list['limits']['characters_per_call']);
        $request = $this->sent[0]['request'];
        $this->assertSame('GET https://tool.example/live/v1/languages', "{$request->getMethod()} {$request->getUri()}");
        $this->assertNull($this->client(self::answer(['pairs' => null] + self::LANGUAGES))->languages('token')['pairs']);
    }

    public function test_a_list_that_makes_no_sense_is_refused(): void {
        $wrong = [
            ['languages' => null], ['languages' => [7]], ['languages' => ['']], ['pairs' => 'all'], ['pairs' => [['source' => 'en']]],
            ['limits' => []], ['limits' => ['texts' => 0] + self::LANGUAGES['limits']], ['limits' => null],
        ];
        foreach ($wrong as $change) {
            try {
                $this->client(self::answer($change + self::LANGUAGES))->languages('token');
                $this->fail(json_encode($change) . ' was taken');
            } catch (service_error $error) {
                $this->assertSame(service_error::OTHER, $error->refusal);
            }
        }
    }
}
