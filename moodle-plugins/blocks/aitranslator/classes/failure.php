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

use block_aitranslator\local\endpoint;
use block_aitranslator\local\service_error;
use block_aitranslator\local\unusable;

/**
 * Why there is no translation, for the person who asked. Administrators read the cause as well.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class failure extends \moodle_exception {
    /** Codes of the service, and the strings for them. What is not here is a refusal for the administrator to mend. */
    private const STRINGS = [
        'text_too_long' => 'servicelimit',
        'too_many_texts' => 'servicelimit',
        'call_too_long' => 'servicelimit',
        'request_too_large' => 'servicelimit',
        'quota_exceeded' => 'quotareached',
        'site_quota_exceeded' => 'sitequotareached',
        'language_unknown' => 'languageunknown',
        'language_invalid' => 'pairunsupported',
        'pair_unsupported' => 'pairunsupported',
        'engine_refused' => 'enginerefused',
        'engine_busy' => 'enginebusy',
        'engine_not_ready' => 'enginebusy',
        'engine_timeout' => 'engineunavailable',
        'engine_unreachable' => 'engineunavailable',
        'engine_misconfigured' => 'engineunavailable',
        'engine_failed' => 'engineunavailable',
        'answer_cut' => 'enginerefused',
        'answer_unusable' => 'enginerefused',
        'no_engine' => 'engineunavailable',
        'store_unavailable' => 'engineunavailable',
        service_error::UNREACHABLE => 'serviceunreachable',
        service_error::OTHER => 'serviceunreachable',
    ];

    /** What no administrator has to mend. Pages tell these by their code, so it stays the same for everybody. */
    private const OF_THE_TEXT = ['enginerefused', 'languageunknown', 'pairunsupported', 'servicelimit'];

    /**
     * A failure with one of this plugin's strings.
     *
     * @param string $stringkey the key
     * @param mixed $a what stands in it
     * @param string $detail for administrators, in English
     */
    public function __construct(string $stringkey, mixed $a = null, string $detail = '') {
        if ($detail !== '' && has_capability('moodle/site:config', \core\context\system::instance())) {
            // Only what stands in the string itself reaches a page.
            $a = (object) ['message' => get_string($stringkey, 'block_aitranslator', $a), 'detail' => $detail];
            $stringkey = 'withdetail';
        }
        parent::__construct($stringkey, 'block_aitranslator', '', $a, $detail);
    }

    /**
     * What a refusal of the service means for the person.
     *
     * @param service_error $error the refusal
     * @return self
     */
    public static function of(service_error $error): self {
        $stringkey = self::STRINGS[$error->refusal] ?? 'servicerefused';
        $detail = $error->detail . ($error->requestid === '' ? '' : " ({$error->refusal}, {$error->requestid})");
        $ofthetext = in_array($stringkey, self::OF_THE_TEXT, true);
        return new self($stringkey, format_time(max($error->wait, 1)), $ofthetext ? '' : $detail);
    }

    /**
     * The site is not connected, or what connects it cannot be used.
     *
     * @param unusable $error why
     * @return self
     */
    public static function not_connected(unusable $error): self {
        $same = $error->stringkey === 'notconnected';
        return new self('notconnected', null, $same ? '' : get_string($error->stringkey, 'block_aitranslator'));
    }

    /**
     * Moodle's own settings forbid the call.
     *
     * @param endpoint $endpoint where it would go
     * @return self
     */
    public static function blocked(endpoint $endpoint): self {
        return new self('serviceunreachable', null, get_string('hostblocked', 'block_aitranslator', $endpoint->host()));
    }
}
