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

namespace local_awsevents\external;

use core\context\coursecat as category_context;
use core\context\system as system_context;
use local_awsevents\access_testcase;
use local_awsevents\options;
use local_awsevents\web_service_setup;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../access_testcase.php');

/**
 * Tests of the function that lists the courses of the site to an indexer.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\external\get_courses
 */
final class get_courses_test extends access_testcase {
    /**
     * Makes courses.
     *
     * @param int $count how many
     * @param array $more their settings
     * @return int[] their ids
     */
    private function courses(int $count, array $more = []): array {
        $make = fn(): int => (int) $this->getDataGenerator()->create_course($more)->id;
        return array_map($make, range(1, $count));
    }

    /**
     * Asks as the user of the web service.
     *
     * @param array $arguments `after`, `limit`
     * @return array the courses
     */
    private function list(array $arguments = []): array {
        $answer = $this->call('local_awsevents_get_courses', $arguments);
        $this->assertFalse($answer['error'], json_encode($answer['exception'] ?? null));
        return $answer['data']['courses'];
    }

    public function test_every_course_but_the_front_page_is_told_with_its_name_and_whether_it_is_shown(): void {
        [$hidden] = $this->courses(1, ['visible' => 0, 'fullname' => 'Harbours']);
        $this->assertSame([
            ['id' => (int) $this->course->id, 'fullname' => $this->course->fullname, 'visible' => true],
            ['id' => $hidden, 'fullname' => 'Harbours', 'visible' => false],
        ], $this->list());
    }

    public function test_the_courses_come_in_the_order_of_their_ids_and_page_after_page_each_once(): void {
        $all = [(int) $this->course->id, ...$this->courses(6)];
        // Moodle sorts by another column unless it is told not to.
        foreach ([...array_reverse($all), SITEID] as $place => $id) {
            $GLOBALS['DB']->set_field('course', 'sortorder', 50000 + $place, ['id' => $id]);
        }
        $told = [];
        for ($pages = 1; $page = array_column($this->list(['after' => end($told) ?: 0, 'limit' => 3]), 'id'); $pages++) {
            $this->assertLessThanOrEqual(3, count($page));
            $told = [...$told, ...$page];
        }
        $this->assertSame([$all, 4], [$told, $pages]);
        $this->assertSame([], $this->list(['after' => PHP_INT_MAX]));
        $this->assertSame($all, array_column($this->list(['limit' => 5000]), 'id'));
    }

    public function test_hidden_courses_that_the_role_is_kept_from_are_left_out_and_make_no_page_short(): void {
        $category = $this->getDataGenerator()->create_category();
        $kept = $this->courses(5, ['category' => $category->id, 'visible' => 0]);
        $open = $this->courses(1, ['category' => $category->id]);
        $last = $this->courses(3);
        $context = category_context::instance($category->id);
        self::set('moodle/course:viewhiddencourses', CAP_PREVENT, $context, web_service_setup::ROLE);
        $this->assertSame([...$open, $last[0]], array_column($this->list(['after' => $this->course->id, 'limit' => 2]), 'id'));
        $this->assertSame([(int) $this->course->id, ...$open, ...$last], array_column($this->list(), 'id'));
        self::set('moodle/course:viewhiddencourses', CAP_INHERIT, $context, web_service_setup::ROLE);
        $this->assertSame(array_slice($kept, 0, 2), array_column($this->list(['after' => $this->course->id, 'limit' => 2]), 'id'));
    }

    public function test_courses_whose_events_are_not_sent_are_left_out_and_make_no_page_short(): void {
        $all = [(int) $this->course->id, ...$this->courses(5)];
        set_config('courses', "{$all[1]},{$all[2]}", 'local_awsevents');
        set_config('coursefilter', options::ONLY_COURSES, 'local_awsevents');
        $this->assertSame([$all[1], $all[2]], array_column($this->list(), 'id'));
        set_config('coursefilter', options::EXCEPT_COURSES, 'local_awsevents');
        $this->assertSame([$all[0], $all[3]], array_column($this->list(['limit' => 2]), 'id'));
        $this->assertSame([$all[0], $all[3], $all[4], $all[5]], array_column($this->list(), 'id'));
    }

    public function test_names_are_those_that_moodles_own_function_tells(): void {
        $names = ['A & B < C', '<b>Bold</b> &amp; "so"', '<span lang="en" class="multilang">Sea</span>', "l'été – 海"];
        foreach ($names as $name) {
            [$id] = $this->courses(1, ['fullname' => $name]);
            $theirs = $this->call('core_course_get_courses_by_field', ['field' => 'id', 'value' => $id])['data']['courses'];
            $ours = $this->list(['after' => $id - 1]);
            $this->assertSame(array_column($theirs, 'fullname'), array_column($ours, 'fullname'), $name);
        }
    }

    public function test_a_page_takes_as_many_queries_for_many_courses_as_for_few(): void {
        global $DB;
        $this->courses(20, ['visible' => 0]);
        $this->courses(20);
        $this->setUser($DB->get_record('user', ['username' => web_service_setup::USERNAME]));
        $reads = static function (int $limit) use ($DB): int {
            \context_helper::reset_caches();
            $before = $DB->perf_get_reads();
            self::assertCount($limit, get_courses::execute(0, $limit)['courses']);
            return $DB->perf_get_reads() - $before;
        };
        $reads(1);
        $this->assertSame($reads(2), $reads(40));
    }

    public function test_who_lacks_one_of_the_capabilities_on_the_whole_site_is_refused(): void {
        $site = system_context::instance();
        foreach (['moodle/course:view', 'moodle/course:viewhiddenactivities'] as $capability) {
            self::set($capability, CAP_PREVENT, $site, web_service_setup::ROLE);
            $answer = $this->call('local_awsevents_get_courses', []);
            $this->assertSame('nopermissions', $answer['exception']->errorcode ?? null, $capability);
            self::set($capability, CAP_ALLOW, $site, web_service_setup::ROLE);
        }
        $this->assertCount(1, $this->list());
        $this->getDataGenerator()->enrol_user($this->student->id, $this->course->id, 'editingteacher');
        $this->setUser($this->student);
        $this->expectException(\required_capability_exception::class);
        get_courses::execute();
    }

    public function test_a_limit_of_no_course_or_too_many_is_refused(): void {
        foreach ([0, -1, 5001, PHP_INT_MAX] as $limit) {
            $answer = $this->call('local_awsevents_get_courses', ['limit' => $limit]);
            $this->assertSame('invalidparameter', $answer['exception']->errorcode ?? null, $limit);
        }
        $this->assertCount(1, $this->list(['limit' => 1]));
    }
}
