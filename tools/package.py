"""Pack every function into a zip under `dist/`, the same bytes from the same binaries, and write
beside it what is inside: `….cdx.json`, CycloneDX. The pages have one as well. The Moodle plugins
are packed too.

`python3 tools/package.py [arm64|x86_64]`: arm64, which AWS runs, unless said otherwise.
"""

from __future__ import annotations

import json

import archive
import lambdas
import plugins
import sbom
from project import ROOT, Problem, main, say


def package(arguments: list[str]) -> None:
    if len(arguments) > 1:
        raise Problem(f"say one architecture: {' or '.join(lambdas.TARGETS)}")
    architecture = arguments[0] if arguments else "arm64"
    lambdas.build_all([architecture])
    for name in lambdas.functions():
        zipped = ROOT / "dist" / f"{name}-{architecture}.zip"
        archive.pack(archive.content(lambdas.DIST / architecture / name), zipped)
        size = zipped.stat().st_size / 1e6
        say(f"{zipped.relative_to(ROOT).as_posix()}: {size:.1f} MB")
    documents = {
        f"{name}-{architecture}": document
        for name, document in sbom.of_functions(architecture).items()
    }
    for name, document in {**documents, "frontend": sbom.of_frontend()}.items():
        file = ROOT / "dist" / f"{name}.cdx.json"
        file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        say(f"{file.relative_to(ROOT).as_posix()}: {len(document['components'])} packages")
    plugins.package([])


if __name__ == "__main__":
    main(package)
