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

use local_awsevents\local\connection_code;
use local_awsevents\local\envelope;
use local_awsevents\local\pseudonym;
use local_awsevents\local\selection;
use local_awsevents\local\unusable;

/**
 * All settings of the plugin, read in one place.
 *
 * @package    local_awsevents
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class options {
    /** Events go to EventBridge itself. */
    public const TO_AWS = 'aws';

    /** Events go to a service of ours, with its connection code. */
    public const BY_CODE = 'code';

    /** The SDK finds the credentials: those of the server's role, for example. */
    public const DEFAULT_CREDENTIALS = 'default';

    /** An access key is set here. */
    public const KEYS = 'keys';

    /** Events of all courses, and of none. */
    public const ALL_COURSES = 'all';

    /** Events of the courses in the list. */
    public const ONLY_COURSES = 'only';

    /** All events but those of the courses in the list. */
    public const EXCEPT_COURSES = 'except';

    /** What is set as long as nobody sets anything. A site is not connected by default, and keeps nothing. */
    public const DEFAULTS = [
        'enabled' => '1',
        'transport' => self::BY_CODE,
        'region' => '',
        'eventbus' => '',
        'endpoint' => '',
        'credentials' => self::DEFAULT_CREDENTIALS,
        'accesskey' => '',
        'secretkey' => '',
        'connectioncode' => '',
        'profiles' => 'files',
        'events' => '',
        'coursefilter' => self::ALL_COURSES,
        'courses' => '',
        'skipguests' => '1',
        'sendusers' => '0',
        'sendother' => '0',
        'sendip' => '0',
        'debug' => '0',
        'maxattempts' => '10',
        'deaddays' => '90',
        // Not set by people.
        'siteid' => '',
        'hashsecret' => '',
        'notbefore' => '0',
        'rearrangedsince' => '0',
        'failures' => '0',
        'lastsuccess' => '0',
        'lasterror' => '',
        'lasterrortime' => '0',
        'sentlately' => '',
        'sentfrom' => '',
    ];

    /** @var array<array-key, int>|null The listed courses as keys, once one was asked about: many are, one after the other. */
    private ?array $listed = null;

    /**
     * Takes what is stored.
     *
     * @param string[] $values by the names of {@see DEFAULTS}
     */
    private function __construct(
        /** @var string[] By the names of {@see DEFAULTS}. */
        private readonly array $values,
    ) {
    }

    /**
     * The settings as they are now.
     *
     * @return self
     */
    public static function of_site(): self {
        return new self((array) get_config('local_awsevents') + self::DEFAULTS);
    }

    /**
     * A text.
     *
     * @param string $name a name of {@see DEFAULTS}
     * @return string
     */
    public function text(string $name): string {
        return (string) $this->values[$name];
    }

    /**
     * A number.
     *
     * @param string $name a name of {@see DEFAULTS}
     * @return int
     */
    public function number(string $name): int {
        return (int) $this->values[$name];
    }

    /**
     * Whether something is switched on.
     *
     * @param string $name a name of {@see DEFAULTS}
     * @return bool
     */
    public function is_on(string $name): bool {
        return (bool) $this->values[$name];
    }

    /**
     * The items of a list with commas or lines between them.
     *
     * @param string $name a name of {@see DEFAULTS}
     * @return string[]
     */
    public function items(string $name): array {
        return preg_split('/[\s,]+/', (string) $this->values[$name], -1, PREG_SPLIT_NO_EMPTY) ?: [];
    }

    /**
     * Whether events are kept and sent: without a place to send them to they would pile up.
     *
     * @return bool
     */
    public function is_active(): bool {
        if (!$this->values['enabled']) {
            return false;
        }
        return $this->values['transport'] === self::BY_CODE
            ? $this->values['connectioncode'] !== ''
            : $this->values['eventbus'] !== '';
    }

    /**
     * Which events are sent.
     *
     * @return selection
     */
    public function selection(): selection {
        global $CFG;
        $filter = $this->text('coursefilter');
        return new selection(
            $this->items('profiles'),
            $this->text('events'),
            $this->text('courses'),
            $filter === self::ALL_COURSES ? null : $filter === self::ONLY_COURSES,
            $this->is_on('skipguests') ? (int) $CFG->siteguest : 0,
        );
    }

    /**
     * Whether events of a course are sent. A request for its index is sent whatever is chosen, so who makes one asks first.
     *
     * @param int $courseid the course
     * @return bool
     */
    public function lets_out(int $courseid): bool {
        $this->listed ??= array_flip($this->items('courses'));
        $listed = isset($this->listed[$courseid]);
        return match ($this->text('coursefilter')) {
            self::ONLY_COURSES => $listed,
            self::EXCEPT_COURSES => !$listed,
            default => true,
        };
    }

    /**
     * What is sent of them.
     *
     * @return envelope
     */
    public function envelope(): envelope {
        global $CFG;
        return new envelope(
            $this->text('siteid'),
            $CFG->wwwroot,
            $this->is_on('sendusers') ? null : new pseudonym($this->text('hashsecret')),
            $this->is_on('sendother'),
        );
    }

    /**
     * Checks that this site is the one that has sent so far. The copy of a site has its settings, and would send what people
     * try out there to the bus of the site that it was copied from. A connection code is one site's anyway.
     *
     * @throws unusable `siteother`
     */
    public function check_site(): void {
        global $CFG;
        $issame = in_array($this->text('sentfrom'), ['', $CFG->wwwroot], true);
        if (!$issame && $this->text('transport') !== self::BY_CODE) {
            throw new unusable('siteother');
        }
    }

    /**
     * The connection code.
     *
     * @return connection_code
     * @throws unusable `notconnected`, `codeunreadable`, `codeothersite`, or what is wrong with the code
     */
    public function connection_code(): connection_code {
        global $CFG;
        $text = $this->secret('connectioncode');
        if ($text === '') {
            throw new unusable('notconnected');
        }
        $code = connection_code::parse($text);
        if ($code->site !== $CFG->wwwroot) {
            throw new unusable('codeothersite');
        }
        return $code;
    }

    /**
     * A setting that is kept encrypted. Who sets it in config.php or on the command line writes it as it is.
     *
     * @param string $name `secretkey` or `connectioncode`
     * @return string
     * @throws unusable `codeunreadable`, `secretkeyunreadable`
     */
    public function secret(string $name): string {
        $kept = trim($this->text($name));
        // Core's encryption names its method in front; neither a code nor a secret key has a colon.
        if (!str_contains($kept, ':')) {
            return $kept;
        }
        try {
            return \core\encryption::decrypt($kept);
        } catch (\moodle_exception) {
            // The site was moved without the key in its data folder.
            throw new unusable($name === 'connectioncode' ? 'codeunreadable' : 'secretkeyunreadable');
        }
    }
}
