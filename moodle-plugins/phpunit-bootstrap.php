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
 * What the tests of classes without Moodle find instead of a Moodle: their class of tests, Guzzle, and the plugins' classes.
 *
 * @copyright  2026 moodle-aws contributors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('MOODLE_INTERNAL', true);

// A newer PHP may call these libraries deprecated, but none of our files.
$quietly = static function (callable $load, mixed ...$arguments): void {
    $level = error_reporting(E_ALL & ~E_DEPRECATED);
    try {
        $load(...$arguments);
    } finally {
        error_reporting($level);
    }
};
$quietly(static function (): void {
    require_once('GuzzleHttp/autoload.php');
    class_alias(\PHPUnit\Framework\TestCase::class, 'basic_testcase');
});
foreach (spl_autoload_functions() as $library) {
    spl_autoload_unregister($library);
    spl_autoload_register(static fn(string $class) => $quietly($library, $class));
}

foreach (glob(__DIR__ . '/*/*/version.php') as $file) {
    if (!preg_match('/\$plugin->component\s*=\s*\'(\w+)\'/', file_get_contents($file), $found)) {
        throw new \RuntimeException("$file names no component");
    }
    $namespace = $found[1] . '\\';
    $classes = dirname($file) . '/classes/';
    spl_autoload_register(static function (string $class) use ($namespace, $classes): void {
        $source = $classes . str_replace('\\', '/', substr($class, strlen($namespace))) . '.php';
        if (str_starts_with($class, $namespace) && is_file($source)) {
            require_once($source);
        }
    });
}
