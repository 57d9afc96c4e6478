"""The one place for versions of tools that no lock file pins.

`python3 tools/pinned.py mise` prints one version, for shell scripts; without a name it prints all.

Python packages are pinned with their hashes in `requirements.txt` files, npm packages in
`package-lock.json`, crates in `Cargo.lock`, the Rust compiler in `rust-toolchain.toml`.
"""

from __future__ import annotations

from project import Problem, main

VERSIONS = {
    "cargo-cyclonedx": "0.5.9",
    "cargo-deny": "0.20.2",
    "cargo-machete": "0.9.2",
    "mise": "2026.9.15",
}

OLDEST_PYTHON = (3, 10)
OLDEST_NODE = (20, 19)


def _print(arguments: list[str]) -> None:
    if not arguments:
        for name, version in VERSIONS.items():
            print(name, version)
        return
    for name in arguments:
        if name not in VERSIONS:
            raise Problem(f"no version of {name} is pinned; there are: {', '.join(VERSIONS)}")
        print(VERSIONS[name])


if __name__ == "__main__":
    main(_print)
