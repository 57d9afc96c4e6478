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

/**
 * Sends the events that wait.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use local_awsevents\delivery;
use local_awsevents\local\report;
use local_awsevents\status_action;

define('CLI_SCRIPT', true);

require(__DIR__ . '/../../../config.php');
require_once($CFG->libdir . '/clilib.php');

[$options, $unknown] = cli_get_params(
    ['seconds' => (string) delivery::SECONDS, 'at-once' => false, 'help' => false],
    ['s' => 'seconds', 'h' => 'help'],
);
if ($unknown) {
    cli_error(get_string('cliunknowoption', 'admin', implode(' ', $unknown)), 2);
}
if ($options['help']) {
    cli_writeln(get_string('clisendhelp', 'local_awsevents', 'php local/awsevents/cli/send.php'));
    exit(0);
}
if (!preg_match('/^[1-9]\d{0,4}$/', (string) $options['seconds'])) {
    cli_error(get_string('clisendseconds', 'local_awsevents'), 2);
}

$report = delivery::of_site()->run((int) $options['seconds'], (bool) $options['at-once']);
cli_writeln(status_action::delivered($report)->text);
exit($report->end === report::DONE ? 0 : 1);
