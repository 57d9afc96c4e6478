"""What is inside what is shipped: software bills of materials, as CycloneDX documents in JSON.

They say neither when nor where they were made, so the same sources make the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Set
from pathlib import Path
from typing import Any

import lambdas
import node
from environments import cargo_tool
from project import ROOT, Problem, output, run

Document = dict[str, Any]

# cargo-cyclonedx writes a file of this name beside the manifest of every package in the workspace.
_NAME = "moodle-aws-sbom"


def of_functions(architecture: str) -> dict[str, Document]:
    """One document a function: the crates that are in its binary, or another of its package."""
    target = lambdas.TARGETS[architecture]
    made = ["--format", "json", "--spec-version", "1.5", "--override-filename", _NAME]
    what = ["--features", "lambda", "--target", target, "--no-build-deps"]
    packages = {name: lambdas.package_of(name) for name in lambdas.functions()}
    try:
        run([cargo_tool("cargo-cyclonedx"), "cyclonedx", "--quiet", *made, *what])
        texts = {
            name: (ROOT / "lambdas" / package / f"{_NAME}.json").read_text(encoding="utf-8")
            for name, package in packages.items()
        }
    finally:
        for folder in ("crates", "lambdas"):
            for file in (ROOT / folder).glob(f"*/{_NAME}.json"):
                file.unlink()
    return {
        name: narrowed(without_origin(text, ROOT), linked(packages[name], target))
        for name, text in texts.items()
    }


def of_frontend() -> Document:
    """The npm packages that the pages are made of."""
    node.install(node.FRONTEND)
    asked = ["npm", "sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application"]
    return without_origin(output([*asked, "--omit", "dev"], cwd=node.FRONTEND), ROOT)


def without_origin(text: str, root: Path) -> Document:
    """The document without its time, its random number and the folder that it was made in."""
    document = json.loads(text.replace(f"{root.as_uri()}/", "file:///"))
    document.pop("serialNumber", None)
    document["metadata"].pop("timestamp", None)
    return document


def linked(package: str, target: str) -> set[tuple[str, str]]:
    """Name and version of each crate that the package's functions are built from."""
    asked = ["cargo", "tree", "--locked", "--package", package, "--features", "lambda"]
    lines = output([*asked, "--target", target, "--edges", "normal", "--prefix", "none"])
    crates = (line.split()[:2] for line in lines.splitlines() if line)
    return {(crate, version.removeprefix("v")) for crate, version in crates}


def narrowed(document: Document, crates: Set[tuple[str, str]]) -> Document:
    """The document without what is not among the crates: cargo-cyclonedx also lists what only
    other packages of the workspace, or their tests, turn on."""
    this = document["metadata"]["component"]
    components = [part for part in document["components"] if _crate(part) in crates]
    unlisted = set(crates) - {_crate(part) for part in (this, *components)}
    if unlisted:
        raise Problem(f"the SBOM of {this['name']} lacks {sorted(unlisted)}")
    kept = {part["bom-ref"] for part in (this, *components)}
    dependencies = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", []) if ref in kept]}
        for one in document["dependencies"]
        if one["ref"] in kept
    ]
    return {**document, "components": components, "dependencies": dependencies}


def _crate(component: Document) -> tuple[str, str]:
    return component["name"], component["version"]
