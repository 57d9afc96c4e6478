"""The checks of plugins notice what they are for, and pass what is as Moodle wants it."""

from __future__ import annotations

import os
import unittest
import zipfile
from pathlib import Path
from unittest import mock

import plugin_checks
import plugin_strings
import plugins
from made_up_plugin import JS, PHP, PLUGIN, STRINGS, MadeUpPlugin, in_namespace, language
from plugin_source import Source
from plugin_source import plugins as found_plugins
from project import Problem


class Checks(MadeUpPlugin):
    def test_a_plugin_as_it_should_be_passes_every_check(self) -> None:
        self.assertEqual(plugin_checks.complaints(self.plugin()), [])

    def test_a_file_without_the_notice_of_the_licence_word_for_word_is_named(self) -> None:
        self.change("index.php", "MERCHANTABILITY or", "merchantability or")
        self.write("amd/src/kettle.js", "export const init = () => 1;\n")
        self.change("templates/cup.mustache", "FITNESS", "fitness")
        self.complains(
            plugin_checks.boilerplate, "index.php:1: .*", "amd/src/.*", "templates/cup.*"
        )

    def test_a_file_that_does_not_say_whose_it_is_is_named(self) -> None:
        self.change("index.php", "@package    local_tea", "@package    local_coffee")
        self.change("db/upgrade.php", "@copyright  2026", "@copyright")
        self.change("settings.php", "@license", "@licence")
        self.change(
            "amd/src/kettle.js", "@module     local_tea/kettle", "@module     local_tea/pot"
        )
        self.change("templates/cup.mustache", "@template local_tea/cup", "@template local_tea/mug")
        self.change("templates/cup.mustache", "Example context (json):", "Example:")
        self.complains(
            plugin_checks.documentation,
            "db/upgrade.php:1: no `@copyright.*",
            "index.php:1: no `@package    local_tea`.*",
            "settings.php:1: no `@license.*",
            "amd/src/kettle.js:1: no `@module     local_tea/kettle`",
            "templates/cup.mustache:1: no `@template local_tea/cup`",
            "templates/cup.mustache:1: no `Example context.*",
        )

    def test_what_acts_when_it_is_loaded_is_guarded_and_nothing_else(self) -> None:
        guard = "defined('MOODLE_INTERNAL') || die();"
        self.change("settings.php", guard, "")
        self.change("classes/spilt.php", "class spilt", f"{guard}\nclass spilt")
        self.change("index.php", "require_once(", f"{guard}\nrequire_once(")
        self.complains(
            plugin_checks.internal,
            "classes/spilt.php:1: .* no use here",
            "index.php:1: .* no use here",
            "settings.php:1: .* is missing",
        )

    def test_a_version_lacks_nothing_and_is_a_date(self) -> None:
        self.change("version.php", "$plugin->maturity", "$plugin->ripeness")
        self.change("version.php", "[405, 501]", "405")
        self.change("version.php", "'local_tea'", "'local_coffee'")
        self.change("version.php", "2026112900", "2026133900")
        self.complains(
            plugin_checks.version,
            "version.php:1: `.plugin->component = 'local_coffee'` is not .*",
            "version.php:1: `.plugin->supported = 405` is not .*",
            "version.php:1: no `.plugin->maturity`",
            "version.php:1: the version 2026133900 does not begin with a date.*",
        )

    def test_each_step_of_an_upgrade_has_its_own_savepoint(self) -> None:
        savepoint = "upgrade_plugin_savepoint(true, 2026112900, 'local', 'tea');"
        for wrong in (
            "",
            savepoint.replace("2026112900", "2026112800"),
            savepoint.replace("'tea'", "'coffee'"),
            savepoint.replace("'local', ", ""),
            savepoint + savepoint,
        ):
            with self.subTest(wrong):
                self.write("db/upgrade.php", PLUGIN["db/upgrade.php"].replace(savepoint, wrong))
                self.complains(plugin_checks.upgrade, r"db/upgrade.php:\d+: .* true, 2026112900.*")
        block = savepoint.replace("plugin_savepoint", "block_savepoint")
        self.write("db/upgrade.php", PLUGIN["db/upgrade.php"].replace(savepoint, block))
        self.complains(plugin_checks.upgrade, ".*: not by upgrade_plugin_savepoint")

    def test_steps_of_an_upgrade_are_in_order_and_not_newer_than_the_version(self) -> None:
        self.change("db/upgrade.php", "2026112800", "2026113000")
        self.complains(plugin_checks.upgrade, ".*not in the order.*")
        self.write("db/upgrade.php", PLUGIN["db/upgrade.php"].replace("2026112900", "2026113000"))
        self.complains(plugin_checks.upgrade, ".*2026113000 is newer than the version 2026112900")
        self.write("db/upgrade.php", PLUGIN["db/upgrade.php"].replace("xmldb_local_tea", "xmldb_t"))
        self.complains(plugin_checks.upgrade, ".*no `function xmldb_local_tea_upgrade.*")

    def test_a_class_that_moodle_would_not_find_is_named(self) -> None:
        self.change(
            "classes/external/brew.php", "namespace local_tea\\external", "namespace local_tea"
        )
        self.change("tests/local/brew_test.php", "class brew_test", "class brews_test")
        self.complains(
            plugin_checks.autoloading,
            r"classes/external/brew.php:1: not in the namespace local_tea\\external",
            "tests/local/brew_test.php:1: no class.* called brew_test",
        )

    def test_a_capability_that_is_asked_for_is_defined(self) -> None:
        self.change("index.php", "local/tea:drink", "local/tea:spill")
        self.complains(plugin_checks.capabilities, r"index.php:\d+: local/tea:spill is not in .*")

    def test_an_external_function_has_a_class_and_pages_call_no_other(self) -> None:
        self.change("db/services.php", "external\\brew", "external\\brews")
        self.change("db/services.php", "'ajax' => true", "'ajax' => false")
        self.complains(
            plugin_checks.external_functions,
            "db/services.php:1: .* no file classes/external/brews.php",
            r"amd/src/kettle.js:\d+: local_tea_brew is no function .* with `ajax`",
        )

    def test_an_old_fashioned_class_name_is_found_too(self) -> None:
        name = "'local_tea\\external\\brew'"
        self.change("db/services.php", "\\local_tea\\external\\brew::class", name)
        self.complains(plugin_checks.external_functions, "")

    def test_a_template_or_module_that_is_named_is_there_and_built(self) -> None:
        self.change("index.php", "local_tea/cup", "local_tea/mug")
        self.change("templates/cup.mustache", "'local_tea/kettle'", "'local_tea/pot'")
        self.change("templates/cup.mustache", "<p>", "<p>{{> local_tea/spoon}}")
        (self.folder / "amd/build/kettle.min.js").unlink()
        self.complains(
            plugin_checks.templates,
            r"index.php:\d+: there is no templates/mug.mustache",
            r"templates/cup.mustache:\d+: there is no templates/spoon.mustache",
            r"templates/cup.mustache:\d+: there is no amd/src/pot.js",
            "amd/src/kettle.js:1: not built into amd/build/kettle.min.js",
        )

    def test_what_was_for_searching_a_mistake_does_not_stay(self) -> None:
        self.change("index.php", "echo ", "var_dump($x); // print_r($y);\necho ")
        self.change("amd/src/kettle.js", "return call", "console.log('x');\n    return call")
        self.complains(plugin_checks.leftovers, r"index.php:\d+: var_dump.*", "amd.* console.*")

    def test_what_is_meant_for_the_log_stays_when_it_says_why(self) -> None:
        ignore = "// phpcs:ignore moodle.PHP.ForbiddenFunctions.Found"
        self.change("index.php", "echo ", f"{ignore} -- It is lost.\nerror_log('x');\necho ")
        self.complains(plugin_checks.leftovers)
        self.change("index.php", " -- It is lost.", "")
        self.complains(plugin_checks.leftovers, r"index.php:\d+: error_log.*")

    def test_a_copy_of_what_several_plugins_need_is_the_same_in_all(self) -> None:
        name = "classes/local/endpoint.php"
        mine = in_namespace("local_tea\\local", "final class endpoint {\n    // One.\n}\n")
        self.write(name, mine)
        self.complains(plugin_checks.copies, "")
        for file, text in (("version.php", ""), (name, mine)):
            self.write(f"../../blocks/milk/{file}", text.replace("local_tea", "block_milk"))
        self.complains(plugin_checks.copies, "")
        self.change(name, "// One.", "// Two.")
        line = mine[: mine.index("// One.")].count("\n") + 1
        self.complains(plugin_checks.copies, f"{name}:{line}: .* that of block_milk")
        self.write(name, mine + "// More.\n")
        self.complains(plugin_checks.copies, f"{name}:\\d+: .* that of block_milk")


