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
 * Conditions under which Moodle shows an activity or a section, as it keeps them: a tree in JSON.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class availability {
    /** The field that Moodle wants in the root of a tree, by the operator, and whether it has to be an array. */
    private const SHOWN = ['&' => ['showc', true], '!|' => ['showc', true], '|' => ['show', false], '!&' => ['show', false]];

    /**
     * Whether there is a condition. What a condition asks for does not matter, nor whether the site has conditions switched
     * on: they may be on again tomorrow. A tree that Moodle could not read shows nothing to anybody there, so it counts as
     * one.
     *
     * @param string|null $tree as it is in the database; null or '' without any
     * @return bool
     */
    public static function restricts(?string $tree): bool {
        if ($tree === null || $tree === '') {
            return false;
        }
        $root = json_decode($tree);
        if (!$root instanceof \stdClass || ($root->c ?? null) !== []) {
            return true;
        }
        $operator = $root->op ?? null;
        [$field, $each] = is_string($operator) ? self::SHOWN[$operator] ?? [null, null] : [null, null];
        $shown = $field === null ? null : $root->$field ?? null;
        return $each ? !is_array($shown) : !is_bool($shown);
    }
}
