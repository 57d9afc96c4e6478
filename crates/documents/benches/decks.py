"""python-pptx, beside which the extraction of presentations is measured: `tools/decks.py` runs it.

- `python decks.py make FOLDER`: makes the decks
- `python decks.py read FOLDER`: reads all their text, again and again; prints how many seconds once
  takes
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from pptx import Presentation
from pptx.util import Inches

DECKS = 50
ROUNDS = 3
WORDS = [
    "cell",
    "energy",
    "protein",
    "light",
    "water",
    "carbon",
    "membrane",
    "enzyme",
    "gene",
    "leaf",
]


def make(folder: Path) -> None:
    # Seeded, so that every machine reads the same decks.
    random = Random(8)
    for number in range(DECKS):
        deck = Presentation()
        for _ in range(random.randint(20, 40)):
            _add_slide(deck, random)
        deck.save(folder / f"{number:02}.pptx")


def _add_slide(deck: Presentation, random: Random) -> None:
    def words(most: int) -> str:
        return " ".join(random.choices(WORDS, k=random.randint(1, most)))

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = words(6)
    for row in range(2):
        box = slide.shapes.add_textbox(Inches(1), Inches(2 + row), Inches(4), Inches(1))
        box.text_frame.text = "\n".join(words(12) for _ in range(4))
    if random.random() < 0.4:
        where = (Inches(1), Inches(4), Inches(6), Inches(2))
        table = slide.shapes.add_table(5, 4, *where).table
        for cell in table.iter_cells():
            cell.text = words(3)
    if random.random() < 0.6:
        slide.notes_slide.notes_text_frame.text = words(60)


def text(path: Path) -> Iterator[str]:
    for slide in Presentation(path).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            elif shape.has_table:
                for row in shape.table.rows:
                    yield " | ".join(cell.text for cell in row.cells)
        if slide.has_notes_slide:
            yield slide.notes_slide.notes_text_frame.text


def read(folder: Path) -> None:
    paths = sorted(folder.iterdir())
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        characters = sum(len(part) for path in paths for part in text(path))
        times.append(time.perf_counter() - began)
    # The first round warms up: modules, and the files in memory.
    print(min(times[1:]), characters)


if __name__ == "__main__":
    {"make": make, "read": read}[sys.argv[1]](Path(sys.argv[2]))
