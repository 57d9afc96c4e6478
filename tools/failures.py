"""What failed in the output of a run: the runners' own lines, which stand far above its end.

Run as `python3 tools/failures.py LOG`: prints each line once, and of many the last ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from project import main

# More would push the beginning out of sight, and after these somebody reads the log.
MOST = 25
LONGEST = 200

_FAILURE = re.compile(
    r"test .+ \.\.\. FAILED$"  # cargo test
    r"|thread '.+' .*panicked at "
    r"|error(\[E\d+\])?: "  # rustc, clippy, mise
    r"|\s*✖ (?!failing tests:)"  # node --test, where somebody watches; Biome
    r"|\s*not ok \d"  # node --test, where nobody watches
    r"|\s*FAIL +\S"  # Vitest
    r"|(FAIL|ERROR): "  # unittest
    r"|(FAILED|ERROR) \S+\.py"  # pytest
    r"|\d+\) \S+::test"  # PHPUnit
    r"|.*\bERROR task failed"  # mise
    r"|Diff in "  # rustfmt
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_TIME = re.compile(r" \(\d+(\.\d+)?ms\)$")


def failures(output: Iterable[str]) -> list[str]:
    """The lines that name something that failed, in their order, each once."""
    found: dict[str, None] = {}
    for line in output:
        plain = _COLOUR.sub("", line).rstrip()
        if _FAILURE.match(plain):
            found[_TIME.sub("", plain.strip())[:LONGEST]] = None
    return list(found)


def summary(output: Iterable[str]) -> str:
    """`failures`, of which too many are cut, and how many those are."""
    found = failures(output)
    omitted = len(found) - MOST
    first = [f"({omitted} more above)"] if omitted > 0 else []
    return "\n".join([*first, *found[-MOST:]])


def _run(arguments: list[str]) -> None:
    with Path(arguments[0]).open(encoding="utf-8", errors="replace") as log:
        print(summary(log))


if __name__ == "__main__":
    main(_run)
