<?php
// The pure classes of the Moodle plugin local_awsevents, outside a Moodle: what Moodle's get_data() says of an event on each
// line of standard input; the detail that is sent for it on each line of standard output, with sequences from 1.
//
// php events.php ['{"site":"https://moodle.example","users":true,"other":true}'] < events.jsonl

use local_awsevents\local\entry;
use local_awsevents\local\envelope;
use local_awsevents\local\outbox_row;
use local_awsevents\local\pseudonym;
use local_awsevents\local\uuid;

spl_autoload_register(static function (string $class): void {
    $name = str_replace(['local_awsevents\\', '\\'], ['', '/'], $class);
    require(__DIR__ . "/../../moodle-plugins/local/awsevents/classes/{$name}.php");
});

$choice = json_decode($argv[1] ?? '{}', true, flags: JSON_THROW_ON_ERROR)
    + ['site' => 'https://moodle.example', 'users' => false, 'other' => false, 'secret' => 'a secret', 'ip' => null];
$pseudonym = $choice['users'] ? null : new pseudonym($choice['secret']);
$envelope = new envelope(uuid::make(str_repeat("\0", 16)), $choice['site'], $pseudonym, $choice['other']);
$sequence = 0;
while (($line = fgets(STDIN)) !== false) {
    $data = json_decode($line, true, flags: JSON_THROW_ON_ERROR);
    $detail = $envelope->detail($data, uuid::make(random_bytes(16)), $choice['ip']);
    $row = new outbox_row(++$sequence, $data['eventname'], $data['timecreated'], $detail, 0);
    echo entry::of($row)->detail, "\n";
}
