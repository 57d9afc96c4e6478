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

namespace local_awsevents\local;

/**
 * Tests of what becomes of the odd things that plugins put into events.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\trimmer
 */
final class trimmer_test extends \basic_testcase {
    /**
     * Makes JSON of a value.
     *
     * @param mixed $value anything
     * @param bool $trimmed whether anything should be replaced
     * @param int $bytes how long it may be
     * @return mixed what is in it
     */
    private function trim(mixed $value, bool $trimmed, int $bytes = 100_000): mixed {
        $trimmer = new trimmer();
        $json = $trimmer->json($value, $bytes);
        $this->assertSame($trimmed, $trimmer->trimmed, $json);
        $this->assertLessThanOrEqual(max($bytes, 4), strlen($json));
        return json_decode($json, true, flags: JSON_THROW_ON_ERROR);
    }

    public function test_what_json_can_say_stays_as_it_is(): void {
        $value = ['a' => 1, 'b' => [true, null, 1.5, 'ü'], 'c' => (object) ['d' => []], 7 => '/'];
        $this->assertSame(['a' => 1, 'b' => [true, null, 1.5, 'ü'], 'c' => ['d' => []], 7 => '/'], $this->trim($value, false));
        foreach (['text', 5, null, false, []] as $value) {
            $this->assertSame($value, $this->trim($value, false));
        }
    }

    public function test_what_json_cannot_say_is_marked(): void {
        $closed = fopen('php://memory', 'r');
        fclose($closed);
        $odd = [
            '[INF]' => INF,
            '[-INF]' => -INF,
            '[NAN]' => NAN,
            '[DateTime]' => new \DateTime(),
            '[Closure]' => static fn(): int => 1,
            '[resource (stream)]' => fopen('php://memory', 'r'),
            '[resource (closed)]' => $closed,
        ];
        foreach ($odd as $marker => $value) {
            $this->assertSame(['a' => $marker], $this->trim(['a' => $value], true));
        }
    }

    public function test_binary_texts_and_names_become_utf_8_and_the_loss_is_said(): void {
        $this->assertSame(['a' => "caf\u{fffd}"], $this->trim(['a' => "caf\xe9"], true));
        $this->assertSame(["\u{fffd}" => 1], $this->trim(["\xff" => 1], true));
        $this->assertSame(["a\0b"], $this->trim(["a\0b"], false));
    }

    public function test_what_contains_itself_comes_to_an_end(): void {
        $object = new \stdClass();
        $object->one = $object;
        $object->two = $object;
        $this->assertIsArray($this->trim(['a' => $object], true));
        $array = ['x' => 1];
        $array['self'] = &$array;
        $this->assertIsArray($this->trim($array, true));
    }

    public function test_too_many_values_are_cut(): void {
        $this->assertLessThan(6000, count($this->trim(range(1, 100_000), true)));
    }

    public function test_the_longest_texts_go_first(): void {
        $value = ['short' => 'stays', 'list' => [str_repeat('a', 3000), str_repeat('b', 500)], 'long' => str_repeat('c', 9000)];
        $expected = $value;
        $expected['long'] = '[trimmed: 9002 bytes]';
        $this->assertSame($expected, $this->trim($value, true, 4000));
        $expected['list'][0] = '[trimmed: 3002 bytes]';
        $this->assertSame($expected, $this->trim($value, true, 1000));
    }

    public function test_it_is_measured_in_json_and_not_in_characters(): void {
        $this->assertSame(['[trimmed: 902 bytes]'], $this->trim([str_repeat("\u{1f393}", 75)], true, 900));
        $this->assertSame([str_repeat("\u{1f393}", 74)], $this->trim([str_repeat("\u{1f393}", 74)], false, 900));
    }

    public function test_when_even_the_markers_are_too_much_nothing_is_left_and_that_is_said(): void {
        $this->assertNull($this->trim(array_fill(0, 1000, 'short'), true, 500));
        $this->assertNull($this->trim(array_fill(0, 1000, str_repeat('long', 100)), true, 500));
        $this->assertNull($this->trim('text', true, -5));
    }

    public function test_texts_in_objects_are_replaced_where_they_are_and_the_caller_keeps_its_own(): void {
        $value = ['object' => (object) ['text' => str_repeat('x', 1000)]];
        $this->assertSame(['object' => ['text' => '[trimmed: 1002 bytes]']], $this->trim($value, true, 200));
        $this->assertSame(1000, strlen($value['object']->text));
    }
}
