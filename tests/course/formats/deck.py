"""PowerPoint decks: a slide with the title, and one for each heading, with the lecturer's notes."""

from __future__ import annotations

from pathlib import Path

from pptx import Presentation
from pptx.slide import Slide
from pptx.util import Inches

from formats import archive
from source import Items, Notes, Paragraph, Part, Table, Text

# Layouts of the default template.
TITLE, TITLE_AND_CONTENT = 0, 1


def write(text: Text, path: Path) -> None:
    deck = Presentation()
    properties = deck.core_properties
    properties.title, properties.author = text.title, text.author
    properties.created = properties.modified = archive.MADE
    first = deck.slides.add_slide(deck.slide_layouts[TITLE])
    first.shapes.title.text = text.title
    first.placeholders[1].text = subtitle(text)
    for part in text.parts:
        if part.heading:
            _fill(deck.slides.add_slide(deck.slide_layouts[TITLE_AND_CONTENT]), part)
    deck.save(str(path))
    archive.settle(path)


def subtitle(text: Text) -> str:
    """What stands on the first slide below the title: all that comes before the first heading."""
    before = [part for part in text.parts if not part.heading]
    lines = [block.text for part in before for block in part.blocks if isinstance(block, Paragraph)]
    return "\n".join(filter(None, [text.byline, *lines]))


def _fill(slide: Slide, part: Part) -> None:
    slide.shapes.title.text = part.heading
    lines: list[str] = []
    for block in part.blocks:
        match block:
            case Items(items):
                lines.extend(items)
            case Paragraph(words):
                lines.append(words)
            case Notes(words):
                slide.notes_slide.notes_text_frame.text = words
            case Table(rows):
                _table(slide, rows)
    body = slide.placeholders[1]
    if lines:
        body.text_frame.text = "\n".join(lines)
    else:
        # An empty placeholder asks to be clicked upon.
        body.element.getparent().remove(body.element)


def _table(slide: Slide, rows: tuple[tuple[str, ...], ...]) -> None:
    place = (Inches(1), Inches(4.2), Inches(8), Inches(0.4 * len(rows)))
    table = slide.shapes.add_table(len(rows), len(rows[0]), *place).table
    for y, row in enumerate(rows):
        for x, words in enumerate(row):
            table.cell(y, x).text = words
