"""Zips of which the same files make the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

# The oldest time that a zip can tell: when a file was built does not belong into it.
_TIME = (1980, 1, 1, 0, 0, 0)
_EXECUTABLE, _READABLE = 0o100755, 0o100644
_UNIX = 3


def content(folder: Path) -> dict[str, Path]:
    """Every file of the folder, by the name that it has there."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in files}


def pack(files: Mapping[str, Path], archive: Path) -> Path:
    """Put the files into the archive under their names."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w") as packed:
        for name, file in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _TIME)
            # Not the file's own: Windows keeps none.
            entry.external_attr = (_EXECUTABLE if file.name == "bootstrap" else _READABLE) << 16
            entry.create_system = _UNIX
            packed.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return archive
