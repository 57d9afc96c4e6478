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

namespace block_aitranslator;

use block_aitranslator\local\language;

/**
 * The list of languages for a page: named in its language, those of the site first.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class language_list {
    /**
     * Makes the list.
     *
     * @param array $list what the service can translate, see {@see local\service_client::languages}
     * @return array as the function block_aitranslator_languages returns it
     */
    public static function of(array $list): array {
        $codes = array_keys(get_string_manager()->get_list_of_translations());
        $nearest = static fn(string $code): ?string => language::nearest($code, $list['languages']);
        $own = $nearest(current_language());
        $site = array_unique(array_filter([$own, ...array_map($nearest, $codes)]));
        $limits = $list['limits'];
        return [
            'model' => $list['model'],
            'glossary' => $list['glossary'],
            'preferred' => (string) ($own ?? reset($site)),
            'languages' => self::named($list['languages'], $site, $own),
            'anypair' => $list['pairs'] === null,
            'pairs' => array_map(static fn(array $pair): array => [
                'source' => $pair['source'],
                'target' => $pair['target'],
                'via' => (string) ($pair['via'] ?? ''),
            ], $list['pairs'] ?? []),
            'limits' => [
                'texts' => $limits['texts'],
                'characterspertext' => min(translator::most_characters(), $limits['characters_per_text']),
                'characterspercall' => $limits['characters_per_call'],
            ],
        ];
    }

    /**
     * Names the languages and sorts them: the person's own, those of the site, all others.
     *
     * @param string[] $tags all of them
     * @param string[] $site those of the site
     * @param string|null $own the person's
     * @return array[]
     */
    private static function named(array $tags, array $site, ?string $own): array {
        $names = array_combine($tags, array_map(self::name(...), $tags));
        \core_collator::asort($names);
        $rank = static fn(string $tag): int => $tag === $own ? 0 : (in_array($tag, $site, true) ? 1 : 2);
        $sorted = array_keys($names);
        // Sorting keeps the order of names among those of the same rank.
        usort($sorted, static fn(string $one, string $other): int => $rank($one) <=> $rank($other));
        return array_map(static fn(string $tag): array => [
            'tag' => $tag,
            'name' => $names[$tag],
            'dir' => language::direction($tag),
            'site' => $rank($tag) < 2,
        ], $sorted);
    }

    /**
     * A language's name in that of the page.
     *
     * @param string $tag a BCP 47 tag
     * @return string
     */
    private static function name(string $tag): string {
        $name = \Locale::getDisplayName($tag, language::tag(current_language())) ?: $tag;
        return \core_text::strtoupper(\core_text::substr($name, 0, 1)) . \core_text::substr($name, 1);
    }
}
