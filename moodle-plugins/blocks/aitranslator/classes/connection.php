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

namespace block_aitranslator;

use block_aitranslator\local\base64url;
use block_aitranslator\local\connection_code;
use block_aitranslator\local\endpoint;
use block_aitranslator\local\signed_token;
use block_aitranslator\local\unusable;

/**
 * How this site reaches the service, as the administrator has set it.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class connection {
    /** The plugin signs each call with the key of the connection code. */
    public const BY_CODE = 'code';

    /** Each call brings a token of Moodle's web services. */
    public const BY_TOKEN = 'token';

    /**
     * Takes what {@see of_site} has read.
     *
     * @param endpoint $endpoint where the service is
     * @param connection_code|null $code null in the mode {@see BY_TOKEN}
     */
    private function __construct(
        /** @var endpoint Where the service is. */
        public readonly endpoint $endpoint,
        /** @var connection_code|null Null in the mode {@see BY_TOKEN}. */
        private readonly ?connection_code $code,
    ) {
    }

    /**
     * The connection as it is set now.
     *
     * @return self
     * @throws unusable `notconnected`, `codeunreadable`, `codeothersite`, or what is wrong with the code or the address
     */
    public static function of_site(): self {
        global $CFG;
        $config = get_config('block_aitranslator');
        if (($config->mode ?? self::BY_CODE) === self::BY_TOKEN) {
            $endpoint = $config->endpoint ?? '';
            return new self($endpoint === '' ? throw new unusable('notconnected') : endpoint::typed($endpoint), null);
        }
        $code = connection_code::parse(self::decrypt($config->connectioncode ?? ''));
        if ($code->site !== $CFG->wwwroot) {
            throw new unusable('codeothersite');
        }
        return new self($code->endpoint, $code);
    }

    /**
     * The setting is kept encrypted. Who sets it in config.php or on the command line writes it as it is.
     *
     * @param string $setting what is kept
     * @return string the code
     * @throws unusable `notconnected`, `codeunreadable`
     */
    private static function decrypt(#[\SensitiveParameter] string $setting): string {
        if ($setting === '') {
            throw new unusable('notconnected');
        }
        if (str_starts_with(ltrim($setting), 'moodle-aws-')) {
            return $setting;
        }
        try {
            return \core\encryption::decrypt($setting);
        } catch (\moodle_exception) {
            // The site was moved without the key in its data folder.
            throw new unusable('codeunreadable');
        }
    }

    /**
     * Whether each call brings a token of Moodle's web services.
     *
     * @return bool
     */
    public function is_by_token(): bool {
        return $this->code === null;
    }

    /**
     * A token for one call. One that the plugin signs is on behalf of whom it is told; one of Moodle's web services is that
     * of the person who is logged in.
     *
     * @param int $userid on whose behalf
     * @return string
     * @throws \moodle_exception when this person gets no token of the web services
     */
    public function token(int $userid): string {
        if ($this->code !== null) {
            $now = \core\di::get(\core\clock::class)->time();
            return signed_token::make($this->code, $userid, $now, random_bytes(16));
        }
        return web_service::token();
    }
}
