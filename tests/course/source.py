"""The texts of which the course's files are made, and the little markup that they are written in.

A text begins with a head of `Name: value` lines: `Title`, and for the work of another `Author`,
`Work` and `Rights`. Blocks follow, with an empty line between them. A block that begins with

- `## ` is a heading: in a deck the title of the next slide, in a workbook the name of a sheet,
- `- ` is a list, an item a line,
- `| ` is a table, a row a line, the first one its head,
- `> ` is what a lecturer says to the slide before it,

and every other block is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TEXTS = Path(__file__).resolve().parent / "texts"


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Items:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Notes:
    text: str


Block = Paragraph | Items | Table | Notes


@dataclass
class Part:
    """What stands under one heading. The first part of a text may have none."""

    heading: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Text:
    title: str
    author: str
    work: str
    parts: tuple[Part, ...]

    @property
    def byline(self) -> str:
        """Author and work in a line; empty for what was written for this course."""
        return f"{self.author}, {self.work}" if self.author else ""

    def passages(self) -> Iterator[str]:
        """All that a reader sees, in order: every title, heading, paragraph, item, row and note."""
        yield self.title
        if self.byline:
            yield self.byline
        for part in self.parts:
            if part.heading:
                yield part.heading
            for block in part.blocks:
                match block:
                    case Items(items):
                        yield from items
                    case Table(rows):
                        yield from (" ".join(row) for row in rows)
                    case Paragraph(text) | Notes(text):
                        yield text


def read(name: str) -> Text:
    """The text `texts/NAME.txt`."""
    return parsed((TEXTS / f"{name}.txt").read_text(encoding="utf-8"))


def parsed(written: str) -> Text:
    head, *blocks = re.split(r"\n{2,}", written.strip())
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    parts = [Part("")]
    for block in blocks:
        if block.startswith("## "):
            parts.append(Part(block.removeprefix("## ")))
        else:
            parts[-1].blocks.append(_block(block))
    kept = tuple(part for part in parts if part.heading or part.blocks)
    return Text(fields["Title"], fields.get("Author", ""), fields.get("Work", ""), kept)


def _block(written: str) -> Block:
    lines = written.splitlines()
    if written.startswith("- "):
        return Items(tuple(line.removeprefix("- ") for line in lines))
    if written.startswith("| "):
        rows = (line.strip("|").split("|") for line in lines)
        return Table(tuple(tuple(cell.strip() for cell in row) for row in rows))
    if written.startswith("> "):
        return Notes(" ".join(line.removeprefix("> ") for line in lines))
    return Paragraph(" ".join(lines))
