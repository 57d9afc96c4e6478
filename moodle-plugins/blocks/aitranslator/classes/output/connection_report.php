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

namespace block_aitranslator\output;

use block_aitranslator\check_step;
use core\output\renderable;
use core\output\renderer_base;
use core\output\templatable;

/**
 * What the page "Check connection" shows.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class connection_report implements renderable, templatable {
    /**
     * Takes the steps.
     *
     * @param check_step[] $steps what was tried, in order
     */
    public function __construct(
        /** @var check_step[] What was tried, in order. */
        private readonly array $steps,
    ) {
    }

    /**
     * What stands in the template.
     *
     * @param renderer_base $output not needed
     * @return array
     */
    public function export_for_template(renderer_base $output): array {
        $outcomes = array_map(static fn(check_step $step): ?bool => $step->ok, $this->steps);
        $bad = in_array(false, $outcomes, true);
        $untried = !$bad && in_array(null, $outcomes, true);
        return [
            'allgood' => !$bad && !$untried,
            'untried' => $untried,
            'bad' => $bad,
            'again' => (new \moodle_url('/blocks/aitranslator/check.php'))->out(false),
            'steps' => array_map(static fn(check_step $step): array => [
                'name' => $step->name,
                'message' => $step->message,
                'ok' => $step->ok === true,
                'failed' => $step->ok === false,
                'skipped' => $step->ok === null,
                'link' => $step->url?->out(false),
                'linktext' => $step->linktext,
            ], $this->steps),
        ];
    }
}
