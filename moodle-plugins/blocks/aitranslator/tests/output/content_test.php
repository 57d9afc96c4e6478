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

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../connected_testcase.php');

use block_aitranslator\connected_testcase;
use block_aitranslator\translator;

/**
 * Tests of what the block shows to whom.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\output\content
 */
final class content_test extends connected_testcase {
    /**
     * The block's HTML for the person who is logged in.
     *
     * @return string
     */
    private function html(): string {
        global $PAGE;
        $course = $this->getDataGenerator()->create_course();
        $parent = \core\context\course::instance($course->id);
        $block = $this->getDataGenerator()->create_block('aitranslator', ['parentcontextid' => $parent->id]);
        $content = content::for_block(\core\context\block::instance($block->id));
        $output = $PAGE->get_renderer('core');
        return $output->render_from_template($content->template(), $content->export_for_template($output));
    }

    public function test_a_page_is_made_without_asking_the_service(): void {
        $this->setUser($this->getDataGenerator()->create_user());
        $this->assertStringContainsString('<textarea', $this->html());
        $this->assertCount(0, $this->sent);
        $this->answer_languages();
        \core\di::get(translator::class)->languages();
        $this->assertStringContainsString('&quot;name&quot;:&quot;French&quot;', $this->html());
    }

    public function test_the_longest_text_is_known_before_the_settings_are_saved(): void {
        unset_config('maxcharacters', 'block_aitranslator');
        $this->setUser($this->getDataGenerator()->create_user());
        $this->assertStringContainsString('data-maxcharacters="10000"', $this->html());
    }

    public function test_the_consent_says_whether_the_service_learns_names(): void {
        $this->setUser($this->getDataGenerator()->create_user());
        $this->assertStringContainsString('without your name', $this->html());
        set_config('mode', \block_aitranslator\connection::BY_TOKEN, 'block_aitranslator');
        set_config('endpoint', 'https://tool.example', 'block_aitranslator');
        $html = $this->html();
        $this->assertStringNotContainsString('without your name', $html);
        $this->assertStringContainsString('your user name', $html);
    }

    public function test_the_selects_have_the_class_of_this_version_of_bootstrap_only(): void {
        global $CFG;
        $this->setUser($this->getDataGenerator()->create_user());
        $classes = ['405' => 'custom-select', '501' => 'form-select'];
        foreach ($classes as $branch => $class) {
            $CFG->branch = $branch;
            $this->assertSame(2, substr_count($this->html(), "class=\"$class\""));
        }
    }

    public function test_two_blocks_have_no_id_in_common(): void {
        $this->setUser($this->getDataGenerator()->create_user());
        preg_match_all('/\bid="([^"]+)"/', $this->html() . $this->html(), $found);
        $this->assertNotEmpty($found[1]);
        $this->assertSame($found[1], array_unique($found[1]));
    }

    public function test_who_cannot_translate_is_told_why(): void {
        $this->setGuestUser();
        $this->assertStringContainsString('Guests cannot', $this->html());
        $user = $this->getDataGenerator()->create_user();
        $this->setUser($user);
        $roles = get_archetype_roles('user');
        $system = \core\context\system::instance();
        assign_capability('block/aitranslator:use', CAP_PROHIBIT, reset($roles)->id, $system, true);
        $this->assertStringContainsString('not allowed to translate', $this->html());
    }

    public function test_a_site_that_is_not_connected_shows_the_way_to_its_administrator_only(): void {
        unset_config('connectioncode', 'block_aitranslator');
        $this->setUser($this->getDataGenerator()->create_user());
        $this->assertStringNotContainsString('settings.php', $this->html());
        $this->setAdminUser();
        $this->assertStringContainsString('section=blocksettingaitranslator', $this->html());
    }
}
