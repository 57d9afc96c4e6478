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
 * Whose fault a failure is, by its code: that of an event, or not.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class failure {
    /** Codes of a bus that has too much to do, or fails by itself. */
    private const BUSY = '/Throttl|TooMany|LimitExceeded|SlowDown|Internal|Unavailable|Timeout|TimedOut/i';

    /** Codes of keys, permissions and buses that are not there: somebody has to mend that. */
    private const SETTINGS = '/AccessDenied|NotAuthorized|Signature|Token|Credential|UnrecognizedClient|OptIn|NotFound|Expired'
        . '|UnknownOperation|Disabled|InvalidAction/i';

    /**
     * Whether a code blames the event that it was given to.
     *
     * @param string $code such as MalformedDetail; '' when there is none
     * @return bool
     */
    public static function is_of_event(string $code): bool {
        return $code !== '' && !preg_match(self::BUSY, $code) && !preg_match(self::SETTINGS, $code);
    }

    /**
     * Whether a call was refused for what is in it.
     *
     * @param int $status of HTTP; 0 when there was no answer
     * @param string $code such as ValidationException; '' when something before the bus answered
     * @return bool
     */
    public static function is_of_call(int $status, string $code): bool {
        return $status === 413 || ($status === 400 && self::is_of_event($code));
    }
}
