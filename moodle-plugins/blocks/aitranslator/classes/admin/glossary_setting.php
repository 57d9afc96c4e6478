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

namespace block_aitranslator\admin;

use block_aitranslator\local\glossary;
use block_aitranslator\local\unusable;

/**
 * The field for the glossary: refused with the line that is wrong.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class glossary_setting extends \admin_setting_configtextarea {
    /**
     * Checks a glossary.
     *
     * @param string $data what was typed
     * @return bool|string true, or what is wrong
     */
    public function validate($data) {
        $valid = parent::validate($data);
        if ($valid !== true) {
            return $valid;
        }
        try {
            glossary::parse($data);
            return true;
        } catch (unusable $error) {
            return get_string($error->stringkey, 'block_aitranslator', $error->at);
        }
    }
}
