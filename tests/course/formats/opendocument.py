"""Texts and decks of LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from odf import dc, draw, meta, presentation, style, table
from odf import text as odt
from odf.element import Element
from odf.namespaces import PRESENTATIONNS, nsdict
from odf.opendocument import OpenDocument, OpenDocumentPresentation, OpenDocumentText

from formats import archive, deck
from source import Block, Items, Notes, Paragraph, Table, Text

# The library declares in a file what any earlier one has used: let it declare all from the start.
Element.namespaces.update(nsdict)


def write_text(text: Text, path: Path) -> None:
    document = OpenDocumentText()
    body = document.text
    body.addElement(odt.H(outlinelevel=1, text=text.title))
    if text.byline:
        body.addElement(odt.P(text=text.byline))
    for part in text.parts:
        if part.heading:
            body.addElement(odt.H(outlinelevel=2, text=part.heading))
        for block in part.blocks:
            for element in _elements(block):
                body.addElement(element)
    _save(document, text, path)


def write_deck(text: Text, path: Path) -> None:
    """A slide with the title, and one for each heading, with the lecturer's notes."""
    document = OpenDocumentPresentation()
    layout = style.PageLayout(name="screen")
    layout.addElement(style.PageLayoutProperties(pagewidth="28cm", pageheight="21cm"))
    document.automaticstyles.addElement(layout)
    master = style.MasterPage(name="slides", pagelayoutname=layout)
    document.masterstyles.addElement(master)

    def slide(heading: str, blocks: list[Block]) -> None:
        page = draw.Page(masterpagename=master)
        page.addElement(_frame("1.5cm", [odt.P(text=heading)], "title"))
        shown = [block for block in blocks if not isinstance(block, Notes)]
        tables = [block for block in shown if isinstance(block, Table)]
        elements = [part for block in shown if block not in tables for part in _elements(block)]
        if elements:
            page.addElement(_frame("5cm", elements, "outline"))
        for grid in tables:
            frame = draw.Frame(width="24cm", height="6cm", x="2cm", y="13cm")
            frame.addElement(_table(grid))
            page.addElement(frame)
        said = [block.text for block in blocks if isinstance(block, Notes)]
        if said:
            notes = presentation.Notes()
            notes.addElement(_frame("14cm", [odt.P(text=words) for words in said]))
            page.addElement(notes)
        document.presentation.addElement(page)

    slide(text.title, [Paragraph(line) for line in deck.subtitle(text).splitlines()])
    for part in text.parts:
        if part.heading:
            slide(part.heading, part.blocks)
    _save(document, text, path)


def _frame(top: str, elements: list[Element], kind: str = "notes") -> Element:
    frame = draw.Frame(width="24cm", height="7cm", x="2cm", y=top)
    frame.setAttrNS(PRESENTATIONNS, "class", kind)
    box = draw.TextBox()
    for element in elements:
        box.addElement(element)
    frame.addElement(box)
    return frame


def _elements(block: Block) -> Iterator[Element]:
    match block:
        case Items(items):
            made = odt.List()
            for words in items:
                item = odt.ListItem()
                item.addElement(odt.P(text=words))
                made.addElement(item)
            yield made
        case Table():
            yield _table(block)
        case Paragraph(words) | Notes(words):
            yield odt.P(text=words)


def _table(block: Table) -> Element:
    grid = table.Table(name="table")
    grid.addElement(table.TableColumn(numbercolumnsrepeated=len(block.rows[0])))
    for row in block.rows:
        line = table.TableRow()
        for words in row:
            cell = table.TableCell()
            cell.addElement(odt.P(text=words))
            line.addElement(cell)
        grid.addElement(line)
    return grid


def _save(document: OpenDocument, text: Text, path: Path) -> None:
    document.meta.addElement(dc.Title(text=text.title))
    document.meta.addElement(meta.CreationDate(text=archive.MADE.isoformat()))
    document.save(str(path))
    archive.settle(path)
