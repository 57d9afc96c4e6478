"""Build the functions for AWS Lambda into `dist/lambda/<architecture>/<function>/bootstrap`.

`python3 tools/lambdas.py [arm64] [x86_64]`; without a name: x86_64, and arm64 where the Rust
compiler can. AWS runs arm64; the emulator, and this machine, run x86_64.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import node
import setup
from environments import AWS
from project import ROOT, Problem, main, output, run, say

DIST = ROOT / "dist" / "lambda"
TARGETS = {"arm64": "aarch64-unknown-linux-gnu", "x86_64": "x86_64-unknown-linux-gnu"}
FLAGS = {"arm64": "--arm64", "x86_64": "--x86-64"}
# The package of a function that is not called like it.
PACKAGES = {"send-scores": "readings", "reconcile-index": "index-file"}
# The one whose binary is shipped with the page that it serves.
WITH_PAGE = "lti-tool"


def functions() -> list[str]:
    names = json.loads((ROOT / "infra" / "names.json").read_text(encoding="utf-8"))
    return list(names["environment"])


def package_of(function: str) -> str:
    """The folder in `lambdas/` that holds the function; one may hold several."""
    return PACKAGES.get(function, function)


def can_build(architecture: str) -> bool:
    """Whether the compiler has a standard library for it."""
    rustc = os.environ.get("RUSTC", "rustc")
    asked = [rustc, "--print", "target-libdir", "--target", TARGETS[architecture]]
    return any(Path(output(asked, cwd=ROOT).strip()).glob("libstd-*"))


def how_to_get(architecture: str) -> str:
    return (
        f"the Rust compiler cannot build for {architecture} yet: run "
        f"`rustup target add {TARGETS[architecture]}`"
    )


def command(architecture: str, names: list[str]) -> list[str | Path]:
    # Each once; cargo-lambda builds every binary of a package.
    distinct = dict.fromkeys(map(package_of, names))
    packages = [part for name in distinct for part in ("--package", name)]
    return [
        AWS.command("cargo-lambda"),
        *("lambda", "build", "--locked", "--profile", "lambda", "--features", "lambda"),
        *packages,
        FLAGS[architecture],
        # What cargo-lambda would do is ask rustup, which not every machine has.
        "--skip-target-check",
        *("--lambda-dir", DIST / architecture),
    ]


def build(architecture: str) -> Path:
    """The folder with one folder a function, all of them fresh."""
    if not can_build(architecture):
        raise Problem(how_to_get(architecture))
    setup.rust()
    AWS.provide()
    page = node.build_frontend() / "index.html"
    say(f"cargo lambda build for {architecture}")
    # cargo-lambda finds the linker, zig, with the Python that is first in the path.
    path = os.pathsep.join([str(AWS.python.parent), os.environ["PATH"]])
    run(command(architecture, functions()), env={"PATH": path})
    check_built(architecture)
    shutil.copyfile(page, DIST / architecture / WITH_PAGE / page.name)
    return DIST / architecture


def check_built(architecture: str) -> None:
    """cargo-lambda only warns when the binaries are gone before it takes them."""
    for name in functions():
        if not (DIST / architecture / name / "bootstrap").is_file():
            raise Problem(
                f"cargo-lambda left no binary of {name}. If another build uses the same target "
                "folder, wait for its end and run this again"
            )


def build_all(arguments: list[str]) -> None:
    for name in arguments:
        if name not in TARGETS:
            raise Problem(f"no architecture is called {name}; there are: {', '.join(TARGETS)}")
    for architecture in arguments or TARGETS:
        if not arguments and not can_build(architecture):
            say(how_to_get(architecture))
            continue
        build(architecture)


if __name__ == "__main__":
    main(build_all)
