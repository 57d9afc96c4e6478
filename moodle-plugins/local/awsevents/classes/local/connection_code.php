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
 * The one text that connects a site to the service: `moodle-aws-1.<payload>.<check>`.
 *
 * The payload is base64url, without padding, of JSON with `endpoint`, `site`, `key_id` and `secret`. The check is the
 * first 8 characters of the payload's SHA-256 in base64url: it finds what copying breaks, and protects nothing.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class connection_code {
    /** How every code begins, before the number of its form. */
    private const NAME = 'moodle-aws-';

    /** The form that is read. */
    private const VERSION = '1';

    /** Longer texts are no code. */
    private const LONGEST = 2048;

    /**
     * Takes what {@see parse} has read.
     *
     * @param endpoint $endpoint where the site calls
     * @param string $site the wwwroot that the code was made for
     * @param string $keyid the key's name, no secret
     * @param string $secret 32 bytes to sign with
     */
    private function __construct(
        /** @var endpoint Where the site calls. */
        public readonly endpoint $endpoint,
        /** @var string The wwwroot that the code was made for. */
        public readonly string $site,
        /** @var string The key's name, no secret. */
        public readonly string $keyid,
        /** @var string 32 bytes to sign with. */
        #[\SensitiveParameter]
        public readonly string $secret,
    ) {
    }

    /**
     * Reads a code. White space is ignored: mail programs break long lines.
     *
     * @param string $text what was pasted
     * @return self
     * @throws unusable whose code is `codeother`, `codeotherversion`, `codedamaged` or `codeunusable`
     */
    public static function parse(#[\SensitiveParameter] string $text): self {
        $text = preg_replace('/[\s\x{a0}\x{200b}\x{feff}]+/u', '', $text) ?? '';
        if (!str_starts_with($text, self::NAME) || strlen($text) > self::LONGEST) {
            throw new unusable('codeother');
        }
        $parts = explode('.', substr($text, strlen(self::NAME)), 3);
        if ($parts[0] !== self::VERSION && isset($parts[1])) {
            throw new unusable(preg_match('/^\d{1,4}$/', $parts[0]) ? 'codeotherversion' : 'codeother');
        }
        if (count($parts) !== 3 || !hash_equals(self::check($parts[1]), $parts[2])) {
            throw new unusable('codedamaged');
        }
        $payload = json_decode((string) base64url::decode($parts[1]), true);
        $field = static fn(string $name): string => is_string($payload[$name] ?? null) ? $payload[$name] : '';
        $secret = base64url::decode($field('secret')) ?? '';
        $keyid = $field('key_id');
        if (strlen($secret) !== 32 || strlen((string) base64url::decode($keyid)) !== 16 || $field('site') === '') {
            throw new unusable('codeunusable');
        }
        try {
            $endpoint = endpoint::parse($field('endpoint'));
        } catch (unusable) {
            throw new unusable('codeunusable');
        }
        return new self($endpoint, $field('site'), $keyid, $secret);
    }

    /**
     * What a payload's check must be.
     *
     * @param string $payload the payload's text
     * @return string 8 characters
     */
    private static function check(string $payload): string {
        return substr(base64url::encode(hash('sha256', $payload, true)), 0, 8);
    }
}
