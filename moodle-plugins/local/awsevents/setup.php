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
 * The page "Set up the web service": makes what an indexer reads this site with, after asking.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use local_awsevents\form\web_service_form;
use local_awsevents\local\unusable;
use local_awsevents\output\web_service_report;
use local_awsevents\web_service_setup;

require_once(__DIR__ . '/../../config.php');
require_once($CFG->libdir . '/adminlib.php');

admin_externalpage_setup('local_awsevents_setup');

$form = new web_service_form();
$done = false;
$token = $problem = null;
if ($data = $form->get_data()) {
    try {
        $token = web_service_setup::run(!empty($data->newtoken), (int) ($data->validuntil ?? 0), $data->addresses ?? '');
        $done = true;
    } catch (unusable $error) {
        $problem = get_string($error->stringkey, 'local_awsevents', web_service_setup::USERNAME);
    }
}
$report = new web_service_report($done, $token);

echo $OUTPUT->header();
echo $OUTPUT->heading(get_string('setup', 'local_awsevents'));
if ($problem !== null) {
    echo $OUTPUT->notification($problem, \core\output\notification::NOTIFY_ERROR);
}
echo $OUTPUT->render_from_template('local_awsevents/web_service', $report->export_for_template($OUTPUT));
if (!$done) {
    $form->display();
}
echo $OUTPUT->footer();
