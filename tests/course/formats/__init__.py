"""How a text becomes a file of some type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from formats import deck, epub, opendocument, pdf, plain, rtf, word, workbook
from source import Text

# By the ending of the file's name. Each writes the same bytes of the same text, whenever it does.
WRITERS: dict[str, Callable[[Text, Path], None]] = {
    "docx": word.write,
    "epub": epub.write,
    "html": plain.write_html,
    "md": plain.write_markdown,
    "odp": opendocument.write_deck,
    "odt": opendocument.write_text,
    "pdf": pdf.write,
    "pptx": deck.write,
    "rtf": rtf.write,
    "txt": plain.write_text,
    "xlsx": workbook.write,
}
