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

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/connected_testcase.php');

/**
 * A site with events in its outbox.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class waiting_testcase extends connected_testcase {
    /** @var \incrementing_clock|\frozen_clock The time. */
    protected $clock;

    /**
     * Stops the time.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->setAdminUser();
        $this->clock = $this->mock_clock_with_frozen(1_795_987_513);
    }

    /**
     * Puts an event into the outbox.
     *
     * @param array $row what differs in the row
     * @param array $detail what differs in the event
     * @return int the row's id
     */
    protected function wait(array $row = [], array $detail = []): int {
        global $DB;
        $event = $detail + ['eventid' => 'x', 'userid' => null, 'relateduserid' => null, 'objecttable' => null];
        return $DB->insert_record(database_outbox::TABLE, (object) ($row + [
            'eventid' => local\uuid::make(random_bytes(16)),
            'eventname' => '\core\event\course_updated',
            'courseid' => 2,
            'timecreated' => $this->clock->time(),
            'detail' => json_encode($event),
        ]));
    }
}
