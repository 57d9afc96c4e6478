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

namespace local_awsevents\output;

use core\output\renderable;
use core\output\renderer_base;
use core\output\templatable;
use local_awsevents\web_service_setup;

/**
 * What the page "Set up the web service" shows beside its form.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class web_service_report implements renderable, templatable {
    /**
     * Takes what was done.
     *
     * @param bool $done whether the web service has just been set up
     * @param string|null $token the token that was made
     */
    public function __construct(
        /** @var bool Whether the web service has just been set up. */
        private readonly bool $done,
        /** @var string|null The token that was made. */
        #[\SensitiveParameter]
        private readonly ?string $token,
    ) {
    }

    /**
     * What stands in the template.
     *
     * @param renderer_base $output not needed
     * @return array
     */
    public function export_for_template(renderer_base $output): array {
        $there = web_service_setup::token();
        return [
            'done' => $this->done,
            'token' => $this->token,
            'kept' => $this->done && $this->token === null,
            'there' => $there && !$this->done ? [
                'made' => userdate($there->timecreated),
                'used' => $there->lastaccess ? userdate($there->lastaccess) : get_string('never'),
                'until' => $there->validuntil ? userdate($there->validuntil) : false,
                'addresses' => $there->iprestriction,
            ] : false,
            'command' => web_service_setup::command(),
            'profile' => web_service_setup::lacks_profile_field(),
            'username' => web_service_setup::USERNAME,
            'status' => (new \moodle_url('/local/awsevents/status.php'))->out(false),
        ];
    }
}
