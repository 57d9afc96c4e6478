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

namespace block_aitranslator;

/**
 * One step of the way to the service, tried.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class check_step {
    /**
     * Takes what came of it.
     *
     * @param string $name what was tried
     * @param bool|null $ok whether it worked; null when it could not be tried
     * @param string $message what was found, or what to change
     * @param \moodle_url|null $url where to change it
     * @param string $linktext what the link says
     */
    public function __construct(
        /** @var string What was tried. */
        public readonly string $name,
        /** @var bool|null Whether it worked; null when it could not be tried. */
        public readonly ?bool $ok,
        /** @var string What was found, or what to change. */
        public readonly string $message,
        /** @var \moodle_url|null Where to change it. */
        public readonly ?\moodle_url $url = null,
        /** @var string What the link says. */
        public readonly string $linktext = '',
    ) {
    }
}