class Strings(MadeUpPlugin):
    def in_english(self, strings: dict[str, str]) -> None:
        self.write("lang/en/local_tea.php", language(strings))

    def test_every_string_that_is_asked_for_exists_wherever_it_is_asked_for(self) -> None:
        # Not `kind_green`: the code puts its key together.
        for key in set(STRINGS) - {"kind_green", "pluginname"}:
            with self.subTest(key):
                self.in_english({name: text for name, text in STRINGS.items() if name != key})
                self.complains(
                    plugin_strings.present, f"[a-z/.]+:\\d+: no string {key} in lang/en.*"
                )

    def test_other_ways_to_ask_for_a_string_are_known(self) -> None:
        for name, line in {
            "settings.php": "new lang_string('poured', 'local_tea');",
            "index.php": "throw new \\core\\exception\\moodle_exception('poured', 'local_tea');",
            "lib.php": f"{PHP}\n$form->addHelpButton('x', 'poured', 'local_tea');",
            "page.php": f"{PHP}\n$page->strings_for_js(['heading', 'poured'], 'local_tea');",
            "amd/src/kettle.js": "getStrings([{key: 'poured', component: 'local_tea'}]);",
            "amd/src/map.js": f"{JS}\n['sip', 'poured'].map(key => getString(key, 'local_tea'));",
            "amd/src/own.js": f"{JS}\nconst say = async(node, key) => {{\n"
            "    node.textContent = await getString(key, COMPONENT);\n};\n"
            "say(node, full ? 'poured' : 'sip');",
        }.items():
            with self.subTest(line):
                before = PLUGIN.get(name, "")
                self.write(name, before + line + "\n")
                self.complains(plugin_strings.present, f"{name}:\\d+: no string poured.*")
                self.write(name, before)

    def test_a_string_of_another_component_is_its_own_affair(self) -> None:
        self.write("lib.php", f"{PHP}\nget_string('poured', 'local_coffee');get_string('yes');")
        self.complains(plugin_strings.present, "")

    def test_every_string_is_asked_for(self) -> None:
        self.in_english({**STRINGS, "zest": "Nobody asks"})
        self.complains(plugin_strings.used, ".*nothing asks for the string zest")

    def test_a_help_text_goes_with_its_string_and_a_prefix_with_all_of_it(self) -> None:
        self.in_english({**STRINGS, "heading_help": "Help", "kind_white": "White"})
        self.complains(plugin_strings.used, "")

    def test_every_language_has_the_strings_of_english_with_their_placeholders(self) -> None:
        german = {**STRINGS, "hands": "Auf {$a->left}", "zest": "Nur hier"}
        del german["sip"]
        self.write("lang/de/local_tea.php", language(german))
        self.complains(
            plugin_strings.translated,
            "lang/de/local_tea.php:1: lacks sip",
            "lang/de/local_tea.php:1: zest is not in English",
            "lang/de/local_tea.php:1: hands has the placeholders .*left.*, not .*right.*",
        )

    def test_a_file_of_strings_is_in_order_and_has_nothing_else(self) -> None:
        self.in_english({"pluginname": "Tea", "boil": "Boil", "brew": "Brew"})
        self.complains(plugin_strings.form, ".*boil does not belong behind pluginname")
        self.in_english({"boil": "Boil", "pluginname": "Tea' . 'pot"})
        self.complains(plugin_strings.form, ".*not just `.string.*: .*pot.*", ".*no pluginname")
        self.in_english({"boil": "Boil"})
        self.complains(plugin_strings.form, ".*no pluginname")

    def test_without_english_there_is_one_complaint_and_no_crash(self) -> None:
        (self.folder / "lang/en/local_tea.php").unlink()
        self.complains(plugin_strings.form, "lang/en:1: there is no lang/en/local_tea.php")
        self.assertEqual(list(plugin_strings.used(self.plugin())), [])


