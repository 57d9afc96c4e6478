"""Measure how fast text is taken out of presentations, beside python-pptx on the same decks."""

from __future__ import annotations

import tempfile
from pathlib import Path

import setup
from environments import DECKS
from project import ROOT, main, output, run

PYTHON_PPTX = ROOT / "crates" / "documents" / "benches" / "decks.py"


def measure(arguments: list[str]) -> None:
    setup.bench()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run([DECKS.python, PYTHON_PPTX, "make", folder])
        bench = ["cargo", "bench", "--quiet", "--locked", "-p", "documents", "--bench", "pptx"]
        one, every, ours_bytes, cores = output([*bench, *arguments, "--", folder]).split()
        theirs, theirs_characters = output([DECKS.python, PYTHON_PPTX, "read", folder]).split()
        decks = len(list(folder.iterdir()))
    print(f"text of {decks} presentations, the quickest of several rounds:")
    print(f"  python-pptx         {float(theirs) * 1000:>8.1f} ms  {theirs_characters} characters")
    for who, seconds in (("1 core", float(one)), (f"{cores} cores", float(every))):
        what = f"{ours_bytes} bytes, {float(theirs) / seconds:.1f} times"
        print(f"  documents, {who:<8} {seconds * 1000:>8.1f} ms  {what}")


if __name__ == "__main__":
    main(measure)
