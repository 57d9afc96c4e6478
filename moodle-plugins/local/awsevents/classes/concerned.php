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

namespace local_awsevents;

use local_awsevents\local\pseudonym;

/**
 * The events in the outbox that concern a person: by whom or about whom they are, under the number or under the code that is
 * sent in its place.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class concerned {
    /** Which fields can name a person, and when; null: always. */
    private const FIELDS = [
        'userid' => null,
        'relateduserid' => null,
        'objectid' => ['objecttable', 'user'],
        'contextinstanceid' => ['contextlevel', CONTEXT_USER],
    ];

    /** How many rows are worked on at once. */
    private const PORTION = 500;

    /**
     * The rows, some at a time: there can be more than fit into the memory.
     *
     * @param int $userid the person
     * @return \Generator<array<int, array>> portions of details by the ids of rows
     */
    public static function rows(int $userid): \Generator {
        global $DB;
        $secret = options::of_site()->text('hashsecret');
        $hash = $secret === '' ? null : (new pseudonym($secret))->of_user($userid);
        [$where, $parameters] = self::suspects($userid, $hash);
        $found = [];
        $rows = $DB->get_recordset_select(database_outbox::TABLE, $where, $parameters, 'id', 'id, detail');
        foreach ($rows as $row) {
            $detail = json_decode($row->detail, true);
            if (is_array($detail) && self::is_about($detail, $userid, $hash)) {
                $found[(int) $row->id] = $detail;
            }
            if (count($found) === self::PORTION) {
                yield $found;
                $found = [];
            }
        }
        $rows->close();
        if ($found) {
            yield $found;
        }
    }

    /**
     * Deletes the rows: these events are never sent.
     *
     * @param int $userid the person
     */
    public static function delete(int $userid): void {
        foreach (self::rows($userid) as $rows) {
            database_outbox::delete(array_keys($rows));
        }
    }

    /**
     * A condition that all of the rows meet, and few others.
     *
     * @param int $userid the person
     * @param string|null $hash the person's code
     * @return array the condition and its parameters
     */
    private static function suspects(int $userid, ?string $hash): array {
        global $DB;
        $patterns = array_map(static fn(string $field): string => "{$field}\":{$userid}", array_keys(self::FIELDS));
        $patterns = $hash === null ? $patterns : [...$patterns, $hash];
        $conditions = $parameters = [];
        foreach ($patterns as $number => $pattern) {
            $conditions[] = $DB->sql_like('detail', ":text{$number}");
            $parameters["text{$number}"] = '%' . $DB->sql_like_escape($pattern) . '%';
        }
        return [implode(' OR ', $conditions), $parameters];
    }

    /**
     * Whether an event concerns the person.
     *
     * @param array $detail the event
     * @param int $userid the person
     * @param string|null $hash the person's code
     * @return bool
     */
    private static function is_about(array $detail, int $userid, ?string $hash): bool {
        foreach (self::FIELDS as $field => $when) {
            $isperson = $when === null || ($detail[$when[0]] ?? null) === $when[1];
            $named = ($detail[$field] ?? null) === $userid;
            if ($isperson && ($named || $hash !== null && ($detail["{$field}_hash"] ?? null) === $hash)) {
                return true;
            }
        }
        return false;
    }
}
