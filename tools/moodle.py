"""All PHPUnit tests of the plugins, in the Moodle that MOODLE_DIR names.

`MOODLE_DIR=… python3 tools/moodle.py [phpunit arguments]`. The Moodle is set up for PHPUnit: its
config.php names a database and a data folder for that, and PHPUnit is in its `vendor`. Copies of
the plugins are put into it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import stamps
from plugin_source import Plugin, plugins
from project import CACHE, Problem, attempt, main, run, say


@dataclass(frozen=True)
class Moodle:
    """A Moodle on this machine."""

    home: Path
    pages: Path  # Since Moodle 5.1 it is `public` in `home`; before, both are the same.

    @property
    def phpunit(self) -> Path:
        return self.home / "vendor" / "bin" / "phpunit"

    def put(self, plugin: Plugin) -> Path:
        """Put a copy of the plugin here, in the place of an older copy."""
        place = self.pages / plugin.folder.parent.name / plugin.name
        if place.is_symlink():
            raise Problem(f"{place} is a link, and not replaced by a copy; remove it first")
        if place.exists():
            there = Plugin(place).version.get("component", "")
            if there != f"'{plugin.component}'":
                raise Problem(f"{place} is not {plugin.component}, and not replaced; move it away")
            shutil.rmtree(place)
        shutil.copytree(plugin.folder, place)
        return place

    def prepare(self, found: Sequence[Plugin]) -> None:
        """Tell its PHPUnit of the plugins."""
        tools = self.pages / "admin" / "tool" / "phpunit" / "cli"
        # Moodle notices new versions, but no other change of what it installs of a plugin.
        stamp = CACHE / f"phpunit-{stamps.fingerprint([str(self.home)])[:16]}"
        inputs = [plugin.folder / name for plugin in found for name in ("version.php", "db")]
        wanted = stamps.fingerprint(inputs)
        diagnosis = attempt(["php", tools / "util.php", "--diag"], cwd=self.home)
        if diagnosis.returncode == 0 and stamps.is_fresh(stamp, wanted):
            run(["php", tools / "util.php", "--buildconfig"], cwd=self.home)
            return
        say("its database for PHPUnit is made anew, which takes some minutes")
        run(["php", tools / "init.php", "--disable-composer"], cwd=self.home)
        stamps.write(stamp, wanted)


def folder(given: str) -> Moodle:
    """The Moodle in a folder, or whose folder `public` it is."""
    if not given:
        raise Problem("set MOODLE_DIR to the folder of a Moodle")
    place = Path(given).expanduser().resolve()
    for pages in (place / "public", place):
        version = pages / "version.php"
        if version.is_file() and "$branch" in version.read_text(encoding="utf-8"):
            break
    else:
        raise Problem(f"MOODLE_DIR: {place} is no Moodle, for its version.php tells no $branch")
    return Moodle(pages if (pages / "composer.json").is_file() else pages.parent, pages)


def find(given: str) -> Moodle:
    """A Moodle that is set up for PHPUnit."""
    found = folder(given)
    config = found.home / "config.php"
    if not config.is_file() or "phpunit_dataroot" not in config.read_text(encoding="utf-8"):
        raise Problem(f"set $CFG->phpunit_dataroot and $CFG->phpunit_prefix in {config}")
    if not found.phpunit.is_file():
        raise Problem(f"there is no {found.phpunit}: run `composer install` in {found.home}")
    return found


def test(arguments: list[str]) -> None:
    moodle = find(os.environ.get("MOODLE_DIR", ""))
    if shutil.which("php") is None:
        raise Problem("`php` was not found; install the PHP that this Moodle runs on")
    found = plugins()
    for plugin in found:
        say(f"{plugin.component} → {moodle.put(plugin)}")
    moodle.prepare(found)
    suites = ",".join(f"{plugin.component}_testsuite" for plugin in found)
    run(["php", moodle.phpunit, "--testsuite", suites, *arguments], cwd=moodle.home)


if __name__ == "__main__":
    main(test)
