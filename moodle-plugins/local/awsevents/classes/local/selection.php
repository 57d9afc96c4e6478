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
 * Which events are sent.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class selection {
    /**
     * Takes what an administrator chose.
     *
     * @param string[] $profiles of {@see profiles}
     * @param string $events the classes of more events, with commas or blanks between them
     * @param string $courses the ids of those to send, or not to send, the events of, with commas or blanks between them
     * @param bool|null $only whether to send those of these courses only, or of all but these; null sends all
     * @param int $guest the id of the guest, whose events are not sent; 0 sends them
     */
    public function __construct(
        /** @var string[] Of {@see profiles}. */
        private readonly array $profiles,
        /** @var string The classes of more events. */
        private readonly string $events,
        /** @var string The ids of those to send, or not to send, the events of. */
        private readonly string $courses,
        /** @var bool|null Whether to send those of these courses only, or of all but these; null sends all. */
        private readonly ?bool $only,
        /** @var int The id of the guest, whose events are not sent; 0 sends them. */
        private readonly int $guest,
    ) {
    }

    /**
     * Whether an event is sent.
     *
     * @param array $data what Moodle's `get_data()` says
     * @return bool
     */
    public function takes(array $data): bool {
        if (isset(profiles::ALWAYS[$data['eventname']])) {
            return true;
        }
        return $this->is_chosen($data['eventname'])
            // Such an event would tell who it was by its time and place.
            && empty($data['anonymous'])
            && ($this->guest === 0 || (int) ($data['userid'] ?? 0) !== $this->guest)
            && ($this->only === null || $this->only === self::lists($this->courses, (string) (int) ($data['courseid'] ?? 0)));
    }

    /**
     * Whether its kind was chosen.
     *
     * @param string $eventname the class, with a backslash in front
     * @return bool
     */
    private function is_chosen(string $eventname): bool {
        foreach ($this->profiles as $profile) {
            if ($profile === profiles::EVERYTHING || isset(profiles::EVENTS[$profile][$eventname])) {
                return true;
            }
        }
        return $this->events !== '' && self::lists($this->events, $eventname);
    }

    /**
     * Whether a list has an item. The list is not taken apart: this is done for each event of the site, and a list of all
     * courses but a few can have tens of thousands.
     *
     * @param string $list items with commas or blanks between them
     * @param string $item which one
     * @return bool
     */
    private static function lists(string $list, string $item): bool {
        return preg_match('/(?<![^\s,])' . preg_quote($item, '/') . '(?![^\s,])/', $list) === 1;
    }
}
