"""Remove what was built or installed in this tree. `.data`, which holds registrations, stays.

--all also removes the virtual environments and lint tools outside it, which other clones share.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from project import CACHE, ROOT, Problem, main, output, say

MADE = (
    "dist",
    "frontend/dist",
    "frontend/node_modules",
    "infra/cdk.out",
    "infra/node_modules",
    "moodle-plugins/node_modules",
    "tests/aws/node_modules",
    "tests/browser/node_modules",
    "tools/php-versions/node_modules",
)


def to_remove(*, everything: bool) -> list[Path]:
    made = [ROOT / path for path in MADE] + list(ROOT.glob("t*/**/__pycache__"))
    return made + ([CACHE] if everything else [])


def clean(arguments: list[str]) -> None:
    if arguments not in ([], ["--all"]):
        raise Problem("clean knows only --all")
    output(["cargo", "clean"])
    for path in to_remove(everything=bool(arguments)):
        shutil.rmtree(path, ignore_errors=True)
    say("clean; .data is untouched")


if __name__ == "__main__":
    main(clean)
