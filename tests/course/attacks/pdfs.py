"""PDF documents that are large, endless or locked."""

from __future__ import annotations

import random
import zlib
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from attacks.archives import KNOWN, MIB

# A picture of 1 MiB less a little: RGB, without compression.
WIDTH, HEIGHT = 591, 591


class Drawn:
    """A PDF document that is written object by object."""

    def __init__(self) -> None:
        self.data = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        self.places: dict[int, int] = {}

    def add(self, number: int, content: str, stream: bytes | None = None) -> None:
        """Write an object: a dictionary, or one with a stream, whose length is added."""
        self.places[number] = len(self.data)
        if stream is not None:
            content = f"<<{content}/Length {len(stream)}>>"
        self.data += f"{number} 0 obj\n{content}\n".encode()
        if stream is not None:
            self.data += b"stream\n" + stream + b"\nendstream\n"
        self.data += b"endobj\n"

    def end(self) -> bytes:
        """The whole document, with the table of its objects."""
        table = len(self.data)
        count = max(self.places) + 1
        rows = [f"{self.places[number]:010} 00000 n \n" for number in range(1, count)]
        self.data += f"xref\n0 {count}\n0000000000 65535 f \n{''.join(rows)}".encode()
        self.data += f"trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()
        return bytes(self.data)


def of_size(path: Path, size: int) -> None:
    """A document of exactly so many bytes: a sentence on the first page, and a picture a page."""
    pictures = size // MIB - 1
    drawn = _begun(pages=pictures)
    noise = random.Random(0)
    for page in range(pictures):
        first = 5 + 3 * page
        drawn.add(
            first,
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {first + 1} 0 R"
            f"/Resources<</Font<</F 3 0 R>>/XObject<</I {first + 2} 0 R>>>>>>",
        )
        words = KNOWN if page == 0 else ""
        shown = f"BT /F 12 Tf 72 720 Td ({words}) Tj ET q 400 0 0 400 72 200 cm /I Do Q"
        drawn.add(first + 1, "", shown.encode())
        drawn.add(
            first + 2,
            f"/Type/XObject/Subtype/Image/Width {WIDTH}/Height {HEIGHT}/ColorSpace/DeviceRGB"
            "/BitsPerComponent 8",
            noise.randbytes(WIDTH * HEIGHT * 3),
        )
    # A comment fills up what is missing; only the place of the table moves.
    missing = size - len(Drawn.end(_copy(drawn)))
    drawn.data += b"%" + b" " * (missing - 2) + b"\n"
    path.write_bytes(drawn.end())


def pages_in_a_circle(path: Path) -> None:
    """A tree of pages that is its own branch."""
    drawn = _begun(pages=0)
    drawn.add(2, "<</Type/Pages/Kids[4 0 R]/Count 1000000>>")
    drawn.add(4, "<</Type/Pages/Parent 2 0 R/Kids[2 0 R 4 0 R]/Count 1000000>>")
    path.write_bytes(drawn.end())


def inflating(path: Path) -> None:
    """A page whose content was deflated twice: some kilobytes that become 1 GiB."""
    press = zlib.compressobj(9)
    once = b"".join([*(press.compress(b" " * MIB) for _ in range(1024)), press.flush()])
    drawn = _begun(pages=1)
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 6 0 R/Resources<<>>>>"
    drawn.add(5, page)
    drawn.add(6, "/Filter[/FlateDecode/FlateDecode]", zlib.compress(once, 9))
    path.write_bytes(drawn.end())


def locked(path: Path) -> None:
    """A document that opens with a password."""
    drawn = _begun(pages=1)
    drawn.add(5, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 6 0 R/Resources<<>>>>")
    drawn.add(6, "", f"BT ({KNOWN}) Tj ET".encode())
    writer = PdfWriter(clone_from=PdfReader(BytesIO(drawn.end())))
    writer.encrypt("open sesame", algorithm="AES-256")
    writer.write(path)


def _begun(pages: int) -> Drawn:
    """Root, tree of pages (each three objects from number 5 on) and a font."""
    drawn = Drawn()
    kids = " ".join(f"{5 + 3 * page} 0 R" for page in range(pages))
    drawn.add(1, "<</Type/Catalog/Pages 2 0 R>>")
    drawn.add(2, f"<</Type/Pages/Kids[{kids}]/Count {pages}>>")
    drawn.add(3, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    drawn.add(4, "<</Producer(nobody)>>")
    return drawn


def _copy(drawn: Drawn) -> Drawn:
    same = Drawn()
    same.data, same.places = bytearray(drawn.data), dict(drawn.places)
    return same
