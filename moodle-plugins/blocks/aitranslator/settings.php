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
 * The settings: one field connects the site, all others are for special cases.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use block_aitranslator\admin\connection_code_setting;
use block_aitranslator\admin\endpoint_setting;
use block_aitranslator\admin\glossary_setting;
use block_aitranslator\connection;
use block_aitranslator\translator;

defined('MOODLE_INTERNAL') || die();

$text = static fn(string $key, mixed $a = null): string => get_string($key, 'block_aitranslator', $a);
$checkurl = new moodle_url('/blocks/aitranslator/check.php');
$ADMIN->add('blocksettings', new admin_externalpage(
    'block_aitranslator_check',
    $text('checkconnection'),
    $checkurl,
    'moodle/site:config',
    true,
));

if ($ADMIN->fulltree) {
    $button = html_writer::link($checkurl, $text('checkconnection'), ['class' => 'btn btn-secondary']);
    $settings->add(new admin_setting_heading('block_aitranslator/connect', $text('connect'), $text('connectintro') . $button));
    $settings->add(new connection_code_setting(
        'block_aitranslator/connectioncode',
        $text('connectioncode'),
        $text('connectioncodeinfo', $CFG->wwwroot),
    ));

    $settings->add(new admin_setting_heading('block_aitranslator/use', $text('use'), ''));
    $settings->add(new admin_setting_configtext(
        'block_aitranslator/maxcharacters',
        $text('maxcharacters'),
        $text('maxcharactersinfo'),
        translator::MOST_CHARACTERS,
        '/^[1-9]\d{0,6}$/',
    ));
    $settings->add(new admin_setting_configtext(
        'block_aitranslator/userrequestsperhour',
        $text('userrequestsperhour'),
        $text('userrequestsperhourinfo'),
        200,
        '/^\d{1,7}$/',
    ));
    $settings->add(new admin_setting_configtext(
        'block_aitranslator/siterequestsperhour',
        $text('siterequestsperhour'),
        $text('siterequestsperhourinfo'),
        0,
        '/^\d{1,7}$/',
    ));
    $settings->add(new glossary_setting(
        'block_aitranslator/glossary',
        $text('glossary'),
        $text('glossaryinfo'),
        '',
        PARAM_RAW,
    ));

    $settings->add(new admin_setting_heading('block_aitranslator/advanced', $text('advanced'), ''));
    $settings->add(new admin_setting_configselect(
        'block_aitranslator/mode',
        $text('mode'),
        $text('modeinfo'),
        connection::BY_CODE,
        [connection::BY_CODE => $text('modecode'), connection::BY_TOKEN => $text('modetoken')],
    ));
    $settings->add(new endpoint_setting(
        'block_aitranslator/endpoint',
        $text('endpoint'),
        $text('endpointinfo'),
        '',
        PARAM_RAW_TRIMMED,
    ));
    $settings->hide_if('block_aitranslator/endpoint', 'block_aitranslator/mode', 'eq', connection::BY_CODE);
    $settings->hide_if('block_aitranslator/connectioncode', 'block_aitranslator/mode', 'eq', connection::BY_TOKEN);
}
