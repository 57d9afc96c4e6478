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
 * Makes JSON that is no longer than allowed of what a plugin put into an event, whatever that is.
 *
 * What JSON cannot say, and what is too much, is replaced by a marker in square brackets.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class trimmer {
    /** How the rest of the envelope is written too: in ASCII, so that a length in characters is one in bytes. */
    public const JSON = JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR;

    /** How deep values may lie in each other. It also ends what contains itself. */
    private const DEPTH = 16;

    /** How many values there may be. */
    private const VALUES = 5000;

    /** Texts that are shorter are not worth a marker, in bytes of JSON. */
    private const SHORT = 64;

    /** @var bool Whether anything was replaced. */
    public bool $trimmed = false;

    /** @var int How many values are still allowed. */
    private int $left = self::VALUES;

    /** @var array[] References to the texts, with their lengths in JSON. */
    private array $texts = [];

    /**
     * The JSON for a value. Call it once.
     *
     * @param mixed $value anything
     * @param int $bytes how long the JSON may be
     * @return string `null` when even markers are too much
     */
    public function json(mixed $value, int $bytes): string {
        $clean = $this->clean($value, 0);
        $json = json_encode($clean, self::JSON);
        $over = strlen($json) - $bytes;
        if ($over <= 0) {
            return $json;
        }
        $this->trimmed = true;
        $this->collect($clean);
        // The longest texts go first, so that few are lost.
        usort($this->texts, static fn(array $one, array $other): int => $other['length'] <=> $one['length']);
        foreach ($this->texts as $text) {
            if ($over <= 0 || $text['length'] <= self::SHORT) {
                break;
            }
            $text['value'] = "[trimmed: {$text['length']} bytes]";
            $over -= $text['length'] - strlen($text['value']) - 2;
        }
        return $over <= 0 ? json_encode($clean, self::JSON) : 'null';
    }

    /**
     * What JSON can say of a value.
     *
     * @param mixed $value anything
     * @param int $depth how deep it lies
     * @return mixed
     */
    private function clean(mixed $value, int $depth): mixed {
        if (--$this->left < 0 || $depth > self::DEPTH) {
            return $this->marked('trimmed');
        }
        if ($value instanceof \BackedEnum) {
            return $value->value;
        }
        if (is_array($value) || $value instanceof \stdClass) {
            return $this->clean_all($value, $depth);
        }
        return match (true) {
            is_string($value) => $this->text($value),
            is_float($value) && !is_finite($value) => $this->marked((string) $value),
            is_object($value), is_resource($value) => $this->marked(get_debug_type($value)),
            $value === null, is_scalar($value) => $value,
            default => $this->marked(get_debug_type($value)),
        };
    }

    /**
     * The same of all values in an array or an object.
     *
     * @param array|\stdClass $values by name
     * @param int $depth how deep they lie
     * @return mixed
     */
    private function clean_all(array|\stdClass $values, int $depth): mixed {
        $clean = [];
        foreach ((array) $values as $name => $value) {
            if ($this->left <= 0) {
                $this->trimmed = true;
                break;
            }
            $clean[is_string($name) ? $this->text($name) : $name] = $this->clean($value, $depth + 1);
        }
        return is_object($values) ? (object) $clean : $clean;
    }

    /**
     * A text in UTF-8.
     *
     * @param string $text perhaps binary
     * @return string
     */
    private function text(string $text): string {
        if (mb_check_encoding($text, 'UTF-8')) {
            return $text;
        }
        $this->trimmed = true;
        return json_decode(json_encode($text, JSON_INVALID_UTF8_SUBSTITUTE));
    }

    /**
     * What stands instead of a value.
     *
     * @param string $why what it was
     * @return string
     */
    private function marked(string $why): string {
        $this->trimmed = true;
        return '[' . $this->text($why) . ']';
    }

    /**
     * Finds the texts, to replace them where they are.
     *
     * @param mixed $value what {@see clean} made
     */
    private function collect(mixed &$value): void {
        if (is_string($value)) {
            $this->texts[] = ['value' => &$value, 'length' => strlen(json_encode($value, self::JSON))];
        } else if (is_array($value) || is_object($value)) {
            foreach ($value as &$item) {
                $this->collect($item);
            }
        }
    }
}
