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

namespace local_awsevents;

use local_awsevents\local\report;
use local_awsevents\task\send_existing_files;

/**
 * The buttons of the status page.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class status_action {
    /** How long "Send now" sends at most, in seconds: somebody waits. */
    private const SECONDS = 20;

    /** What asks for a confirmation. */
    public const CONFIRMED = ['deletedead'];

    /**
     * Does what a button says.
     *
     * @param string $action which button
     * @param int[] $ids the rows that are selected
     * @return notice
     * @throws \moodle_exception for a button that there is not
     */
    public static function run(string $action, array $ids): notice {
        return match ($action) {
            'sendnow' => self::send_now(),
            'test' => test_event::of_site()->send(),
            'existing' => self::existing_files(),
            'replay' => self::replayed((new database_outbox())->replay($ids)),
            'replaydead' => self::replayed((new database_outbox())->replay(null)),
            'replayall' => self::replayed((new database_outbox())->replay_all()),
            'deletedead' => notice::success(self::words('deleted', outbox_list::delete_dead())),
            default => throw new \moodle_exception('invalidaction', 'error'),
        };
    }

    /**
     * What a delivery did, in words.
     *
     * @param report $report what it did
     * @return notice
     */
    public static function delivered(report $report): notice {
        $counts = self::words('delivered', ['sent' => $report->sent, 'later' => $report->later, 'dead' => $report->dead]);
        return match ($report->end) {
            report::DONE => $report->error === '' ? notice::success($counts)
                : notice::error($counts . ' ' . explained::error($report->error)),
            report::TIME_OVER => notice::info($counts . ' ' . self::words('timeover')),
            report::PAUSED => notice::info(self::words('paused')),
            report::BUSY => notice::info(self::words('busy')),
            report::NOT_CONNECTED => notice::error(get_string($report->error, 'local_awsevents')),
            report::UNAVAILABLE => notice::error($counts . ' ' . explained::error($report->error)),
        };
    }

    /**
     * Sends what waits, even when AWS was left in peace for a while.
     *
     * @return notice
     */
    private static function send_now(): notice {
        return self::delivered(delivery::of_site()->run(self::SECONDS, true));
    }

    /**
     * Has every course indexed.
     *
     * @return notice
     */
    private static function existing_files(): notice {
        if (!options::of_site()->is_active()) {
            return notice::error(self::words('notconnected'));
        }
        return send_existing_files::queue()
            ? notice::success(self::words('existingqueued'))
            : notice::info(self::words('existingunderway'));
    }

    /**
     * What was put back.
     *
     * @param int $count how many rows
     * @return notice
     */
    private static function replayed(int $count): notice {
        return $count ? notice::success(self::words('replayed', $count)) : notice::info(self::words('replayednone'));
    }

    /**
     * A text of this plugin.
     *
     * @param string $stringkey its key
     * @param mixed $a what stands in it
     * @return string
     */
    private static function words(string $stringkey, mixed $a = null): string {
        return get_string($stringkey, 'local_awsevents', $a);
    }
}
