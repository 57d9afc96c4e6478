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

namespace local_awsevents;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/connected_testcase.php');

use GuzzleHttp\Promise\Create;
use GuzzleHttp\Promise\PromiseInterface;
use GuzzleHttp\Psr7\Response;
use local_awsevents\local\base64url;
use local_awsevents\local\bus_unavailable;
use local_awsevents\local\call_refused;
use local_awsevents\local\entry;
use local_awsevents\local\outbox_row;
use local_awsevents\local\outcome;
use local_awsevents\local\unusable;
use Psr\Http\Message\RequestInterface;

/**
 * Tests of calls to EventBridge, at the edge of Moodle's own AWS SDK: requests as they go out, answers as they come in.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\aws_bus
 * @covers \local_awsevents\proxy
 * @covers \local_awsevents\options
 */
final class aws_bus_test extends connected_testcase {
    /** @var RequestInterface[] What went out. */
    private array $requests = [];

    /** @var array[] How it went out. */
    private array $transfers = [];

    /**
     * Connects the site with an access key.
     */
    protected function setUp(): void {
        parent::setUp();
        $secret = \core\encryption::encrypt('the/secret+key');
        $this->set(['credentials' => options::KEYS, 'accesskey' => 'AKIDEXAMPLE', 'secretkey' => $secret]);
    }

    /**
     * Puts entries.
     *
     * @param Response|array $answer what comes back: an answer, or why there is none
     * @param int $count how many entries
     * @return outcome[]
     */
    private function put(Response|array $answer, int $count = 1): array {
        $handler = function (RequestInterface $request, array $transfer) use ($answer): PromiseInterface {
            $this->requests[] = $request;
            $this->transfers[] = $transfer;
            if (is_array($answer)) {
                return Create::rejectionFor($answer);
            }
            return $answer->getStatusCode() < 300 ? Create::promiseFor($answer) : Create::rejectionFor([
                'exception' => new \RuntimeException('refused'), 'response' => $answer, 'connection_error' => false,
            ]);
        };
        $entries = [];
        for ($id = 1; $id <= $count; $id++) {
            $entries["row {$id}"] = entry::of(new outbox_row($id, '\a\event\b', 1_800_000_000, '{"a":"é"}', 0));
        }
        return aws_bus::of(options::of_site(), ['http_handler' => $handler])->put($entries);
    }

    /**
     * An answer of EventBridge.
     *
     * @param mixed $body what it says
     * @param int $status of HTTP
     * @return Response
     */
    private static function answer(mixed $body, int $status = 200): Response {
        return new Response($status, ['Content-Type' => 'application/x-amz-json-1.1'], json_encode($body));
    }

    /**
     * Puts an entry, and expects that it fails.
     *
     * @param string $class of the exception
     * @param Response|array $answer what comes back
     * @return string the message
     */
    private function fails(string $class, Response|array $answer): string {
        try {
            $this->put($answer);
        } catch (bus_unavailable | call_refused $error) {
            $this->assertSame($class, $error::class, $error->getMessage());
            return $error->getMessage();
        }
        $this->fail('it was put');
    }

    /**
     * Connects the site with a connection code.
     *
     * @param string|null $site for which it was made; this one by default
     */
    private function connect_by_code(?string $site = null): void {
        global $CFG;
        $payload = base64url::encode(json_encode([
            'endpoint' => 'https://tool.example/live',
            'site' => $site ?? $CFG->wwwroot,
            'key_id' => base64url::encode(str_repeat("\x01", 16)),
            'secret' => base64url::encode(str_repeat("\xff", 32)),
        ]));
        $code = "moodle-aws-1.{$payload}." . substr(base64url::encode(hash('sha256', $payload, true)), 0, 8);
        $this->set(['transport' => options::BY_CODE, 'connectioncode' => \core\encryption::encrypt($code)]);
    }

    /**
     * Whether a request is signed with a secret key, by what AWS documents of Signature Version 4.
     *
     * @param RequestInterface $request what went out
     * @param string $secret the key
     * @return bool
     */
    private static function is_signed_with(RequestInterface $request, string $secret): bool {
        $pattern = '~^AWS4-HMAC-SHA256 Credential=[^/]+/([^,]+), SignedHeaders=([^,]+), Signature=(.+)$~';
        preg_match($pattern, $request->getHeaderLine('Authorization'), $found);
        [, $scope, $names, $signature] = $found;
        $headers = array_map(static fn(string $name): string => "{$name}:{$request->getHeaderLine($name)}\n", explode(';', $names));
        $canonical = implode("\n", [
            $request->getMethod(), $request->getUri()->getPath() ?: '/', '', implode('', $headers), $names,
            hash('sha256', (string) $request->getBody()),
        ]);
        $text = implode("\n", ['AWS4-HMAC-SHA256', $request->getHeaderLine('X-Amz-Date'), $scope, hash('sha256', $canonical)]);
        $hmac = static fn(string $key, string $data): string => hash_hmac('sha256', $data, $key, true);
        return bin2hex($hmac(array_reduce(explode('/', $scope), $hmac, "AWS4{$secret}"), $text)) === $signature;
    }

