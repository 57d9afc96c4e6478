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

/**
 * The service of Moodle's web services whose tokens the mode {@see connection::BY_TOKEN} uses.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class web_service {
    /** Its short name, which the service's operator may have written down. */
    public const SHORTNAME = 'ai_translator';

    /** Its name, under which db/services.php finds it again. */
    private const NAME = 'AI translator';

    /**
     * Makes a service that an administrator made by hand that of this plugin. The plugin that this one replaces needed
     * one, and Moodle refuses to install a second with the same short name.
     */
    public static function adopt(): void {
        global $DB;
        $service = $DB->get_record('external_services', ['shortname' => self::SHORTNAME]);
        if ($service && empty($service->component)) {
            $service->component = 'block_aitranslator';
            $service->name = self::NAME;
            $DB->update_record('external_services', $service);
        }
    }

    /**
     * The token of the person who is logged in, made when there is none.
     *
     * @return string
     * @throws \moodle_exception `tokenserviceoff`, `tokenadmin`, `tokenrefused`
     */
    public static function token(): string {
        global $CFG, $DB, $USER;
        $service = $DB->get_record('external_services', ['shortname' => self::SHORTNAME, 'enabled' => 1]);
        if (empty($CFG->enablewebservices) || !$service) {
            throw new \moodle_exception('tokenserviceoff', 'block_aitranslator');
        }
        if (is_siteadmin($USER)) {
            throw new \moodle_exception('tokenadmin', 'block_aitranslator');
        }
        try {
            return \core_external\util::generate_token_for_current_user($service)->token;
        } catch (\moodle_exception $error) {
            throw new \moodle_exception('tokenrefused', 'block_aitranslator', '', null, $error->getMessage());
        }
    }

    /**
     * What Moodle still needs before people can get tokens and use them.
     *
     * @return string[] what to do
     */
    public static function needs(): array {
        global $CFG, $DB;
        $system = \core\context\system::instance();
        $everybodymay = static fn(string $capability): bool
            => isset(get_roles_with_capability($capability, CAP_ALLOW, $system)[$CFG->defaultuserroleid]);
        $service = ['shortname' => self::SHORTNAME, 'enabled' => 1];
        $needs = [
            'needwebservices' => empty($CFG->enablewebservices),
            'needrest' => !in_array('rest', explode(',', $CFG->webserviceprotocols ?? ''), true),
            'needservice' => !$DB->record_exists('external_services', $service),
            'needcreatetoken' => !$everybodymay('moodle/webservice:createtoken'),
            'needrestuse' => !$everybodymay('webservice/rest:use'),
        ];
        $text = static fn(string $stringkey): string => get_string($stringkey, 'block_aitranslator');
        return array_map($text, array_keys(array_filter($needs)));
    }
}
