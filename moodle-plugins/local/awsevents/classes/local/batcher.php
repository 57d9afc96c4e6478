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

namespace local_awsevents\local;

/**
 * Puts entries together into calls.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class batcher {
    /** How many entries a call has at most. */
    public const ENTRIES = 10;

    /** How large a call is at most, in bytes as {@see entry::size} counts. */
    public const BYTES = 1_000_000;

    /**
     * The calls, in order.
     *
     * @param iterable $entries of type {@see entry}, each of {@see BYTES} at most; their keys are kept
     * @return \Generator arrays of entries
     */
    public static function batches(iterable $entries): \Generator {
        $batch = [];
        $bytes = 0;
        foreach ($entries as $key => $entry) {
            $size = $entry->size();
            if ($batch && (count($batch) === self::ENTRIES || $bytes + $size > self::BYTES)) {
                yield $batch;
                $batch = [];
                $bytes = 0;
            }
            $batch[$key] = $entry;
            $bytes += $size;
        }
        if ($batch) {
            yield $batch;
        }
    }
}
