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

namespace local_awsevents\form;

use local_awsevents\web_service_setup;

defined('MOODLE_INTERNAL') || die();

require_once($CFG->libdir . '/formslib.php');

/**
 * Asks before the web service is set up, and for how long and from where its token may be used.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class web_service_form extends \moodleform {
    /**
     * The fields.
     */
    protected function definition(): void {
        $form = $this->_form;
        $off = web_service_setup::switched_off();
        $text = static fn(string $stringkey): string => get_string($stringkey, 'local_awsevents');
        if ($off) {
            $form->addElement('advcheckbox', 'switchon', $text('setupswitchon'), implode(' ', $off));
        }
        if (web_service_setup::token()) {
            $form->addElement('advcheckbox', 'newtoken', $text('setupnewtoken'), $text('setupnewtokeninfo'));
        }
        $form->addElement('date_selector', 'validuntil', $text('setupvaliduntil'), ['optional' => true]);
        $form->addElement('text', 'addresses', $text('setupiprestriction'), ['size' => 40]);
        $form->setType('addresses', PARAM_RAW_TRIMMED);
        $form->addElement('static', 'addressesinfo', '', $text('setupiprestrictioninfo'));
        if (web_service_setup::token()) {
            $form->hideIf('validuntil', 'newtoken');
            $form->hideIf('addresses', 'newtoken');
            $form->hideIf('addressesinfo', 'newtoken');
        }
        $this->add_action_buttons(false, $text('setupbutton'));
    }

    /**
     * Checks what was filled in.
     *
     * @param array $data the fields
     * @param array $files none
     * @return string[] what is wrong, by field
     */
    public function validation($data, $files): array {
        $errors = parent::validation($data, $files);
        if (web_service_setup::switched_off() && empty($data['switchon'])) {
            $errors['switchon'] = get_string('setupswitchonneeded', 'local_awsevents');
        }
        if (!empty($data['validuntil']) && $data['validuntil'] <= \core\di::get(\core\clock::class)->time()) {
            $errors['validuntil'] = get_string('setupvaliduntilpast', 'local_awsevents');
        }
        if (web_service_setup::usable_addresses($data['addresses'] ?? '') === null) {
            $errors['addresses'] = get_string('setupaddresses', 'local_awsevents');
        }
        return $errors;
    }
}
