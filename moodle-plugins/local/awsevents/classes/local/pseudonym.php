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
 * Names for people that only this site can make, and always makes the same.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class pseudonym {
    /**
     * Takes the site's secret.
     *
     * @param string $secret
     */
    public function __construct(
        /** @var string The site's secret. */
        #[\SensitiveParameter]
        private readonly string $secret,
    ) {
        if ($secret === '') {
            // Without one, anybody could try all numbers.
            throw new \InvalidArgumentException('the secret for pseudonyms is empty');
        }
    }

    /**
     * A user's.
     *
     * @param int $id in Moodle
     * @return string 64 hexadecimal digits: HMAC-SHA-256
     */
    public function of_user(int $id): string {
        return hash_hmac('sha256', "user:{$id}", $this->secret);
    }
}
