"""The lints that need a tool of a pinned version.

- `python3 tools/lint.py dependencies`: licences, bans, sources, unused dependencies
- `python3 tools/lint.py python`: style and mistakes in our Python
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from environments import PYTHON_LINT, cargo_tool
from project import ROOT, Problem, main, status

PYTHON = ("tools", "tests/interop")


def dependencies() -> None:
    deny = ["--locked", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"]
    _all(
        [cargo_tool("cargo-machete"), "crates", "lambdas"],
        [cargo_tool("cargo-deny"), *deny],
    )


def python() -> None:
    PYTHON_LINT.provide()
    ruff = PYTHON_LINT.command("ruff")
    settings = ["--no-cache", "--quiet", "--config", ROOT / "tools" / "ruff.toml"]
    _all(
        [ruff, "check", *settings, *PYTHON],
        [ruff, "format", "--diff", *settings, *PYTHON],
    )


def _all(*commands: Sequence[str | Path]) -> None:
    """Run every command, so that one run shows every complaint."""
    failed = [Path(command[0]).name for command in commands if status(command) != 0]
    if failed:
        raise Problem(f"see what {' and '.join(failed)} said above")


LINTS = {lint.__name__: lint for lint in (dependencies, python)}


def lint(arguments: list[str]) -> None:
    for name in arguments or LINTS:
        if name not in LINTS:
            raise Problem(f"no lint is called {name}; there are: {', '.join(LINTS)}")
        LINTS[name]()


if __name__ == "__main__":
    main(lint)
