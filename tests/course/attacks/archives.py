"""Zip archives that are larger, deeper, emptier or elsewhere than they say."""

from __future__ import annotations

import copy
import io
import zipfile
from pathlib import Path

from attacks import minimal
from formats import archive

MIB = 1024 * 1024
# What stands on the slides that can be read.
KNOWN = "The attic holds four hundred pairs of spectacles."


def ratio(path: Path) -> None:
    """One slide of 1 GiB, a thousandth of that in the archive."""
    with zipfile.ZipFile(path, "w") as deck:
        for name, xml in minimal.parts(1).items():
            deck.writestr(archive.entry(name), xml)
        begin, end = minimal.slide("%").split("%")
        with deck.open(archive.entry("ppt/slides/slide1.xml"), "w", force_zip64=True) as slide:
            slide.write(begin.encode())
            for _ in range(1024):
                slide.write(b"A" * MIB)
            slide.write(end.encode())


def overlapping(path: Path) -> None:
    """A thousand slides of 1 MiB each that are one and the same entry of the archive."""
    count = 1000
    with zipfile.ZipFile(path, "w") as deck:
        for name, xml in minimal.parts(count).items():
            deck.writestr(archive.entry(name), xml)
        deck.writestr(archive.entry("ppt/slides/slide1.xml"), minimal.slide("B" * MIB))
        (first,) = deck.filelist[-1:]
        for number in range(2, count + 1):
            again = copy.copy(first)
            again.filename = f"ppt/slides/slide{number}.xml"
            deck.filelist.append(again)


def nested(path: Path) -> None:
    """A deck with an archive in it that holds sixteen like itself, six deep: 16 TiB in all."""
    inner = b"C" * MIB
    for depth in range(6):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as layer:
            for number in range(16):
                ending = "txt" if depth == 0 else "zip"
                layer.writestr(archive.entry(f"{number}.{ending}"), inner)
        inner = buffer.getvalue()
    entries = minimal.parts(1) | {"ppt/slides/slide1.xml": minimal.slide(KNOWN)}
    minimal.zipped(path, entries | {"ppt/embeddings/package.zip": inner})


def cut_in_half(path: Path) -> None:
    """The first half of a deck: the directory at an archive's end is lost."""
    minimal.deck(path, [minimal.slide(KNOWN)] * 20)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def wrong_checksum(path: Path) -> None:
    """A slide whose bytes are not those of its checksum."""
    minimal.deck(path, [minimal.slide(KNOWN)])
    with zipfile.ZipFile(path) as deck:
        checksum = deck.getinfo("ppt/slides/slide1.xml").CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(checksum, b"\xde\xad\xbe\xef"))


def without_presentation(path: Path) -> None:
    """A deck that nothing says the order of."""
    minimal.deck(path, [minimal.slide(KNOWN)], presentation=None)


def without_slide(path: Path) -> None:
    """A deck whose first slide is listed and missing; the second one is there."""
    minimal.deck(path, [minimal.slide("lost"), minimal.slide(KNOWN)], slide1=None)


def paths_that_leave(path: Path) -> None:
    """A deck with entries whose names lead out of every folder that they might be unpacked into."""
    away = ("../../../../tmp/moodle-aws-was-here", "/tmp/moodle-aws-was-here", "C:\\was-here.txt")
    entries = minimal.parts(1) | {"ppt/slides/slide1.xml": minimal.slide(KNOWN)}
    minimal.zipped(path, entries | dict.fromkeys(away, "gone"))


def ten_thousand_slides(path: Path) -> None:
    """Nothing wrong but its length."""
    slides = (minimal.slide(f"Slide {n}: the lamp number {n} is lit.") for n in range(1, 10_001))
    minimal.deck(path, slides)


def many_entries(path: Path) -> None:
    """A deck beside 200,000 empty entries."""
    entries = minimal.parts(1) | {"ppt/slides/slide1.xml": minimal.slide(KNOWN)}
    minimal.zipped(path, entries | {f"ppt/media/{number}": "" for number in range(200_000)})


def without_container(path: Path) -> None:
    """A book that does not say where its chapters are."""
    minimal.zipped(path, {"mimetype": "application/epub+zip", "chapter.xhtml": "<p>lost</p>"})


def encrypted_entries(path: Path) -> None:
    """A text of LibreOffice that is protected by a password: its manifest says so."""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" '
        'manifest:size="2000"><manifest:encryption-data manifest:checksum-type="SHA256/1K" '
        'manifest:checksum="bm8="><manifest:algorithm manifest:algorithm-name='
        '"http://www.w3.org/2001/04/xmlenc#aes256-cbc" manifest:initialisation-vector="bm8="/>'
        '<manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:key-size="32" '
        'manifest:iteration-count="100000" manifest:salt="bm8="/></manifest:encryption-data>'
        "</manifest:file-entry></manifest:manifest>"
    )
    noise = bytes((number * 7919 >> 3) % 256 for number in range(2000))
    kind = "application/vnd.oasis.opendocument.text"
    minimal.zipped(
        path, {"mimetype": kind, "content.xml": noise, "META-INF/manifest.xml": manifest}
    )
