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

namespace block_aitranslator\output;

use block_aitranslator\connection;
use block_aitranslator\language_list;
use block_aitranslator\local\unusable;
use block_aitranslator\translator;
use core\context;
use core\output\renderable;
use core\output\renderer_base;
use core\output\templatable;

/**
 * The block's content: the translator, or why it is not there.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class content implements renderable, templatable {
    /**
     * Takes a template and what stands in it.
     *
     * @param string $template the template's name
     * @param array $data what stands in it
     */
    private function __construct(
        /** @var string The template's name. */
        private readonly string $template,
        /** @var array What stands in it. */
        private readonly array $data,
    ) {
    }

    /**
     * The content for the person who looks at a block.
     *
     * @param context $context the block's
     * @return self
     */
    public static function for_block(context $context): self {
        if (!isloggedin() || isguestuser()) {
            return self::notice('guestnotice', new \moodle_url('/login/index.php'), get_string('login'));
        }
        if (!has_capability('block/aitranslator:use', $context)) {
            return self::notice('nopermissionnotice');
        }
        try {
            return self::translator($context, connection::of_site());
        } catch (unusable) {
            if (has_capability('moodle/site:config', \core\context\system::instance())) {
                $url = new \moodle_url('/admin/settings.php', ['section' => 'blocksettingaitranslator']);
                return self::notice('notconnectedadmin', $url, get_string('connect', 'block_aitranslator'));
            }
            return self::notice('notconnected');
        }
    }

    /**
     * The translator.
     *
     * @param context $context the block's
     * @param connection $connection how the service is reached
     * @return self
     */
    private static function translator(context $context, connection $connection): self {
        global $CFG, $USER;
        $host = $connection->endpoint->host();
        $consent = $connection->is_by_token() ? 'consenttexttoken' : 'consenttext';
        $kept = translator::kept_languages($connection);
        $list = $kept === null ? null : language_list::of($kept);
        return new self('block_aitranslator/translator', [
            'contextid' => $context->id,
            'consented' => (bool) \core_ai\manager::get_user_policy_status($USER->id),
            'policy' => get_string($consent, 'block_aitranslator', s($host)) . get_string('userpolicy', 'core_ai'),
            'service' => $host,
            'languages' => $list === null ? '' : json_encode($list, JSON_THROW_ON_ERROR),
            'maxcharacters' => $list['limits']['characterspertext'] ?? translator::most_characters(),
            // The class of Bootstrap 4 is deprecated in Moodle 5, where its arrow is on the wrong side from right to left.
            'selectclass' => $CFG->branch < 500 ? 'custom-select' : 'form-select',
        ]);
    }

    /**
     * A notice instead of the translator.
     *
     * @param string $stringkey a key of this plugin's strings
     * @param \moodle_url|null $url where the person can do something about it
     * @param string $linktext what the link says
     * @return self
     */
    private static function notice(string $stringkey, ?\moodle_url $url = null, string $linktext = ''): self {
        $message = get_string($stringkey, 'block_aitranslator');
        $link = $url === null ? [] : ['url' => $url->out(false), 'linktext' => $linktext];
        return new self('block_aitranslator/notice', ['message' => $message] + $link);
    }

    /**
     * The template's name.
     *
     * @return string
     */
    public function template(): string {
        return $this->template;
    }

    /**
     * What stands in the template.
     *
     * @param renderer_base $output not needed
     * @return array
     */
    public function export_for_template(renderer_base $output): array {
        return $this->data;
    }
}
