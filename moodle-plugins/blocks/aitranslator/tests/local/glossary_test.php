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

namespace block_aitranslator\local;

/**
 * Tests of the glossary.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\local\glossary
 */
final class glossary_test extends \basic_testcase {
    public function test_a_language_gets_the_terms_for_all_and_its_own_the_nearest_last(): void {
        $glossary = glossary::parse(
            "# Names\nMoodle = Moodle\r\n\nfr: quiz = test\nfr-CA: quiz = jeu-questionnaire\n  de:  seminar  =  Seminar \n",
        );
        $this->assertSame(['Moodle' => 'Moodle'], $glossary->for_language('es'));
        $this->assertSame(['Moodle' => 'Moodle', 'quiz' => 'test'], $glossary->for_language('fr'));
        $this->assertSame(['Moodle' => 'Moodle', 'quiz' => 'jeu-questionnaire'], $glossary->for_language('fr-ca'));
        $this->assertSame(['Moodle' => 'Moodle', 'seminar' => 'Seminar'], $glossary->for_language('DE'));
        $this->assertSame([], glossary::parse('')->for_language('fr'));
    }

    public function test_terms_in_every_script_are_taken(): void {
        $glossary = glossary::parse("école = school\nहिन्दी = Hindi\nfr: 2 : 1 = deux contre un");
        $this->assertSame(['école' => 'school', 'हिन्दी' => 'Hindi'], $glossary->for_language('en'));
        $this->assertSame('deux contre un', $glossary->for_language('fr')['2 : 1']);
    }

    public function test_the_line_that_is_wrong_is_named(): void {
        $long = str_repeat('é', 201);
        $wrong = [
            ['glossaryline', "a = b\nnothing", 2],
            ['glossaryline', '= b', 1],
            ['glossaryline', 'a =', 1],
            ['glossaryline', 'a = b = c', 1],
            ['glossarylong', "\n\n{$long} = b", 3],
            ['glossarylong', "a = {$long}", 1],
            ['glossarytwice', "a = b\na = c", 2],
            ['glossarymany', implode("\n", array_map(static fn(int $n): string => "term {$n} = x", range(1, 201))), 201],
            ['glossarymany', implode("\n", array_map(static fn(int $n): string => "term{$n} = x", range(1, 200))) . "\nfr: a = b", 201],
        ];
        foreach ($wrong as [$stringkey, $text, $at]) {
            try {
                glossary::parse($text);
                $this->fail("taken: {$text}");
            } catch (unusable $error) {
                $this->assertSame([$stringkey, $at], [$error->stringkey, $error->at]);
            }
        }
    }

    public function test_as_many_and_as_long_terms_as_the_service_takes_are_taken(): void {
        $long = str_repeat('é', 196);
        $lines = array_map(static fn(int $n): string => "{$long}{$n} = x", range(100, 299));
        $this->assertCount(200, glossary::parse(implode("\n", $lines))->for_language('fr'));
    }

    public function test_terms_that_are_numbers_stay_texts(): void {
        $this->assertEquals((object) ['42' => 'x'], (object) glossary::parse('42 = x')->for_language('fr'));
        $both = glossary::parse("42 = x\nfr: 43 = y")->for_language('fr');
        $this->assertSame('{"42":"x","43":"y"}', json_encode((object) $both));
    }
}
