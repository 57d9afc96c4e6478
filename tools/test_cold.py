"""The plan of `mise run bench:cold`: each function has what the stack gives it, and no more."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from cold import EVENTS, FUNCTIONS, environment, zip_size
from project import ROOT


class Plan(unittest.TestCase):
    def test_every_function_is_measured_with_an_event_that_exists(self) -> None:
        names = json.loads((ROOT / "infra" / "names.json").read_text(encoding="utf-8"))
        self.assertEqual(set(FUNCTIONS), set(names["environment"]))
        for function in FUNCTIONS.values():
            self.assertTrue((EVENTS / function.event).is_file(), function.event)

    def test_a_function_has_variables_that_the_stack_gives_it_and_no_others(self) -> None:
        names = json.loads((ROOT / "infra" / "names.json").read_text(encoding="utf-8"))
        for name, function in FUNCTIONS.items():
            self.assertLessEqual(set(function.environment), set(names["environment"][name]))

    def test_an_emulator_is_passed_on_and_the_rest_of_the_shell_is_not(self) -> None:
        emulator = "http://127.0.0.1:1"
        outside = {"AWS_ENDPOINT_URL": emulator, "STACK_NAME": "other", "HOME": "/home/me"}
        given = environment(FUNCTIONS["translate"], outside)
        self.assertEqual(given["AWS_ENDPOINT_URL"], emulator)
        self.assertEqual(given["STACK_NAME"], "other")
        self.assertNotIn("HOME", given)

    def test_the_zip_is_of_everything_in_the_folder(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "bootstrap").write_bytes(bytes(range(256)) * 64)
            alone = zip_size(folder)
            (folder / "index.html").write_text("<!doctype html>")
            self.assertGreater(zip_size(folder), alone)
            self.assertLess(alone, 256 * 64)


if __name__ == "__main__":
    unittest.main()
