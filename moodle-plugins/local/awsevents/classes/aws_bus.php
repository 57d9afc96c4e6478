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

use Aws\Credentials\Credentials;
use Aws\EventBridge\EventBridgeClient;
use Aws\Exception\AwsException;
use local_awsevents\local\aws_names;
use local_awsevents\local\base64url;
use local_awsevents\local\bus_unavailable;
use local_awsevents\local\call_refused;
use local_awsevents\local\entry;
use local_awsevents\local\event_bus;
use local_awsevents\local\failure;
use local_awsevents\local\outcome;
use local_awsevents\local\unusable;

/**
 * Amazon EventBridge, or a service that takes its PutEvents, by the SDK in Moodle's own lib/aws-sdk.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class aws_bus implements event_bus {
    /** Where the service of a connection code takes PutEvents. */
    private const PATH = '/v1/events';

    /** The region that calls to the service of a connection code are signed for. It has none. */
    private const NO_REGION = 'us-east-1';

    /** How long to wait for a connection, in seconds. */
    private const CONNECT_SECONDS = 5;

    /** How long a call takes at most, in seconds. */
    private const CALL_SECONDS = 20;

    /**
     * Takes what {@see of} has made.
     *
     * @param EventBridgeClient $client that calls
     * @param string $name of the bus, or its ARN; '' where there is only one
     */
    public function __construct(
        /** @var EventBridgeClient That calls. */
        private readonly EventBridgeClient $client,
        /** @var string Of the bus, or its ARN; '' where there is only one. */
        private readonly string $name,
    ) {
    }

    /**
     * The bus that the settings name.
     *
     * @param options $options the settings
     * @param array $more settings of the SDK's client, for tests
     * @return self
     * @throws unusable with the key of the string that says what to change
     */
    public static function of(options $options, array $more = []): self {
        if ($options->text('transport') === options::BY_CODE) {
            $code = $options->connection_code();
            return new self(self::client($more + [
                'region' => self::NO_REGION,
                'endpoint' => $code->endpoint->url . self::PATH,
                'credentials' => new Credentials($code->keyid, base64url::encode($code->secret)),
            ]), '');
        }
        $name = trim($options->text('eventbus'));
        $settings = $more + ['region' => self::region($options->text('region'), $name)];
        $endpoint = trim($options->text('endpoint'));
        if ($endpoint !== '') {
            if (!preg_match('~^https?://[^/\s?#]~i', $endpoint)) {
                throw new unusable('endpointinvalid');
            }
            $settings['endpoint'] = $endpoint;
        }
        if ($options->text('credentials') === options::KEYS) {
            $key = trim($options->text('accesskey'));
            $secret = $options->secret('secretkey');
            if ($key === '' || $secret === '') {
                throw new unusable('keysmissing');
            }
            $settings['credentials'] = new Credentials($key, $secret);
        }
        return new self(self::client($settings), $name);
    }

    /**
     * The region: what is set, or that of the bus's ARN, or that of the server.
     *
     * @param string $set what is set
     * @param string $name the bus's name or ARN
     * @return string
     * @throws unusable `regionmissing`
     */
    private static function region(string $set, string $name): string {
        $region = trim($set) ?: aws_names::bus_region($name) ?? (getenv('AWS_REGION') ?: getenv('AWS_DEFAULT_REGION') ?: '');
        // The SDK makes a host's name of it.
        if (!preg_match('/^[a-z0-9-]{1,63}$/D', $region)) {
            throw new unusable('regionmissing');
        }
        return $region;
    }

    /**
     * A client that goes out as all of Moodle does. It does not try again by itself: the sender does.
     *
     * @param array $settings the region, and what else is known
     * @return EventBridgeClient
     */
    private static function client(array $settings): EventBridgeClient {
        $client = new EventBridgeClient($settings + [
            'version' => '2015-10-07',
            'retries' => 0,
            'http' => ['connect_timeout' => self::CONNECT_SECONDS, 'timeout' => self::CALL_SECONDS],
            'csm' => false,
            'suppress_php_deprecation_warning' => true,
        ]);
        $proxy = proxy::of_site((string) $client->getEndpoint());
        if ($proxy !== null) {
            $client->getHandlerList()->appendBuild(
                static fn(callable $next): callable => static function ($command, $request = null) use ($next, $proxy) {
                    $command['@http'] = ['proxy' => $proxy] + ($command['@http'] ?? []);
                    return $next($command, $request);
                },
                'moodle_proxy',
            );
        }
        return $client;
    }

    /**
     * Puts entries.
     *
     * @param entry[] $entries at most 10, with 1,000,000 bytes together
     * @return outcome[] what became of each, in the same order
     * @throws bus_unavailable when no entry was looked at; none of them is to blame
     * @throws call_refused when the call as a whole was refused for what is in it; one entry may be to blame
     */
    public function put(array $entries): array {
        $bus = $this->name === '' ? [] : ['EventBusName' => $this->name];
        $said = static fn(entry $entry): array => $bus + [
            'Time' => $entry->time,
            'Source' => entry::SOURCE,
            'DetailType' => $entry->type,
            'Detail' => $entry->detail,
        ];
        try {
            $answer = $this->client->putEvents(['Entries' => array_map($said, array_values($entries))]);
        } catch (AwsException $error) {
            throw self::refusal($error);
        } catch (\Exception $error) {
            // No credentials, or an answer that is none.
            throw new bus_unavailable(self::first_line($error->getMessage()), 0, $error);
        }
        $text = static fn(mixed $value): string => is_string($value) ? $value : '';
        $read = static fn(mixed $outcome): outcome => new outcome(
            $text($outcome['EventId'] ?? null),
            $text($outcome['ErrorCode'] ?? null),
            self::first_line($text($outcome['ErrorMessage'] ?? null)),
        );
        return array_map($read, array_values((array) $answer['Entries']));
    }

    /**
     * What the refusal of a call means.
     *
     * @param AwsException $error of the SDK
     * @return bus_unavailable|call_refused
     */
    private static function refusal(AwsException $error): bus_unavailable|call_refused {
        $status = (int) $error->getStatusCode();
        $code = (string) $error->getAwsErrorCode();
        $message = self::first_line($error->getAwsErrorMessage() ?? $error->getMessage());
        $message = ltrim("{$code}: {$message}", ': ') . ($status === 0 ? '' : " (HTTP {$status})");
        return failure::is_of_call($status, $code)
            ? new call_refused($message, 0, $error)
            : new bus_unavailable($message, 0, $error);
    }

    /**
     * As much of an error as may be kept. What follows a wrong signature's first line repeats headers that are secret.
     *
     * @param string $message of the SDK or the service
     * @return string
     */
    private static function first_line(string $message): string {
        return mb_scrub(substr(strtok(trim($message), "\r\n") ?: '', 0, 500), 'UTF-8');
    }
}
