"""RTF documents, in the way that Word writes them: an eight-bit text with numbers for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from source import Block, Items, Notes, Paragraph, Table, Text

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times New Roman;}}"
    r"{\colortbl;\red0\green0\blue0;}{\info{\title %s}{\author %s}}\pard\plain\f0\fs24"
)


def write(text: Text, path: Path) -> None:
    lines = [HEAD % (escaped(text.title), escaped(text.author)), _paragraph(text.title, r"\b\fs36")]
    if text.byline:
        lines.append(_paragraph(text.byline, r"\i"))
    for part in text.parts:
        if part.heading:
            lines.append(_paragraph(part.heading, r"\b\fs28"))
        for block in part.blocks:
            lines.extend(_lines(block))
    path.write_text("\n".join([*lines, "}"]), encoding="ascii", newline="\r\n")


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Items(items):
            yield from (rf"{{\pard\li360 \bullet  {escaped(item)}\par}}" for item in items)
        case Table(rows):
            for row in rows:
                edges = "".join(rf"\cellx{2500 * (column + 1)}" for column in range(len(row)))
                cells = "".join(rf"{escaped(cell)}\cell " for cell in row)
                yield rf"\trowd{edges}\pard\intbl {cells}\row"
            yield r"\pard"
        case Paragraph(words) | Notes(words):
            yield _paragraph(words, "")


def _paragraph(words: str, style: str) -> str:
    return rf"{{\pard{style} {escaped(words)}\par}}"


def escaped(words: str) -> str:
    """Text as RTF has it: é of the code page as `\\'e9`, and what is beyond it as `\\u8211?`."""
    return "".join(_character(character) for character in words)


def _character(character: str) -> str:
    if character in "\\{}":
        return "\\" + character
    if character.isascii():
        return character
    try:
        (byte,) = character.encode("cp1252")
    except UnicodeEncodeError:
        units = character.encode("utf-16-le")
        numbers = (
            int.from_bytes(units[at : at + 2], "little", signed=True)
            for at in range(0, len(units), 2)
        )
        return "".join(rf"\u{number}?" for number in numbers)
    return rf"\'{byte:02x}"
