<?php
// The pure classes of the Moodle plugin, outside a Moodle: one call as standard input says, its outcome on standard output.

use block_aitranslator\local\connection_code;
use block_aitranslator\local\service_client;
use block_aitranslator\local\service_error;
use block_aitranslator\local\signed_token;
use block_aitranslator\local\unusable;

require('GuzzleHttp/autoload.php');
spl_autoload_register(static function (string $class): void {
    $name = str_replace(['block_aitranslator\\', '\\'], ['', '/'], $class);
    require(__DIR__ . "/../../moodle-plugins/blocks/aitranslator/classes/{$name}.php");
});

$ask = json_decode(stream_get_contents(STDIN), true, flags: JSON_THROW_ON_ERROR);
try {
    $code = connection_code::parse($ask['code']);
    $token = $ask['token'] ?? signed_token::make($code, $ask['userid'], time() + $ask['clock'], random_bytes(16));
    $client = new service_client(new GuzzleHttp\Client(), $code->endpoint);
    $outcome = isset($ask['texts'])
        ? $client->translate($token, $ask['texts'], $ask['target'], $ask['source'], $ask['format'], $ask['glossary'])
        : $client->languages($token);
    $outcome += ['token' => $token];
} catch (service_error $error) {
    $outcome = ['refusal' => $error->refusal, 'detail' => $error->detail, 'status' => $error->status, 'wait' => $error->wait];
} catch (unusable $error) {
    $outcome = ['unusable' => $error->stringkey];
}
echo json_encode($outcome, JSON_THROW_ON_ERROR);
