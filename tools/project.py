"""What every program in this folder needs: where things are, how to speak, how to run a command."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Virtual environments and lint tools live outside the tree: other clones share them.
CACHE = Path(os.environ.get("MOODLE_AWS_CACHE") or Path.home() / ".cache" / "moodle-aws")


class Problem(Exception):
    """Something the person at the keyboard can act on; its text says what and how."""


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def run(
    command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> None:
    """Run a command with its output on this terminal; anything but exit code 0 is a `Problem`."""
    code = status(command, cwd=cwd, env=env)
    if code != 0:
        raise Problem(f"`{_shown(command)}` ended with exit code {code}")


def status(
    command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> int:
    """Run a command with its output on this terminal and return its exit code."""
    environment = {**os.environ, **env} if env else None
    return subprocess.run(_resolved(command), cwd=cwd, env=environment, check=False).returncode


def attempt(
    command: Sequence[str | Path], *, cwd: Path = ROOT, show_errors: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a command and keep what it prints, whatever its exit code; `show_errors` leaves its
    stderr on this terminal."""
    return subprocess.run(
        _resolved(command),
        cwd=cwd,
        check=False,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=None if show_errors else subprocess.PIPE,
    )


def output(command: Sequence[str | Path], *, cwd: Path = ROOT, show_errors: bool = False) -> str:
    """Run a command and return what it printed; anything but exit code 0 is a `Problem`."""
    done = attempt(command, cwd=cwd, show_errors=show_errors)
    if done.returncode != 0:
        detail = f":\n{done.stderr.strip()}" if done.stderr else ""
        raise Problem(f"`{_shown(command)}` ended with exit code {done.returncode}{detail}")
    return done.stdout


def replace_with(command: Sequence[str | Path]) -> int:
    """Become another program, so that Ctrl-C and signals reach it and nothing in between."""
    if sys.platform == "win32":
        return status(command)
    resolved = _resolved(command)
    os.chdir(ROOT)
    sys.stdout.flush()
    return os.execv(resolved[0], resolved)


def server_binary() -> Path:
    """The `moodle-aws` binary under test: `MOODLE_AWS_BIN`, else a fresh debug build."""
    given = os.environ.get("MOODLE_AWS_BIN")
    return Path(given) if given else debug_binaries("moodle-aws")["moodle-aws"]


def debug_binaries(*packages: str, features: Sequence[str] = ()) -> dict[str, Path]:
    """The binaries that are called as their packages, built if they are stale."""
    build = ["cargo", "build", *(part for name in packages for part in ("-p", name))]
    if features:
        build += ["--features", ",".join(features)]
    say(" ".join(build))
    messages = output([*build, "--message-format=json-render-diagnostics"], show_errors=True)
    found: dict[str, Path] = {}
    for line in messages.splitlines():
        message = json.loads(line)
        if message.get("executable") and message["target"]["name"] in packages:
            found[message["target"]["name"]] = Path(message["executable"])
    for name in packages:
        if name not in found:
            raise Problem(f"`{' '.join(build)}` built no binary called {name}")
    return found


def main(program: Callable[[list[str]], int | None]) -> None:
    """Run a program's entry point; a `Problem` becomes one clear line and exit code 1."""
    try:
        sys.exit(program(sys.argv[1:]) or 0)
    except Problem as problem:
        print(f"error: {problem}", file=sys.stderr, flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _resolved(command: Sequence[str | Path]) -> list[str]:
    # `which` also finds npm.cmd and cargo.exe, which a bare name does not start on Windows.
    program, *arguments = (str(part) for part in command)
    found = shutil.which(program)
    if found is None:
        raise Problem(f"`{program}` was not found; `mise run setup` says what is missing")
    return [found, *arguments]


def _shown(command: Sequence[str | Path]) -> str:
    return shlex.join(str(part) for part in command)
