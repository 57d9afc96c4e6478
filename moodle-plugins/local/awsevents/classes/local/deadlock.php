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
 * What the end of a deadlock does to whoever loses it. A cluster of MySQL says the same when another node has changed the same row.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class deadlock {
    /** The families of databases that undo the whole transaction, and then go on without one. */
    private const FAMILIES = ['mysql', 'mssql'];

    /**
     * Whether an error says that the transaction is undone.
     *
     * @param string $family of the database, as Moodle names it
     * @param string $error what the database said
     * @return bool
     */
    public static function undoes_transaction(string $family, string $error): bool {
        return in_array($family, self::FAMILIES, true) && stripos($error, 'deadlock') !== false;
    }
}