    /**
     * The entries of a request.
     *
     * @param int $index which one
     * @return array[]
     */
    private function entries(int $index): array {
        return json_decode((string) $this->requests[$index]->getBody(), true, flags: JSON_THROW_ON_ERROR)['Entries'];
    }

    /**
     * Expects that the settings name no bus.
     *
     * @param string $stringkey why
     * @param array $change settings
     */
    private function assert_unusable(string $stringkey, array $change): void {
        $this->set($change);
        try {
            aws_bus::of(options::of_site());
        } catch (unusable $error) {
            $this->assertSame($stringkey, $error->stringkey);
            $this->assertTrue(get_string_manager()->string_exists($stringkey, 'local_awsevents'));
            return;
        }
        $this->fail("it can be used with {$stringkey}");
    }

    public function test_a_call_is_what_eventbridge_wants(): void {
        $this->put(self::answer(['FailedEntryCount' => 0, 'Entries' => [['EventId' => 'a'], ['EventId' => 'b']]]), 2);
        [$request] = $this->requests;
        $this->assertSame('POST https://events.eu-west-1.amazonaws.com', rtrim("{$request->getMethod()} {$request->getUri()}", '/'));
        $this->assertSame('AWSEvents.PutEvents', $request->getHeaderLine('X-Amz-Target'));
        $this->assertSame('application/x-amz-json-1.1', $request->getHeaderLine('Content-Type'));
        $this->assertEquals([
            'EventBusName' => 'moodle-events',
            'Time' => 1_800_000_000,
            'Source' => 'moodle.events',
            'DetailType' => '\a\event\b',
            'Detail' => '{"sequence":2,"a":"é"}',
        ], $this->entries(0)[1]);
        $this->assertEquals([5, 20], [$this->transfers[0]['connect_timeout'], $this->transfers[0]['timeout']]);
        $this->assertArrayNotHasKey('proxy', $this->transfers[0]);
    }

    public function test_it_is_signed_with_the_key_that_is_kept_encrypted_or_as_it_is(): void {
        $answer = self::answer(['FailedEntryCount' => 0, 'Entries' => [['EventId' => 'a']]]);
        $this->put($answer);
        $this->set(['secretkey' => 'the/secret+key']);
        $this->put($answer);
        foreach ($this->requests as $request) {
            $this->assertStringContainsString('=AKIDEXAMPLE/', $request->getHeaderLine('Authorization'));
            $this->assertStringContainsString('/eu-west-1/events/aws4_request', $request->getHeaderLine('Authorization'));
            $this->assertTrue(self::is_signed_with($request, 'the/secret+key'));
            $this->assertFalse(self::is_signed_with($request, 'another key'));
        }
    }

    public function test_with_a_connection_code_the_service_is_called_with_its_key(): void {
        $this->connect_by_code();
        $this->put(self::answer(['FailedEntryCount' => 0, 'Entries' => [['EventId' => 'a']]]));
        [$request] = $this->requests;
        $this->assertSame('https://tool.example/live/v1/events', (string) $request->getUri());
        $keyid = base64url::encode(str_repeat("\x01", 16));
        $this->assertStringContainsString("={$keyid}/", $request->getHeaderLine('Authorization'));
        $this->assertStringContainsString('/us-east-1/events/aws4_request', $request->getHeaderLine('Authorization'));
        // The text that stands in the code, and not the bytes that it means.
        $this->assertTrue(self::is_signed_with($request, base64url::encode(str_repeat("\xff", 32))));
        $this->assertArrayNotHasKey('EventBusName', $this->entries(0)[0]);
    }

    public function test_another_address_is_called_where_one_is_set(): void {
        $this->set(['endpoint' => 'http://localhost:4566']);
        $this->put(self::answer(['FailedEntryCount' => 0, 'Entries' => [['EventId' => 'a']]]));
        $this->assertSame('http://localhost:4566', rtrim((string) $this->requests[0]->getUri(), '/'));
    }

    public function test_the_arn_of_a_bus_names_its_region_too(): void {
        $arn = 'arn:aws:events:us-east-2:123456789012:event-bus/moodle-events';
        $this->set(['region' => '', 'eventbus' => $arn]);
        $this->put(self::answer(['FailedEntryCount' => 0, 'Entries' => [['EventId' => 'a']]]));
        $this->assertSame('events.us-east-2.amazonaws.com', $this->requests[0]->getUri()->getHost());
        $this->assertSame($arn, $this->entries(0)[0]['EventBusName']);
    }

    public function test_what_became_of_each_entry_is_read_in_order(): void {
        $outcomes = $this->put(self::answer(['FailedEntryCount' => 2, 'Entries' => [
            ['EventId' => 'a'],
            ['ErrorCode' => 'MalformedDetail', 'ErrorMessage' => "Detail is malformed.\nMore of it."],
            ['ErrorCode' => 'InternalFailure'],
        ]]), 3);
        $this->assertEquals([
            new outcome('a'), new outcome('', 'MalformedDetail', 'Detail is malformed.'), new outcome('', 'InternalFailure'),
        ], $outcomes);
    }

