"""Stamps notice every change that matters, and none that does not."""

from __future__ import annotations

import os
import tempfile
import unittest
from pathlib import Path

import stamps


class Fingerprint(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "app"
        (self.root / "src").mkdir(parents=True)
        (self.root / "src" / "a.ts").write_text("one")

    def value(self) -> str:
        return stamps.fingerprint([self.root], without=["dist"])

    def test_a_new_time_alone_changes_nothing(self) -> None:
        before = self.value()
        os.utime(self.root / "src" / "a.ts", (1, 1))
        self.assertEqual(self.value(), before)

    def test_a_new_content_a_new_name_and_a_new_file_each_change_it(self) -> None:
        seen = {self.value()}
        (self.root / "src" / "a.ts").write_text("two")
        seen.add(self.value())
        (self.root / "src" / "a.ts").rename(self.root / "src" / "b.ts")
        seen.add(self.value())
        (self.root / "src" / "c.ts").write_text("")
        seen.add(self.value())
        self.assertEqual(len(seen), 4)

    def test_folders_left_out_do_not_count(self) -> None:
        before = self.value()
        (self.root / "dist").mkdir()
        (self.root / "dist" / "app.js").write_text("built")
        self.assertEqual(self.value(), before)

    def test_a_missing_input_differs_from_an_empty_one(self) -> None:
        empty = self.root / "empty"
        missing = stamps.fingerprint([empty])
        empty.write_text("")
        self.assertNotEqual(stamps.fingerprint([empty]), missing)

    def test_neighbours_do_not_run_together(self) -> None:
        self.assertNotEqual(stamps.fingerprint(["ab", "c"]), stamps.fingerprint(["a", "bc"]))


class Stamp(unittest.TestCase):
    def test_a_stamp_is_fresh_for_the_value_last_written_only(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            stamp = Path(folder) / "deep" / "stamp"
            self.assertFalse(stamps.is_fresh(stamp, "one"))
            stamps.write(stamp, "one")
            self.assertTrue(stamps.is_fresh(stamp, "one"))
            self.assertFalse(stamps.is_fresh(stamp, "two"))


if __name__ == "__main__":
    unittest.main()
