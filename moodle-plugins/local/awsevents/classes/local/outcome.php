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
 * What became of an entry.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class outcome {
    /**
     * Takes what the bus said.
     *
     * @param string $eventid the bus's own id of the event; '' when it did not take it
     * @param string $code why it did not, such as ThrottlingException
     * @param string $message the same in words
     */
    public function __construct(
        /** @var string The bus's own id of the event; '' when it did not take it. */
        public readonly string $eventid,
        /** @var string Why it did not, such as ThrottlingException. */
        public readonly string $code = '',
        /** @var string The same in words. */
        public readonly string $message = '',
    ) {
    }

    /**
     * Why the bus did not take it.
     *
     * @return string in English
     */
    public function in_words(): string {
        return trim("{$this->code}: {$this->message}", ': ') ?: 'the bus gave neither an id nor a reason';
    }
}
