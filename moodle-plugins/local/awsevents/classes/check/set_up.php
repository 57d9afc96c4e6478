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
use local_awsevents\aws_bus;
use local_awsevents\local\aws_names;
use local_awsevents\local\endpoint;
use local_awsevents\local\unusable;
use local_awsevents\options;

/**
 * The item on Moodle's page "System status": whether the settings say where events go, and fit each other.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class set_up extends check {
    /**
     * Where it is mended.
     *
     * @return \action_link
     */
    public function get_action_link(): ?\action_link {
        $url = new \moodle_url('/admin/settings.php', ['section' => 'local_awsevents']);
        return new \action_link($url, get_string('settings', 'local_awsevents'));
    }

    /**
     * Looks at the settings.
     *
     * @return result
     */
    public function get_result(): result {
        global $CFG;
        $options = options::of_site();
        if (!$options->is_on('enabled')) {
            return new result(result::INFO, get_string('disabled', 'local_awsevents'));
        }
        if (!$options->is_active()) {
            return new result(result::INFO, get_string('notconnected', 'local_awsevents'));
        }
        try {
            self::examine($options);
        } catch (unusable $error) {
            return new result(result::ERROR, get_string($error->stringkey, 'local_awsevents'));
        }
        $place = self::place($options);
        try {
            endpoint::parse($CFG->wwwroot);
        } catch (unusable) {
            $said = ['place' => $place, 'site' => $CFG->wwwroot];
            return new result(result::WARNING, get_string('setupinsecure', 'local_awsevents', $said));
        }
        return new result(result::OK, get_string('setupgood', 'local_awsevents', $place));
    }

    /**
     * Where events go.
     *
     * @param options $options the settings, which {@see examine} found good
     * @return string
     */
    private static function place(options $options): string {
        return $options->text('transport') === options::BY_CODE ? $options->connection_code()->endpoint->host()
            : $options->text('eventbus');
    }

    /**
     * Finds what is missing, or does not fit.
     *
     * @param options $options the settings
     * @throws unusable
     */
    private static function examine(options $options): void {
        aws_bus::of($options);
        $options->check_site();
        if ($options->text('transport') === options::BY_CODE) {
            return;
        }
        // What was set on the command line was not checked by the page.
        aws_names::check_bus($options->text('eventbus'));
        if ($options->text('region') !== '') {
            aws_names::check_region($options->text('region'));
            $busregion = aws_names::bus_region($options->text('eventbus'));
            if ($busregion !== null && $busregion !== $options->text('region')) {
                throw new unusable('regionother');
            }
        }
    }
}
