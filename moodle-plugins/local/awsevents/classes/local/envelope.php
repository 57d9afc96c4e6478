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
 * Makes of an event of Moodle what is sent: its detail, in JSON.
 *
 * The form is described in docs/events/moodle-event.v1.schema.json of the project. What must not be sent is left out here, so
 * that it is not stored either.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class envelope {
    /** The version of the form. */
    public const SCHEMA_VERSION = 1;

    /**
     * How long a detail is at most, in bytes. EventBridge takes more, but not every service that a rule sends on to takes
     * more than 256 KiB.
     */
    public const BYTES = 240_000;

    /** The event whose rest is never sent: what a setting of the site was and is, keys and passwords of other plugins too. */
    private const SETTING_CHANGED = '\core\event\config_log_created';

    /** Kept free for the sequence. */
    private const SEQUENCE_BYTES = 32;

    /** The context level of a user. */
    private const CONTEXT_USER = 30;

    /** The context level of an activity. */
    private const CONTEXT_MODULE = 70;

    /**
     * Takes what is the same for all events of a site.
     *
     * @param string $siteid UUID of this installation of the plugin
     * @param string $wwwroot the site's address
     * @param pseudonym|null $pseudonym what people are called instead of their ids; null sends the ids
     * @param bool $sendother whether to send what else the event says: names, titles, texts
     */
    public function __construct(
        /** @var string UUID of this installation of the plugin. */
        private readonly string $siteid,
        /** @var string The site's address. */
        private readonly string $wwwroot,
        /** @var pseudonym|null What people are called instead of their ids; null sends the ids. */
        private readonly ?pseudonym $pseudonym,
        /** @var bool Whether to send what else the event says: names, titles, texts. */
        private readonly bool $sendother,
    ) {
    }

    /**
     * The detail, without the sequence.
     *
     * @param array $data what Moodle's `get_data()` says
     * @param string $eventid UUID of the event
     * @param string|null $ip the address of who did it; null does not send it
     * @return string JSON in ASCII
     */
    public function detail(array $data, string $eventid, ?string $ip = null): string {
        $detail = [
            'schemaversion' => self::SCHEMA_VERSION,
            'eventid' => $eventid,
            'siteid' => $this->siteid,
            'wwwroot' => $this->wwwroot,
            'eventname' => self::word($data, 'eventname'),
            'component' => self::word($data, 'component'),
            'action' => self::word($data, 'action'),
            'target' => self::word($data, 'target'),
            'objecttable' => self::word($data, 'objecttable'),
            'objectid' => self::id($data, 'objectid'),
            'crud' => self::word($data, 'crud'),
            'edulevel' => self::id($data, 'edulevel'),
            'contextid' => self::id($data, 'contextid'),
            'contextlevel' => self::id($data, 'contextlevel'),
            'contextinstanceid' => self::id($data, 'contextinstanceid'),
            'userid' => self::id($data, 'userid'),
            'courseid' => self::id($data, 'courseid'),
            'relateduserid' => self::id($data, 'relateduserid'),
            'anonymous' => self::id($data, 'anonymous'),
            'timecreated' => self::id($data, 'timecreated'),
        ];
        $detail['cmid'] = $detail['contextlevel'] === self::CONTEXT_MODULE ? $detail['contextinstanceid'] : null;
        $detail['modulename'] = self::modulename($data);
        $detail = $this->without_people($detail);
        if ($ip !== null) {
            $detail['ip'] = $ip;
        }
        return $this->with_other($detail, $detail['eventname'] === self::SETTING_CHANGED ? null : $data['other'] ?? null);
    }

    /**
     * Puts pseudonyms in the place of the ids of people.
     *
     * @param array $detail the detail so far
     * @return array
     */
    private function without_people(array $detail): array {
        $people = [
            'userid' => true,
            'relateduserid' => true,
            'objectid' => $detail['objecttable'] === 'user',
            'contextinstanceid' => $detail['contextlevel'] === self::CONTEXT_USER,
        ];
        foreach ($people as $key => $isperson) {
            $id = $detail[$key];
            $hide = $isperson && $id > 0 && $this->pseudonym !== null;
            $detail["{$key}_hash"] = $hide ? $this->pseudonym->of_user($id) : null;
            $detail[$key] = $hide ? null : $id;
        }
        return $detail;
    }

    /**
     * Adds what else the event says, as far as it may and fits.
     *
     * @param array $detail the detail so far
     * @param mixed $other what else it says
     * @return string JSON
     */
    private function with_other(array $detail, mixed $other): string {
        $json = json_encode($detail, trimmer::JSON | JSON_INVALID_UTF8_SUBSTITUTE);
        if (!$this->sendother || $other === null) {
            return substr($json, 0, -1) . ',"other":null}';
        }
        $trimmer = new trimmer();
        $marker = ',"other_trimmed":true';
        $rest = self::BYTES - self::SEQUENCE_BYTES - strlen($json) - strlen($marker) - strlen(',"other":}');
        $otherjson = $trimmer->json($other, $rest);
        return substr($json, 0, -1) . ',"other":' . $otherjson . ($trimmer->trimmed ? $marker : '') . '}';
    }

    /**
     * A word of an event.
     *
     * @param array $data what Moodle says
     * @param string $key which one
     * @return string|null
     */
    private static function word(array $data, string $key): ?string {
        return is_string($data[$key] ?? null) ? $data[$key] : null;
    }

    /**
     * A number of an event. Moodle writes it as a number or in digits, as the database gave it.
     *
     * @param array $data what Moodle says
     * @param string $key which one
     * @return int|null
     */
    private static function id(array $data, string $key): ?int {
        $value = $data[$key] ?? null;
        if (is_int($value)) {
            return $value;
        }
        $number = is_bool($value) ? (int) $value : filter_var($value, FILTER_VALIDATE_INT);
        return $number === false ? null : $number;
    }

    /**
     * The kind of activity that an event is about, such as `quiz`.
     *
     * @param array $data what Moodle says
     * @return string|null
     */
    private static function modulename(array $data): ?string {
        $named = is_array($data['other'] ?? null) ? self::word($data['other'], 'modulename') : null;
        $component = (string) self::word($data, 'component');
        return $named ?? (str_starts_with($component, 'mod_') ? substr($component, 4) : null);
    }
}
