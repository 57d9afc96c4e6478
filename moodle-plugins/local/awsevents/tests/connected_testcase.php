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
 * A site that is connected to an event bus.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class connected_testcase extends \advanced_testcase {
    /**
     * Connects the site.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->set(['transport' => options::TO_AWS, 'region' => 'eu-west-1', 'eventbus' => 'moodle-events']);
    }

    /**
     * Changes settings.
     *
     * @param array $values by name
     */
    protected function set(array $values): void {
        foreach ($values as $name => $value) {
            set_config($name, $value, 'local_awsevents');
        }
    }

    /**
     * The rows of the outbox.
     *
     * @return \stdClass[] in the order of their ids, with the detail decoded
     */
    protected function rows(): array {
        global $DB;
        $rows = array_values($DB->get_records(database_outbox::TABLE, null, 'id'));
        foreach ($rows as $row) {
            $row->detail = json_decode($row->detail);
        }
        return $rows;
    }

    /**
     * The names of the events in the outbox.
     *
     * @return string[] in the order of their ids
     */
    protected function names(): array {
        return array_column($this->rows(), 'eventname');
    }
}
