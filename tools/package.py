"""Pack every function into a zip under `dist/`, the same bytes from the same binaries, and write
beside it what is inside: `….cdx.json`, CycloneDX. The pages have one as well.

`python3 tools/package.py [arm64|x86_64]`: arm64, which AWS runs, unless said otherwise.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import lambdas
import sbom
from project import ROOT, Problem, main, say

# The oldest time that a zip can tell: when a file was built does not belong into it.
_TIME = (1980, 1, 1, 0, 0, 0)
_EXECUTABLE, _READABLE = 0o100755, 0o100644
_UNIX = 3


def pack(folder: Path, archive: Path) -> Path:
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w") as packed:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _TIME)
            # Not the file's own: Windows keeps none.
            entry.external_attr = (_EXECUTABLE if file.name == "bootstrap" else _READABLE) << 16
            entry.create_system = _UNIX
            packed.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return archive


def package(arguments: list[str]) -> None:
    if len(arguments) > 1:
        raise Problem(f"say one architecture: {' or '.join(lambdas.TARGETS)}")
    architecture = arguments[0] if arguments else "arm64"
    lambdas.build_all([architecture])
    for name in lambdas.functions():
        archive = ROOT / "dist" / f"{name}-{architecture}.zip"
        pack(lambdas.DIST / architecture / name, archive)
        size = archive.stat().st_size / 1e6
        say(f"{archive.relative_to(ROOT).as_posix()}: {size:.1f} MB")
    documents = {
        f"{name}-{architecture}": document
        for name, document in sbom.of_functions(architecture).items()
    }
    for name, document in {**documents, "frontend": sbom.of_frontend()}.items():
        file = ROOT / "dist" / f"{name}.cdx.json"
        file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        say(f"{file.relative_to(ROOT).as_posix()}: {len(document['components'])} packages")


if __name__ == "__main__":
    main(package)
