"""The dependency direction check: every rule can fail, and does for the mistake it is there for."""

from __future__ import annotations

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

from directions import RULES, Member, Rule, check, violations


def member(name: str, *needs: str, folder: str | None = None) -> Member:
    return Member(name, folder or f"crates/{name}", frozenset(needs))


CLEAN = (
    member("lti", "serde", "aws-lc-rs", "aws-lc-sys"),
    member("moodle", "serde", "aws-lc-rs"),
    member("ports", "lti", "moodle", "serde", "aws-lc-rs"),
    member("http-api", "ports", "lti", "moodle", "axum"),
    member("moodle-authorizer", "http-api", "ports", "moodle", folder="lambdas/moodle-authorizer"),
    member("lti-tool", "http-api", "ports", "lti", "axum", folder="lambdas/lti-tool"),
    member("local", "ports", "lti", "rusqlite"),
    member("local-index", "ports", "documents", "moodle", "tantivy"),
    member("http-client", "lti", "reqwest"),
    member("test-platform", "axum", "jsonwebtoken", "aws-lc-rs"),
    member("test-engine", "axum", "serde_json"),
    member("test-moodle", "axum", "tokio"),
    member("test-runtime", "axum", "tokio"),
    member("documents", "serde", "quick-xml"),
    member("aws", "ports", "lti", "aws-config"),
    member("lambda", "http-api", "ports", "lti", "lambda_runtime"),
    member("test-aws", "test-engine", "axum", "serde_json"),
    member("translate", "http-api", "ports", "lti", folder="lambdas/translate"),
    member("moodle-aws", "local", "lti-tool", "ports", "lti", "test-platform", folder="crates/cli"),
)


def broken_by(name: str, need: str, folder: str | None = None) -> list[str]:
    """The sentences when the clean workspace's package `name` also needs `need`."""
    old = next((one for one in CLEAN if one.name == name), member(name, folder=folder))
    others = [one for one in CLEAN if one.name != name]
    return violations(RULES, [*others, Member(name, old.folder, old.needs | {need})])


class Violations(unittest.TestCase):
    def test_a_workspace_that_keeps_the_direction_passes(self) -> None:
        self.assertEqual(violations(RULES, CLEAN), [])

    def test_each_forbidden_dependency_is_named_with_its_reason(self) -> None:
        mistakes = [
            ("lti", "ports"),
            ("lti", "http-client"),
            ("lti", "aws-sdk-dynamodb"),
            ("documents", "ports"),
            ("documents", "aws-config"),
            ("moodle", "lti"),
            ("moodle", "ports"),
            ("moodle", "aws-sdk-dynamodb"),
            ("moodle-authorizer", "local"),
            ("ports", "local"),
            ("ports", "http-client"),
            ("ports", "aws-config"),
            ("http-api", "local"),
            ("http-api", "lti-tool"),
            ("local-index", "local"),
            ("local-index", "aws-config"),
            ("lti-tool", "local"),
            ("lti-tool", "translate"),
            ("lti-tool", "test-platform"),
            ("lti-tool", "moodle-aws"),
            ("lti-tool", "http-client"),
            ("lti-tool", "lambda_http"),
            ("lti-tool", "aws-smithy-types"),
            ("aws", "http-api"),
            ("lambda", "aws"),
            ("test-moodle", "moodle"),
            ("test-runtime", "lti"),
            ("test-runtime", "lambda_runtime"),
            ("test-platform", "lti"),
            ("test-platform", "ports"),
            ("test-engine", "lti"),
            ("test-engine", "ports"),
            ("test-engine", "local"),
            ("test-engine", "http-client"),
            ("test-aws", "aws"),
            ("test-aws", "ports"),
            ("test-aws", "aws-sdk-dynamodb"),
            ("local", "aws-sdk-s3"),
            ("moodle-aws", "lambda_runtime"),
            ("moodle-aws", "aws-sdk-bedrockruntime"),
        ]
        for name, need in mistakes:
            with self.subTest(f"{name} needs {need}"):
                sentences = broken_by(name, need)
                self.assertEqual(len(sentences), 1, sentences)
                self.assertRegex(sentences[0], f"^{name} must not depend on {need}: .+Cargo.toml")

    def test_every_rule_fails_for_something_in_these_tests(self) -> None:
        # A rule added to the table without a mistake above would go unproved.
        covered = {"lti", "moodle", "ports", "http-api", "lambdas/*", "local", "moodle-aws"}
        covered |= {"documents", "local-index"}
        covered |= {"test-engine", "test-moodle", "test-platform", "test-runtime"}
        covered |= {"aws", "lambda", "test-aws"}
        self.assertEqual({rule.who for rule in RULES}, covered)

    def test_the_cryptography_is_not_taken_for_aws(self) -> None:
        self.assertEqual(broken_by("lti", "aws-lc-fips-sys"), [])

    def test_a_rule_that_matches_no_package_is_itself_a_mistake(self) -> None:
        sentences = violations([Rule("ltl", "a slip of the pen")], CLEAN)
        self.assertEqual(sentences, ["the rule about ltl matches no package: it checks nothing"])


