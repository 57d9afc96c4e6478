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

/**
 * The events that this site can trigger.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class event_list {
    /**
     * All of them, by component and name.
     *
     * @return string[] names by classes, each with a backslash in front as Moodle names events
     */
    public static function all(): array {
        $names = [];
        foreach (array_keys(\core_component::get_component_classes_in_namespace(null, 'event')) as $class) {
            if (self::has("\\{$class}")) {
                $component = strstr($class, '\\', true);
                $names["\\{$class}"] = self::component($component) . ': ' . $class::get_name() . " (\\{$class})";
            }
        }
        \core_collator::asort($names);
        return $names;
    }

    /**
     * Whether there is an event.
     *
     * @param string $name its class, with a backslash in front
     * @return bool
     */
    public static function has(string $name): bool {
        if (preg_match('/^\\\\\w+(\\\\\w+)+$/D', $name) !== 1 || !is_subclass_of($name, \core\event\base::class)) {
            return false;
        }
        // This one stands for events of others that are gone, and is never triggered.
        return !(new \ReflectionClass($name))->isAbstract() && $name !== '\core\event\unknown_logged';
    }

    /**
     * What people call a component.
     *
     * @param string $component such as mod_page
     * @return string
     */
    private static function component(string $component): string {
        if ($component === 'core') {
            return get_string('coresystem');
        }
        $known = get_string_manager()->string_exists('pluginname', $component);
        return $known ? get_string('pluginname', $component) : $component;
    }
}
