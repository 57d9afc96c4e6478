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

namespace block_aitranslator\local;

/**
 * The token that signs one call: a JSON Web Token (RFC 7519) with HMAC-SHA256 (`HS256`).
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class signed_token {
    /** For how long a token is good, in seconds. The service takes 60 at most. */
    private const LIFE = 60;

    /**
     * Signs a call on behalf of a person.
     *
     * @param connection_code $code the site's
     * @param int $userid the person's id in this Moodle
     * @param int $now seconds since 1970
     * @param string $random at least 12 random bytes: a token is good once
     * @return string
     */
    public static function make(connection_code $code, int $userid, int $now, string $random): string {
        $header = ['alg' => 'HS256', 'typ' => 'JWT', 'kid' => $code->keyid];
        $claims = [
            'iss' => $code->site,
            'sub' => (string) $userid,
            'aud' => $code->endpoint->url,
            'iat' => $now,
            'exp' => $now + self::LIFE,
            'jti' => base64url::encode($random),
        ];
        $flags = JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR;
        $signed = base64url::encode(json_encode($header, $flags)) . '.' . base64url::encode(json_encode($claims, $flags));
        return $signed . '.' . base64url::encode(hash_hmac('sha256', $signed, $code->secret, true));
    }
}
