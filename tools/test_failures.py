"""What failed is found in what each runner prints, and nothing else is."""

from __future__ import annotations

import unittest

from failures import LONGEST, MOST, failures, summary

FAILED = {
    "cargo test": "test jobs::a_job_is_done_once ... FAILED",
    "a panic": "thread 'main' (71) panicked at src/main.rs:3:5:",
    "rustc": "error[E0308]: mismatched types",
    "node --test": "✖ a student is answered (12.5ms)",
    "node --test into a file": "    not ok 3 - a student is answered",
    "Vitest": " FAIL  |page| src/a.test.ts > a page shows a text",
    "unittest": "FAIL: test_a (test_a.A.test_a)",
    "pytest": "FAILED tests/test_a.py::test_a - AssertionError: 1 != 2",
    "PHPUnit": "1) local_awsevents\\local\\outbox_test::test_a_batch_is_sent",
    "mise": "[test:rust] ERROR task failed",
    "rustfmt": "Diff in /a/src/main.rs:3:",
}
PASSED = (
    "test jobs::a_job_is_done_once ... ok",
    "    ok 3 - a job that failed is told",
    "✔ an answer that failed is told (12.5ms)",
    "✖ failing tests:",
    "test result: ok. 3 passed; 0 failed; 0 ignored",
    "# fail 0",
    " ✓ |page| src/a.test.ts (3 tests) 12ms",
    "1) Read the README",
)


class Failures(unittest.TestCase):
    def test_what_each_runner_says_of_a_failure_is_found(self) -> None:
        for runner, line in FAILED.items():
            with self.subTest(runner):
                self.assertEqual(len(failures([line + "\n"])), 1)

    def test_what_passes_is_not(self) -> None:
        self.assertEqual(failures(PASSED), [])

    def test_a_failure_that_is_told_twice_counts_once_in_whatever_time_and_colour(self) -> None:
        twice = ["✖ a page fails (12.5ms)", "  \x1b[31m✖ a page fails (13ms)\x1b[0m"]
        self.assertEqual(failures(twice), ["✖ a page fails"])

    def test_of_many_the_last_are_told_and_how_many_are_not(self) -> None:
        told = summary(f"not ok {number} - {'a' * 999}" for number in range(MOST + 7)).split("\n")
        self.assertEqual(told[0], "(7 more above)")
        self.assertEqual(len(told), 1 + MOST)
        self.assertTrue(told[-1].startswith(f"not ok {MOST + 6} - "))
        self.assertEqual(len(told[-1]), LONGEST)
