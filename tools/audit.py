"""Ask the advisory databases about our dependencies: known vulnerabilities, abandoned packages.

Exit code 1: something was found. 2: nothing was found, but not every source could be asked.
"""

from __future__ import annotations

import json
from pathlib import Path

import node
from environments import cargo_tool
from project import ROOT, attempt, main, say

CLEAN, FOUND, NOT_ASKED = range(3)
_OUTCOME = {
    CLEAN: "nothing known",
    FOUND: "SOMETHING WAS FOUND, see above",
    NOT_ASKED: "NOT CHECKED, its advisory database could not be reached",
}


def judge_cargo_deny(code: int, printed: str) -> int:
    if "failed to fetch advisory database" in printed:
        return NOT_ASKED
    return CLEAN if code == 0 else FOUND


def judge_npm_audit(printed: str) -> int:
    """`npm audit --json` answers with a report, or with the error it met on the way to one."""
    try:
        vulnerabilities = json.loads(printed)["metadata"]["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return NOT_ASKED
    return FOUND if vulnerabilities["total"] else CLEAN


def overall(outcomes: list[int]) -> int:
    if FOUND in outcomes:
        return FOUND
    return NOT_ASKED if NOT_ASKED in outcomes else CLEAN


def _rust() -> int:
    done = attempt([cargo_tool("cargo-deny"), "--locked", "check", "advisories"])
    print(done.stdout, done.stderr)
    return judge_cargo_deny(done.returncode, done.stderr)


def _npm(folder: Path) -> int:
    done = attempt(["npm", "audit", "--json"], cwd=folder)
    outcome = judge_npm_audit(done.stdout)
    if outcome == FOUND:
        print(done.stdout)
    return outcome


def audit(_arguments: list[str]) -> int:
    outcomes = {"crates": _rust()}
    for folder in node.FOLDERS:
        outcomes[f"npm packages of {folder.relative_to(ROOT).as_posix()}"] = _npm(folder)
    for what, outcome in outcomes.items():
        say(f"{what}: {_OUTCOME[outcome]}")
    return overall(list(outcomes.values()))


if __name__ == "__main__":
    main(audit)
