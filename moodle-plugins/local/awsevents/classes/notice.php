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

use core\output\notification;

/**
 * What came of a button that an administrator pressed.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class notice {
    /**
     * Takes what to say.
     *
     * @param string $text what happened, in plain text
     * @param string $type one of the constants of core's notification
     */
    private function __construct(
        /** @var string What happened, in plain text. */
        public readonly string $text,
        /** @var string One of the constants of core's notification. */
        public readonly string $type,
    ) {
    }

    /**
     * It worked.
     *
     * @param string $text what happened
     * @return self
     */
    public static function success(string $text): self {
        return new self($text, notification::NOTIFY_SUCCESS);
    }

    /**
     * There was nothing to do, or it goes on.
     *
     * @param string $text what happened
     * @return self
     */
    public static function info(string $text): self {
        return new self($text, notification::NOTIFY_INFO);
    }

    /**
     * It did not work.
     *
     * @param string $text what to change
     * @return self
     */
    public static function error(string $text): self {
        return new self($text, notification::NOTIFY_ERROR);
    }
}
