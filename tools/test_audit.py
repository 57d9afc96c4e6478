"""The audit tells a clean answer from none at all."""

from __future__ import annotations

import unittest

from audit import CLEAN, FOUND, NOT_ASKED, judge_cargo_deny, judge_npm_audit, overall


class Judgements(unittest.TestCase):
    def test_cargo_deny_without_its_database_has_not_checked(self) -> None:
        printed = "[ERROR] failed to fetch advisory database …: Could not resolve host"
        self.assertEqual(judge_cargo_deny(1, printed), NOT_ASKED)

    def test_cargo_deny_with_its_database_is_believed(self) -> None:
        self.assertEqual(judge_cargo_deny(0, "advisories ok"), CLEAN)
        self.assertEqual(judge_cargo_deny(1, "error[vulnerability]: …"), FOUND)

    def test_npm_is_believed_only_when_it_gives_a_report(self) -> None:
        report = '{"metadata": {"vulnerabilities": {"high": %d, "total": %d}}}'
        self.assertEqual(judge_npm_audit(report % (0, 0)), CLEAN)
        self.assertEqual(judge_npm_audit(report % (2, 2)), FOUND)
        for answer in ("", '{"message": "405 Method Not Allowed"}', "null"):
            self.assertEqual(judge_npm_audit(answer), NOT_ASKED, answer)

    def test_a_finding_outweighs_a_source_that_is_silent(self) -> None:
        self.assertEqual(overall([CLEAN, NOT_ASKED, FOUND]), FOUND)
        self.assertEqual(overall([CLEAN, NOT_ASKED]), NOT_ASKED)
        self.assertEqual(overall([CLEAN, CLEAN]), CLEAN)


if __name__ == "__main__":
    unittest.main()
