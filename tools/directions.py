"""Which package may know which: the direction of ARCHITECTURE.md, checked with `cargo tree`.

Each rule speaks of what a package needs to build, directly or through others, without its optional
features and without what only its tests use.

Run as `python3 tools/directions.py [WORKSPACE]`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from project import ROOT, main, output

# The AWS SDK and the Lambda runtime. Not aws-lc-rs: that is the cryptography, and needs no AWS.
AWS = (
    "aws-config",
    "aws-credential-types",
    "aws-runtime",
    "aws-sdk-*",
    "aws-sigv4",
    "aws-smithy-*",
    "aws-types",
    "aws_lambda_events",
    "lambda-extension",
    "lambda_http",
    "lambda_runtime",
    "lambda_runtime_api_client",
)


@dataclass(frozen=True)
class Member:
    """A package of this workspace, and the names of everything it needs to build."""

    name: str
    folder: str
    needs: frozenset[str]


@dataclass(frozen=True)
class Rule:
    """About the packages that `who` matches, by name or by folder (`lambdas/*`)."""

    who: str
    why: str
    # The packages of this workspace it may need; None: any.
    ours: tuple[str, ...] | None = None
    # The packages it must not need, wherever they come from.
    never: tuple[str, ...] = ()

    def matches(self, member: Member) -> bool:
        return fnmatchcase(member.name, self.who) or fnmatchcase(member.folder, self.who)


RULES = (
    Rule("lti", "the protocol knows nobody", ours=(), never=AWS),
    Rule("documents", "the reading of files knows nobody", ours=(), never=AWS),
    Rule("moodle", "the Moodle client knows nobody", ours=(), never=AWS),
    Rule(
        "ports",
        "the ports know only what is exchanged",
        ours=("documents", "lti", "moodle"),
        never=AWS,
    ),
    Rule(
        "http-api",
        "the HTTP functions share it",
        ours=("documents", "lti", "moodle", "ports"),
        never=AWS,
    ),
    Rule(
        "lambdas/*",
        "the logic reaches the world through ports, and main.rs (feature `lambda`) picks adapters",
        ours=("documents", "http-api", "lti", "moodle", "ports"),
        never=AWS,
    ),
    Rule(
        "test-platform",
        "it checks `lti` from the other side, and a shared mistake would cancel out",
        never=("lti", "ports"),
    ),
    Rule(
        "test-engine",
        "it checks the adapter from the other side, and a shared mistake would cancel out",
        never=("lti", "ports", "local", "http-client"),
    ),
    Rule(
        "test-moodle",
        "it plays Moodle for the indexer, and a shared mistake would cancel out",
        ours=(),
        never=AWS,
    ),
    Rule(
        "test-runtime",
        "it drives the functions from the other side, and a shared mistake would cancel out",
        ours=(),
        never=AWS,
    ),
    Rule(
        "aws",
        "the adapters know the ports, not who uses them",
        ours=("documents", "lti", "moodle", "ports"),
    ),
    Rule(
        "lambda",
        "the mains share it, and each of them picks its own adapters",
        ours=("documents", "http-api", "lti", "moodle", "ports"),
    ),
    Rule(
        "test-aws",
        "it plays AWS for the adapters, and a shared mistake would cancel out",
        ours=("test-engine",),
        never=AWS,
    ),
    Rule("local", "one machine needs no AWS", never=AWS),
    Rule(
        "local-index",
        "it knows the ports, and nobody but the command builds its search engine and its model",
        ours=("documents", "lti", "moodle", "ports"),
        never=AWS,
    ),
    Rule("moodle-aws", "without feature `aws` it runs whole on one machine", never=AWS),
)


def violations(rules: Iterable[Rule], members: Iterable[Member]) -> list[str]:
    """A sentence for each way in which a package breaks a rule."""
    members = list(members)
    ours = {member.name for member in members}
    found = []
    for rule in rules:
        matched = [member for member in members if rule.matches(member)]
        if not matched:
            found.append(f"the rule about {rule.who} matches no package: it checks nothing")
        found += [
            f"{member.name} must not depend on {name}: {rule.why} ({member.folder}/Cargo.toml)"
            for member in matched
            for name in sorted(member.needs)
            if _breaks(rule, name, ours)
        ]
    return found


def _breaks(rule: Rule, name: str, ours: set[str]) -> bool:
    unexpected = rule.ours is not None and name in ours and name not in rule.ours
    return unexpected or any(fnmatchcase(name, pattern) for pattern in rule.never)


def read_members(cargo: Callable[[list[str]], str]) -> list[Member]:
    metadata = json.loads(cargo(["metadata", "--no-deps", "--format-version", "1"]))
    root = PurePath(metadata["workspace_root"])
    return [_read_member(package, root, cargo) for package in metadata["packages"]]


def _read_member(
    package: Mapping[str, str], root: PurePath, cargo: Callable[[list[str]], str]
) -> Member:
    name = package["name"]
    # The id, not the name: a package of the registry may have the same name.
    tree = ["tree", "-e", "normal,build", "--no-default-features", "-p", package["id"]]
    printed = cargo([*tree, "--prefix", "none", "--format", "{p}"])
    # "serde v1.0.228 (proc-macro)": the first word is the name.
    needs = {line.split()[0] for line in printed.splitlines() if line.strip()} - {name}
    folder = PurePath(package["manifest_path"]).parent.relative_to(root).as_posix()
    return Member(name, folder, frozenset(needs))


def check(arguments: list[str]) -> int:
    workspace = Path(arguments[0]) if arguments else ROOT
    members = read_members(lambda command: output(["cargo", *command], cwd=workspace))
    broken = violations(RULES, members)
    for sentence in broken:
        print(f"error: {sentence}")
    if not broken:
        print(f"dependency direction: {len(members)} packages keep {len(RULES)} rules")
    return 1 if broken else 0


if __name__ == "__main__":
    main(check)
