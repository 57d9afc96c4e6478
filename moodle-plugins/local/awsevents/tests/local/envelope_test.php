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
 * Tests of what is sent, on events as Moodle makes them and as plugins might.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\envelope
 */
final class envelope_test extends \basic_testcase {
    /** The ids of events in these tests. */
    private const EVENT_ID = '0190f9f3-6b1c-4b56-8d5a-0d6f2b1c9a10';

    /** An event of Moodle: an activity was changed. */
    private const DATA = [
        'eventname' => '\core\event\course_module_updated',
        'component' => 'core',
        'action' => 'updated',
        'target' => 'course_module',
        'objecttable' => 'course_modules',
        'objectid' => '97',
        'crud' => 'u',
        'edulevel' => 1,
        'contextid' => 191,
        'contextlevel' => 70,
        'contextinstanceid' => '97',
        'userid' => '3',
        'courseid' => '8',
        'relateduserid' => null,
        'anonymous' => 0,
        'other' => ['modulename' => 'resource', 'instanceid' => '48', 'name' => 'Été & <b>'],
        'timecreated' => 1795299040,
    ];

    /**
     * The detail of an event.
     *
     * @param array $change what differs from {@see DATA}
     * @param bool $private whether people are not named
     * @param bool $other whether the rest is sent
     * @param string|null $ip of who did it
     * @return array
     */
    private static function detail(array $change = [], bool $private = true, bool $other = false, ?string $ip = null): array {
        $envelope = self::envelope($private, $other);
        return json_decode($envelope->detail($change + self::DATA, self::EVENT_ID, $ip), true, flags: JSON_THROW_ON_ERROR);
    }

    /**
     * The envelope of a site.
     *
     * @param bool $private whether people are not named
     * @param bool $other whether the rest is sent
     * @return envelope
     */
    private static function envelope(bool $private = true, bool $other = false): envelope {
        $pseudonym = $private ? new pseudonym('a secret') : null;
        return new envelope('5f0c6f6e-7f0e-4f7e-9c66-2b8f6f1a1f00', 'https://moodle.example/campus', $pseudonym, $other);
    }

    /**
     * The events of a real Moodle.
     *
     * @return array[]
     */
    private static function recorded(): array {
        $lines = file(__DIR__ . '/../fixtures/recorded-events.jsonl', FILE_IGNORE_NEW_LINES);
        return array_map(static fn(string $line): array => json_decode($line, true, flags: JSON_THROW_ON_ERROR), $lines);
    }

    public function test_the_settings_of_the_site_are_never_sent(): void {
        $change = ['eventname' => '\core\event\config_log_created', 'other' => ['name' => 'apikey', 'value' => 'sk-1234']];
        $this->assertNull(self::detail($change, other: true)['other']);
    }

    public function test_by_default_neither_people_nor_what_they_wrote_are_in_it(): void {
        $hash = hash_hmac('sha256', 'user:3', 'a secret');
        $this->assertSame([
            'schemaversion' => 1,
            'eventid' => self::EVENT_ID,
            'siteid' => '5f0c6f6e-7f0e-4f7e-9c66-2b8f6f1a1f00',
            'wwwroot' => 'https://moodle.example/campus',
            'eventname' => '\core\event\course_module_updated',
            'component' => 'core',
            'action' => 'updated',
            'target' => 'course_module',
            'objecttable' => 'course_modules',
            'objectid' => 97,
            'crud' => 'u',
            'edulevel' => 1,
            'contextid' => 191,
            'contextlevel' => 70,
            'contextinstanceid' => 97,
            'userid' => null,
            'courseid' => 8,
            'relateduserid' => null,
            'anonymous' => 0,
            'timecreated' => 1795299040,
            'cmid' => 97,
            'modulename' => 'resource',
            'userid_hash' => $hash,
            'relateduserid_hash' => null,
            'objectid_hash' => null,
            'contextinstanceid_hash' => null,
            'other' => null,
        ], self::detail());
    }

    public function test_a_person_has_the_same_pseudonym_wherever_it_stands(): void {
        $detail = self::detail([
            'relateduserid' => 3, 'objecttable' => 'user', 'objectid' => '3', 'contextlevel' => 30, 'contextinstanceid' => 3,
        ]);
        $keys = ['userid', 'relateduserid', 'objectid', 'contextinstanceid'];
        foreach ($keys as $key) {
            $this->assertNull($detail[$key], $key);
            $this->assertSame(hash_hmac('sha256', 'user:3', 'a secret'), $detail["{$key}_hash"], $key);
        }
        $this->assertNull($detail['cmid']);
    }

    public function test_ids_of_people_are_sent_where_that_is_allowed(): void {
        $detail = self::detail(['relateduserid' => '12'], false);
        $this->assertSame([3, 12], [$detail['userid'], $detail['relateduserid']]);
        $this->assertSame([null, null], [$detail['userid_hash'], $detail['relateduserid_hash']]);
    }

    public function test_nobody_is_nobody(): void {
        foreach ([0 => 0, '0' => 0, '-1' => -1] as $id => $sent) {
            $detail = self::detail(['userid' => $id]);
            $this->assertSame([$sent, null], [$detail['userid'], $detail['userid_hash']]);
        }
        $this->assertNull(self::detail(['userid' => null])['userid']);
    }

