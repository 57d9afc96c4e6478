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
 * The page "Status of sending": what waits and why, and the buttons that send it.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use local_awsevents\output\status_report;
use local_awsevents\status_action;

require_once(__DIR__ . '/../../config.php');
require_once($CFG->libdir . '/adminlib.php');

admin_externalpage_setup('local_awsevents_status');

$action = optional_param('action', '', PARAM_ALPHA);
$dead = optional_param('dead', false, PARAM_BOOL);
$page = optional_param('page', 0, PARAM_INT);
$here = new moodle_url('/local/awsevents/status.php', array_filter(['dead' => (int) $dead, 'page' => $page]));

if ($action !== '') {
    require_sesskey();
    if (in_array($action, status_action::CONFIRMED, true) && !optional_param('confirm', false, PARAM_BOOL)) {
        $yes = new moodle_url($here, ['action' => $action, 'confirm' => 1, 'sesskey' => sesskey()]);
        echo $OUTPUT->header();
        echo $OUTPUT->confirm(get_string('deletedeadconfirm', 'local_awsevents'), $yes, $here);
        echo $OUTPUT->footer();
        exit;
    }
    // Other tabs of the administrator go on while this one waits.
    \core\session\manager::write_close();
    $notice = status_action::run($action, optional_param_array('ids', [], PARAM_INT));
    redirect($here, s($notice->text), null, $notice->type);
}

$report = new status_report($dead, $page);

echo $OUTPUT->header();
echo $OUTPUT->heading(get_string('status', 'local_awsevents'));
echo $OUTPUT->render_from_template('local_awsevents/status', $report->export_for_template($OUTPUT));
echo $OUTPUT->footer();
