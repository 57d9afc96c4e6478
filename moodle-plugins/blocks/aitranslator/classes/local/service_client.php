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

namespace block_aitranslator\local;

use GuzzleHttp\ClientInterface;
use GuzzleHttp\Exception\GuzzleException;
use Psr\Http\Message\ResponseInterface;

/**
 * Calls the service: `GET /v1/languages` and `POST /v1/translate`.
 *
 * @package    block_aitranslator
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class service_client {
    /** Seconds until there must be a connection. */
    private const CONNECT_TIME = 5;

    /** Seconds until there must be an answer. The service gives up after 25, and may ask Moodle for 5 whose token it has. */
    private const TIME = 32;

    /** Seconds until the list of languages must be there. */
    private const LIST_TIME = 10;

    /**
     * Takes what it calls with.
     *
     * @param ClientInterface $http sends requests
     * @param endpoint $endpoint where to
     */
    public function __construct(
        /** @var ClientInterface Sends requests. */
        private readonly ClientInterface $http,
        /** @var endpoint Where to. */
        private readonly endpoint $endpoint,
    ) {
    }

    /**
     * What can be translated, and how much of it at once.
     *
     * @param string $token for this call
     * @return array `model`, `glossary`, `languages` (tags), `pairs` (null: any language to any other; else each with
     *     `source`, `target`, `via`) and `limits` (`texts`, `characters_per_text`, `characters_per_call`)
     * @throws service_error
     */
    public function languages(#[\SensitiveParameter] string $token): array {
        $answer = $this->call('GET', '/v1/languages', $token, ['timeout' => self::LIST_TIME]);
        $istext = static fn($value): bool => is_string($value) && $value !== '';
        $ispair = static fn($pair): bool => $istext($pair['source'] ?? null) && $istext($pair['target'] ?? null);
        $limits = [];
        foreach (['texts', 'characters_per_text', 'characters_per_call'] as $name) {
            $limits[$name] = $answer['limits'][$name] ?? null;
        }
        $pairs = $answer['pairs'] ?? null;
        $languages = $answer['languages'] ?? null;
        if (
            !is_array($languages) || array_filter($languages, $istext) !== $languages
            || !($pairs === null || is_array($pairs) && array_filter($pairs, $ispair) === $pairs)
            || array_filter($limits, static fn($limit): bool => is_int($limit) && $limit > 0) !== $limits
        ) {
            throw $this->no_answer_of_ours(200);
        }
        return [
            'model' => (string) ($answer['model'] ?? ''),
            'glossary' => !empty($answer['glossary']),
            'languages' => array_values($languages),
            'pairs' => $pairs,
            'limits' => $limits,
        ];
    }

    /**
     * Translates.
     *
     * @param string $token for this call
     * @param string[] $texts what to translate
     * @param string $target a BCP 47 tag
     * @param string $source a BCP 47 tag, or '' to have the language recognised
     * @param string $format `text` or `html`
     * @param string[] $glossary translations by term
     * @return array `model`, and `translations` in the order of the texts, each with `text`, `source` ('' when it was not
     *     recognised), `cached` and `inpieces`
     * @throws service_error
     */
    public function translate(
        #[\SensitiveParameter] string $token,
        array $texts,
        string $target,
        string $source,
        string $format,
        array $glossary,
    ): array {
        $request = ['texts' => array_values($texts), 'target' => $target, 'format' => $format];
        $request += $source === '' ? [] : ['source' => $source];
        $request += $glossary ? ['glossary' => (object) $glossary] : [];
        $answer = $this->call('POST', '/v1/translate', $token, ['json' => $request]);
        $translations = $answer['translations'] ?? null;
        if (!is_array($translations) || count($translations) !== count($texts)) {
            throw $this->no_answer_of_ours(200);
        }
        $read = function ($translation): array {
            if (!is_string($translation['text'] ?? null)) {
                throw $this->no_answer_of_ours(200);
            }
            return [
                'text' => $translation['text'],
                'source' => (string) ($translation['source'] ?? ''),
                'cached' => !empty($translation['cached']),
                'inpieces' => !empty($translation['in_pieces']),
            ];
        };
        return [
            'model' => (string) ($answer['model'] ?? ''),
            'translations' => array_map($read, array_values($translations)),
        ];
    }

    /**
     * Sends a request and reads its answer.
     *
     * @param string $method GET or POST
     * @param string $path below the endpoint
     * @param string $token for this call
     * @param array $options more for the client
     * @return array the answer's JSON
     * @throws service_error
     */
    private function call(string $method, string $path, #[\SensitiveParameter] string $token, array $options): array {
        $options += [
            'headers' => ['Authorization' => "Bearer {$token}", 'Accept' => 'application/json'],
            'connect_timeout' => self::CONNECT_TIME,
            'timeout' => self::TIME,
            // A token and a text go where the administrator said, and nowhere else.
            'allow_redirects' => false,
            'http_errors' => false,
        ];
        try {
            $response = $this->http->request($method, $this->endpoint->url . $path, $options);
            $body = (string) $response->getBody();
        } catch (GuzzleException $error) {
            throw new service_error(service_error::UNREACHABLE, self::without_token($error->getMessage(), $token));
        }
        $answer = json_decode($body, true);
        if ($response->getStatusCode() === 200 && is_array($answer)) {
            return $answer;
        }
        throw $this->refusal($response, $answer);
    }

    /**
     * What an answer that is no success means.
     *
     * @param ResponseInterface $response the answer
     * @param mixed $answer its JSON
     * @return service_error
     */
    private function refusal(ResponseInterface $response, $answer): service_error {
        $status = $response->getStatusCode();
        $code = $answer['error']['code'] ?? null;
        if (!is_string($code) || !preg_match('/^[a-z0-9_]{1,64}$/', $code)) {
            return $this->no_answer_of_ours($status);
        }
        $text = static fn(string $name): string => is_string($answer['error'][$name] ?? null) ? $answer['error'][$name] : '';
        $wait = $response->getHeaderLine('Retry-After');
        return new service_error(
            $code,
            $text('message'),
            $status,
            ctype_digit($wait) ? min((int) $wait, 86400) : 0,
            $text('request_id'),
        );
    }

    /**
     * The answer is not one of the service.
     *
     * @param int $status its HTTP status
     * @return service_error
     */
    private function no_answer_of_ours(int $status): service_error {
        $detail = "{$this->endpoint->url} answers with status {$status} and something that the translation service would not say.";
        return new service_error(service_error::OTHER, $detail, $status);
    }

    /**
     * A message of the HTTP client, which may repeat what was sent.
     *
     * @param string $message the message
     * @param string $token what must not be told
     * @return string
     */
    private static function without_token(string $message, #[\SensitiveParameter] string $token): string {
        return str_replace($token, '…', mb_substr($message, 0, 500));
    }
}
