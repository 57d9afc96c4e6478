"""The lints that need a tool of a pinned version.

- `python3 tools/lint.py dependencies`: licences, bans, sources, unused dependencies
- `python3 tools/lint.py python`: style and mistakes in our Python
- `python3 tools/lint.py templates`: cdk-nag and cfn-lint on the AWS stack in several configurations
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import cloud
import node
from environments import AWS, PYTHON_LINT, cargo_tool
from project import ROOT, Problem, main, run, status

PYTHON = ("tools", "tests/course", "tests/interop", "crates/test-aws/emulator")


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


def templates() -> None:
    AWS.provide()
    node.install(node.INFRA)
    # No account is asked: what is deployed nowhere needs none.
    nowhere = cloud.Cloud(None)
    configurations = sorted((node.INFRA / "test" / "configurations").glob("*.json"))
    with tempfile.TemporaryDirectory() as folder:
        stand_ins = cloud.placeholders(Path(folder))
        for file in configurations:
            out = Path(folder) / file.stem
            made = ["--quiet", "--output", out, "--context", f"config={file}", *stand_ins]
            cloud.cdk(nowhere, ["synth", *made])
        made_templates = sorted(Path(folder).glob("*/*.template.json"))
        if len(made_templates) != len(configurations):
            raise Problem(
                f"{len(configurations)} configurations made {len(made_templates)} templates"
            )
        run([AWS.command("cfn-lint"), *made_templates], cwd=node.INFRA)


def _all(*commands: Sequence[str | Path]) -> None:
    """Run every command, so that one run shows every complaint."""
    failed = [Path(command[0]).name for command in commands if status(command) != 0]
    if failed:
        raise Problem(f"see what {' and '.join(failed)} said above")


LINTS = {lint.__name__: lint for lint in (dependencies, python, templates)}


def lint(arguments: list[str]) -> None:
    for name in arguments or LINTS:
        if name not in LINTS:
            raise Problem(f"no lint is called {name}; there are: {', '.join(LINTS)}")
        LINTS[name]()


if __name__ == "__main__":
    main(lint)
