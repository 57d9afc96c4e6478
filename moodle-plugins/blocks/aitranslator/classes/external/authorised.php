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

/**
 * What the functions have in common: who may call them, and that they do not hold up the caller's other tabs.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait authorised {
    /**
     * Lets those pass who may use the translator in a block. Another context than that of such a block is none: who may
     * not translate in a course would name one in which they may.
     *
     * @param int $contextid the context of the block
     * @throws \moodle_exception
     */
    private static function authorise(int $contextid): void {
        $context = \core\context::instance_by_id($contextid, IGNORE_MISSING);
        if (!$context instanceof \core\context\block || !self::is_ours($context->instanceid)) {
            throw new \moodle_exception('noblock', 'block_aitranslator');
        }
        self::validate_context($context);
        require_capability('block/aitranslator:use', $context);
        if (isguestuser()) {
            throw new \moodle_exception('noguest');
        }
    }

    /**
     * Whether a block is a translator, and the administrator has not switched translators off.
     *
     * @param int $blockid the block's id
     * @return bool
     */
    private static function is_ours(int $blockid): bool {
        global $DB;
        return $DB->record_exists('block_instances', ['id' => $blockid, 'blockname' => 'aitranslator'])
            && $DB->record_exists('block', ['name' => 'aitranslator', 'visible' => 1]);
    }

    /**
     * Gives the session back before anybody is asked over the network.
     */
    private static function leave_session(): void {
        \core\session\manager::write_close();
        \core_php_time_limit::raise(60);
    }
}
