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
 * Languages as Moodle and as the service name them.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class language {
    /** Moodle's codes that are no tags of BCP 47 when their underscores become hyphens. */
    private const OF_MOODLE = [
        'no' => 'nb',
        'sr_cr' => 'sr-Cyrl',
        'sr_lt' => 'sr-Latn',
        'zh_cn' => 'zh-Hans',
        'zh_tw' => 'zh-Hant',
    ];

    /** Languages that are written from right to left where their tag names no script. */
    private const RIGHT_TO_LEFT = ['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'nqo', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi'];

    /** Scripts that are written from right to left. */
    private const RIGHT_TO_LEFT_SCRIPTS = ['adlm', 'arab', 'hebr', 'nkoo', 'rohg', 'syrc', 'thaa'];

    /**
     * The tag of a language of Moodle.
     *
     * @param string $code such as `pt_br`
     * @return string such as `pt-br`
     */
    public static function tag(string $code): string {
        return self::OF_MOODLE[$code] ?? str_replace('_', '-', $code);
    }

    /**
     * A tag and all that it is a kind of, the nearest first: `zh-Hant-TW`, `zh-Hant`, `zh`.
     *
     * @param string $tag a BCP 47 tag
     * @return string[]
     */
    public static function ranges(string $tag): array {
        $parts = explode('-', $tag);
        $lengths = range(count($parts), 1);
        return array_map(static fn(int $length): string => implode('-', array_slice($parts, 0, $length)), $lengths);
    }

    /**
     * Which of some languages is the nearest to one of Moodle.
     *
     * @param string $code a code of Moodle
     * @param string[] $tags what there is
     * @return string|null one of the tags
     */
    public static function nearest(string $code, array $tags): ?string {
        $bylower = array_combine(array_map(strtolower(...), $tags), $tags);
        foreach (self::ranges(strtolower(self::tag($code))) as $range) {
            if (isset($bylower[$range])) {
                return $bylower[$range];
            }
        }
        return null;
    }

    /**
     * How a language is written.
     *
     * @param string $tag a BCP 47 tag
     * @return string `ltr` or `rtl`
     */
    public static function direction(string $tag): string {
        $parts = explode('-', strtolower($tag));
        foreach (array_slice($parts, 1) as $part) {
            if (strlen($part) === 4 && ctype_alpha($part)) {
                return in_array($part, self::RIGHT_TO_LEFT_SCRIPTS, true) ? 'rtl' : 'ltr';
            }
        }
        return in_array($parts[0], self::RIGHT_TO_LEFT, true) ? 'rtl' : 'ltr';
    }
}
