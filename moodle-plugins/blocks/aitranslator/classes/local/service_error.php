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

namespace block_aitranslator\local;

/**
 * The service did not do what it was asked.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class service_error extends \RuntimeException {
    /** It could not be reached, or did not answer in time. */
    public const UNREACHABLE = 'unreachable';

    /** Something else than the service answered. */
    public const OTHER = 'not_the_service';

    /**
     * Says what happened.
     *
     * @param string $refusal the service's own code, {@see UNREACHABLE} or {@see OTHER}
     * @param string $detail for administrators: what happened and what to change, in English
     * @param int $status the HTTP status; 0 without an answer
     * @param int $wait seconds to wait before it may work; 0 when nobody knows
     * @param string $requestid what the service's log has it under
     */
    public function __construct(
        /** @var string The service's own code, or one of ours. */
        public readonly string $refusal,
        /** @var string For administrators: what happened and what to change, in English. */
        public readonly string $detail,
        /** @var int The HTTP status; 0 without an answer. */
        public readonly int $status = 0,
        /** @var int Seconds to wait before it may work; 0 when nobody knows. */
        public readonly int $wait = 0,
        /** @var string What the service's log has it under. */
        public readonly string $requestid = '',
    ) {
        parent::__construct("{$refusal}: {$detail}");
    }
}
