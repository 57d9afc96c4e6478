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

use block_aitranslator\failure;
use block_aitranslator\translator;
use core_external\external_api;
use core_external\external_function_parameters;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;

/**
 * Translates texts for the person who is logged in.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class translate extends external_api {
    use authorised;

    /** As many texts does the service take in a call. */
    private const MOST_TEXTS = 50;

    /**
     * What the function takes.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'contextid' => new external_value(PARAM_INT, 'The context of the block.'),
            'texts' => new external_multiple_structure(new external_value(PARAM_RAW, 'A text, or a fragment of HTML.')),
            'target' => new external_value(PARAM_ALPHANUMEXT, 'The language to translate to, as a BCP 47 tag.'),
            'source' => new external_value(PARAM_ALPHANUMEXT, 'The language of the texts; empty: recognised.', VALUE_DEFAULT, ''),
            'format' => new external_value(PARAM_ALPHA, 'text or html.', VALUE_DEFAULT, 'text'),
        ]);
    }

    /**
     * Translates.
     *
     * @param int $contextid the context of the block
     * @param string[] $texts what to translate
     * @param string $target a BCP 47 tag
     * @param string $source a BCP 47 tag, or ''
     * @param string $format `text` or `html`
     * @return array
     * @throws \moodle_exception
     */
    public static function execute(
        int $contextid,
        array $texts,
        string $target,
        string $source = '',
        string $format = 'text',
    ): array {
        global $USER;
        $params = self::validate_parameters(
            self::execute_parameters(),
            compact('contextid', 'texts', 'target', 'source', 'format'),
        );
        self::authorise($params['contextid']);
        if (!in_array($params['format'], ['text', 'html'], true)) {
            throw new \invalid_parameter_exception('format is neither text nor html');
        }
        if (!$params['texts'] || count($params['texts']) > self::MOST_TEXTS) {
            throw new \invalid_parameter_exception('texts must be 1 to ' . self::MOST_TEXTS);
        }
        if (!\core_ai\manager::get_user_policy_status($USER->id)) {
            throw new failure('consentmissing');
        }
        self::leave_session();
        return \core\di::get(translator::class)->translate(
            $USER->id,
            $params['texts'],
            $params['target'],
            $params['source'],
            $params['format'],
        );
    }

    /**
     * What the function returns.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'model' => new external_value(PARAM_RAW, 'What translated.'),
            'translations' => new external_multiple_structure(new external_single_structure([
                'text' => new external_value(PARAM_RAW, 'The translation, in the order of the texts.'),
                'source' => new external_value(PARAM_RAW, 'The language of the text; empty: not recognised.'),
                'cached' => new external_value(PARAM_BOOL, 'Whether it was translated before.'),
                'inpieces' => new external_value(PARAM_BOOL, 'Whether the words between markup were translated one by one.'),
            ])),
        ]);
    }
}
