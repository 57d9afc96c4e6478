"""PDF documents, in the typesetting of an ordinary handout."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import Flowable, ListFlowable, SimpleDocTemplate, TableStyle
from reportlab.platypus import Paragraph as Set
from reportlab.platypus import Table as Grid

from source import Items, Notes, Paragraph, Table, Text

STYLES = getSampleStyleSheet()
LINES = TableStyle(
    [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
)


def write(text: Text, path: Path) -> None:
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 2.5 * cm)
    document = SimpleDocTemplate(
        str(path), pagesize=A4, title=text.title, author=text.author, invariant=1, **margins
    )
    document.build(list(_flow(text)))


def _flow(text: Text) -> Iterator[Flowable]:
    yield _set(text.title, "Title")
    if text.byline:
        yield _set(text.byline, "Italic")
    for part in text.parts:
        if part.heading:
            yield _set(part.heading, "Heading2")
        for block in part.blocks:
            match block:
                case Items(items):
                    yield ListFlowable([_set(item) for item in items], bulletType="bullet")
                case Table(rows):
                    yield Grid([[_set(cell) for cell in row] for row in rows], style=LINES)
                case Paragraph(words) | Notes(words):
                    yield _set(words)


def _set(words: str, style: str = "BodyText") -> Flowable:
    return Set(escape(words, quote=False), STYLES[style])