    public function test_answers_that_are_none_give_no_id(): void {
        foreach ([[], ['Entries' => null], ['Entries' => []], null] as $body) {
            $this->assertSame([], $this->put(self::answer($body)));
        }
        $odd = $this->put(self::answer(['Entries' => [['EventId' => null], ['EventId' => ''], []]]), 3);
        $this->assertEquals([new outcome(''), new outcome(''), new outcome('')], $odd);
        $this->fails(bus_unavailable::class, new Response(200, [], '<html>A portal that wants you to log in.</html>'));
    }

    public function test_a_call_that_is_refused_for_what_is_in_it_is_told_from_one_that_nobody_may_make(): void {
        $error = static fn(string $code, int $status = 400): Response
            => self::answer(['__type' => "com.amazonaws.events#{$code}", 'message' => 'What it means.'], $status);
        $this->assertSame(
            'ValidationException: What it means. (HTTP 400)',
            $this->fails(call_refused::class, $error('ValidationException')),
        );
        $this->fails(call_refused::class, $error('RequestEntityTooLarge', 413));
        $this->assertSame(
            'AccessDeniedException: What it means. (HTTP 400)',
            $this->fails(bus_unavailable::class, $error('AccessDeniedException')),
        );
        $this->fails(bus_unavailable::class, $error('ResourceNotFoundException'));
        $this->fails(bus_unavailable::class, $error('ThrottlingException'));
        $this->fails(bus_unavailable::class, $error('InternalFailure', 500));
        $this->assertStringContainsString('(HTTP 502)', $this->fails(bus_unavailable::class, new Response(502, [], '<html>')));
        $unreachable = ['exception' => new \RuntimeException('cURL error 7: refused'), 'connection_error' => true];
        $this->assertStringContainsString('cURL error 7', $this->fails(bus_unavailable::class, $unreachable));
    }

    public function test_it_is_called_once_and_not_again_by_the_sdk(): void {
        $this->fails(bus_unavailable::class, self::answer(['__type' => 'InternalFailure'], 500));
        $this->assertCount(1, $this->requests);
    }

    public function test_of_a_refused_signature_only_the_first_line_is_kept(): void {
        $message = "The signature does not match.\n\nThe Canonical String was\n'POST\nx-amz-security-token:SECRET\n'";
        $body = ['__type' => 'InvalidSignatureException', 'message' => $message];
        $this->assertSame(
            'InvalidSignatureException: The signature does not match. (HTTP 403)',
            $this->fails(bus_unavailable::class, self::answer($body, 403)),
        );
    }

    public function test_credentials_that_cannot_be_found_leave_everything_waiting(): void {
        $none = static fn() => throw new \Aws\Exception\CredentialsException('No credentials here.');
        $this->set(['credentials' => options::DEFAULT_CREDENTIALS]);
        $bus = aws_bus::of(options::of_site(), ['credentials' => $none]);
        $this->expectException(bus_unavailable::class);
        $this->expectExceptionMessage('No credentials here.');
        $bus->put([entry::of(new outbox_row(1, '\a\event\b', 1, '{"a":1}', 0))]);
    }

    public function test_calls_go_through_the_proxy_of_moodle_but_for_hosts_that_do_not(): void {
        global $CFG;
        $answer = self::answer(['FailedEntryCount' => 0, 'Entries' => [['EventId' => 'a']]]);
        $CFG->proxyhost = 'proxy.example';
        $this->put($answer);
        $CFG->proxyport = 3128;
        $CFG->proxyuser = 'me@example';
        $CFG->proxypassword = 'p:w';
        $this->put($answer);
        $CFG->proxytype = 'SOCKS5';
        $this->put($answer);
        $CFG->proxybypass = 'localhost,*.amazonaws.com';
        $this->put($answer);
        $this->assertSame([
            'http://proxy.example', 'http://me%40example:p%3Aw@proxy.example:3128', 'socks5://me%40example:p%3Aw@proxy.example:3128', null,
        ], array_map(static fn(array $transfer): ?string => $transfer['proxy'] ?? null, $this->transfers));
        $this->assertEquals([5, 20], [$this->transfers[1]['connect_timeout'], $this->transfers[1]['timeout']]);
    }

    public function test_settings_that_name_no_bus_say_what_to_change(): void {
        $this->assert_unusable('keysmissing', ['accesskey' => ' ']);
        $this->assert_unusable('secretkeyunreadable', ['accesskey' => 'AKID', 'secretkey' => 'sodium:AAAA']);
        $this->assert_unusable('keysmissing', ['secretkey' => '']);
        $this->assert_unusable('endpointinvalid', ['endpoint' => 'ftp://localhost']);
        $this->assert_unusable('regionmissing', ['region' => 'eu west']);
        $this->assert_unusable('notconnected', ['transport' => options::BY_CODE]);
        $this->assert_unusable('codeunreadable', ['connectioncode' => 'sodium:AAAA']);
        $this->assert_unusable('codeother', ['connectioncode' => 'AKIDEXAMPLE']);
        $this->connect_by_code('https://other.example');
        $this->assert_unusable('codeothersite', []);
    }
}
