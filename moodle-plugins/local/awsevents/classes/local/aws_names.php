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
 * Checks what an administrator types of AWS, so that a slip is told where it is made and not by the first event.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class aws_names {
    /** What a bus may be called (EventBridge, CreateEventBus, Name). */
    private const BUS = '[\w.\-\/]{1,256}';

    /** The longest address that is taken, in bytes. */
    private const LONGEST = 255;

    /**
     * Checks the name of a region.
     *
     * @param string $region such as eu-west-1
     * @throws unusable `regioninvalid`
     */
    public static function check_region(string $region): void {
        if (preg_match('/^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/D', $region) !== 1) {
            throw new unusable('regioninvalid');
        }
    }

    /**
     * Checks a bus, by its name or its ARN.
     *
     * @param string $bus such as moodle-events or arn:aws:events:eu-west-1:123456789012:event-bus/moodle-events
     * @throws unusable `businvalid`
     */
    public static function check_bus(string $bus): void {
        if (preg_match('/^' . self::BUS . '$/D', $bus) !== 1 && self::bus_region($bus) === null) {
            throw new unusable('businvalid');
        }
    }

    /**
     * The region that a bus's ARN names.
     *
     * @param string $bus its name or ARN
     * @return string|null null for a name
     */
    public static function bus_region(string $bus): ?string {
        $arn = '/^arn:aws[a-z-]*:events:([a-z0-9-]+):\d{12}:event-bus\/' . self::BUS . '$/D';
        return preg_match($arn, $bus, $found) === 1 ? $found[1] : null;
    }

    /**
     * Checks the address that is called in the place of AWS's own.
     *
     * @param string $address such as https://vpce-0123.events.eu-west-1.vpce.amazonaws.com or http://localhost:4566
     * @throws unusable `endpointinvalid`, `endpointinsecure`
     */
    public static function check_endpoint(string $address): void {
        $parts = parse_url($address);
        $host = strtolower($parts['host'] ?? '');
        $scheme = strtolower($parts['scheme'] ?? '');
        if (
            $host === '' || !in_array($scheme, ['http', 'https'], true) || strlen($address) > self::LONGEST
            || preg_match('/[\s\x00-\x1f\x7f\\\\?#@]/', $address) || !in_array($parts['path'] ?? '', ['', '/'], true)
        ) {
            throw new unusable('endpointinvalid');
        }
        if ($scheme === 'http' && !self::is_near($host)) {
            throw new unusable('endpointinsecure');
        }
    }

    /**
     * Checks the id of an access key. Emulators take short ones.
     *
     * @param string $id such as AKIAIOSFODNN7EXAMPLE
     * @throws unusable `accesskeyinvalid`
     */
    public static function check_access_key(string $id): void {
        if (preg_match('/^\w{4,128}$/D', $id) !== 1) {
            throw new unusable('accesskeyinvalid');
        }
    }

    /**
     * Checks a secret key.
     *
     * @param string $secret 40 characters of AWS, or what an emulator takes
     * @throws unusable `secretkeyinvalid`
     */
    public static function check_secret_key(#[\SensitiveParameter] string $secret): void {
        if (preg_match('~^[A-Za-z0-9/+=_-]{4,128}$~D', $secret) !== 1) {
            throw new unusable('secretkeyinvalid');
        }
    }

    /**
     * Whether a host is this machine or one of its own network, as an emulator is.
     *
     * @param string $host in lower case
     * @return bool
     */
    private static function is_near(string $host): bool {
        $address = filter_var(trim($host, '[]'), FILTER_VALIDATE_IP);
        if ($address !== false) {
            return filter_var($address, FILTER_VALIDATE_IP, FILTER_FLAG_NO_PRIV_RANGE | FILTER_FLAG_NO_RES_RANGE) === false;
        }
        return !str_contains($host, '.') || preg_match('/\.(localhost|local|internal)$/D', $host) === 1;
    }
}
