"""Plugins are tested in a Moodle, and nothing in it is lost."""

from __future__ import annotations

import os
import subprocess
import unittest
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import moodle
import suites
from made_up_plugin import MadeUpPlugin
from project import Problem


class Moodle(MadeUpPlugin):
    def make(
        self, name: str, pages: str = "", config: str = "$CFG->phpunit_dataroot = 'x';"
    ) -> Path:
        home = self.root / name
        for file, text in {
            home / pages / "version.php": "<?php $branch = '501';",
            home / "config.php": f"<?php {config}",
            home / "composer.json": "{}",
            home / "vendor/bin/phpunit": "<?php",
        }.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return home.resolve()

    def test_its_folders_are_found_in_older_and_newer_ones(self) -> None:
        # An older one may well be in a folder that is called like that in newer ones.
        older, newer = self.make("sites/public"), self.make("newer", "public")
        for given, home, pages in (
            (older, older, older),
            (newer, newer, newer / "public"),
            (newer / "public", newer, newer / "public"),
        ):
            with self.subTest(given):
                self.assertEqual(moodle.find(str(given)), moodle.Moodle(home, pages))

    def test_what_is_no_moodle_for_tests_is_refused_with_what_to_do(self) -> None:
        with self.assertRaisesRegex(Problem, "set MOODLE_DIR to the folder of a Moodle"):
            moodle.find("")
        with self.assertRaisesRegex(Problem, "MOODLE_DIR: .*/tea is no Moodle"):
            moodle.find(str(self.folder))
        with self.assertRaisesRegex(Problem, r"set \$CFG->phpunit_dataroot .* in .*/a/config.php"):
            moodle.find(str(self.make("a", config="")))
        home = self.make("b")
        (home / "vendor/bin/phpunit").unlink()
        with self.assertRaisesRegex(Problem, "run `composer install` in .*/b"):
            moodle.find(str(home))

    def test_the_suite_in_a_browser_names_what_is_not_set(self) -> None:
        given = {"MOODLE_DIR": str(self.make("c", config=""))}
        with mock.patch.dict(os.environ, given):
            os.environ.pop("MOODLE_URL", None)
            os.environ.pop("MOODLE_PASSWORD", None)
            with self.assertRaisesRegex(Problem, "set MOODLE_URL and MOODLE_PASSWORD"):
                suites.moodle([])
            os.environ["MOODLE_URL"] = "http://moodle.example"
            with self.assertRaisesRegex(Problem, "set MOODLE_PASSWORD:"):
                suites.moodle([])
            os.environ["MOODLE_DIR"] = str(self.folder)
            with self.assertRaisesRegex(Problem, "is no Moodle"):
                suites.moodle([])

    def test_an_older_copy_is_replaced_with_all_of_it(self) -> None:
        found = moodle.find(str(self.make("m", "public")))
        place = found.put(self.plugin())
        self.assertEqual(place, found.home / "public/local/tea")
        (place / "old.php").touch()
        found.put(self.plugin())
        self.assertFalse((place / "old.php").exists())
        self.assertTrue((place / "classes/external/brew.php").is_file())

    def test_what_is_not_a_copy_of_ours_is_not_replaced(self) -> None:
        found = moodle.find(str(self.make("m")))
        place = found.pages / "local" / "tea"
        place.mkdir(parents=True)
        (place / "work.txt").touch()
        with self.assertRaisesRegex(Problem, "is not local_tea, and not replaced"):
            found.put(self.plugin())
        self.assertTrue((place / "work.txt").exists())
        (place / "work.txt").unlink()
        place.rmdir()
        place.symlink_to(self.folder)
        with self.assertRaisesRegex(Problem, "is a link, and not replaced"):
            found.put(self.plugin())
        self.assertTrue((self.folder / "version.php").exists())

    def test_the_database_is_made_anew_only_when_a_plugin_installs_something_else(self) -> None:
        ran: list[str] = []
        ready = 0

        def record(command: Sequence[str | Path], **_options: object) -> None:
            ran.append(" ".join(map(str, command)))

        def prepare() -> str:
            ran.clear()
            found.prepare([self.plugin()])
            return ran[0]

        def diagnose(*_command: object, **_options: object) -> subprocess.CompletedProcess[str]:
            return subprocess.CompletedProcess([], ready)

        found = moodle.find(str(self.make("m", "public")))
        with (
            mock.patch.object(moodle, "CACHE", self.root / "cache"),
            mock.patch.object(moodle, "say"),
            mock.patch.object(moodle, "run", record),
            mock.patch.object(moodle, "attempt", diagnose),
        ):
            made, configured = "init.php --disable-composer", "util.php --buildconfig"
            self.assertIn(f"m/public/admin/tool/phpunit/cli/{made}", prepare())
            self.assertIn(configured, prepare())
            self.change("db/access.php", "'read'", "'write'")
            self.assertIn(made, prepare())
            self.change("classes/spilt.php", "class", "final class")
            self.assertIn(configured, prepare())
            ready = 133
            self.assertIn(made, prepare())

    def test_phpunit_gets_the_suites_of_the_plugins_and_the_arguments(self) -> None:
        home = self.make("m")
        with (
            mock.patch.dict(moodle.os.environ, {"MOODLE_DIR": str(home)}),
            mock.patch.object(moodle, "plugins", return_value=[self.plugin()]),
            mock.patch.object(moodle, "say"),
            mock.patch.object(moodle.shutil, "which", return_value="/usr/bin/php"),
            mock.patch.object(moodle.Moodle, "prepare"),
            mock.patch.object(moodle, "run") as ran,
        ):
            moodle.test(["--filter", "brew"])
        suites = ["--testsuite", "local_tea_testsuite", "--filter", "brew"]
        phpunit = home / "vendor/bin/phpunit"
        ran.assert_called_once_with(["php", phpunit, *suites], cwd=home)


if __name__ == "__main__":
    unittest.main()
