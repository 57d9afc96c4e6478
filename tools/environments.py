"""Python virtual environments and cargo tools: made once, and again when a pin changes."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import stamps
import system
from pinned import VERSIONS
from project import CACHE, ROOT, run, say


@dataclass(frozen=True)
class Environment:
    """A virtual environment holding exactly what one requirements file pins."""

    name: str
    requirements: Path

    @property
    def folder(self) -> Path:
        return CACHE / self.name

    @property
    def python(self) -> Path:
        return self.command("python")

    def command(self, name: str) -> Path:
        if sys.platform == "win32":
            return self.folder / "Scripts" / f"{name}.exe"
        return self.folder / "bin" / name

    def provide(self) -> None:
        stamp = self.folder / "requirements.stamp"
        wanted = stamps.fingerprint([self.requirements, sys.version, str(self.folder)])
        if stamps.is_fresh(stamp, wanted) and self.python.exists():
            return
        system.provide([system.VENV])
        say(f"pip install -r {self.requirements.relative_to(ROOT).as_posix()}")
        # `--clear`: what a former pin installed and nobody asks for any more must not linger.
        run([sys.executable, "-m", "venv", "--clear", self.folder])
        pip = [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "-r", self.requirements])
        stamps.write(stamp, wanted)


AWS = Environment("venv-aws", ROOT / "infra" / "requirements.txt")
COURSE = Environment("venv-course", ROOT / "tests" / "course" / "requirements.txt")
DECKS = Environment("venv-decks", ROOT / "crates" / "documents" / "benches" / "requirements.txt")
INTEROP = Environment("venv-interop", ROOT / "tests" / "interop" / "requirements.txt")
PYTHON_LINT = Environment("venv-lint", ROOT / "tools" / "requirements.txt")


def cargo_tool(name: str) -> Path:
    """The path of a pinned cargo tool, built from source the first time."""
    root = CACHE / "tools"
    binary = root / "bin" / (f"{name}.exe" if sys.platform == "win32" else name)
    record = root / ".crates.toml"
    # cargo's own record of what is installed under a root: `"cargo-deny 1.2.3 (…)" = […]`
    installed = record.read_text(encoding="utf-8") if record.exists() else ""
    if binary.exists() and f'"{name} {VERSIONS[name]} (' in installed:
        return binary
    system.check_rust()
    system.provide([system.C_COMPILER])
    say(f"cargo install {name} {VERSIONS[name]} (once, some minutes)")
    build = CACHE / "tools-build"
    # They run for a second on a small workspace: building them fast matters more than their speed.
    environment = {
        "CARGO_TARGET_DIR": str(build),
        "CARGO_PROFILE_RELEASE_LTO": "off",
        "CARGO_PROFILE_RELEASE_OPT_LEVEL": "1",
    }
    pin = ["--locked", "--force", "--version", VERSIONS[name], "--root", root]
    run(["cargo", "install", "--quiet", *pin, name], env=environment)
    shutil.rmtree(build, ignore_errors=True)
    return binary
