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

use core\context\course as course_context;
use core\context\system as system_context;
use local_awsevents\local\availability;
use local_awsevents\local\barriers;
use local_awsevents\local\course_module;
use local_awsevents\local\course_section;
use local_awsevents\local\view_permissions;

/**
 * Which activities of a course all its students may see. It is read from the database and not from Moodle's cache of the
 * course, which leaves kinds out that are switched off, and is a user's view.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class course_access {
    /** What a kind asks of who wants to see its texts, besides `mod/…:view`. */
    private const READING = [
        'book' => 'mod/book:read',
        'data' => 'mod/data:viewentry',
        'forum' => 'mod/forum:viewdiscussion',
        'wiki' => 'mod/wiki:viewpage',
    ];

    /** @var course_context The course's context. */
    private readonly course_context $context;

    /** @var string Which activities are read, as a condition on `cm`. */
    private readonly string $which;

    /** @var array The condition's parameters. */
    private readonly array $parameters;

    /**
     * Takes a course.
     *
     * @param \stdClass $course its row
     * @param int $cmid the only activity to tell of; 0: all
     */
    public function __construct(
        /** @var \stdClass The course's row. */
        private readonly \stdClass $course,
        /** @var int The only activity to tell of; 0: all. */
        private readonly int $cmid = 0,
    ) {
        global $DB;
        $this->context = course_context::instance($course->id);
        [$these, $parameters] = $cmid ? $DB->get_in_or_equal($this->chain(), SQL_PARAMS_NAMED, 'cm') : ['<> 0', []];
        $this->which = "cm.course = :course AND cm.id {$these}";
        $this->parameters = $parameters + ['course' => $course->id];
    }

    /**
     * What keeps students from each activity, or from the only one.
     *
     * @return array<int, string[]> of {@see barriers}, by the activities' ids, in their order
     */
    public function barriers(): array {
        $modules = $this->modules();
        $barriers = new barriers($this->sections(), $modules);
        $told = $this->cmid ? array_intersect_key($modules, [$this->cmid => true]) : $modules;
        return array_map($barriers->of(...), $told);
    }

    /**
     * The only activity, and those that stand for the sections around it.
     *
     * @return int[] their ids
     */
    private function chain(): array {
        global $DB;
        $component = $DB->sql_concat("'mod_'", 'm.name');
        // Of several that stand for one section, the newest counts.
        $sql = "SELECT around.id
                  FROM {course_modules} cm
                  JOIN {course_sections} s ON s.id = cm.section AND s.course = cm.course
                  JOIN {modules} m ON {$component} = s.component
                  JOIN {course_modules} around
                       ON around.module = m.id AND around.instance = s.itemid AND around.course = cm.course
                 WHERE cm.id = :cmid AND cm.course = :course
              ORDER BY around.id DESC";
        $chain = [];
        $cmid = $this->cmid;
        // A section that lies in itself leads back to one that was passed.
        while ($cmid && !in_array($cmid, $chain, true)) {
            $chain[] = $cmid;
            $cmid = (int) $DB->get_field_sql($sql, ['cmid' => $cmid, 'course' => $this->course->id], IGNORE_MULTIPLE);
        }
        return $chain;
    }

    /**
     * The activities that are read, by their ids.
     *
     * @return array<int, course_module>
     */
    private function modules(): array {
        global $DB;
        $sql = "SELECT cm.id, cm.section, cm.instance, cm.visible, cm.availability, cm.deletioninprogress,
                       m.name, m.visible AS enabled, ctx.id AS contextid
                  FROM {course_modules} cm
                  JOIN {modules} m ON m.id = cm.module
             LEFT JOIN {context} ctx ON ctx.instanceid = cm.id AND ctx.contextlevel = :level
                 WHERE {$this->which}
              ORDER BY cm.id";
        $rows = $DB->get_records_sql($sql, $this->parameters + ['level' => CONTEXT_MODULE]);
        $capabilities = self::capabilities(array_unique(array_column($rows, 'name')));
        $permissions = $this->permissions(array_merge(...array_values($capabilities)));
        $above = $this->context->get_parent_context_ids(true);
        $module = static fn(\stdClass $row): course_module => new course_module(
            (int) $row->id,
            "mod_{$row->name}",
            (int) $row->instance,
            (int) $row->section,
            array_keys(array_filter([
                barriers::DELETING => (bool) $row->deletioninprogress,
                barriers::HIDDEN => !$row->visible || !self::is_there($row),
                barriers::PERMISSION => !$permissions->let_everybody(
                    $capabilities[$row->name],
                    [(int) $row->contextid, ...$above],
                ),
                barriers::RESTRICTED => availability::restricts($row->availability),
            ])),
        );
        return array_map($module, $rows);
    }

    /**
     * Whether an activity's kind is switched on, and its files are there.
     *
     * @param \stdClass $row `name` and `enabled` of its kind
     * @return bool
     */
    private static function is_there(\stdClass $row): bool {
        return $row->enabled && \core_component::get_plugin_directory('mod', $row->name) !== null;
    }

    /**
     * What kinds ask of who wants to see them. Some ask nothing.
     *
     * @param string[] $kinds as `page`
     * @return array<string, string[]> capabilities by the kinds
     */
    private static function capabilities(array $kinds): array {
        $found = [];
        foreach ($kinds as $kind) {
            $wanted = array_filter(["mod/{$kind}:view", self::READING[$kind] ?? null]);
            $found[$kind] = array_values(array_filter($wanted, get_capability_info(...)));
        }
        return $found;
    }

    /**
     * The sections in which these are.
     *
     * @return course_section[]
     */
    private function sections(): array {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/course/lib.php');
        // Some formats show a number of sections only, though there are more.
        $last = course_get_format($this->course)->get_course()->numsections ?? INF;
        $sql = "SELECT s.id, s.section, s.visible, s.availability, s.component, s.itemid
                  FROM {course_sections} s
                 WHERE s.course = :inside AND s.id IN (SELECT cm.section FROM {course_modules} cm WHERE {$this->which})";
        $rows = $DB->get_records_sql($sql, $this->parameters + ['inside' => $this->course->id]);
        return array_map(static fn(\stdClass $row): course_section => new course_section(
            (int) $row->id,
            $row->component,
            (int) $row->itemid,
            array_keys(array_filter([
                barriers::HIDDEN_SECTION => !$row->visible || $row->section > $last,
                barriers::RESTRICTED_SECTION => availability::restricts($row->availability),
            ])),
        ), $rows);
    }

    /**
     * What roles are allowed in the course, and in the activities that are read.
     *
     * @param string[] $capabilities which are asked for
     * @return view_permissions
     */
    private function permissions(array $capabilities): view_permissions {
        global $CFG, $DB;
        [$named, $parameters] = $DB->get_in_or_equal($capabilities, SQL_PARAMS_NAMED, 'capability', true, '');
        [$above, $more] = $DB->get_in_or_equal($this->context->get_parent_context_ids(true), SQL_PARAMS_NAMED, 'context');
        $sql = "SELECT rc.id, rc.roleid, rc.contextid, rc.capability, rc.permission
                  FROM {role_capabilities} rc
                  JOIN {context} ctx ON ctx.id = rc.contextid
             LEFT JOIN {course_modules} cm ON cm.id = ctx.instanceid AND ctx.contextlevel = :level AND {$this->which}
                 WHERE rc.capability {$named} AND (ctx.id {$above} OR cm.id IS NOT NULL)";
        $rules = $DB->get_records_sql($sql, $parameters + $more + $this->parameters + ['level' => CONTEXT_MODULE]);
        $students = (int) $this->course->id === (int) SITEID
            ? array_filter([(int) ($CFG->defaultfrontpageroleid ?? 0)])
            : array_map('intval', array_keys(get_archetype_roles('student')));
        return new view_permissions(
            $rules,
            system_context::instance()->id,
            array_map('intval', array_keys(get_roles_used_in_context($this->context))),
            (int) ($CFG->defaultuserroleid ?? 0),
            $students,
        );
    }
}
