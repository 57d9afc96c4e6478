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
 * A bus that does what a test says.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class scripted_bus implements event_bus {
    /** @var int[][] The sequences of the entries of each call. */
    public array $calls = [];

    /** @var int[] The sequences of the entries that it took. */
    public array $taken = [];

    /** @var int How large the largest call was, in bytes. */
    public int $largest = 0;

    /**
     * Takes what it does.
     *
     * @param \Closure|null $code the code for the entry with a sequence, '' to take it; by default it takes all
     * @param \Closure|null $call what happens to a call, by the sequences of its entries: a \Throwable, outcomes, or null to go on
     */
    public function __construct(
        /** @var \Closure|null The code for an entry. */
        public ?\Closure $code = null,
        /** @var \Closure|null What happens to a call. */
        public ?\Closure $call = null,
    ) {
    }

    /**
     * Puts entries.
     *
     * @param entry[] $entries the entries
     * @return outcome[]
     */
    public function put(array $entries): array {
        $read = static fn(entry $entry): int => json_decode($entry->detail, true, flags: JSON_THROW_ON_ERROR)['sequence'];
        $sequences = array_values(array_map($read, $entries));
        $this->calls[] = $sequences;
        $this->largest = max($this->largest, array_sum(array_map(static fn(entry $entry): int => $entry->size(), $entries)));
        $happens = $this->call === null ? null : ($this->call)($sequences);
        if ($happens instanceof \Throwable) {
            throw $happens;
        }
        return $happens ?? array_map($this->take(...), $sequences);
    }

    /**
     * Takes an entry, or not.
     *
     * @param int $sequence of the entry
     * @return outcome
     */
    private function take(int $sequence): outcome {
        $code = $this->code === null ? '' : ($this->code)($sequence);
        if ($code !== '') {
            return new outcome('', $code, "about {$sequence}");
        }
        $this->taken[] = $sequence;
        return new outcome("id-{$sequence}");
    }
}
