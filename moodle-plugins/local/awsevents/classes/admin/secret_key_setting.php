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

namespace local_awsevents\admin;

use local_awsevents\local\aws_names;
use local_awsevents\local\unusable;

/**
 * The field for the secret key: kept encrypted, never shown again, and refused with the reason when it is none.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class secret_key_setting extends \admin_setting_encryptedpassword {
    /**
     * Saves a key.
     *
     * @param mixed $data what was pasted
     * @return string '' or what is wrong
     */
    public function write_setting($data) {
        $data = trim((string) $data);
        if ($data !== '') {
            try {
                aws_names::check_secret_key($data);
            } catch (unusable $error) {
                return get_string($error->stringkey, 'local_awsevents');
            }
        }
        return parent::write_setting($data);
    }

    /**
     * Logs that the key was changed. Core would write the encrypted keys into its log of changes, which stays in the
     * database and its dumps after a key was replaced.
     *
     * @param string $name the setting's name
     * @param string|null $oldvalue what was kept
     * @param string $value what is kept now
     */
    protected function add_to_config_log($name, $oldvalue, $value) {
        $masked = static fn(?string $key): string => (string) $key === '' ? '' : '********';
        parent::add_to_config_log($name, $masked($oldvalue), $masked($value));
    }
}
