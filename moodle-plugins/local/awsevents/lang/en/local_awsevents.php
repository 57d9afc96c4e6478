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
 * The texts of the plugin in English.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['codeothersite'] = 'The connection code was made for another address of this site. A copy of a site needs a code of its own.';
$string['codeunreadable'] = 'The connection code cannot be decrypted: the site was moved without the key in its data folder. Paste the code again.';
$string['eventindexrequested'] = 'Index of a course requested';
$string['eventtestsent'] = 'Test event sent';
$string['notconnected'] = 'The site is not connected: no place is set to which events are sent.';
$string['pluginname'] = 'Events to AWS';
$string['secretkeyunreadable'] = 'The secret access key cannot be decrypted: the site was moved without the key in its data folder. Set it again.';
$string['tasksend'] = 'Send events';
