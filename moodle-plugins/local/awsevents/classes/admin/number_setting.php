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

namespace local_awsevents\admin;

/**
 * A whole number between two others, refused with both of them.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class number_setting extends \admin_setting_configtext {
    /** @var int The least that is taken. */
    private int $least;

    /** @var int The most that is taken. */
    private int $most;

    /**
     * Takes the limits.
     *
     * @param string $name the setting's name
     * @param string $visiblename what it is called
     * @param string $description what it is
     * @param int $default what it is at first
     * @param int $least the least that is taken
     * @param int $most the most that is taken
     */
    public function __construct($name, $visiblename, $description, $default, int $least, int $most) {
        parent::__construct($name, $visiblename, $description, $default, PARAM_RAW_TRIMMED, 6);
        $this->least = $least;
        $this->most = $most;
    }

    /**
     * Checks a number.
     *
     * @param string $data what was typed
     * @return bool|string true, or what is wrong
     */
    public function validate($data) {
        $data = trim((string) $data);
        if (preg_match('/^\d{1,9}$/D', $data) === 1 && $data >= $this->least && $data <= $this->most) {
            return true;
        }
        return get_string('numberinvalid', 'local_awsevents', (object) ['least' => $this->least, 'most' => $this->most]);
    }
}
