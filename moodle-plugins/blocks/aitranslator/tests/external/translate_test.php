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

namespace block_aitranslator\external;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../connected_testcase.php');

use block_aitranslator\connected_testcase;
use core_external\external_api;

/**
 * Tests of the function that a page calls to translate.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\external\translate
 * @covers \block_aitranslator\external\languages
 */
final class translate_test extends connected_testcase {
    /** @var \core\context The context of a block in a course. */
    private \core\context $context;

    /** @var \stdClass The course. */
    private \stdClass $course;

    /**
     * Puts a block into a course.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->course = $this->getDataGenerator()->create_course();
        $parent = \core\context\course::instance($this->course->id);
        $block = $this->getDataGenerator()->create_block('aitranslator', ['parentcontextid' => $parent->id]);
        $this->context = \core\context\block::instance($block->id);
    }

    /**
     * Logs in as a student of the course.
     *
     * @param bool $consented whether the AI policy was accepted
     * @return \stdClass
     */
    private function student(bool $consented = true): \stdClass {
        $user = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->setUser($user);
        if ($consented) {
            \core_ai\manager::user_policy_accepted($user->id, $this->context->id);
        }
        return $user;
    }

    /**
     * Calls a function as a page does.
     *
     * @param string $function its name without the plugin's
     * @param array $args its arguments but the context
     * @return array with `error`, and `data` or `exception`
     */
    private function call(string $function, array $args = []): array {
        // What core does for a page's request; the key is in its address there.
        $_POST['sesskey'] = sesskey();
        $args += ['contextid' => $this->context->id];
        return external_api::call_external_function("block_aitranslator_{$function}", $args, true);
    }

    public function test_a_student_translates(): void {
        $this->student();
        $this->answer_languages();
        $this->answer_translations('été déjà vu — naïve & <b>');
        $answer = $this->call('translate', ['texts' => ['summer & <b>'], 'target' => 'fr']);
        $this->assertFalse($answer['error'], json_encode($answer));
        $this->assertSame('été déjà vu — naïve & <b>', $answer['data']['translations'][0]['text']);
        $this->assertSame('summer & <b>', $this->body(1)['texts'][0]);
    }

    public function test_a_page_lists_the_languages_with_their_names(): void {
        $this->student();
        $this->answer_languages();
        $list = $this->call('languages')['data'];
        $this->assertSame(['English', 'Arabic', 'French', 'German', 'Spanish'], array_column($list['languages'], 'name'));
        $this->assertSame(['ltr', 'rtl'], array_slice(array_column($list['languages'], 'dir'), 0, 2));
        $this->assertSame([true, false], array_slice(array_column($list['languages'], 'site'), 0, 2));
        $this->assertTrue($list['anypair']);
        $this->assertSame('en', $list['preferred']);
        $this->assertSame(8000, $list['limits']['characterspertext']);
        $this->call('languages');
        $this->assertCount(1, $this->sent);
    }

    public function test_who_has_not_accepted_the_policy_sends_nothing(): void {
        $this->student(false);
        $answer = $this->call('translate', ['texts' => ['summer'], 'target' => 'fr']);
        $this->assertSame('consentmissing', $answer['exception']->errorcode);
        $this->assertCount(0, $this->sent);
    }

    public function test_in_the_mode_with_tokens_no_token_is_sent_before_the_consent(): void {
        set_config('mode', \block_aitranslator\connection::BY_TOKEN, 'block_aitranslator');
        set_config('endpoint', 'https://tool.example', 'block_aitranslator');
        $this->student(false);
        $this->assertSame('consentmissing', $this->call('languages')['exception']->errorcode);
        $this->assertCount(0, $this->sent);
    }

    public function test_who_may_not_translate_sends_nothing(): void {
        $args = ['texts' => ['summer'], 'target' => 'fr'];
        $this->student();
        foreach (['student', 'user'] as $archetype) {
            $roles = get_archetype_roles($archetype);
            role_change_permission(reset($roles)->id, $this->context, 'block/aitranslator:use', CAP_PROHIBIT);
        }
        $this->assertSame('nopermissions', $this->call('translate', $args)['exception']->errorcode);
        $this->assertSame('nopermissions', $this->call('languages')['exception']->errorcode);

        $this->setUser($this->getDataGenerator()->create_user());
        $this->assertSame('requireloginerror', $this->call('translate', $args)['exception']->errorcode);
        $this->setGuestUser();
        $this->assertTrue($this->call('translate', $args)['error']);
        $this->setUser(null);
        $this->assertSame('servicerequireslogin', $this->call('translate', $args)['exception']->errorcode);
        $this->assertCount(0, $this->sent);
    }

    public function test_who_may_not_translate_in_a_block_cannot_name_another_context(): void {
        $user = $this->student();
        $elsewhere = [
            \core\context\system::instance(), \core\context\course::instance($this->course->id),
            \core\context\user::instance($user->id),
        ];
        $other = $this->getDataGenerator()->create_block('online_users');
        $ids = [...array_column($elsewhere, 'id'), \core\context\block::instance($other->id)->id, 987654321];
        foreach ($ids as $contextid) {
            $args = ['texts' => ['summer'], 'target' => 'fr', 'contextid' => $contextid];
            $this->assertSame('noblock', $this->call('translate', $args)['exception']->errorcode);
            $this->assertSame('noblock', $this->call('languages', ['contextid' => $contextid])['exception']->errorcode);
        }
        $this->assertCount(0, $this->sent);
    }

    public function test_a_block_that_was_deleted_or_switched_off_sends_nothing(): void {
        global $DB;
        $this->student();
        $DB->set_field('block', 'visible', 0, ['name' => 'aitranslator']);
        $args = ['texts' => ['summer'], 'target' => 'fr'];
        $this->assertSame('noblock', $this->call('translate', $args)['exception']->errorcode);
        $DB->set_field('block', 'visible', 1, ['name' => 'aitranslator']);
        blocks_delete_instance($DB->get_record('block_instances', ['id' => $this->context->instanceid]));
        $this->assertSame('noblock', $this->call('translate', $args)['exception']->errorcode);
        $this->assertCount(0, $this->sent);
    }

    public function test_a_guest_who_is_let_into_the_course_sends_nothing(): void {
        global $DB;
        $DB->set_field('enrol', 'status', ENROL_INSTANCE_ENABLED, ['enrol' => 'guest', 'courseid' => $this->course->id]);
        $roles = get_archetype_roles('guest');
        assign_capability('block/aitranslator:use', CAP_ALLOW, reset($roles)->id, $this->context);
        $this->setGuestUser();
        $answer = $this->call('translate', ['texts' => ['summer'], 'target' => 'fr']);
        $this->assertSame('noguest', $answer['exception']->errorcode);
    }

    public function test_arguments_that_make_no_sense_are_refused(): void {
        $this->student();
        $good = ['texts' => ['summer'], 'target' => 'fr'];
        $wrong = [
            ['texts' => []], ['texts' => array_fill(0, 51, 'a')], ['target' => 'fr"'], ['source' => '<b>'], ['format' => 'xml'],
            ['contextid' => 0], ['texts' => 'summer'],
        ];
        foreach ($wrong as $change) {
            $this->assertTrue($this->call('translate', $change + $good)['error'], json_encode($change));
        }
        $this->assertCount(0, $this->sent);
    }
}
