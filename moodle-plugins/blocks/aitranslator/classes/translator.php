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

use block_aitranslator\local\service_client;
use block_aitranslator\local\glossary;
use block_aitranslator\local\service_error;
use block_aitranslator\local\unusable;
use core\clock;
use core\http_client;
use core\lock\lock;
use core\lock\lock_config;
use core_ai\rate_limiter;

/**
 * Translates on behalf of a person: what was translated before is not sent again, and nobody may send without end.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class translator {
    /** As many characters may a text have where the administrator says nothing else. */
    public const MOST_CHARACTERS = 10000;

    /** As many calls may a person have at the service at a time: two pages are translated by two calls each. */
    private const AT_ONCE = 4;

    /** Under which the list of languages is kept. */
    private const LIST = 'list';

    /** Under which it is kept until when the service is left in peace. */
    private const SILENT = 'silent';

    /**
     * Seconds for which a service that did not answer is not asked: else everybody who waits for it holds a process of PHP.
     * A slow engine does not count as silence: the service gives it up, and says so, before the client gives up the service.
     */
    private const PAUSE = 20;

    /**
     * Takes what it works with.
     *
     * @param http_client $http Moodle's client, with its proxy and its list of blocked hosts
     * @param rate_limiter $limiter Moodle's counter of requests
     * @param clock $clock the time
     */
    public function __construct(
        /** @var http_client Moodle's client, with its proxy and its list of blocked hosts. */
        private readonly http_client $http,
        /** @var rate_limiter Moodle's counter of requests. */
        private readonly rate_limiter $limiter,
        /** @var clock The time. */
        private readonly clock $clock,
    ) {
    }

    /**
     * What can be translated, as {@see service_client::languages} gives it. Pages ask for it before the person accepts the
     * policy, so a signed call is on behalf of the guest, who is nobody. A token of Moodle's web services tells who asks: it
     * has to wait for the consent.
     *
     * @return array
     * @throws \moodle_exception
     */
    public function languages(): array {
        return $this->languages_of(self::connection());
    }

    /**
     * What can be translated over a connection.
     *
     * @param connection $connection how to reach the service
     * @return array
     * @throws \moodle_exception
     */
    private function languages_of(connection $connection): array {
        global $CFG, $USER;
        $kept = self::kept_languages($connection);
        if ($kept !== null) {
            return $kept;
        }
        self::check_host($connection);
        if ($connection->is_by_token() && !\core_ai\manager::get_user_policy_status($USER->id)) {
            throw new failure('consentmissing');
        }
        $this->check_silence($connection);
        try {
            $list = $this->client($connection)->languages($connection->token((int) $CFG->siteguest));
        } catch (service_error $error) {
            throw $this->failed($connection, $error);
        }
        // A list of one service must not be taken for that of the next.
        self::cache('languages')->set(self::LIST, ['endpoint' => $connection->endpoint->url] + $list);
        return $list;
    }

    /**
     * What can be translated, as far as it is known without asking.
     *
     * @param connection $connection how the service is reached
     * @return array|null
     */
    public static function kept_languages(connection $connection): ?array {
        $kept = self::cache('languages')->get(self::LIST);
        return $kept && $kept['endpoint'] === $connection->endpoint->url ? $kept : null;
    }

    /**
     * Forgets what was kept about the service: what it can translate, and that it did not answer.
     */
    public static function forget_service(): void {
        self::cache('languages')->purge();
    }

    /**
     * Translates texts.
     *
     * @param int $userid on whose behalf
     * @param string[] $texts what to translate
     * @param string $target a BCP 47 tag
     * @param string $source a BCP 47 tag, or '' to have the language recognised
     * @param string $format `text` or `html`
     * @return array as {@see service_client::translate}
     * @throws \moodle_exception
     */
    public function translate(int $userid, array $texts, string $target, string $source, string $format): array {
        self::check_length($texts);
        $connection = self::connection();
        self::check_host($connection);
        $list = $this->languages_of($connection);
        $glossary = $list['glossary'] ? self::glossary()->for_language($target) : [];
        $about = [$connection->endpoint->url, $list['model'], $source, $target, $format, json_encode($glossary)];
        $keys = array_map(static fn(string $text): string => hash('sha256', implode("\0", [...$about, $text])), $texts);
        $kept = array_filter(self::cache('translations')->get_many($keys), is_array(...));
        // A text that stands there twice is sent once.
        $new = array_diff_key(array_combine($keys, $texts), $kept);
        $model = $list['model'];
        if ($new) {
            $this->check_silence($connection);
            $turn = self::take_turn($userid);
            try {
                $this->check_rate($userid);
                $answer = $this->ask($connection, $userid, array_values($new), $target, $source, $format, $glossary);
            } finally {
                $turn->release();
            }
            $model = $answer['model'];
            $fresh = array_combine(array_keys($new), $answer['translations']);
            self::cache('translations')->set_many($fresh);
            $kept += $fresh;
        }
        $of = static fn(string $key): array => ['cached' => !isset($new[$key])] + $kept[$key];
        return ['model' => $model, 'translations' => array_map($of, $keys)];
    }

    /**
     * Asks the service.
     *
     * @param connection $connection how to reach it
     * @param int $userid on whose behalf
     * @param string[] $texts what to translate
     * @param string $target to which language
     * @param string $source from which, or ''
     * @param string $format `text` or `html`
     * @param string[] $glossary translations by term
     * @return array as {@see service_client::translate}
     * @throws \moodle_exception
     */
    private function ask(
        connection $connection,
        int $userid,
        array $texts,
        string $target,
        string $source,
        string $format,
        array $glossary,
    ): array {
        $client = $this->client($connection);
        try {
            return $client->translate($connection->token($userid), $texts, $target, $source, $format, $glossary);
        } catch (service_error $error) {
            if ($error->refusal !== 'glossary_unsupported' || !$glossary) {
                throw $this->failed($connection, $error);
            }
            // The operator has changed the engine since the list was kept.
            self::cache('languages')->delete(self::LIST);
            return $this->ask($connection, $userid, $texts, $target, $source, $format, []);
        }
    }

    /**
     * As many characters may a text have. After an upgrade over the web the setting is not there until it was saved.
     *
     * @return int
     */
    public static function most_characters(): int {
        return (int) get_config('block_aitranslator', 'maxcharacters') ?: self::MOST_CHARACTERS;
    }

    /**
     * Texts are as long as the administrator allows.
     *
     * @param string[] $texts what to translate
     * @throws \moodle_exception `texttoolong`
     */
    private static function check_length(array $texts): void {
        $most = self::most_characters();
        foreach ($texts as $text) {
            $length = \core_text::strlen($text);
            if ($length > $most) {
                throw new failure('texttoolong', (object) ['length' => $length, 'most' => $most]);
            }
        }
    }

    /**
     * Takes one of a person's turns. Calls leave the session, so nothing else would keep one person from holding all
     * processes of PHP.
     *
     * @param int $userid on whose behalf
     * @return lock to be released after the call
     * @throws \moodle_exception `toomanyatonce`
     */
    private static function take_turn(int $userid): lock {
        $factory = lock_config::get_lock_factory('block_aitranslator');
        for ($turn = 1; $turn <= self::AT_ONCE; $turn++) {
            $lock = $factory->get_lock("{$userid}_{$turn}", 0);
            if ($lock) {
                return $lock;
            }
        }
        throw new failure('toomanyatonce');
    }

    /**
     * Takes one request of the allowances.
     *
     * @param int $userid on whose behalf
     * @throws \moodle_exception `quotareached`, `sitequotareached`
     */
    private function check_rate(int $userid): void {
        $config = get_config('block_aitranslator');
        $user = (int) ($config->userrequestsperhour ?? 0);
        if ($user > 0 && !$this->limiter->check_user_rate_limit('block_aitranslator', $user, $userid)) {
            throw new failure('quotareached', format_time(rate_limiter::TIME_WINDOW));
        }
        $site = (int) ($config->siterequestsperhour ?? 0);
        if ($site > 0 && !$this->limiter->check_global_rate_limit('block_aitranslator', $site)) {
            throw new failure('sitequotareached', format_time(rate_limiter::TIME_WINDOW));
        }
    }

    /**
     * The connection, or why there is none.
     *
     * @return connection
     * @throws \moodle_exception
     */
    private static function connection(): connection {
        try {
            return connection::of_site();
        } catch (unusable $error) {
            throw failure::not_connected($error);
        }
    }

    /**
     * Moodle's own settings let the call out.
     *
     * @param connection $connection how the service would be asked
     * @throws \moodle_exception `serviceunreachable`
     */
    private static function check_host(connection $connection): void {
        if ((new \core\files\curl_security_helper())->url_is_blocked($connection->endpoint->url)) {
            throw failure::blocked($connection->endpoint);
        }
    }

    /**
     * Takes note of what went wrong.
     *
     * @param connection $connection how the service was asked
     * @param service_error $error what it said
     * @return failure
     */
    private function failed(connection $connection, service_error $error): failure {
        if ($error->refusal === service_error::UNREACHABLE) {
            $until = $this->clock->time() + self::PAUSE;
            $silent = ['endpoint' => $connection->endpoint->url, 'until' => $until, 'detail' => $error->detail];
            self::cache('languages')->set(self::SILENT, $silent);
        }
        return failure::of($error);
    }

    /**
     * Leaves a service in peace that has just not answered.
     *
     * @param connection $connection how it would be asked
     * @throws \moodle_exception `serviceunreachable`
     */
    private function check_silence(connection $connection): void {
        $silent = self::cache('languages')->get(self::SILENT);
        if ($silent && $silent['endpoint'] === $connection->endpoint->url && $silent['until'] > $this->clock->time()) {
            throw failure::of(new service_error(service_error::UNREACHABLE, $silent['detail']));
        }
    }

    /**
     * The client for a connection.
     *
     * @param connection $connection how to reach the service
     * @return service_client
     */
    private function client(connection $connection): service_client {
        return new service_client($this->http, $connection->endpoint);
    }

    /**
     * The site's glossary. It was checked when it was saved; one that was written past that is none.
     *
     * @return glossary
     */
    private static function glossary(): glossary {
        try {
            return glossary::parse((string) get_config('block_aitranslator', 'glossary'));
        } catch (unusable) {
            return glossary::parse('');
        }
    }

    /**
     * A cache of this plugin.
     *
     * @param string $area its name in db/caches.php
     * @return \cache
     */
    private static function cache(string $area): \cache {
        return \cache::make('block_aitranslator', $area);
    }
}
