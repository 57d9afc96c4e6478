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

use core\context\system;
use local_awsevents\local\unusable;

/**
 * Sets up what an indexer reads this site with: a user that cannot log in, with a role that can see courses and nothing else,
 * a service with the functions that list files, and a token. Doing it again mends what was changed, and makes nothing twice.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class web_service_setup {
    /** The service's short name; db/services.php says what is in it. */
    public const SERVICE = 'moodle_aws_index';

    /** The user's name. */
    public const USERNAME = 'moodle-aws-index';

    /** The role's short name. */
    public const ROLE = 'moodleawsindex';

    /** Moodle counts a user without an address as incomplete, and sends nothing to addresses that end so. */
    private const EMAIL = 'moodle-aws-index@noreply.invalid';

    /**
     * What the role allows. Without the fourth and the fifth, hidden activities and those with conditions are missing from the
     * answers. The rest is what a reader who is not enrolled lacks to see the texts of some activities.
     */
    private const CAPABILITIES = [
        'webservice/rest:use',
        'moodle/course:view',
        'moodle/course:viewhiddencourses',
        'moodle/course:viewhiddenactivities',
        'moodle/course:ignoreavailabilityrestrictions',
        'mod/book:read',
        'mod/folder:view',
        'mod/glossary:view',
        'mod/label:view',
        'mod/page:view',
        'mod/resource:view',
    ];

    /** The strings that say what of the site would be switched on. */
    private const OFF_STRINGS = ['webservices' => 'setupwebservicesoff', 'rest' => 'setuprestoff'];

    /**
     * What of Moodle is off that the token needs, and {@see run} switches on.
     *
     * @return string[] what each is, in words
     */
    public static function switched_off(): array {
        global $CFG;
        $off = [
            'webservices' => empty($CFG->enablewebservices),
            'rest' => !in_array('rest', explode(',', $CFG->webserviceprotocols ?? ''), true),
        ];
        $text = static fn(string $stringkey): string => get_string($stringkey, 'local_awsevents');
        return array_map($text, array_intersect_key(self::OFF_STRINGS, array_filter($off)));
    }

    /**
     * When the token that is in use was made, and when it was last used.
     *
     * @return \stdClass|null `timecreated`, `lastaccess`, `validuntil`, `iprestriction`; null without one
     */
    public static function token(): ?\stdClass {
        global $DB;
        $fields = 't.id, t.timecreated, t.lastaccess, t.validuntil, t.iprestriction';
        $sql = "SELECT {$fields} FROM {external_tokens} t
                  JOIN {external_services} s ON s.id = t.externalserviceid AND s.shortname = :service
                  JOIN {user} u ON u.id = t.userid AND u.username = :username AND u.deleted = 0
              ORDER BY t.id DESC";
        $found = $DB->get_records_sql($sql, ['service' => self::SERVICE, 'username' => self::USERNAME], 0, 1);
        return reset($found) ?: null;
    }

    /**
     * Sets everything up. Web services and the REST protocol are switched on: who calls this has asked whether they may be.
     *
     * @param bool $newtoken whether to make a token in the place of the one that there is
     * @param int $validuntil until when the new token is good, in seconds since 1970; 0: always
     * @param string $addresses the only addresses that may use the new token, as Moodle's web services take them; '': any
     * @return string|null the new token; null when one was there that has not expired
     * @throws unusable `setupusertaken`, `setupaddresses`
     */
    public static function run(bool $newtoken = false, int $validuntil = 0, string $addresses = ''): ?string {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/webservice/lib.php');
        $addresses = self::usable_addresses($addresses) ?? throw new unusable('setupaddresses');
        $transaction = $DB->start_delegated_transaction();
        $user = self::user();
        role_assign(self::role(), $user->id, system::instance()->id);
        $service = self::service($user->id);
        $there = $DB->get_records('external_tokens', ['externalserviceid' => $service->id, 'userid' => $user->id]);
        $good = array_filter($there, static fn(\stdClass $row): bool => !$row->validuntil || $row->validuntil > time());
        $token = null;
        if ($newtoken || !$good) {
            foreach ($there as $old) {
                (new \webservice())->delete_user_ws_token($old->id);
            }
            $token = \core_external\util::generate_token(
                EXTERNAL_TOKEN_PERMANENT,
                $service,
                $user->id,
                system::instance(),
                $validuntil,
                $addresses,
                get_string('setuptokenname', 'local_awsevents'),
            );
        }
        self::switch_on();
        $transaction->allow_commit();
        return $token;
    }

    /**
     * What the operator enters to store the token, which is read from the standard input.
     *
     * @return string
     */
    public static function command(): string {
        global $CFG;
        return "moodle-aws site token --url {$CFG->wwwroot} [--data DIR | --stack NAME]";
    }

    /**
     * Whether Moodle would refuse the user's calls because a profile field that everybody has to fill in is empty.
     *
     * @return bool
     */
    public static function lacks_profile_field(): bool {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/user/profile/lib.php');
        $user = $DB->get_record('user', ['username' => self::USERNAME, 'deleted' => 0], 'id', IGNORE_MULTIPLE);
        return $user && !profile_has_required_custom_fields_set($user->id);
    }

    /**
     * Takes the user and the role away. The service and its tokens go with the plugin.
     */
    public static function remove(): void {
        global $DB;
        $mine = ['username' => self::USERNAME, 'auth' => 'webservice', 'deleted' => 0];
        if ($user = $DB->get_record('user', $mine, '*', IGNORE_MULTIPLE)) {
            delete_user($user);
        }
        if ($role = $DB->get_field('role', 'id', ['shortname' => self::ROLE])) {
            delete_role($role);
        }
    }

    /**
     * The user, made where there is none.
     *
     * @return \stdClass
     * @throws unusable `setupusertaken`
     */
    private static function user(): \stdClass {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/user/lib.php');
        $named = ['username' => self::USERNAME, 'mnethostid' => $CFG->mnet_localhost_id, 'deleted' => 0];
        $user = $DB->get_record('user', $named);
        if (!$user) {
            $id = user_create_user($named + [
                'auth' => 'webservice',
                'password' => AUTH_PASSWORD_NOT_CACHED,
                'firstname' => 'moodle-aws',
                'lastname' => 'index',
                'email' => self::EMAIL,
                'emailstop' => 1,
                'maildisplay' => \core_user::MAILDISPLAY_HIDE,
                'confirmed' => 1,
            ], false);
            return $DB->get_record('user', ['id' => $id], '*', MUST_EXIST);
        }
        if ($user->auth !== 'webservice' || is_siteadmin($user)) {
            throw new unusable('setupusertaken');
        }
        if ($user->suspended || !$user->confirmed || $user->email === '') {
            $mended = ['id' => $user->id, 'suspended' => 0, 'confirmed' => 1, 'email' => $user->email ?: self::EMAIL];
            user_update_user($mended, false);
        }
        return $user;
    }

    /**
     * The role with its capabilities, made where there is none. What somebody has added to it stays.
     *
     * @return int its id
     */
    private static function role(): int {
        global $DB;
        $id = $DB->get_field('role', 'id', ['shortname' => self::ROLE]);
        if (!$id) {
            $name = get_string('setuprole', 'local_awsevents');
            $id = create_role($name, self::ROLE, get_string('setuproleinfo', 'local_awsevents'));
        }
        set_role_contextlevels($id, [CONTEXT_SYSTEM]);
        foreach (self::CAPABILITIES as $capability) {
            // A site may have uninstalled an activity.
            if (get_capability_info($capability)) {
                assign_capability($capability, CAP_ALLOW, $id, system::instance()->id, true);
            }
        }
        return (int) $id;
    }

    /**
     * The service, enabled, for this user.
     *
     * @param int $userid the user
     * @return \stdClass
     */
    private static function service(int $userid): \stdClass {
        global $DB;
        $manager = new \webservice();
        $service = $manager->get_external_service_by_shortname(self::SERVICE, MUST_EXIST);
        if (!$service->enabled) {
            $service->enabled = 1;
            $manager->update_external_service($service);
        }
        $allowed = ['externalserviceid' => $service->id, 'userid' => $userid];
        if (!$DB->record_exists('external_services_users', $allowed)) {
            $manager->add_ws_authorised_user((object) $allowed);
        }
        return $service;
    }

    /**
     * Switches on web services and REST. Other protocols stay as they are.
     */
    private static function switch_on(): void {
        global $CFG;
        if (empty($CFG->enablewebservices)) {
            add_to_config_log('enablewebservices', $CFG->enablewebservices ?? '', '1', null);
            set_config('enablewebservices', 1);
        }
        \core\plugininfo\webservice::enable_plugin('rest', 1);
    }

    /**
     * Addresses as Moodle keeps them.
     *
     * @param string $addresses addresses and networks, between commas
     * @return string|null null when Moodle would not understand one
     */
    public static function usable_addresses(string $addresses): ?string {
        $each = array_filter(array_map(trim(...), explode(',', $addresses)), static fn(string $one): bool => $one !== '');
        $known = static fn(string $one): bool => \core\ip_utils::is_ip_address($one) || \core\ip_utils::is_ipv4_range($one)
            || \core\ip_utils::is_ipv6_range($one);
        $kept = implode(',', $each);
        return array_filter($each, $known) === $each && strlen($kept) <= 255 ? $kept : null;
    }
}
