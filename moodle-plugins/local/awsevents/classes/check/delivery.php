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

namespace local_awsevents\check;

use core\check\check;
use core\check\result;
use local_awsevents\database_outbox;
use local_awsevents\explained;
use local_awsevents\options;

/**
 * The item on Moodle's page "System status": whether events are sent soon, and all of them.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class delivery extends check {
    /** From which age of the oldest event on somebody should look, in seconds. */
    private const LATE = 15 * MINSECS;

    /** From which age on events are not sent, in seconds. */
    private const STUCK = HOURSECS;

    /**
     * Where it is examined closely.
     *
     * @return \action_link
     */
    public function get_action_link(): ?\action_link {
        $url = new \moodle_url('/local/awsevents/status.php');
        return new \action_link($url, get_string('status', 'local_awsevents'));
    }

    /**
     * Looks at what waits.
     *
     * @return result
     */
    public function get_result(): result {
        $options = options::of_site();
        $totals = (new database_outbox())->totals();
        if (!$options->is_active()) {
            $key = $totals->waiting ? 'waitinginactive' : 'setupneeded';
            return new result(result::INFO, get_string($key, 'local_awsevents', $totals->waiting));
        }
        $age = $totals->oldest === null ? 0 : \core\di::get(\core\clock::class)->time() - $totals->oldest;
        $details = $options->text('lasterror') === '' ? '' : s(explained::error($options->text('lasterror')));
        if ($age > self::LATE) {
            $status = $age > self::STUCK ? result::ERROR : result::WARNING;
            $about = ['count' => $totals->waiting, 'age' => format_time($age)];
            return new result($status, get_string('deliverylate', 'local_awsevents', $about), $details);
        }
        if ($totals->dead > 0) {
            return new result(result::WARNING, get_string('deliverydead', 'local_awsevents', $totals->dead), $details);
        }
        return new result(result::OK, get_string('deliverygood', 'local_awsevents', $totals->waiting));
    }
}
