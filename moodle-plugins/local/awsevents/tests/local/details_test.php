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
 * Tests that what is sent is what its readers are tested with.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \local_awsevents\local\envelope
 * @covers \local_awsevents\local\entry
 */
final class details_test extends \basic_testcase {
    /**
     * What is sent of each kind of event that was recorded: once as a site sends it that nobody has changed the settings of, and
     * once with everything that may be sent.
     *
     * @return string[]
     */
    private static function details(): array {
        $site = ['7d1f3a52-6e0b-4b7e-8a55-0123456789ab', 'https://moodle.localtest:8443'];
        $private = new envelope(...$site, pseudonym: new pseudonym('secret of a site'), sendother: false);
        $open = new envelope(...$site, pseudonym: null, sendother: true);
        $details = [];
        foreach (self::kinds() as $data) {
            foreach ([$private->detail(...), $open->detail(...)] as $which => $detail) {
                $sequence = count($details) + 1;
                $eventid = sprintf('0b0f7e9c-8f0a-4c1e-9d3b-%012x', $sequence);
                $json = $detail($data, $eventid, [null, '192.0.2.7'][$which]);
                $row = new outbox_row($sequence, $data['eventname'], $data['timecreated'], $json, 0);
                $details[] = entry::of($row)->detail;
            }
        }
        return $details;
    }

    /**
     * The first event of each name.
     *
     * @return array[]
     */
    private static function kinds(): array {
        $kinds = [];
        foreach (file(__DIR__ . '/../fixtures/recorded-events.jsonl', FILE_IGNORE_NEW_LINES) as $line) {
            $data = json_decode($line, true, flags: JSON_THROW_ON_ERROR);
            $kinds[$data['eventname']] ??= $data;
        }
        return array_values($kinds);
    }

    public function test_what_is_sent_is_what_its_readers_know(): void {
        $known = file(__DIR__ . '/../fixtures/details.jsonl', FILE_IGNORE_NEW_LINES);
        $this->assertSame($known, self::details());
    }
}
