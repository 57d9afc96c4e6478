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

/**
 * Moodle's proxy, for a client that is not Moodle's own.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class proxy {
    /**
     * The proxy on the way to an address.
     *
     * @param string $url where it goes
     * @return string|null the proxy's address with its user and password, or null when there is none
     */
    public static function of_site(string $url): ?string {
        global $CFG;
        if (empty($CFG->proxyhost) || is_proxybypass($url)) {
            return null;
        }
        $scheme = ($CFG->proxytype ?? '') === 'SOCKS5' ? 'socks5' : 'http';
        $user = empty($CFG->proxyuser)
            ? ''
            : rawurlencode($CFG->proxyuser) . ':' . rawurlencode($CFG->proxypassword ?? '') . '@';
        $port = empty($CFG->proxyport) ? '' : ":{$CFG->proxyport}";
        return "{$scheme}://{$user}{$CFG->proxyhost}{$port}";
    }
}
