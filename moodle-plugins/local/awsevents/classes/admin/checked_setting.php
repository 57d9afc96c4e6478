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

use local_awsevents\local\unusable;

/**
 * A line of text that is refused with the reason when a check of {@see \local_awsevents\local\aws_names} refuses it. It may be
 * empty: whether it has to be filled in depends on other fields, which are saved at the same time.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class checked_setting extends \admin_setting_configtext {
    /** @var \Closure Throws {@see unusable}. */
    private \Closure $check;

    /**
     * Takes the check.
     *
     * @param string $name the setting's name
     * @param string $visiblename what it is called
     * @param string $description what it is
     * @param string $default what it is at first
     * @param \Closure $check throws {@see unusable}
     */
    public function __construct($name, $visiblename, $description, $default, \Closure $check) {
        parent::__construct($name, $visiblename, $description, $default, PARAM_RAW_TRIMMED, 60);
        $this->check = $check;
    }

    /**
     * Checks a text.
     *
     * @param string $data what was typed
     * @return bool|string true, or what is wrong
     */
    public function validate($data) {
        $valid = parent::validate($data);
        $data = trim((string) $data);
        if ($valid !== true || $data === '') {
            return $valid;
        }
        try {
            ($this->check)($data);
            return true;
        } catch (unusable $error) {
            return get_string($error->stringkey, 'local_awsevents');
        }
    }
}
