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

use local_awsevents\local\event_bus;
use local_awsevents\local\logged_bus;
use local_awsevents\local\report;
use local_awsevents\local\sender;
use local_awsevents\local\sent_lately;
use local_awsevents\local\unusable;

/**
 * Sends what waits: for the task, the command line and the button. One process at a time does.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class delivery {
    /** How long the task sends at most, in seconds. */
    public const SECONDS = 240;

    /** How much longer the lock is held at most, in seconds: a call takes its time. */
    private const LAST_CALL = 60;

    /**
     * Takes where to send.
     *
     * @param \Closure $bus that makes the {@see event_bus}, and throws {@see unusable} when the settings name none
     * @param int $maxattempts how often the bus may refuse an event until it is no longer tried
     */
    public function __construct(
        /** @var \Closure That makes the bus. */
        private readonly \Closure $bus,
        /** @var int How often the bus may refuse an event until it is no longer tried. */
        private readonly int $maxattempts,
    ) {
    }

    /**
     * To where the settings say.
     *
     * @return self
     */
    public static function of_site(): self {
        $options = options::of_site();
        return new self(
            static function () use ($options): event_bus {
                $bus = aws_bus::checked($options);
                // Only where a log is kept: what is written down may name people.
                return $options->is_on('debug') && CLI_SCRIPT ? new logged_bus($bus, mtrace(...)) : $bus;
            },
            max($options->number('maxattempts'), 1),
        );
    }

    /**
     * Sends until nothing waits or the time is over.
     *
     * @param int $seconds how long at most
     * @param bool $atonce also when the bus was unavailable a moment ago
     * @return report
     */
    public function run(int $seconds, bool $atonce = false): report {
        $options = options::of_site();
        if (!$options->is_active()) {
            return new report(report::NOT_CONNECTED, error: $options->is_on('enabled') ? 'notconnected' : 'disabled');
        }
        // Whoever took the secret away to have another one made gets it here: without one no event is kept.
        site_secret::make();
        $lock = self::lock(0, $seconds + self::LAST_CALL);
        if (!$lock) {
            return new report(report::BUSY);
        }
        try {
            return $this->send($seconds, $atonce);
        } catch (unusable $error) {
            return new report(report::NOT_CONNECTED, error: $error->stringkey);
        } finally {
            $lock->release();
        }
    }

    /**
     * The lock that whoever sends holds.
     *
     * @param int $patience how long to wait for it, in seconds
     * @param int $longest how long it is held at most, in seconds
     * @return \core\lock\lock|null null when another process holds it
     */
    public static function lock(int $patience, int $longest): ?\core\lock\lock {
        return \core\lock\lock_config::get_lock_factory('local_awsevents')->get_lock('delivery', $patience, $longest) ?: null;
    }

    /**
     * Sends, with the lock held.
     *
     * @param int $seconds how long at most
     * @param bool $atonce also when the bus was unavailable a moment ago
     * @return report
     * @throws unusable when the settings name no bus, or are another site's
     */
    private function send(int $seconds, bool $atonce): report {
        // An administrator whose site has another address now says so with a test event.
        options::of_site()->check_site();
        $state = new config_state();
        if ($atonce) {
            $state->try_again();
        }
        $clock = \core\di::get(\core\clock::class);
        $sender = new sender(
            new database_outbox(),
            ($this->bus)(),
            $state,
            $this->maxattempts,
            static fn(): int => $clock->time(),
            static fn(): float => random_int(0, 1000) / 1000,
        );
        $end = hrtime(true) / 1e9 + $seconds;
        $report = $sender->run(static fn(): bool => hrtime(true) / 1e9 < $end);
        if ($report->sent > 0) {
            $kept = options::of_site()->text('sentlately');
            set_config('sentlately', sent_lately::add($kept, $clock->time(), $report->sent), 'local_awsevents');
        }
        return $report;
    }
}
