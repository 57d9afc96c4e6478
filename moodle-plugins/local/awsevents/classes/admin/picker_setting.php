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

namespace local_awsevents\admin;

/**
 * A choice of many out of very many, found by typing. What was chosen is kept between commas.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class picker_setting extends \admin_setting {
    /**
     * Nothing is chosen at first.
     *
     * @param string $name the setting's name
     * @param string $visiblename what it is called
     * @param string $description what it is
     */
    public function __construct($name, $visiblename, $description) {
        parent::__construct($name, $visiblename, $description, []);
    }

    /**
     * What the list offers, with all that was chosen.
     *
     * @param string[] $chosen what was chosen
     * @return string[] names by values
     */
    abstract protected function options(array $chosen): array;

    /**
     * Whether something can be chosen.
     *
     * @param string $value what was chosen
     * @return bool
     */
    abstract protected function is_option(string $value): bool;

    /**
     * What to say when something is chosen that is not there.
     *
     * @param string $value what was chosen
     * @return string
     */
    abstract protected function refusal(string $value): string;

    /**
     * The module that looks for options while somebody types; '' when all of them are in the page.
     *
     * @return string
     */
    protected function module(): string {
        return '';
    }

    /**
     * What is chosen.
     *
     * @return string[]|null null before anything was saved
     */
    public function get_setting() {
        $kept = $this->config_read($this->name);
        return $kept === null ? null : self::split($kept);
    }

    /**
     * Saves a choice.
     *
     * @param mixed $data what was chosen
     * @return string '' or what is wrong
     */
    public function write_setting($data) {
        $before = $this->get_setting() ?? [];
        // The page sends one empty value, so that nothing can be chosen.
        $chosen = array_values(array_unique(array_diff(array_map(strval(...), (array) $data), [''])));
        foreach ($chosen as $value) {
            // What was chosen stays, even when its plugin is away for a while.
            if (!in_array($value, $before, true) && !$this->is_option($value)) {
                return $this->refusal($value);
            }
        }
        return $this->config_write($this->name, implode(',', $chosen)) ? '' : get_string('errorsetting', 'admin');
    }

    /**
     * The field.
     *
     * @param mixed $data what is chosen
     * @param string $query what was looked for in the settings
     * @return string HTML
     */
    public function output_html($data, $query = '') {
        global $OUTPUT;
        $chosen = is_array($data) ? $data : [];
        $options = [];
        foreach ($this->options($chosen) as $value => $name) {
            $options[] = ['value' => $value, 'name' => $name, 'selected' => in_array((string) $value, $chosen, true)];
        }
        $element = $OUTPUT->render_from_template('local_awsevents/picker', [
            'id' => $this->get_id(),
            'name' => $this->get_full_name(),
            'module' => $this->module(),
            'options' => $options,
        ]);
        $none = get_string('none');
        return format_admin_setting($this, $this->visiblename, $element, $this->description, true, '', $none, $query);
    }

    /**
     * What stands between commas.
     *
     * @param string $text the text
     * @return string[]
     */
    private static function split(string $text): array {
        return array_values(array_diff(array_map(trim(...), explode(',', $text)), ['']));
    }
}
