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
 * Brings the data of older versions up to date.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * Upgrades the plugin. The version before 2026112900 is the one of the sample that this plugin replaces.
 *
 * @param int $oldversion what is installed
 * @return bool
 */
function xmldb_block_aitranslator_upgrade(int $oldversion): bool {
    if ($oldversion < 2026112900) {
        // The sample called one address with tokens of Moodle's web services.
        $url = (string) get_config('block_aitranslator', 'api_gateway_url');
        if ($url !== '') {
            set_config('endpoint', $url, 'block_aitranslator');
            set_config('mode', \block_aitranslator\connection::BY_TOKEN, 'block_aitranslator');
        }
        unset_config('api_gateway_url', 'block_aitranslator');
        \block_aitranslator\web_service::adopt();
        upgrade_block_savepoint(true, 2026112900, 'aitranslator');
    }
    return true;
}
