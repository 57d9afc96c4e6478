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
 * Measures what the plugin costs the person who causes an event.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use local_awsevents\delivery;
use local_awsevents\local\unusable;
use local_awsevents\measurement;
use local_awsevents\options;

define('CLI_SCRIPT', true);

require(__DIR__ . '/../../../config.php');
require_once($CFG->libdir . '/clilib.php');

[$options, $unknown] = cli_get_params(
    ['events' => '500', 'synchronous' => false, 'help' => false],
    ['n' => 'events', 's' => 'synchronous', 'h' => 'help'],
);
if ($unknown) {
    cli_error(get_string('cliunknowoption', 'admin', implode(' ', $unknown)), 2);
}
if ($options['help']) {
    cli_writeln(get_string('climeasurehelp', 'local_awsevents', 'php local/awsevents/cli/measure.php'));
    exit(0);
}
if (!preg_match('/^[1-9]\d{0,5}$/', (string) $options['events'])) {
    cli_error(get_string('climeasureevents', 'local_awsevents'), 2);
}
if (!options::of_site()->is_active()) {
    cli_error(get_string('notconnected', 'local_awsevents'));
}
// Nothing that is measured is sent.
$lock = delivery::lock(5, 3600);
if ($lock === null) {
    cli_error(get_string('busy', 'local_awsevents'));
}
try {
    $measurement = new measurement((int) $options['events']);
    $measurement->observe(cli_writeln(...));
    if ($options['synchronous']) {
        $measurement->call(cli_writeln(...));
    }
} catch (unusable $error) {
    cli_error(get_string($error->stringkey, 'local_awsevents'));
} finally {
    $lock->release();
}
