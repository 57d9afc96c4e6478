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

/**
 * The settings: where events go, which, and what of people is in them.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use local_awsevents\admin\checked_setting;
use local_awsevents\admin\connection_code_setting;
use local_awsevents\admin\courses_setting;
use local_awsevents\admin\events_setting;
use local_awsevents\admin\number_setting;
use local_awsevents\admin\secret_key_setting;
use local_awsevents\local\aws_names;
use local_awsevents\options;

defined('MOODLE_INTERNAL') || die();

if ($hassiteconfig) {
    $text = static fn(string $key, mixed $a = null): string => get_string($key, 'local_awsevents', $a);
    $statusurl = new moodle_url('/local/awsevents/status.php');
    $ADMIN->add('localplugins', new admin_category('local_awsevents_category', $text('pluginname')));
    $settings = new admin_settingpage('local_awsevents', $text('settings'));
    $ADMIN->add('local_awsevents_category', $settings);
    $setupurl = new moodle_url('/local/awsevents/setup.php');
    $ADMIN->add('local_awsevents_category', new admin_externalpage('local_awsevents_status', $text('status'), $statusurl));
    $ADMIN->add('local_awsevents_category', new admin_externalpage('local_awsevents_setup', $text('setup'), $setupurl));

    if ($ADMIN->fulltree) {
        $name = static fn(string $key): string => "local_awsevents/{$key}";
        $default = static fn(string $key): string => options::DEFAULTS[$key];
        $add = static fn(admin_setting $setting) => $settings->add($setting);
        $checkbox = static fn(string $key, string $title, string $info) => $add(
            new admin_setting_configcheckbox($name($key), $title, $info, $default($key)),
        );
        $select = static fn(string $key, string $title, string $info, array $choices) => $add(
            new admin_setting_configselect($name($key), $title, $info, $default($key), $choices),
        );
        $checked = static fn(string $key, string $title, string $info, Closure $check) => $add(
            new checked_setting($name($key), $title, $info, $default($key), $check),
        );
        $number = static fn(string $key, string $title, string $info, int $least, int $most) => $add(
            new number_setting($name($key), $title, $info, $default($key), $least, $most),
        );

        $button = html_writer::link($statusurl, $text('statusandtest'), ['class' => 'btn btn-secondary']);
        $add(new admin_setting_heading($name('connect'), $text('connect'), $text('connectintro') . $button));
        $checkbox('enabled', $text('enabled'), $text('enabledinfo'));
        $select('transport', $text('transport'), $text('transportinfo'), [
            options::BY_CODE => $text('transportcode'),
            options::TO_AWS => $text('transportaws'),
        ]);
        $codeinfo = $text('connectioncodeinfo', $CFG->wwwroot);
        $add(new connection_code_setting($name('connectioncode'), $text('connectioncode'), $codeinfo));
        $checked('region', $text('region'), $text('regioninfo'), aws_names::check_region(...));
        $checked('eventbus', $text('eventbus'), $text('eventbusinfo'), aws_names::check_bus(...));
        $checked('endpoint', $text('endpoint'), $text('endpointinfo'), aws_names::check_endpoint(...));
        $select('credentials', $text('credentials'), $text('credentialsinfo'), [
            options::DEFAULT_CREDENTIALS => $text('credentialsdefault'),
            options::KEYS => $text('credentialskeys'),
        ]);
        $checked('accesskey', $text('accesskey'), $text('accesskeyinfo'), aws_names::check_access_key(...));
        $add(new secret_key_setting($name('secretkey'), $text('secretkey'), $text('secretkeyinfo')));
        $settings->hide_if($name('connectioncode'), $name('transport'), 'neq', options::BY_CODE);
        foreach (['region', 'eventbus', 'endpoint', 'credentials', 'accesskey', 'secretkey'] as $key) {
            $settings->hide_if($name($key), $name('transport'), 'neq', options::TO_AWS);
        }
        foreach (['accesskey', 'secretkey'] as $key) {
            $settings->hide_if($name($key), $name('credentials'), 'neq', options::KEYS);
        }

        $add(new admin_setting_heading($name('what'), $text('what'), ''));
        $add(new admin_setting_configmulticheckbox(
            $name('profiles'),
            $text('profiles'),
            $text('profilesinfo'),
            array_fill_keys(explode(',', $default('profiles')), 1),
            [
                'files' => $text('profilefiles'),
                'enrolment' => $text('profileenrolment'),
                'grades' => $text('profilegrades'),
                'everything' => $text('profileeverything'),
            ],
        ));
        $add(new events_setting($name('events'), $text('events'), $text('eventsinfo')));
        $select('coursefilter', $text('coursefilter'), $text('coursefilterinfo'), [
            options::ALL_COURSES => $text('coursefilterall'),
            options::ONLY_COURSES => $text('coursefilteronly'),
            options::EXCEPT_COURSES => $text('coursefilterexcept'),
        ]);
        $add(new courses_setting($name('courses'), $text('courses'), $text('coursesinfo')));
        $settings->hide_if($name('courses'), $name('coursefilter'), 'eq', options::ALL_COURSES);
        $checkbox('skipguests', $text('skipguests'), $text('skipguestsinfo'));

        $add(new admin_setting_heading($name('privacy'), $text('privacy'), $text('privacyintro')));
        $checkbox('sendusers', $text('sendusers'), $text('sendusersinfo'));
        $checkbox('sendother', $text('sendother'), $text('sendotherinfo'));
        $checkbox('sendip', $text('sendip'), $text('sendipinfo'));

        $add(new admin_setting_heading($name('sending'), $text('sending'), ''));
        $number('maxattempts', $text('maxattempts'), $text('maxattemptsinfo'), 1, 1000);
        $number('deaddays', $text('deaddays'), $text('deaddaysinfo'), 0, 3650);
        $checkbox('debug', $text('debug'), $text('debuginfo'));
    }
}