    public function test_an_address_is_sent_only_when_it_is_given(): void {
        $this->assertArrayNotHasKey('ip', self::detail());
        $this->assertSame('192.0.2.1', self::detail([], true, false, '192.0.2.1')['ip']);
    }

    public function test_the_kind_of_activity_comes_from_the_event_or_from_its_component(): void {
        $this->assertSame('quiz', self::detail(['component' => 'mod_quiz', 'other' => null])['modulename']);
        $this->assertSame('resource', self::detail(['component' => 'mod_quiz'])['modulename']);
        $this->assertNull(self::detail(['other' => ['modulename' => ['x']]])['modulename']);
        $this->assertNull(self::detail(['other' => 'modulename'])['modulename']);
    }

    public function test_what_else_the_event_says_is_sent_where_that_is_allowed(): void {
        $detail = self::detail([], true, true);
        $this->assertSame(self::DATA['other'], $detail['other']);
        $this->assertArrayNotHasKey('other_trimmed', $detail);
    }

    public function test_what_is_too_long_is_cut_with_a_marker_and_never_without(): void {
        $other = ['content' => str_repeat('é', 200_000), 'format' => 1];
        $json = self::envelope(true, true)->detail(['other' => $other] + self::DATA, self::EVENT_ID);
        $this->assertLessThanOrEqual(envelope::BYTES, strlen($json));
        $detail = json_decode($json, true, flags: JSON_THROW_ON_ERROR);
        $this->assertSame(['content' => '[trimmed: 1200002 bytes]', 'format' => 1], $detail['other']);
        $this->assertTrue($detail['other_trimmed']);
    }

    public function test_it_is_never_longer_than_allowed_and_no_more_is_cut_than_must_be(): void {
        $longest = 0;
        for ($length = 238_900; $length < 239_400; $length += 5) {
            $other = ['cut' => str_repeat('x', 300_000), 'kept' => str_repeat('y', $length)];
            $json = self::envelope(true, true)->detail(['other' => $other] + self::DATA, self::EVENT_ID);
            $this->assertLessThanOrEqual(envelope::BYTES, strlen(entry::of(new outbox_row(PHP_INT_MAX, 'x', 1, $json, 0))->detail));
            $longest = max($longest, strlen(json_decode($json, true)['other']['kept']));
        }
        $this->assertGreaterThan(239_000, $longest);
    }

    public function test_ids_that_are_none_are_null(): void {
        foreach (['x', '', 'NaN', '1.5', [], 1.5, null] as $id) {
            $this->assertNull(self::detail(['objectid' => $id])['objectid'], var_export($id, true));
        }
        $this->assertSame(PHP_INT_MAX, self::detail(['objectid' => (string) PHP_INT_MAX])['objectid']);
        $this->assertSame(1, self::detail(['anonymous' => true])['anonymous']);
    }

    public function test_an_event_that_lacks_almost_everything_is_one_all_the_same(): void {
        $json = self::envelope(true, true)->detail(['eventname' => "\\x\\event\\\xff"], self::EVENT_ID);
        $detail = json_decode($json, true, flags: JSON_THROW_ON_ERROR);
        $this->assertSame("\\x\\event\\\u{fffd}", $detail['eventname']);
        $this->assertNull($detail['component']);
    }

    public function test_it_is_ascii_so_that_every_database_counts_its_bytes_alike(): void {
        $json = self::envelope(true, true)->detail(['other' => ['name' => 'Été 日本 🎓']] + self::DATA, self::EVENT_ID);
        $this->assertMatchesRegularExpression('/^[\x20-\x7e]+$/', $json);
        $this->assertSame('Été 日本 🎓', json_decode($json, true)['other']['name']);
    }

    public function test_every_recorded_event_of_a_real_moodle_is_sent_whole(): void {
        $recorded = self::recorded();
        $this->assertGreaterThan(150, count($recorded));
        foreach ($recorded as $data) {
            $detail = json_decode(self::envelope(false, true)->detail($data, self::EVENT_ID), true);
            $this->assertEquals($data, array_intersect_key($detail, $data), $data['eventname']);
            foreach (preg_grep('/id$|^(anonymous|edulevel|contextlevel|timecreated)$/', array_keys($data)) as $key) {
                $this->assertTrue($detail[$key] === null || is_int($detail[$key]), "{$key} of {$data['eventname']}");
            }
            $this->assertArrayNotHasKey('other_trimmed', $detail);
        }
    }

    public function test_no_recorded_event_names_a_person_by_default(): void {
        $hidden = 0;
        foreach (self::recorded() as $data) {
            $detail = json_decode(self::envelope()->detail($data, self::EVENT_ID), true);
            $this->assertNull($detail['other']);
            // Some events are of nobody, and say so by -1.
            $people = array_filter([
                'userid' => $data['userid'],
                'relateduserid' => $data['relateduserid'],
                'objectid' => $data['objecttable'] === 'user' ? $data['objectid'] : null,
                'contextinstanceid' => $data['contextlevel'] === 30 ? $data['contextinstanceid'] : null,
            ], static fn(mixed $id): bool => $id > 0);
            foreach ($people as $key => $id) {
                $this->assertNull($detail[$key], "{$key} of {$data['eventname']}");
                $this->assertSame(hash_hmac('sha256', "user:{$id}", 'a secret'), $detail["{$key}_hash"]);
                $hidden++;
            }
        }
        $this->assertGreaterThan(200, $hidden);
    }
}
