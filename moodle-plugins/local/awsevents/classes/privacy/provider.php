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

namespace local_awsevents\privacy;

use core\context;
use core\context\user as user_context;
use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\contextlist;
use core_privacy\local\request\userlist;
use core_privacy\local\request\writer;
use local_awsevents\concerned;

/**
 * What leaves this Moodle, and what waits to leave it. Events that wait belong to the context of the person whom they are by
 * or about.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class provider implements
    \core_privacy\local\metadata\provider,
    \core_privacy\local\request\core_userlist_provider,
    \core_privacy\local\request\plugin\provider {
    /**
     * Says what is kept, and what is sent where.
     *
     * @param collection $collection what is known so far
     * @return collection
     */
    public static function get_metadata(collection $collection): collection {
        $collection->add_database_table('local_awsevents_outbox', [
            'eventname' => 'privacy:metadata:outbox:eventname',
            'courseid' => 'privacy:metadata:outbox:courseid',
            'timecreated' => 'privacy:metadata:outbox:timecreated',
            'detail' => 'privacy:metadata:outbox:detail',
        ], 'privacy:metadata:outbox');
        $collection->add_external_location_link('eventbridge', [
            'event' => 'privacy:metadata:eventbridge:event',
            'userid' => 'privacy:metadata:eventbridge:userid',
            'relateduserid' => 'privacy:metadata:eventbridge:relateduserid',
            'objectid' => 'privacy:metadata:eventbridge:objectid',
            'other' => 'privacy:metadata:eventbridge:other',
            'ip' => 'privacy:metadata:eventbridge:ip',
        ], 'privacy:metadata:eventbridge');
        return $collection;
    }

    /**
     * Where something of a person waits.
     *
     * @param int $userid the person
     * @return contextlist
     */
    public static function get_contexts_for_userid(int $userid): contextlist {
        $list = new contextlist();
        if (concerned::rows($userid)->valid()) {
            $list->add_user_context($userid);
        }
        return $list;
    }

    /**
     * Of whom something waits.
     *
     * @param userlist $userlist where people are added
     */
    public static function get_users_in_context(userlist $userlist): void {
        $context = $userlist->get_context();
        if ($context instanceof user_context && concerned::rows($context->instanceid)->valid()) {
            $userlist->add_user($context->instanceid);
        }
    }

    /**
     * Gives out what waits.
     *
     * @param approved_contextlist $contextlist where
     */
    public static function export_user_data(approved_contextlist $contextlist): void {
        $userid = $contextlist->get_user()->id;
        foreach ($contextlist->get_contexts() as $context) {
            if (self::is_of($context, $userid)) {
                $part = 0;
                foreach (concerned::rows($userid) as $rows) {
                    $path = [get_string('pluginname', 'local_awsevents'), get_string('privacy:part', 'local_awsevents', ++$part)];
                    writer::with_context($context)->export_data($path, (object) ['events' => array_values($rows)]);
                }
            }
        }
    }

    /**
     * Deletes what waits.
     *
     * @param context $context where
     */
    public static function delete_data_for_all_users_in_context(context $context): void {
        if ($context instanceof user_context) {
            concerned::delete($context->instanceid);
        }
    }

    /**
     * Deletes what waits.
     *
     * @param approved_userlist $userlist of whom
     */
    public static function delete_data_for_users(approved_userlist $userlist): void {
        foreach ($userlist->get_userids() as $userid) {
            if (self::is_of($userlist->get_context(), $userid)) {
                concerned::delete($userid);
            }
        }
    }

    /**
     * Deletes what waits.
     *
     * @param approved_contextlist $contextlist where
     */
    public static function delete_data_for_user(approved_contextlist $contextlist): void {
        foreach ($contextlist->get_contexts() as $context) {
            if (self::is_of($context, $contextlist->get_user()->id)) {
                concerned::delete($contextlist->get_user()->id);
            }
        }
    }

    /**
     * Whether a context is that of a person.
     *
     * @param context $context the context
     * @param int $userid the person
     * @return bool
     */
    private static function is_of(context $context, int $userid): bool {
        return $context instanceof user_context && (int) $context->instanceid === $userid;
    }
}
