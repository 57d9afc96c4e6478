"""A made-up plugin that nothing is wrong with, for the tests of what looks at plugins."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import plugin_checks
from plugin_checks import Check
from plugin_source import Plugin

NOTICE = plugin_checks._BOILERPLATE.replace("http://", "https://").strip().splitlines()
COMMENTED = "".join(f"// {line}".rstrip() + "\n" for line in NOTICE)
DOCUMENTED = """
/**
 * What it is.
 *
 * @package    local_tea
 * @copyright  2026 Somebody
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
"""
PHP = f"<?php\n{COMMENTED}{DOCUMENTED}\n"
GUARDED = f"{PHP}defined('MOODLE_INTERNAL') || die();\n\n"
JS = COMMENTED + DOCUMENTED.replace("@package    local_tea", "@module     local_tea/kettle")


def in_namespace(namespace: str, code: str) -> str:
    return f"<?php\n{COMMENTED}\nnamespace {namespace};\n{DOCUMENTED}{code}"


# A plugin that nothing is wrong with.
PLUGIN = {
    "version.php": GUARDED
    + """\
$plugin->component = 'local_tea';
$plugin->version = 2026112900;
$plugin->release = '1.2.3';
$plugin->requires = 2024100700; // Moodle 4.5.
$plugin->supported = [405, 501];
$plugin->maturity = MATURITY_STABLE;
""",
    "db/access.php": GUARDED
    + "$capabilities = [\n    'local/tea:drink' => [\n        'captype' => 'read',\n    ],\n];\n",
    "db/caches.php": GUARDED
    + "$definitions = [\n    'leaves' => [\n        'simplekeys' => true,\n    ],\n];\n",
    "db/services.php": GUARDED
    + """\
$functions = [
    'local_tea_brew' => [
        'classname' => \\local_tea\\external\\brew::class,
        'ajax' => true,
    ],
];
""",
    "db/upgrade.php": PHP
    + """\
function xmldb_local_tea_upgrade(int $oldversion): bool {
    if ($oldversion < 2026112800) {
        upgrade_plugin_savepoint(true, 2026112800, 'local', 'tea');
    }
    if ($oldversion < 2026112900) {
        upgrade_plugin_savepoint(true, 2026112900, 'local', 'tea');
    }
    return true;
}
""",
    "index.php": PHP
    + """\
require_once(__DIR__ . '/../../config.php');
require_capability('local/tea:drink', $context);
echo $OUTPUT->render_from_template('local_tea/cup', []);
""",
    "settings.php": GUARDED
    + """\
$text = static fn(string $key, mixed $a = null): string => get_string($key, 'local_tea', $a);
$settings->add(new admin_setting_heading('local_tea/heading', $text('heading'), ''));
""",
    "classes/external/brew.php": in_namespace(
        "local_tea\\external",
        """\
final class brew {
    private const ALL_STRINGS = ['a' => 'strong'];

    public function say(string $strength): string {
        // Not get_string('nothing', 'local_tea'), which is a comment.
        throw new \\local_tea\\spilt($strength === 'hot' ? 'hands' : 'table');
    }

    public function name(string $kind): string {
        return get_string('kind_' . $kind, 'local_tea');
    }
}
""",
    ),
    "classes/spilt.php": in_namespace(
        "local_tea",
        """\
class spilt extends \\moodle_exception {
    public function __construct(string $stringkey, mixed $a = null) {
        parent::__construct($stringkey, 'local_tea', '', $a);
    }
}
""",
    ),
    "classes/check/kettle.php": in_namespace(
        "local_tea\\check", "class kettle extends \\core\\check\\check {\n}\n"
    ),
    "tests/local/brew_test.php": in_namespace(
        "local_tea\\local", "final class brew_test extends \\basic_testcase {\n}\n"
    ),
    "amd/src/kettle.js": JS
    + """\
import {getString} from 'core/str';
import {call} from 'core/ajax';

const COMPONENT = 'local_tea';
export const init = async() => {
    await getString('boil', COMPONENT);
    return call([{methodname: 'local_tea_brew', args: {}}]);
};
""",
    "amd/build/kettle.min.js": "define()\n",
    "templates/cup.mustache": "{{!\n"
    + "".join(f"    {line}".rstrip() + "\n" for line in NOTICE)
    + """\
}}
{{!
    @template local_tea/cup

    Example context (json):
    {}
}}
<p>{{#str}}sip, local_tea{{/str}}</p>
{{#js}}
require(['local_tea/kettle'], kettle => kettle.init());
{{/js}}
""",
}
STRINGS = {
    "boil": "Boil {$a}",
    "cachedef_leaves": "Leaves",
    "checkkettle": "Kettle",
    "hands": "On {$a->left} and {$a->right}",
    "heading": "Tea",
    "kind_green": "It\\'s green",
    "pluginname": "Tea",
    "sip": "Sip",
    "strong": "Strong",
    "table": "On the table",
    "tea:drink": "Drink tea",
}


def language(strings: dict[str, str]) -> str:
    return PHP + "".join(f"$string['{key}'] = '{text}';\n" for key, text in strings.items())


class MadeUpPlugin(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.folder = self.root / "local" / "tea"
        for name, text in PLUGIN.items():
            self.write(name, text)
        for code in ("en", "de"):
            self.write(f"lang/{code}/local_tea.php", language(STRINGS))

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        self.assertIn(old, text)
        self.write(name, text.replace(old, new))

    def plugin(self) -> Plugin:
        return Plugin(self.folder)

    def complains(self, check: Check, *expected: str) -> None:
        """The check complains of nothing else, and each expected pattern is found in its place."""
        self.assertRegex("\n".join(check(self.plugin())), "^" + "\n".join(expected) + "$")
