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

namespace local_awsevents\event;

/**
 * Asks the index to read a course, whether or not anything in it has changed. It is sent whatever is chosen.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class index_requested extends \core\event\base {
    /**
     * The request for a course.
     *
     * @param int $courseid which one
     * @return self
     */
    public static function of_course(int $courseid): self {
        return self::create(['context' => \core\context\course::instance($courseid), 'objectid' => $courseid]);
    }

    /**
     * Says what kind of event this is.
     */
    protected function init() {
        $this->data['objecttable'] = 'course';
        $this->data['crud'] = 'r';
        $this->data['edulevel'] = self::LEVEL_OTHER;
    }

    /**
     * Its name.
     *
     * @return string
     */
    public static function get_name() {
        return get_string('eventindexrequested', 'local_awsevents');
    }

    /**
     * What happened.
     *
     * @return string
     */
    public function get_description() {
        return "The user with id '{$this->userid}' asked for the index of the course with id '{$this->objectid}'.";
    }

    /**
     * How its object is found after a course was restored.
     *
     * @return string[]
     */
    public static function get_objectid_mapping() {
        return ['db' => 'course', 'restore' => 'course'];
    }
}
