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

namespace block_aitranslator\privacy;

use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\contextlist;
use core_privacy\local\request\userlist;

/**
 * What leaves this Moodle. Of people nothing is kept here: translations are cached without a name, consent is that of
 * core's AI policy, and tokens are those of core's web services.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class provider implements
    \core_privacy\local\metadata\provider,
    \core_privacy\local\request\core_userlist_provider,
    \core_privacy\local\request\plugin\provider {
    /**
     * Says what is sent where.
     *
     * @param collection $collection what is known so far
     * @return collection
     */
    public static function get_metadata(collection $collection): collection {
        $collection->add_external_location_link('translation_service', [
            'texts' => 'privacy:metadata:translation_service:texts',
            'userid' => 'privacy:metadata:translation_service:userid',
            'site' => 'privacy:metadata:translation_service:site',
            'token' => 'privacy:metadata:translation_service:token',
        ], 'privacy:metadata:translation_service');
        $collection->add_subsystem_link('core_ai', [], 'privacy:metadata:core_ai');
        return $collection;
    }

    /**
     * Nothing is kept of a person.
     *
     * @param int $userid the person
     * @return contextlist
     */
    public static function get_contexts_for_userid(int $userid): contextlist {
        return new contextlist();
    }

    /**
     * Nothing is kept of people.
     *
     * @param userlist $userlist where people would be added
     */
    public static function get_users_in_context(userlist $userlist): void {
    }

    /**
     * Nothing is kept of a person.
     *
     * @param approved_contextlist $contextlist where
     */
    public static function export_user_data(approved_contextlist $contextlist): void {
    }

    /**
     * Nothing is kept of people.
     *
     * @param \context $context where
     */
    public static function delete_data_for_all_users_in_context(\context $context): void {
    }

    /**
     * Nothing is kept of people.
     *
     * @param approved_userlist $userlist of whom
     */
    public static function delete_data_for_users(approved_userlist $userlist): void {
    }

    /**
     * Nothing is kept of a person.
     *
     * @param approved_contextlist $contextlist where
     */
    public static function delete_data_for_user(approved_contextlist $contextlist): void {
    }
}
