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

use local_awsevents\local\uuid;

/**
 * Who this site is to consumers, and the secret by which people are the same under another name.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class site_secret {
    /**
     * Makes what is not there yet. Nothing that is there changes: consumers know people by it.
     */
    public static function make(): void {
        if ((string) get_config('local_awsevents', 'siteid') === '') {
            set_config('siteid', uuid::make(random_bytes(16)), 'local_awsevents');
        }
        if ((string) get_config('local_awsevents', 'hashsecret') === '') {
            set_config('hashsecret', bin2hex(random_bytes(32)), 'local_awsevents');
        }
    }
}
