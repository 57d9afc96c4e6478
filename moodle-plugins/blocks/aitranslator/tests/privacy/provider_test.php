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

namespace block_aitranslator\privacy;

use core_privacy\local\metadata\collection;

/**
 * Tests of what the privacy registry says.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\privacy\provider
 */
final class provider_test extends \advanced_testcase {
    public function test_the_service_and_all_that_it_gets_is_declared(): void {
        $items = provider::get_metadata(new collection('block_aitranslator'))->get_collection();
        $this->assertSame('translation_service', $items[0]->get_name());
        $this->assertSame(['texts', 'userid', 'site', 'token'], array_keys($items[0]->get_privacy_fields()));
        foreach ([$items[0]->get_summary(), ...array_values($items[0]->get_privacy_fields()), $items[1]->get_summary()] as $key) {
            $this->assertTrue(get_string_manager()->string_exists($key, 'block_aitranslator'), $key);
        }
    }
}
