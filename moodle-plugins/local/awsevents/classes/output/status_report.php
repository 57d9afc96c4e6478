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

namespace local_awsevents\output;

use core\check\result;
use core\output\checkbox_toggleall;
use core\output\renderable;
use core\output\renderer_base;
use core\output\templatable;
use local_awsevents\check\set_up;
use local_awsevents\database_outbox;
use local_awsevents\explained;
use local_awsevents\local\backoff;
use local_awsevents\local\sent_lately;
use local_awsevents\options;
use local_awsevents\outbox_list;

/**
 * What the status page shows.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class status_report implements renderable, templatable {
    /** How many rows a page of the list has. */
    public const PAGE = 50;

    /** The group of the list's checkboxes. */
    private const GROUP = 'local_awsevents-rows';

    /**
     * Takes what to show.
     *
     * @param bool $dead whether the list shows what was given up, or what waits
     * @param int $page of the list, from 0
     */
    public function __construct(
        /** @var bool Whether the list shows what was given up, or what waits. */
        private readonly bool $dead,
        /** @var int Of the list, from 0. */
        private readonly int $page,
    ) {
    }

    /**
     * What stands in the template.
     *
     * @param renderer_base $output draws checkboxes and pages
     * @return array
     */
    public function export_for_template(renderer_base $output): array {
        $totals = (new database_outbox())->totals();
        $count = (int) ($this->dead ? $totals->dead : $totals->waiting);
        // The last page may have been emptied.
        $page = max(0, min($this->page, (int) ceil($count / self::PAGE) - 1));
        $rows = outbox_list::rows($this->dead, $page * self::PAGE, self::PAGE);
        $url = new \moodle_url('/local/awsevents/status.php');
        $listed = new \moodle_url($url, ['dead' => (int) $this->dead]);
        return [
            'action' => $url->out(false),
            'sesskey' => sesskey(),
            'setup' => (new \moodle_url('/local/awsevents/setup.php'))->out(false),
            'settings' => (new \moodle_url('/admin/settings.php', ['section' => 'local_awsevents']))->out(false),
            'connection' => self::connection(),
            'facts' => self::facts($totals),
            'dead' => $this->dead,
            'page' => $page,
            'tabs' => [
                ['name' => self::words('tabwaiting', $totals->waiting), 'url' => $url->out(false), 'active' => !$this->dead],
                [
                    'name' => self::words('tabdead', $totals->dead),
                    'url' => (new \moodle_url($url, ['dead' => 1]))->out(false),
                    'active' => $this->dead,
                ],
            ],
            'rows' => array_map(fn(\stdClass $row): array => self::row($row, $output), array_values($rows)),
            'hasrows' => (bool) $rows,
            'all' => $rows ? $output->render(self::all()) : '',
            'pages' => $output->paging_bar($count, $page, self::PAGE, $listed),
        ];
    }

    /**
     * Whether the settings are good.
     *
     * @return array
     */
    private static function connection(): array {
        $result = (new set_up())->get_result();
        return [
            'message' => $result->get_summary(),
            'good' => $result->get_status() === result::OK,
            'bad' => $result->get_status() === result::ERROR,
        ];
    }

    /**
     * The figures.
     *
     * @param \stdClass $totals of the outbox
     * @return array[] name and value of each
     */
    private static function facts(\stdClass $totals): array {
        $options = options::of_site();
        $now = \core\di::get(\core\clock::class)->time();
        $pause = $options->number('notbefore') - $now;
        $success = $options->number('lastsuccess');
        $facts = [
            'factwaiting' => $totals->waiting,
            'factoldest' => $totals->oldest === null ? '–' : format_time(max(1, $now - $totals->oldest)),
            'factlately' => sent_lately::total($options->text('sentlately'), $now),
            'factdead' => $totals->dead,
            'factsuccess' => $success ? self::ago($now, $success) : get_string('never'),
        ];
        if ($options->text('lasterror') !== '') {
            $when = self::ago($now, $options->number('lasterrortime'));
            $facts['facterror'] = $when . '. ' . explained::error($options->text('lasterror'));
        }
        if ($pause > 0 && $pause <= backoff::LONGEST_BUS) {
            $facts['factpause'] = format_time($pause);
        }
        $named = [];
        foreach ($facts as $key => $value) {
            $named[] = ['name' => get_string($key, 'local_awsevents'), 'value' => (string) $value];
        }
        return $named;
    }

    /**
     * When something was, and how long that is ago.
     *
     * @param int $now unix time
     * @param int $then unix time
     * @return string
     */
    private static function ago(int $now, int $then): string {
        $about = ['time' => userdate($then, get_string('strftimedatetimeshort', 'langconfig')), 'age' => format_time(max(1, $now - $then))];
        return self::words('ago', $about);
    }

    /**
     * One row of the list.
     *
     * @param \stdClass $row of the outbox
     * @param renderer_base $output draws its checkbox
     * @return array
     */
    private static function row(\stdClass $row, renderer_base $output): array {
        $now = \core\di::get(\core\clock::class)->time();
        $box = new checkbox_toggleall(self::GROUP, false, [
            'id' => "local_awsevents-row-{$row->id}",
            'name' => 'ids[]',
            'value' => $row->id,
            'label' => self::words('selectrow', $row->id),
            'labelclasses' => 'visually-hidden sr-only',
        ]);
        return [
            'box' => $output->render($box),
            'id' => $row->id,
            'eventname' => $row->eventname,
            'course' => $row->courseid ?: '–',
            'time' => userdate($row->timecreated, get_string('strftimedatetimeshort', 'langconfig')),
            'attempts' => $row->attempts,
            'next' => $row->nextattempt > $now ? format_time($row->nextattempt - $now) : self::words('next'),
            'error' => (string) $row->lasterror,
        ];
    }

    /**
     * The checkbox for all rows of the page.
     *
     * @return checkbox_toggleall
     */
    private static function all(): checkbox_toggleall {
        return new checkbox_toggleall(self::GROUP, true, [
            'id' => 'local_awsevents-all',
            'name' => 'all',
            'label' => get_string('selectall'),
            'labelclasses' => 'visually-hidden sr-only',
        ]);
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
