"""Files that are not what they are called, that are locked, or that are hardly anything."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

from docx import Document
from msoffcrypto.format.ooxml import OOXMLFile

from attacks import minimal, pdfs
from attacks.archives import KNOWN, MIB

OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")


def pdf_as_deck(path: Path) -> None:
    """A readable PDF document that is called a deck."""
    pdfs.of_size(path, 2 * MIB)


def deck_as_pdf(path: Path) -> None:
    """A readable deck that is called a PDF document."""
    minimal.deck(path, [minimal.slide(KNOWN)])


def page_as_pdf(path: Path) -> None:
    """A page with a form to log in, as a Moodle answers with that has forgotten a session."""
    form = '<form action="/login/index.php" method="post"><input name="username"></form>'
    path.write_text(
        f"<!DOCTYPE html><html><head><title>Log in</title></head><body>{form}</body></html>"
    )


def program_as_pdf(path: Path) -> None:
    """The head of a program of Linux, and zeros."""
    path.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(4096))


def locked_document(path: Path) -> None:
    """A Word document that opens with a password: an encrypted package in a compound file."""
    _locked(path, _document())


def locked_deck(path: Path) -> None:
    """A PowerPoint deck that opens with a password."""
    # Of less than 4 KiB the package locks a part that nobody can open.
    minimal.deck(path, [minimal.slide(KNOWN)] * 20)
    _locked(path, path.read_bytes())


def legacy_deck(path: Path) -> None:
    """A deck of the format before 2007, as its first bytes say."""
    path.write_bytes(OLE2 + bytes(16) + bytes.fromhex("3e000300feff0900") + bytes(5 * 512 - 32))


def tables_of_one_sector(path: Path) -> None:
    """A file of the format before 2007 whose tables, 10 MB, name one sector two million times."""
    sectors, end = 20_000, 0xFFFF_FFFE
    # Versions, order of bytes, sizes of sectors; how many tables, and where they are (MS-CFB §2.2).
    header = struct.pack("<24x5H10xI8xII4xII", 0x3E, 3, 0xFFFE, 9, 6, 0xFFFF, 4096, end, 0, sectors)
    table = struct.pack("<I", 1)
    with path.open("wb") as file:
        file.write(OLE2 + header[len(OLE2) :] + table * 109)
        for following in range(1, sectors + 1):
            file.write(table * 127 + struct.pack("<I", end if following == sectors else following))


def invalid_utf8(path: Path) -> None:
    """A text of which some bytes are no UTF-8."""
    path.write_bytes(
        b"\xff\xfe\xfd broken \xc3\x28 \xed\xa0\x80 " + KNOWN.encode() + b"\x00\x80\xbf\n"
    )


def latin1(path: Path) -> None:
    """A text of an older editor, in Latin-1."""
    path.write_bytes(f"Café Müller. {KNOWN}\n".encode("latin-1"))


def utf16(path: Path) -> None:
    """A text as Windows calls Unicode: UTF-16 with a mark of its byte order."""
    path.write_bytes(f"{KNOWN}\r\n".encode("utf-16"))


def one_line(path: Path) -> None:
    """Twenty megabytes without a space or the end of a line."""
    path.write_bytes(b"x" * 20_000_000)


def nothing(path: Path) -> None:
    """No byte at all."""
    path.write_bytes(b"")


def _document() -> bytes:
    document, made = Document(), BytesIO()
    document.add_paragraph(KNOWN)
    document.save(made)
    return made.getvalue()


def _locked(path: Path, document: bytes) -> None:
    with path.open("wb") as made:
        OOXMLFile(BytesIO(document)).encrypt("open sesame", made)
