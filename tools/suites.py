"""The test suites that drive a running server from outside.

- `python3 tools/suites.py interop [pytest arguments]`: an independent LTI platform
- `python3 tools/suites.py browser [node --test arguments]`: the flows in headless Chromium
- `python3 tools/suites.py moodle [node --test arguments]`: the plugins in a Moodle of yours, in
  headless Chromium
- `python3 tools/suites.py aws [node --test arguments]`: all of it, deployed to the emulated AWS

The server of all but the last is `MOODLE_AWS_BIN` when set, else a fresh debug build.
"""

from __future__ import annotations

import json
import os
import sys

import embeddings
import emulator
import lambdas
import moodle as moodle_site
import node
import plugin_source
import plugins
import setup
import system
from environments import AWS, INTEROP
from project import ROOT, Problem, debug_binaries, main, run, server_binary


def interop(arguments: list[str]) -> None:
    setup.interop()
    tests = ROOT / "tests" / "interop"
    # The working folder is the suite's own, so that pytest reads its settings and nobody else's.
    environment = {"MOODLE_AWS_BIN": str(server_binary()), "PYTHONDONTWRITEBYTECODE": "1"}
    run([INTEROP.python, "-m", "pytest", *arguments], cwd=tests, env=environment)


def browser(arguments: list[str]) -> None:
    setup.browser()
    node.build_frontend()
    environment = {
        "MOODLE_AWS_BIN": str(server_binary()),
        "MOODLE_AWS_FRONTEND": str(node.DIST),
        "CHROMIUM": os.environ.get("CHROMIUM") or system.chromium() or "",
    }
    run(["npm", "test", "--silent", "--", *arguments], cwd=node.BROWSER_TESTS, env=environment)


def moodle(arguments: list[str]) -> None:
    place = moodle_site.folder(os.environ.get("MOODLE_DIR", ""))
    unset = [name for name in ("MOODLE_URL", "MOODLE_PASSWORD") if not os.environ.get(name)]
    if unset:
        raise Problem(
            f"set {' and '.join(unset)}: MOODLE_URL is the wwwroot of the Moodle in MOODLE_DIR, "
            "MOODLE_PASSWORD its administrator's password (MOODLE_ADMIN: the name, if not admin)"
        )
    setup.browser()
    setup.moodle()
    node.build_frontend()
    packed = {
        plugin.component: {
            "zip": str(plugins.pack(plugin, ROOT / "dist")),
            "version": plugin.version["version"],
        }
        for plugin in plugin_source.plugins()
    }
    environment = {
        "MOODLE_DIR": str(place.home),
        "MOODLE_URL": os.environ["MOODLE_URL"].rstrip("/"),
        "MOODLE_AWS_BIN": str(server_binary()),
        "MOODLE_AWS_FRONTEND": str(node.DIST),
        "MOODLE_AWS_PLUGINS": json.dumps(packed),
        "MOODLE_AWS_PYTHON": sys.executable,
        # Not the variable that `serve` reads itself: the other suites have no use for a model.
        "MOODLE_AWS_EMBEDDINGS_FOLDER": str(embeddings.provide()),
        "CHROMIUM": os.environ.get("CHROMIUM") or system.chromium() or "",
    }
    # One file after another, for there is one Moodle.
    run(["node", "--test", "--test-concurrency=1", *arguments], cwd=MOODLE_TESTS, env=environment)


def aws(arguments: list[str]) -> None:
    emulator.check_machine()
    setup.infra()
    setup.browser()
    node.install(node.AWS_TESTS)
    # The Moodle plugin's own classes call the deployed service.
    system.provide([system.PHP, system.GUZZLE])
    names = ("moodle-aws", "test-aws", "test-engine", "test-platform")
    binaries = debug_binaries(*names, features=["moodle-aws/aws"])
    # What is deployed is optimised across crates, which takes two minutes a function and makes it
    # smaller, not different. The suite's own `mise run deploy` is to build the same as this.
    os.environ["CARGO_PROFILE_LAMBDA_LTO"] = "off"
    lambdas.build("x86_64")
    environment = {
        "MOODLE_AWS_BIN": str(binaries["moodle-aws"]),
        "MOODLE_AWS_PROGRAMS": str(binaries["moodle-aws"].parent),
        "MOODLE_AWS_FRONTEND": str(node.DIST),
        "MOODLE_AWS_PYTHON": sys.executable,
        "MOODLE_AWS_MINISTACK": str(AWS.command("ministack")),
        "CHROMIUM": os.environ.get("CHROMIUM") or system.chromium() or "",
    }
    # One process, for its tests share one deployment.
    run(["node", "--test", *arguments, "suite.test.mjs"], cwd=node.AWS_TESTS, env=environment)


MOODLE_TESTS = ROOT / "tests" / "moodle"
SUITES = {suite.__name__: suite for suite in (interop, browser, moodle, aws)}


def run_suite(arguments: list[str]) -> None:
    if not arguments or arguments[0] not in SUITES:
        raise Problem(f"say which suite: {', '.join(SUITES)}")
    system.check_python()
    setup.rust()
    SUITES[arguments[0]](arguments[1:])


if __name__ == "__main__":
    main(run_suite)
