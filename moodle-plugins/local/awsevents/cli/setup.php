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
 * Sets up the web service that an indexer reads this site with.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use local_awsevents\local\unusable;
use local_awsevents\web_service_setup;

define('CLI_SCRIPT', true);

require(__DIR__ . '/../../../config.php');
require_once($CFG->libdir . '/clilib.php');

$wanted = ['yes' => false, 'new-token' => false, 'valid-until' => '', 'ip' => '', 'help' => false];
[$options, $unknown] = cli_get_params($wanted, ['y' => 'yes', 'h' => 'help']);
if ($unknown) {
    cli_error(get_string('cliunknowoption', 'admin', implode(' ', $unknown)), 2);
}
if ($options['help']) {
    cli_writeln(get_string('clisetuphelp', 'local_awsevents', 'php local/awsevents/cli/setup.php'));
    exit(0);
}
// What is told goes to the standard error, so that the token alone can be piped to where it is stored.
$say = static fn(string $text) => cli_writeln($text, STDERR);

$until = 0;
if ((string) $options['valid-until'] !== '') {
    $day = \DateTimeImmutable::createFromFormat('!Y-m-d', $options['valid-until'], \core_date::get_server_timezone_object());
    $until = $day && $day->format('Y-m-d') === $options['valid-until'] ? $day->getTimestamp() : 0;
    if ($until <= time()) {
        cli_error(get_string('clisetupdate', 'local_awsevents'), 2);
    }
}
if (($off = web_service_setup::switched_off()) && !$options['yes']) {
    $say(implode(' ', $off));
    if (!stream_isatty(STDIN)) {
        cli_error(get_string('clisetupask', 'local_awsevents'), 2);
    }
    cli_write(get_string('setupswitchon', 'local_awsevents') . ' (y/N) ', STDERR);
    if (!in_array(strtolower(trim((string) fgets(STDIN))), ['y', 'yes'], true)) {
        cli_error(get_string('clisetupnothing', 'local_awsevents'), 1);
    }
}

\core\session\manager::set_user(get_admin());
try {
    $token = web_service_setup::run((bool) $options['new-token'], $until, (string) $options['ip']);
} catch (unusable $error) {
    cli_error(get_string($error->stringkey, 'local_awsevents', web_service_setup::USERNAME), 1);
}

$say(get_string('setupdone', 'local_awsevents'));
if (web_service_setup::lacks_profile_field()) {
    $say(get_string('setupprofile', 'local_awsevents', web_service_setup::USERNAME));
}
if ($token === null) {
    $say(get_string('setupkept', 'local_awsevents'));
} else {
    $say(get_string('setuptokenonce', 'local_awsevents'));
    cli_writeln($token);
    $say(get_string('setupstore', 'local_awsevents'));
}
$say('  ' . web_service_setup::command());
