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
        ours, ours_bytes = _seconds(output([*bench, *arguments, "--", folder]))
        theirs, theirs_characters = _seconds(output([DECKS.python, PYTHON_PPTX, "read", folder]))
        decks = len(list(folder.iterdir()))
    print(f"text of {decks} presentations, the quickest of several rounds:")
    print(f"  documents    {ours * 1000:>8.1f} ms   {ours_bytes:>9,} bytes of text")
    print(f"  python-pptx  {theirs * 1000:>8.1f} ms   {theirs_characters:>9,} characters")
    print(f"  ratio        {theirs / ours:>8.1f}")


def _seconds(printed: str) -> tuple[float, int]:
    seconds, size = printed.split()
    return float(seconds), int(size)


if __name__ == "__main__":
    main(measure)
