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

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/connected_testcase.php');

use block_aitranslator\check\connection as status_check;
use core\check\result;
use GuzzleHttp\Exception\ConnectException;
use GuzzleHttp\Psr7\Request;

/**
 * Tests of "Check connection" and of the item on the page "System status".
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers \block_aitranslator\connection_check
 * @covers \block_aitranslator\check\connection
 * @covers \block_aitranslator\output\connection_report
 */
final class connection_check_test extends connected_testcase {
    /**
     * Logs in as administrator.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->setAdminUser();
    }

    /**
     * What came of the steps.
     *
     * @param check_step[] $steps the steps
     * @return array whether each worked
     */
    private static function outcome(array $steps): array {
        return array_map(static fn(check_step $step): ?bool => $step->ok, $steps);
    }

    public function test_a_good_connection_is_shown_step_by_step(): void {
        global $PAGE;
        $output = $PAGE->get_renderer('core');
        $this->answer_languages();
        $this->answer_translations('Moodle');
        $steps = connection_check::whole(2);
        $this->assertSame([true, true, true, true, true], self::outcome($steps));
        $this->assertStringContainsString('https://tool.example', $steps[0]->message);
        $report = (new output\connection_report($steps))->export_for_template($output);
        $this->assertTrue($report['allgood']);
        $html = $output->render_from_template('block_aitranslator/check', $report);
        $this->assertStringContainsString('engine 1, 5 languages.', $html);
    }

    public function test_the_first_step_that_fails_is_the_last_and_says_what_to_change(): void {
        global $CFG;
        $this->answer_refusal(403, 'clock_skew');
        $steps = connection_check::whole(2);
        $this->assertSame([true, true, false], self::outcome($steps));
        $this->assertStringContainsString('What clock_skew means.', $steps[2]->message);

        $this->service->append(new ConnectException('cURL error 28', new Request('GET', 'https://tool.example')));
        $this->assertStringContainsString('cURL error 28', connection_check::whole(2)[2]->message);

        $CFG->curlsecurityblockedhosts = 'tool.example';
        $steps = connection_check::whole(2);
        $this->assertSame([true, false], self::outcome($steps));
        $this->assertStringContainsString('httpsecurity', $steps[1]->url->out());

        $this->connect('https://other.example');
        $this->assertSame([false], self::outcome(connection_check::whole(2)));
    }

    public function test_a_service_that_works_again_is_asked_again_at_once(): void {
        $translator = \core\di::get(translator::class);
        $this->service->append(new ConnectException('cURL error 7', new Request('GET', 'https://tool.example')));
        $this->assert_fails('withdetail', fn() => $translator->languages());
        $this->answer_languages();
        connection_check::quick(2);
        $this->answer_languages(['model' => 'engine 2']);
        $this->assertSame('engine 2', $translator->languages()['model']);
        $this->answer_languages(['model' => 'engine 3']);
        connection_check::quick(2);
        $this->assertNull(translator::kept_languages(connection::of_site()));
    }

    public function test_a_service_without_an_engine_is_no_good_connection(): void {
        $this->answer_refusal(503, 'no_engine');
        $this->assertSame([true, true, false], self::outcome(connection_check::whole(2)));
        $this->answer_languages(['languages' => [], 'pairs' => []]);
        $this->assertSame([true, true, true, false], self::outcome(connection_check::whole(2)));
    }

    public function test_with_pairs_one_of_them_is_tried(): void {
        $pairs = [['source' => 'es', 'target' => 'fr', 'via' => null], ['source' => 'en', 'target' => 'es', 'via' => null]];
        $this->answer_languages(['pairs' => $pairs]);
        $this->answer_translations('Moodle');
        connection_check::whole(2);
        $this->assertSame(['es', 'en'], [$this->body(1)['target'], $this->body(1)['source']]);
    }

    public function test_in_the_mode_with_tokens_what_moodle_needs_is_listed(): void {
        global $PAGE;
        set_config('mode', connection::BY_TOKEN, 'block_aitranslator');
        set_config('endpoint', 'https://tool.example', 'block_aitranslator');
        set_config('enablewebservices', 0);
        set_config('webserviceprotocols', '');
        $roles = get_archetype_roles('user');
        unassign_capability('webservice/rest:use', reset($roles)->id, \core\context\system::instance());
        $steps = connection_check::whole(2);
        $this->assertSame([true, true, false], self::outcome($steps));
        foreach (['Enable web services', 'Enable the REST protocol', 'createtoken', 'rest:use'] as $need) {
            $this->assertStringContainsString($need, $steps[2]->message);
        }

        set_config('enablewebservices', 1);
        set_config('webserviceprotocols', 'rest');
        foreach (['moodle/webservice:createtoken', 'webservice/rest:use'] as $capability) {
            assign_capability($capability, CAP_ALLOW, reset($roles)->id, \core\context\system::instance());
        }
        $steps = connection_check::whole(2);
        $this->assertSame([true, true, true, null], self::outcome($steps));
        $report = (new output\connection_report($steps))->export_for_template($PAGE->get_renderer('core'));
        $this->assertSame([false, true, false], [$report['allgood'], $report['untried'], $report['bad']]);
        $this->assertSame(result::UNKNOWN, (new status_check())->get_result()->get_status());
    }

    public function test_the_status_page_tells_whether_the_connection_works(): void {
        $this->answer_languages();
        $this->assertSame(result::OK, (new status_check())->get_result()->get_status());
        $this->answer_refusal(403, 'unknown_site_key');
        $result = (new status_check())->get_result();
        $this->assertSame(result::ERROR, $result->get_status());
        $this->assertStringContainsString('What unknown_site_key means.', $result->get_summary());
        unset_config('connectioncode', 'block_aitranslator');
        $this->assertSame(result::INFO, (new status_check())->get_result()->get_status());
        $checks = array_map(get_class(...), \core\check\manager::get_status_checks());
        $this->assertContains(status_check::class, $checks);
    }
}
