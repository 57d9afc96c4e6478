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
 * The settings of the sample that this plugin replaces. It kept them among Moodle's own, the secret key as it was typed.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class replaced_settings {
    /** What it called them, and what they are called here. */
    private const NAMES = [
        'debug' => 'debug',
        'auth_method' => 'credentials',
        'region' => 'region',
        'key' => 'accesskey',
        'secret' => 'secretkey',
        'eventbus' => 'eventbus',
    ];

    /**
     * Takes them over, and away from where they were.
     */
    public static function carry_over(): void {
        $old = [];
        foreach (array_keys(self::NAMES) as $name) {
            $value = get_config('core', "local_awsevents_{$name}");
            if ($value !== false) {
                $old[$name] = trim((string) $value);
            }
        }
        if (!$old) {
            return;
        }
        $new = ['transport' => options::TO_AWS] + array_combine(
            array_map(static fn(string $name): string => self::NAMES[$name], array_keys($old)),
            $old,
        );
        $new['credentials'] = ($old['auth_method'] ?? '') === 'key' ? options::KEYS : options::DEFAULT_CREDENTIALS;
        $new['debug'] = empty($old['debug']) ? '0' : '1';
        if (($new['secretkey'] ?? '') !== '') {
            $new['secretkey'] = self::encrypted($new['secretkey']);
        }
        foreach ($new as $name => $value) {
            set_config($name, $value, 'local_awsevents');
        }
        foreach (array_keys($old) as $name) {
            unset_config("local_awsevents_{$name}");
        }
    }

    /**
     * The secret key as it is kept here.
     *
     * @param string $secret as it was typed
     * @return string the same where this server may not make the key that Moodle encrypts with: the upgrade of the whole site
     * would stop, and it was kept like that before
     */
    private static function encrypted(#[\SensitiveParameter] string $secret): string {
        try {
            return \core\encryption::encrypt($secret);
        } catch (\moodle_exception) {
            return $secret;
        }
    }
}
