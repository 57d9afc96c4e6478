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

namespace block_aitranslator\external;

use block_aitranslator\language_list;
use block_aitranslator\translator;
use core_external\external_api;
use core_external\external_function_parameters;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;

/**
 * Lists the languages that can be translated, as the block's page shows them.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class languages extends external_api {
    use authorised;

    /**
     * What the function takes.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'contextid' => new external_value(PARAM_INT, 'The context of the block.'),
        ]);
    }

    /**
     * Lists the languages.
     *
     * @param int $contextid the context of the block
     * @return array
     * @throws \moodle_exception
     */
    public static function execute(int $contextid): array {
        $params = self::validate_parameters(self::execute_parameters(), compact('contextid'));
        self::authorise($params['contextid']);
        self::leave_session();
        return language_list::of(\core\di::get(translator::class)->languages());
    }

    /**
     * What the function returns.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        $tag = 'A BCP 47 tag.';
        return new external_single_structure([
            'model' => new external_value(PARAM_RAW, 'What translates.'),
            'glossary' => new external_value(PARAM_BOOL, 'Whether it follows a glossary.'),
            'preferred' => new external_value(PARAM_RAW, 'The language to offer first; empty: none.'),
            'languages' => new external_multiple_structure(new external_single_structure([
                'tag' => new external_value(PARAM_RAW, $tag),
                'name' => new external_value(PARAM_RAW, 'Its name in the language of the page.'),
                'dir' => new external_value(PARAM_ALPHA, 'ltr or rtl.'),
                'site' => new external_value(PARAM_BOOL, 'Whether this Moodle is installed in that language.'),
            ])),
            'anypair' => new external_value(PARAM_BOOL, 'Whether any language is translated to any other.'),
            'pairs' => new external_multiple_structure(new external_single_structure([
                'source' => new external_value(PARAM_RAW, $tag),
                'target' => new external_value(PARAM_RAW, $tag),
                'via' => new external_value(PARAM_RAW, 'The language in between; empty: none.'),
            ])),
            'limits' => new external_single_structure([
                'texts' => new external_value(PARAM_INT, 'Texts in a call.'),
                'characterspertext' => new external_value(PARAM_INT, 'Characters in a text.'),
                'characterspercall' => new external_value(PARAM_INT, 'Characters in a call.'),
            ]),
        ]);
    }
}
