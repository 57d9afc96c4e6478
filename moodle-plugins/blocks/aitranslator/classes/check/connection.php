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

namespace block_aitranslator\check;

use block_aitranslator\connection_check;
use core\check\check;
use core\check\result;

/**
 * The item on Moodle's page "System status": whether the translation service takes this site's calls.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class connection extends check {
    /**
     * Where it is examined closely.
     *
     * @return \action_link
     */
    public function get_action_link(): ?\action_link {
        $url = new \moodle_url('/blocks/aitranslator/check.php');
        return new \action_link($url, get_string('checkconnection', 'block_aitranslator'));
    }

    /**
     * Tries it.
     *
     * @return result
     */
    public function get_result(): result {
        $config = get_config('block_aitranslator');
        if (empty($config->connectioncode) && empty($config->endpoint)) {
            return new result(result::INFO, get_string('notconnected', 'block_aitranslator'));
        }
        $steps = connection_check::quick(get_admin()->id);
        // A step that failed, or could not be tried, is the last.
        $step = end($steps);
        $status = match ($step->ok) {
            true => result::OK,
            false => result::ERROR,
            null => result::UNKNOWN,
        };
        return new result($status, s($step->message));
    }
}
