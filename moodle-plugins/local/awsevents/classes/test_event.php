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

use local_awsevents\event\test_sent;
use local_awsevents\local\bus_unavailable;
use local_awsevents\local\call_refused;
use local_awsevents\local\entry;
use local_awsevents\local\event_bus;
use local_awsevents\local\outbox_row;
use local_awsevents\local\outcome;
use local_awsevents\local\unusable;

/**
 * Sends one event the whole way, from Moodle's event to the answer of the bus, before all that waits.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class test_event {
    /** How long to wait for a delivery that is under way, in seconds. */
    private const PATIENCE = 5;

    /** How long the test takes at most, in seconds. */
    private const SECONDS = 60;

    /**
     * Takes where to send.
     *
     * @param \Closure $bus that makes the {@see event_bus}, and throws {@see unusable} when the settings name none
     */
    public function __construct(
        /** @var \Closure That makes the bus. */
        private readonly \Closure $bus,
    ) {
    }

    /**
     * To where the settings say.
     *
     * @return self
     */
    public static function of_site(): self {
        return new self(static fn(): event_bus => aws_bus::of(options::of_site()));
    }

    /**
     * Sends it and waits for the answer.
     *
     * @return notice
     */
    public function send(): notice {
        $options = options::of_site();
        if (!$options->is_on('enabled')) {
            return notice::error(get_string('disabled', 'local_awsevents'));
        }
        if (!$options->is_active()) {
            return notice::error(get_string('notconnected', 'local_awsevents'));
        }
        $lock = delivery::lock(self::PATIENCE, self::SECONDS);
        if (!$lock) {
            return notice::info(get_string('busy', 'local_awsevents'));
        }
        try {
            return $this->try(($this->bus)());
        } catch (unusable $error) {
            return notice::error(get_string($error->stringkey, 'local_awsevents'));
        } finally {
            $lock->release();
        }
    }

    /**
     * Sends it, with the lock held: nobody else takes its row away.
     *
     * @param event_bus $bus where to
     * @return notice
     */
    private function try(event_bus $bus): notice {
        $row = self::record();
        if ($row === null) {
            return notice::error(get_string('testnotrecorded', 'local_awsevents'));
        }
        $state = new config_state();
        $now = \core\di::get(\core\clock::class)->time();
        $began = microtime(true);
        try {
            $outcome = $bus->put([entry::of($row)])[0];
        } catch (bus_unavailable | call_refused $error) {
            $outcome = new outcome('', '', $error->getMessage());
        } finally {
            // A test that failed was seen, and is not sent later.
            (new database_outbox())->sent([$row->id]);
        }
        if ($outcome->eventid === '') {
            $error = ltrim("{$outcome->code}: {$outcome->message}", ': ');
            $state->refused($now, $error);
            return notice::error(explained::error($error));
        }
        $state->succeeded($now);
        $about = ['id' => $outcome->eventid, 'time' => (int) round(1000 * (microtime(true) - $began))];
        return notice::success(get_string('testsent', 'local_awsevents', $about));
    }

    /**
     * Triggers the event.
     *
     * @return outbox_row|null the row that the observer wrote; null when it wrote none
     */
    private static function record(): ?outbox_row {
        global $DB;
        $named = ['eventname' => '\\' . test_sent::class];
        $before = (int) $DB->get_field(database_outbox::TABLE, 'MAX(id)', $named);
        test_sent::create()->trigger();
        $where = 'eventname = :eventname AND id > :before';
        $rows = $DB->get_records_select(database_outbox::TABLE, $where, $named + ['before' => $before], 'id DESC', '*', 0, 1);
        $row = reset($rows);
        return $row ? new outbox_row((int) $row->id, $row->eventname, (int) $row->timecreated, $row->detail, 0) : null;
    }
}