class RealWorkspace(unittest.TestCase):
    """The whole program on small workspaces, with cargo itself."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "Cargo.toml").write_text(
            '[workspace]\nresolver = "3"\nmembers = ["crates/*", "lambdas/*"]\n'
        )
        self.package("crates/lti", "lti")
        self.package("crates/moodle", "moodle")
        self.package("crates/ports", "ports", 'lti = { path = "../lti" }')
        self.package("crates/local", "local", 'ports = { path = "../ports" }')
        self.package("crates/local-index", "local-index", 'ports = { path = "../ports" }')
        self.package("crates/test-platform", "test-platform")
        self.package("crates/aws", "aws", 'ports = { path = "../ports" }')
        self.package("crates/lambda", "lambda", 'http-api = { path = "../http-api" }')
        self.package("crates/test-aws", "test-aws")
        self.package("crates/test-engine", "test-engine")
        self.package("crates/test-runtime", "test-runtime")
        self.package("crates/test-moodle", "test-moodle")
        self.package("crates/documents", "documents")
        self.package("crates/cli", "moodle-aws", 'local = { path = "../local" }')
        self.package("crates/http-api", "http-api", 'ports = { path = "../ports" }')
        self.package("lambdas/lti-tool", "lti-tool", 'ports = { path = "../../crates/ports" }')

    def package(self, folder: str, name: str, *dependencies: str, more: str = "") -> None:
        path = self.root / folder
        (path / "src").mkdir(parents=True, exist_ok=True)
        (path / "src" / "lib.rs").write_text("")
        head = f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2024"\n'
        listed = "\n".join(dependencies)
        (path / "Cargo.toml").write_text(f"{head}\n[dependencies]\n{listed}\n{more}")

    def check(self) -> tuple[int, str]:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = check([str(self.root)])
        return code, printed.getvalue()

    def test_a_clean_workspace_passes(self) -> None:
        self.assertEqual(self.check(), (0, "dependency direction: 16 packages keep 16 rules\n"))

    def test_a_dependency_through_another_package_is_found(self) -> None:
        self.package("crates/test-platform", "test-platform", 'ports = { path = "../ports" }')
        code, printed = self.check()
        self.assertEqual(code, 1)
        self.assertIn("test-platform must not depend on lti: ", printed)

    def test_a_build_dependency_counts(self) -> None:
        build = '[build-dependencies]\nlocal = { path = "../../crates/local" }\n'
        self.package("lambdas/lti-tool", "lti-tool", more=build)
        code, printed = self.check()
        self.assertEqual(code, 1)
        self.assertIn("lti-tool must not depend on local: ", printed)

    def test_what_only_the_tests_or_an_optional_feature_use_does_not_count(self) -> None:
        more = (
            '[dev-dependencies]\ntest-platform = { path = "../../crates/test-platform" }\n'
            '[features]\ndefault = ["lambda"]\nlambda = ["dep:local"]\n'
        )
        local = 'local = { path = "../../crates/local", optional = true }'
        self.package("lambdas/lti-tool", "lti-tool", local, more=more)
        code, printed = self.check()
        self.assertEqual(code, 0, printed)


if __name__ == "__main__":
    unittest.main()
