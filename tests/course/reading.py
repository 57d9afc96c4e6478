"""Reads the made files again, by other means than those that made them wherever there are any."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

# A slide's or a page's number from 1, a sheet's name, or None for a whole file.
Place = int | str | None


def places(path: Path) -> Iterator[tuple[Place, str]]:
    """What a file says, place by place, with a single space between any two words."""
    for place, words in _READERS[path.suffix](path):
        yield place, " ".join(words.split())


def _pdf(path: Path) -> Iterator[tuple[Place, str]]:
    for number, page in enumerate(PdfReader(path).pages, 1):
        yield number, page.extract_text()


def _pptx(path: Path) -> Iterator[tuple[Place, str]]:
    for number, slide in enumerate(Presentation(str(path)).slides, 1):
        said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        said.extend(cell.text for table in tables for cell in table.iter_cells())
        if slide.has_notes_slide:
            said.append(slide.notes_slide.notes_text_frame.text)
        yield number, "\n".join(said)


def _xlsx(path: Path) -> Iterator[tuple[Place, str]]:
    for sheet in load_workbook(path):
        rows = (" ".join(str(cell) for cell in row) for row in sheet.iter_rows(values_only=True))
        yield sheet.title, "\n".join([sheet.title, *rows])


def _odp(path: Path) -> Iterator[tuple[Place, str]]:
    page = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}page"
    for number, slide in enumerate(_xml(path, "content.xml").iter(page), 1):
        yield number, _blocks(slide)


def _odt(path: Path) -> Iterator[tuple[Place, str]]:
    yield None, _blocks(_xml(path, "content.xml"))


def _docx(path: Path) -> Iterator[tuple[Place, str]]:
    yield None, _blocks(_xml(path, "word/document.xml"))


def _epub(path: Path) -> Iterator[tuple[Place, str]]:
    with zipfile.ZipFile(path) as book:
        chapters = [name for name in book.namelist() if re.search(r"chapter-\d+", name)]
    yield None, "\n".join(_blocks(_xml(path, name)) for name in chapters)


def _rtf(path: Path) -> Iterator[tuple[Place, str]]:
    written = path.read_text(encoding="ascii")
    words = re.sub(r"\\'(..)", lambda code: bytes.fromhex(code[1]).decode("cp1252"), written)
    words = re.sub(r"\\u(-?\d+)\?", lambda code: chr(int(code[1]) % 65536), words)
    yield None, re.sub(r"\\(?:par|cell|row)\b|\\[a-z]+-?\d* ?|[{}]", " ", words)


def _html(path: Path) -> Iterator[tuple[Place, str]]:
    body = path.read_text(encoding="utf-8").split("<body>")[1]
    yield None, html.unescape(re.sub(r"<[^>]+>", " ", body))


def _plain(path: Path) -> Iterator[tuple[Place, str]]:
    yield None, path.read_text(encoding="utf-8")


def _xml(path: Path, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(path) as archive:
        return ElementTree.fromstring(archive.read(name))


def _blocks(root: ElementTree.Element) -> str:
    # Runs of one paragraph follow each other without a space, paragraphs do not.
    parts = []
    for element in root.iter():
        if element.tag.rpartition("}")[2] in ("p", "h", "h1", "h2", "li", "td"):
            parts.append("".join(element.itertext()))
    return "\n".join(parts)


_READERS = {
    ".docx": _docx,
    ".epub": _epub,
    ".html": _html,
    ".md": _plain,
    ".odp": _odp,
    ".odt": _odt,
    ".pdf": _pdf,
    ".pptx": _pptx,
    ".rtf": _rtf,
    ".txt": _plain,
    ".xlsx": _xlsx,
}
