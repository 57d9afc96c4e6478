"""Stamps: a file beside what a step made, which says from which inputs it was made.

They hash contents, not times, because a fresh clone gives every file the time of the clone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path


def fingerprint(inputs: Iterable[Path | str], without: Iterable[str] = ()) -> str:
    """A digest of files, whole folders (less the folder names in `without`) and plain strings."""
    digest = hashlib.sha256()
    skipped = frozenset(without)
    for given in inputs:
        if isinstance(given, str):
            _add(digest, "text", given.encode())
            continue
        for file in _files(given, skipped):
            _add(digest, file.relative_to(given.parent).as_posix(), file.read_bytes())
    return digest.hexdigest()


def is_fresh(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def write(stamp: Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="utf-8")


def _files(given: Path, skipped: frozenset[str]) -> Iterator[Path]:
    if given.is_file():
        yield given
    for folder, subfolders, names in os.walk(given):
        subfolders[:] = sorted(name for name in subfolders if name not in skipped)
        for name in sorted(names):
            yield Path(folder) / name


def _add(digest: hashlib._Hash, name: str, content: bytes) -> None:
    # Lengths keep ("ab", "c") and ("a", "bc") apart.
    for part in (name.encode(), content):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
