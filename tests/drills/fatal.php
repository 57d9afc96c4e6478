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
 * In the place of the client of Amazon's SDK: takes more memory than there is, whereupon PHP ends in the midst.
 *
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

namespace Aws\EventBridge;

/** What the plugin asks for. */
class EventBridgeClient {
    /** Ends the process. No code of ours hears of it. */
    public function __construct() {
        ini_set('memory_limit', '256M');
        str_repeat('x', 1 << 30);
    }
}
