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
 * The site's glossary, as an administrator writes it: a line for each term, `term = translation` for every language, or
 * `fr: term = translation` for one. Empty lines, and lines that begin with #, are notes.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class glossary {
    /** As many terms does the service take for one language. */
    public const MOST_TERMS = 200;

    /** As many characters may a term or its translation have. */
    public const LONGEST_TERM = 200;

    /**
     * Takes what {@see parse} has read.
     *
     * @param string[][] $terms of each language, as a lower-case tag or '' for all, the terms and their translations
     */
    private function __construct(
        /** @var string[][] Of each language the terms and their translations. */
        private readonly array $terms,
    ) {
    }

    /**
     * Reads the text of the setting.
     *
     * @param string $text the lines
     * @return self
     * @throws unusable with the line: `glossaryline`, `glossarylong`, `glossarytwice`, `glossarymany`
     */
    public static function parse(string $text): self {
        $terms = [];
        foreach (preg_split('/\R/u', $text) ?: [] as $index => $line) {
            $line = trim($line);
            if ($line === '' || $line[0] === '#') {
                continue;
            }
            [$language, $term, $translation] = self::read($line, $index + 1);
            if (isset($terms[$language][$term])) {
                throw new unusable('glossarytwice', $index + 1);
            }
            $terms[$language][$term] = $translation;
            if (count(array_merge($terms[''] ?? [], $terms[$language])) > self::MOST_TERMS) {
                throw new unusable('glossarymany', $index + 1);
            }
        }
        return new self($terms);
    }

    /**
     * The terms for a language: those for all, those of the language, and those of its region, the nearest last.
     *
     * @param string $target a BCP 47 tag
     * @return string[] translations by term
     */
    public function for_language(string $target): array {
        $found = $this->terms[''] ?? [];
        foreach (array_reverse(language::ranges($target)) as $range) {
            $found = array_replace($found, $this->terms[strtolower($range)] ?? []);
        }
        return array_slice($found, -self::MOST_TERMS, null, true);
    }

    /**
     * Reads one line.
     *
     * @param string $line without spaces around it
     * @param int $at its number
     * @return string[] language, term, translation
     */
    private static function read(string $line, int $at): array {
        if (!preg_match('/^(?:([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*):\s*)?([^=]+?)\s*=\s*([^=]+)$/u', $line, $found)) {
            throw new unusable('glossaryline', $at);
        }
        [, $language, $term, $translation] = $found;
        if (max(mb_strlen($term), mb_strlen($translation)) > self::LONGEST_TERM) {
            throw new unusable('glossarylong', $at);
        }
        return [strtolower($language), $term, $translation];
    }
}
