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

/**
 * The block by which people translate texts and whole pages of a course.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class block_aitranslator extends block_base {
    /**
     * Sets the title.
     */
    public function init(): void {
        $this->title = get_string('pluginname', 'block_aitranslator');
    }

    /**
     * There are settings for the site.
     *
     * @return bool
     */
    public function has_config(): bool {
        return true;
    }

    /**
     * The block fits on every page.
     *
     * @return bool[]
     */
    public function applicable_formats(): array {
        return ['all' => true];
    }

    /**
     * Two blocks on a page, one of them shown throughout a course for example, do not disturb each other.
     *
     * @return bool
     */
    public function instance_allow_multiple(): bool {
        return true;
    }

    /**
     * The block's content. Nothing here waits for the service.
     *
     * @return stdClass
     */
    public function get_content(): stdClass {
        if ($this->content === null) {
            $content = \block_aitranslator\output\content::for_block($this->context);
            $renderer = $this->page->get_renderer('core');
            $text = $renderer->render_from_template($content->template(), $content->export_for_template($renderer));
            $this->content = (object) ['text' => $text, 'footer' => ''];
        }
        return $this->content;
    }
}
