"""Word documents."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument

from formats import archive
from source import Items, Notes, Paragraph, Table, Text


def write(text: Text, path: Path) -> None:
    document = Document()
    properties = document.core_properties
    properties.title, properties.author = text.title, text.author
    properties.created = properties.modified = archive.MADE
    document.add_heading(text.title, level=0)
    if text.byline:
        document.add_paragraph(text.byline, style="Subtitle")
    for part in text.parts:
        if part.heading:
            document.add_heading(part.heading, level=1)
        for block in part.blocks:
            match block:
                case Items(items):
                    for item in items:
                        document.add_paragraph(item, style="List Bullet")
                case Table(rows):
                    _table(document, rows)
                case Paragraph(words) | Notes(words):
                    document.add_paragraph(words)
    document.save(str(path))
    archive.settle(path)


def _table(document: WordDocument, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
