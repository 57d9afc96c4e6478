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

use local_awsevents\local\delivery_state;

/**
 * What is remembered from one delivery to the next, in the plugin's configuration.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class config_state implements delivery_state {
    /** How much of an error is kept, in characters. */
    private const LONGEST_ERROR = 1000;

    /**
     * Until when the bus is left in peace.
     *
     * @return int unix time; 0 when it is not
     */
    public function not_before(): int {
        return options::of_site()->number('notbefore');
    }

    /**
     * How many calls in a row found the bus unavailable.
     *
     * @return int
     */
    public function failures(): int {
        return options::of_site()->number('failures');
    }

    /**
     * The bus took an event.
     *
     * @param int $now unix time
     */
    public function succeeded(int $now): void {
        global $CFG;
        $this->set(['lastsuccess' => $now, 'notbefore' => 0, 'failures' => 0, 'sentfrom' => $CFG->wwwroot]);
    }

    /**
     * The bus was unavailable.
     *
     * @param int $now unix time
     * @param int $notbefore until when it is left in peace
     * @param string $error why, in English
     */
    public function failed(int $now, int $notbefore, string $error): void {
        $this->set(['notbefore' => $notbefore, 'failures' => $this->failures() + 1]);
        $this->refused($now, $error);
    }

    /**
     * The bus refused an event, and goes on with the others.
     *
     * @param int $now unix time
     * @param string $error why, in English
     */
    public function refused(int $now, string $error): void {
        $this->set(['lasterror' => \core_text::substr($error, 0, self::LONGEST_ERROR), 'lasterrortime' => $now]);
    }

    /**
     * Forgets that the bus was unavailable: somebody has mended it, or wants to know.
     */
    public function try_again(): void {
        $this->set(['notbefore' => 0]);
    }

    /**
     * Stores what is different.
     *
     * @param array $values by name
     */
    private function set(array $values): void {
        $options = options::of_site();
        foreach ($values as $name => $value) {
            // Each change makes Moodle read the configuration again.
            if ($options->text($name) !== (string) $value) {
                set_config($name, $value, 'local_awsevents');
            }
        }
    }
}
