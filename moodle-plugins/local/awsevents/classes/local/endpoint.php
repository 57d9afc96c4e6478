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
 * Where the service is: an https address without a slash at its end. Plain http is taken for this machine only, because
 * tokens and texts are sent there.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class endpoint {
    /** The longest address that is taken, in bytes. */
    private const LONGEST = 255;

    /**
     * Takes what {@see parse} or {@see typed} has read.
     *
     * @param string $url the address
     */
    private function __construct(
        /** @var string The address, to the letter. */
        public readonly string $url,
    ) {
    }

    /**
     * Reads an address as a connection code has it.
     *
     * @param string $text the address
     * @return self
     * @throws unusable `endpointinvalid`, `endpointinsecure`
     */
    public static function parse(string $text): self {
        $parts = parse_url($text);
        $host = strtolower($parts['host'] ?? '');
        if (
            $host === '' || strlen($text) > self::LONGEST || preg_match('/[\s\x00-\x1f\x7f\\\\?#@]/', $text)
            || str_ends_with($text, '/')
        ) {
            throw new unusable('endpointinvalid');
        }
        $scheme = strtolower($parts['scheme'] ?? '');
        if ($scheme !== 'https' && !($scheme === 'http' && self::is_this_machine($host))) {
            throw new unusable($scheme === 'http' ? 'endpointinsecure' : 'endpointinvalid');
        }
        return new self($text);
    }

    /**
     * Reads an address that a person typed or pasted: with a slash at its end, or the whole address of the call, too.
     *
     * @param string $text the address
     * @return self
     * @throws unusable as {@see parse}
     */
    public static function typed(string $text): self {
        return self::parse(preg_replace('~(/v1/translate)?/*$~', '', trim($text)));
    }

    /**
     * The host that gets the texts, with its port where that is not the usual one.
     *
     * @return string
     */
    public function host(): string {
        $parts = parse_url($this->url);
        return $parts['host'] . (isset($parts['port']) ? ":{$parts['port']}" : '');
    }

    /**
     * Whether a host is the machine that asks.
     *
     * @param string $host in lower case
     * @return bool
     */
    private static function is_this_machine(string $host): bool {
        return $host === 'localhost' || str_ends_with($host, '.localhost') || $host === '[::1]'
            || preg_match('/^127(\.\d{1,3}){3}$/', $host) === 1;
    }
}