class Reading(MadeUpPlugin):
    def test_comments_are_blank_and_strings_that_look_like_comments_are_not(self) -> None:
        text = "<?php\n$a = 'https://x'; // 'gone'\n/* gone\n */ $b = \"#\"; # gone\n#[Kept]\n"
        self.write("lib.php", text)
        code = Source(self.folder / "lib.php", "lib.php").code
        self.assertNotIn("gone", code)
        for kept in ("'https://x'", '"#"', "#[Kept]"):
            self.assertEqual(code.index(kept), text.index(kept))

    def test_plugins_are_found_by_their_version_and_a_strange_place_is_named(self) -> None:
        self.assertEqual([plugin.component for plugin in found_plugins(self.root)], ["local_tea"])
        (self.root / "locals" / "milk").mkdir(parents=True)
        (self.root / "locals" / "milk" / "version.php").touch()
        with self.assertRaisesRegex(Problem, "no type of plugins lives in locals; there are: bl"):
            found_plugins(self.root)

    def test_a_folder_without_plugins_is_no_success(self) -> None:
        with self.assertRaisesRegex(Problem, "there is no plugin in"):
            found_plugins(self.root / "elsewhere")


class Zip(MadeUpPlugin):
    def test_the_same_files_make_the_same_bytes_in_one_folder(self) -> None:
        made = []
        for time in (1, 2_000_000_000):
            os.utime(self.folder / "version.php", (time, time))
            zipped = plugins.pack(self.plugin(), self.root / "dist")
            made.append(zipped.read_bytes())
        self.assertEqual(made[0], made[1])
        self.assertEqual(zipped.name, "local_tea-1.2.3.zip")
        with zipfile.ZipFile(zipped) as packed:
            names = packed.namelist()
        self.assertEqual({name.split("/")[0] for name in names}, {"tea"})
        self.assertIn("tea/amd/build/kettle.min.js", names)
        self.assertIn("tea/tests/local/brew_test.php", names)

    def test_one_plugin_is_packed_by_its_name_and_all_of_them_without_one(self) -> None:
        self.write("../../blocks/milk/version.php", PLUGIN["version.php"])
        with (
            mock.patch.object(plugins, "plugins", return_value=found_plugins(self.root)),
            mock.patch.object(plugins, "ROOT", self.root),
            mock.patch.object(plugins, "say") as said,
        ):
            for arguments, made in (
                (["tea"], ["local_tea"]),
                (["block_milk"], ["block_milk"]),
                (["milk", "tea"], ["block_milk", "local_tea"]),
                ([], ["block_milk", "local_tea"]),
            ):
                with self.subTest(arguments):
                    said.reset_mock()
                    plugins.package(arguments)
                    names = [call.args[0].split("-")[0] for call in said.call_args_list]
                    self.assertEqual(names, [f"dist/{component}" for component in made])
            with self.assertRaisesRegex(Problem, "no plugin is called coffee; .*: milk, tea"):
                plugins.package(["tea", "coffee"])

    def test_what_no_plugin_is_made_of_is_not_shipped(self) -> None:
        for name in ("notes.php.orig", ".env.json", "lang/.git/config.txt"):
            with self.subTest(name):
                self.write(name, "secret")
                with self.assertRaisesRegex(Problem, f"remove them: tea/{name}"):
                    plugins.pack(self.plugin(), self.root / "dist")
                (self.folder / name).unlink()


class Programs(MadeUpPlugin):
    def test_one_run_shows_every_failure(self) -> None:
        def fail(command: list[str], **_options: object) -> None:
            ran.append(str(command[0]))
            raise Problem("it does not work")

        ran: list[str] = []
        with (
            mock.patch.object(plugins, "run", fail),
            mock.patch.object(plugins, "say"),
            mock.patch.object(plugins, "print", create=True),
            mock.patch.object(plugins, "_syntax"),
            mock.patch.object(plugins, "_expectations"),
            mock.patch.object(plugins, "plugins", return_value=[self.plugin()]),
            mock.patch.object(plugins.setup, "plugins"),
            mock.patch.object(plugins.system, "php_libraries", return_value=Path("/php")),
            self.assertRaisesRegex(Problem, "fail in: PHPUnit without a Moodle, Java.*PHP 8.4"),
        ):
            plugins.test([])
        self.assertEqual(ran, ["phpunit", "npm", "node", "node", "node"])

    def test_an_unknown_program_is_refused_with_the_list(self) -> None:
        with self.assertRaisesRegex(Problem, "say what to do: test, lint, package"):
            plugins.plugins_main(["tests"])


if __name__ == "__main__":
    unittest.main()
