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
 * What to change when events cannot be sent, by what AWS, the service or the network said.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class advice {
    /** The strings that say it, by what is found in an error; the first that fits counts. */
    private const PATTERN_STRINGS = [
        '/Signature (expired|not yet current)|RequestExpired|RequestTimeTooSkewed|clock/i' => 'adviceclock',
        '/ExpiredToken|security token .*expired/i' => 'advicetoken',
        '/InvalidSignature|SignatureDoesNotMatch|IncompleteSignature/i' => 'advicesecret',
        '/UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|security token .*invalid/i' => 'advicekey',
        '/AccessDenied|NotAuthorized|not authorized/i' => 'adviceaccess',
        '/ResourceNotFound|does not exist/i' => 'advicebus',
        '/CredentialsException|retrieving credentials|instance profile|metadata service/i' => 'advicecredentials',
        '/cURL error 6\b|Could not resolve/i' => 'advicename',
        '/cURL error (35|51|58|59|60|77|83)\b|certificate/i' => 'advicecertificate',
        '/cURL error (5|7|28|52|56)\b|timed out|Connection refused|Failed to connect/i' => 'advicereach',
        '/Throttl|TooMany|LimitExceeded/i' => 'advicebusy',
    ];

    /** What else to say when a connection code is in use, where there are no credentials of AWS. */
    private const CODE_STRINGS = [
        'advicesecret' => 'advicecode',
        'advicekey' => 'advicecode',
        'advicetoken' => 'advicecode',
        'adviceaccess' => 'advicecode',
        'advicebus' => 'adviceservice',
        'advicecredentials' => 'advicecode',
        'advicename' => 'adviceservice',
        'advicereach' => 'adviceservice',
        'advicecertificate' => 'adviceservice',
    ];

    /**
     * Which string says what to change.
     *
     * @param string $error what was said
     * @param bool $bycode whether a connection code is in use
     * @return string|null the key of a string; null when only the error itself can tell
     */
    public static function stringkey(string $error, bool $bycode): ?string {
        foreach (self::PATTERN_STRINGS as $pattern => $stringkey) {
            if (preg_match($pattern, $error) === 1) {
                return $bycode ? self::CODE_STRINGS[$stringkey] ?? $stringkey : $stringkey;
            }
        }
        return null;
    }
}
