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
 * Whether the permissions of roles let every student see an activity. Who holds which roles changes by the hour, and is not
 * asked: where a role takes the permission away, somebody may not see it.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class view_permissions {
    /** @var array<string, array<int, \stdClass[]>> The rules, by their capabilities and contexts. */
    private array $rules = [];

    /**
     * Takes the rules.
     *
     * @param \stdClass[] $rules `roleid`, `contextid`, `capability`, and `permission`: below 0 takes it away
     * @param int $system the context of the whole site, where roles are defined
     * @param int[] $held the roles that somebody holds here. What others are not allowed on the whole site concerns nobody
     * @param int $everybody the role that everybody holds who is logged in; 0 without one
     * @param int[] $students the roles of students
     */
    public function __construct(
        array $rules,
        /** @var int The context of the whole site. */
        private readonly int $system,
        /** @var int[] The roles that somebody holds here. */
        private readonly array $held,
        /** @var int The role that everybody holds. */
        private readonly int $everybody,
        /** @var int[] The roles of students. */
        private readonly array $students,
    ) {
        foreach ($rules as $rule) {
            $this->rules[$rule->capability][(int) $rule->contextid][] = $rule;
        }
    }

    /**
     * Whether every student has each of some capabilities.
     *
     * @param string[] $capabilities their names
     * @param int[] $contexts the ids of an activity's context and all above it
     * @return bool
     */
    public function let_everybody(array $capabilities, array $contexts): bool {
        foreach ($capabilities as $capability) {
            $here = array_intersect_key($this->rules[$capability] ?? [], array_flip($contexts));
            if (!$this->is_given(array_merge(...$here))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether no rule takes a capability away, and every student has it from somewhere.
     *
     * @param \stdClass[] $rules those of the capability
     * @return bool
     */
    private function is_given(array $rules): bool {
        $giving = [];
        foreach ($rules as $rule) {
            if ($rule->permission > 0) {
                $giving[] = (int) $rule->roleid;
            } else if ($rule->permission < 0 && ((int) $rule->contextid !== $this->system || $this->is_held((int) $rule->roleid))) {
                return false;
            }
        }
        return in_array($this->everybody, $giving, true) || ($this->students && !array_diff($this->students, $giving));
    }

    /**
     * Whether somebody here holds a role.
     *
     * @param int $roleid the role
     * @return bool
     */
    private function is_held(int $roleid): bool {
        return $roleid === $this->everybody || in_array($roleid, $this->held, true);
    }
}
