"""The Moodle plugins: their tests, lints and zips.

- `python3 tools/plugins.py test`: everything that needs no Moodle
- `python3 tools/plugins.py lint`: the coding style of PHP and JavaScript
- `python3 tools/plugins.py package [name…]`: zips under `dist/`, the same bytes from the same
  sources; of all plugins, or of those that are called so
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import archive
import plugin_checks
import setup
import system
from node import PHP_VERSIONS, PLUGINS
from plugin_source import Plugin, plugins
from project import ROOT, Problem, attempt, main, run, say

# Debian has one version of PHP; these are the others that plugins promise to run on.
OTHER_PHP_VERSIONS = ("8.1", "8.3", "8.4")

# What a plugin is made of. Anything else has got into its folder by mistake.
_SHIPPED = {
    *(".css", ".feature", ".js", ".json", ".jsonl", ".map", ".md", ".mustache", ".php", ".svg", ".txt"),
    *(".png", ".xml"),
}


def test(_arguments: list[str]) -> None:
    setup.plugins()
    found = plugins()
    steps = {
        "PHP's syntax": lambda: _syntax(found),
        "what Moodle expects of a plugin": lambda: _expectations(found),
        "PHPUnit without a Moodle": lambda: run(["phpunit"], cwd=PLUGINS),
        "JavaScript and templates": lambda: run(["npm", "test", "--silent"], cwd=PLUGINS),
        **{f"PHP {version}": _on(version) for version in OTHER_PHP_VERSIONS},
    }
    failed = []
    # One run shows every failure.
    for name, step in steps.items():
        say(name)
        try:
            step()
        except Problem as problem:
            print(problem, flush=True)
            failed.append(name)
    if failed:
        raise Problem(f"the plugins fail in: {', '.join(failed)}")


def _syntax(found: list[Plugin]) -> None:
    files = [source.path for plugin in found for source in plugin.php]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda file: attempt(["php", "-n", "-l", file]), files))
    wrong = [result.stdout.strip() for result in results if result.returncode != 0]
    if wrong:
        raise Problem("\n".join(wrong))


def _expectations(found: list[Plugin]) -> None:
    wrong = [
        f"{plugin.folder.relative_to(ROOT).as_posix()}/{line}"
        for plugin in found
        for line in plugin_checks.complaints(plugin)
    ]
    if wrong:
        raise Problem("\n".join(wrong))


def _on(version: str) -> Callable[[], None]:
    check = PHP_VERSIONS / "check.mjs"
    return lambda: run(["node", check, version, PLUGINS, system.php_libraries()])


def lint(_arguments: list[str]) -> None:
    setup.plugins()
    failed = []
    for command in (["phpcs", "--standard=phpcs.xml"], ["npm", "run", "--silent", "lint"]):
        try:
            run(command, cwd=PLUGINS)
        except Problem as problem:
            failed.append(str(problem))
    if failed:
        raise Problem("\n".join(failed))


def package(arguments: list[str]) -> None:
    for plugin in _called(arguments) if arguments else plugins():
        zipped = pack(plugin, ROOT / "dist")
        say(f"{zipped.relative_to(ROOT).as_posix()}: {zipped.stat().st_size / 1e3:.0f} kB")


def _called(names: list[str]) -> list[Plugin]:
    """The plugins with these names, such as awsevents or local_awsevents."""
    found = plugins()
    for name in names:
        if not any(name in (plugin.name, plugin.component) for plugin in found):
            there = ", ".join(plugin.name for plugin in found)
            raise Problem(f"no plugin is called {name}; there are: {there}")
    return [plugin for plugin in found if {plugin.name, plugin.component} & set(names)]


def pack(plugin: Plugin, folder: Path) -> Path:
    """The zip that Moodle's *Install plugins* takes: one folder, called like the plugin."""
    files = {f"{plugin.name}/{source.name}": source.path for source in plugin.sources}
    strange = [
        name
        for name, path in files.items()
        if path.suffix not in _SHIPPED or any(part.startswith(".") for part in name.split("/"))
    ]
    if strange:
        raise Problem(f"no plugin is made of such files; remove them: {', '.join(strange)}")
    return archive.pack(files, folder / f"{plugin.component}-{plugin.release}.zip")


PROGRAMS = {program.__name__: program for program in (test, lint, package)}


def plugins_main(arguments: list[str]) -> None:
    if not arguments or arguments[0] not in PROGRAMS:
        raise Problem(f"say what to do: {', '.join(PROGRAMS)}")
    system.check_python()
    PROGRAMS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    main(plugins_main)
