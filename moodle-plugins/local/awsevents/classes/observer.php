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

use local_awsevents\local\deadlock;
use local_awsevents\local\uuid;

/**
 * Keeps the events that are to be sent, in the transaction of what they tell of. Nothing is sent here.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class observer {
    /**
     * Keeps an event, if it is to be sent. Whatever goes wrong, the person who caused the event does not notice, as long as
     * the change that it tells of stands.
     *
     * @param \core\event\base $event any event of the site
     */
    public static function record(\core\event\base $event): void {
        try {
            $options = options::of_site();
            if ($options->is_active()) {
                self::keep($event->get_data(), $options);
            }
        } catch (\Throwable $error) {
            self::lost($event, $error);
            self::let_fail($error);
        }
    }

    /**
     * Lets the page fail whose transaction the database has undone: it would go on, and keep only the second half of what it
     * does. What it does from now on is undone too, and Moodle says so when the page wants to commit. Nothing is thrown here:
     * Moodle keeps the exceptions of observers to itself, and after an error no event comes to any of them.
     *
     * @param \Throwable $error why the event could not be kept
     */
    private static function let_fail(\Throwable $error): void {
        global $DB;
        $said = $error instanceof \dml_exception ? (string) ($error->error ?? '') : '';
        $family = $DB->get_dbfamily();
        if (!$DB->is_transaction_started() || !deadlock::undoes_transaction($family, $said)) {
            return;
        }
        try {
            if ($family === 'mysql') {
                $DB->execute('START TRANSACTION');
            }
            $DB->start_delegated_transaction()->rollback($error);
        } catch (\Throwable) {
            // It comes back from the rollback.
            return;
        }
    }

    /**
     * Writes the one row.
     *
     * @param array $data what the event says
     * @param options $options the settings
     */
    private static function keep(array $data, options $options): void {
        global $DB;
        if (!$options->selection()->takes($data)) {
            return;
        }
        $eventid = uuid::make(random_bytes(16));
        $ip = $options->is_on('sendip') ? getremoteaddr(null) : null;
        $DB->insert_record_raw(database_outbox::TABLE, [
            'eventid' => $eventid,
            'eventname' => $data['eventname'],
            'courseid' => (int) $data['courseid'],
            'timecreated' => (int) $data['timecreated'],
            'detail' => $options->envelope()->detail($data, $eventid, $ip),
        ], false);
    }

    /**
     * Says that an event is lost. Neither the event's data nor the database's own words stand there: they may name people.
     *
     * @param \core\event\base $event the event
     * @param \Throwable $error why
     */
    private static function lost(\core\event\base $event, \Throwable $error): void {
        $why = $error::class . ($error instanceof \moodle_exception ? " {$error->errorcode}" : '');
        $where = basename($error->getFile()) . ":{$error->getLine()}";
        $name = $event::class;
        // phpcs:ignore moodle.PHP.ForbiddenFunctions.Found -- the log of the server is where it is looked for.
        error_log("local_awsevents: an event of the class {$name} could not be kept, and will not be sent: {$why} at {$where}");
    }
}
