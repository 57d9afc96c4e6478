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
 * The functions that the block's pages call, and the service for tokens of Moodle's web services.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$functions = [
    'block_aitranslator_languages' => [
        'classname' => \block_aitranslator\external\languages::class,
        'description' => 'Lists the languages that can be translated.',
        'type' => 'read',
        'ajax' => true,
        'readonlysession' => true,
        'capabilities' => 'block/aitranslator:use',
    ],
    'block_aitranslator_translate' => [
        'classname' => \block_aitranslator\external\translate::class,
        'description' => 'Translates texts.',
        'type' => 'read',
        'ajax' => true,
        'readonlysession' => true,
        'capabilities' => 'block/aitranslator:use',
    ],
];

// The translation service asks this one function whose a token is. It is used in the mode "web-service token" only.
$services = [
    'AI translator' => [
        'shortname' => 'ai_translator',
        'functions' => ['core_webservice_get_site_info'],
        'enabled' => 1,
        'restrictedusers' => 0,
        'downloadfiles' => 0,
        'uploadfiles' => 0,
    ],
];
