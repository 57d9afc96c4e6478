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
use block_aitranslator\local\service_error;
use block_aitranslator\local\unusable;

/**
 * Tries the way to the service step by step. A step that fails ends it: what comes after could not work.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class connection_check {
    /** @var check_step[] What was tried so far. */
    private array $steps = [];

    /**
     * Begins.
     *
     * @param int $userid on whose behalf the service is asked
     */
    private function __construct(
        /** @var int On whose behalf the service is asked. */
        private readonly int $userid,
    ) {
    }

    /**
     * Tries everything, a translation too.
     *
     * @param int $userid on whose behalf
     * @return check_step[]
     */
    public static function whole(int $userid): array {
        $check = new self($userid);
        $check->run(true);
        return $check->steps;
    }

    /**
     * Tries everything but a translation: for a page that is opened often.
     *
     * @param int $userid on whose behalf
     * @return check_step[]
     */
    public static function quick(int $userid): array {
        $check = new self($userid);
        $check->run(false);
        return $check->steps;
    }

    /**
     * Takes the steps.
     *
     * @param bool $translate whether to try a translation
     */
    private function run(bool $translate): void {
        $connection = $this->settings();
        if ($connection === null || !$this->host($connection)) {
            return;
        }
        if ($connection->is_by_token() && !$this->web_services()) {
            return;
        }
        $client = new service_client(\core\di::get(\core\http_client::class), $connection->endpoint);
        $list = $this->service($connection, $client);
        if ($list === null || !$this->engine($list) || !$translate) {
            return;
        }
        $this->translation($connection, $client, $list);
    }

    /**
     * The settings connect the site.
     *
     * @return connection|null
     */
    private function settings(): ?connection {
        $url = new \moodle_url('/admin/settings.php', ['section' => 'blocksettingaitranslator']);
        try {
            $connection = connection::of_site();
        } catch (unusable $error) {
            $this->add('stepsettings', false, self::text($error->stringkey), $url, 'linksettings');
            return null;
        }
        $this->add('stepsettings', true, self::text('stepsettingsok', $connection->endpoint->url));
        return $connection;
    }

    /**
     * Moodle's own settings let the call out.
     *
     * @param connection $connection how the service is reached
     * @return bool
     */
    private function host(connection $connection): bool {
        $blocked = (new \core\files\curl_security_helper())->url_is_blocked($connection->endpoint->url);
        $message = self::text($blocked ? 'hostblocked' : 'stephostok', $connection->endpoint->host());
        $url = $blocked ? new \moodle_url('/admin/settings.php', ['section' => 'httpsecurity']) : null;
        $this->add('stephost', !$blocked, $message, $url, 'linkhttpsecurity');
        return !$blocked;
    }

    /**
     * People can get tokens of Moodle's web services, and may use them.
     *
     * @return bool
     */
    private function web_services(): bool {
        global $USER;
        $needs = web_service::needs();
        $url = new \moodle_url('/admin/settings.php', ['section' => 'webservicesoverview']);
        if ($needs) {
            $this->add('stepwebservices', false, implode(' ', $needs), $url, 'linkwebservices');
            return false;
        }
        $this->add('stepwebservices', true, self::text('stepwebservicesok'));
        if (!isloggedin() || is_siteadmin($USER)) {
            $this->add('stepservice', null, self::text('tokenadmin'));
            return false;
        }
        return true;
    }

    /**
     * The service answers, and takes the site's calls.
     *
     * @param connection $connection how it is reached
     * @param service_client $client that calls it
     * @return array|null what can be translated
     */
    private function service(connection $connection, service_client $client): ?array {
        $began = microtime(true);
        try {
            $list = $client->languages($connection->token($this->userid));
        } catch (service_error $error) {
            $this->add('stepservice', false, $this->cause($error));
            return null;
        } catch (\moodle_exception $error) {
            $this->add('stepservice', false, $error->getMessage());
            return null;
        }
        // Who has just mended something need not wait until pages know of it.
        translator::forget_service();
        $this->add('stepservice', true, self::text('stepserviceok', self::milliseconds($began)));
        return $list;
    }

    /**
     * There is something that translates.
     *
     * @param array $list what can be translated
     * @return bool
     */
    private function engine(array $list): bool {
        $count = count($list['languages']);
        $about = (object) ['model' => $list['model'], 'count' => $count];
        $this->add('stepengine', $count > 1, self::text($count > 1 ? 'stepengineok' : 'stepenginenone', $about));
        return $count > 1;
    }

    /**
     * A word is translated.
     *
     * @param connection $connection how the service is reached
     * @param service_client $client that calls it
     * @param array $list what can be translated
     */
    private function translation(connection $connection, service_client $client, array $list): void {
        [$source, $target] = self::pair($list);
        // A name is a text in every language, though its translation proves less.
        $original = $source === 'en' ? 'Good morning' : 'Moodle';
        $began = microtime(true);
        try {
            $token = $connection->token($this->userid);
            $answer = $client->translate($token, [$original], $target, $source, 'text', []);
        } catch (service_error $error) {
            $this->add('steptranslation', false, $this->cause($error));
            return;
        }
        $names = (object) [
            'original' => $original,
            'source' => $source,
            'target' => $target,
            'time' => self::milliseconds($began),
            'text' => $answer['translations'][0]['text'],
        ];
        $this->add('steptranslation', true, self::text('steptranslationok', $names));
    }

    /**
     * Two languages to try.
     *
     * @param array $list what can be translated
     * @return string[] source and target
     */
    private static function pair(array $list): array {
        if ($list['pairs'] === null) {
            return ['en', in_array('fr', $list['languages'], true) ? 'fr' : end($list['languages'])];
        }
        $english = array_filter($list['pairs'], static fn(array $pair): bool => $pair['source'] === 'en');
        $pair = reset($english) ?: reset($list['pairs']);
        return [$pair['source'], $pair['target']];
    }

    /**
     * What went wrong, for an administrator.
     *
     * @param service_error $error what the service said
     * @return string
     */
    private function cause(service_error $error): string {
        $about = (object) ['detail' => $error->detail, 'code' => $error->refusal, 'id' => $error->requestid];
        if ($error->refusal === service_error::UNREACHABLE) {
            return self::text('causeunreachable', $about);
        }
        return self::text($error->requestid === '' ? 'causeother' : 'causerefused', $about);
    }

    /**
     * Adds a step.
     *
     * @param string $namekey the key of its name
     * @param bool|null $ok whether it worked
     * @param string $message what was found
     * @param \moodle_url|null $url where to change it
     * @param string $linkkey the key of the link's text
     */
    private function add(string $namekey, ?bool $ok, string $message, ?\moodle_url $url = null, string $linkkey = ''): void {
        $linktext = $url === null ? '' : self::text($linkkey);
        $this->steps[] = new check_step(self::text($namekey), $ok, $message, $url, $linktext);
    }

    /**
     * How long something took.
     *
     * @param float $began when it began
     * @return int milliseconds
     */
    private static function milliseconds(float $began): int {
        return (int) round(1000 * (microtime(true) - $began));
    }

    /**
     * A text of this plugin.
     *
     * @param string $key its key
     * @param mixed $a what stands in it
     * @return string
     */
    private static function text(string $key, mixed $a = null): string {
        return get_string($key, 'block_aitranslator', $a);
    }
}
