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
 * The page "Check connection": tries the way to the service step by step, and says what is wrong.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require_once(__DIR__ . '/../../config.php');
require_once($CFG->libdir . '/adminlib.php');

admin_externalpage_setup('block_aitranslator_check');
// Other tabs of the administrator go on while this one waits.
\core\session\manager::write_close();

$report = new \block_aitranslator\output\connection_report(\block_aitranslator\connection_check::whole($USER->id));

echo $OUTPUT->header();
echo $OUTPUT->heading(get_string('checkconnection', 'block_aitranslator'));
echo $OUTPUT->render_from_template('block_aitranslator/check', $report->export_for_template($OUTPUT));
echo $OUTPUT->footer();
