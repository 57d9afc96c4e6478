"""The least that readers take for a deck, by no library's hand, so that any part can be wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from formats import archive

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PRESENTATION = "http://schemas.openxmlformats.org/presentationml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.presentationml"

SLIDE = (
    f'<p:sld xmlns:a="{DRAWING}" xmlns:p="{PRESENTATION}"><p:cSld><p:spTree><p:nvGrpSpPr>'
    '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>%s'
    "</p:spTree></p:cSld></p:sld>"
)
SHAPE = (
    '<p:sp><p:nvSpPr><p:cNvPr id="2" name="text"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>'
    "<p:txBody><a:bodyPr/><a:p><a:r><a:t>%s</a:t></a:r></a:p></p:txBody></p:sp>"
)


def slide(words: str, declaration: str = "") -> str:
    """The XML of a slide with one text; a document type may be declared before it."""
    return XML + declaration + SLIDE % (SHAPE % words)


def parts(slides: int) -> dict[str, str]:
    """All parts of a deck but its slides, by their names."""
    numbers = range(1, slides + 1)
    overrides = "".join(
        f'<Override PartName="/ppt/slides/slide{n}.xml" ContentType="{TYPE}.slide+xml"/>'
        for n in numbers
    )
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in numbers)
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/slide" Target="slides/slide{n}.xml"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{TYPE}.presentation.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="ppt/presentation.xml"/>'
        "</Relationships>",
        "ppt/presentation.xml": f'{XML}<p:presentation xmlns:p="{PRESENTATION}" '
        f'xmlns:r="{OFFICE}"><p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/>'
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f"{targets}</Relationships>",
    }


def zipped(path: Path, entries: Mapping[str, str | bytes]) -> None:
    with zipfile.ZipFile(path, "w") as made:
        for name, data in entries.items():
            made.writestr(archive.entry(name), data)


def deck(path: Path, slides: Iterable[str], **replaced: str | bytes | None) -> None:
    """Write a deck of slides, given as XML. `presentation` and `slide1` may be replaced, or left
    out where they are None."""
    written = list(slides)
    entries: dict[str, str | bytes | None] = dict(parts(len(written)))
    for number, xml in enumerate(written, 1):
        entries[f"ppt/slides/slide{number}.xml"] = xml
    names = {"presentation": "ppt/presentation.xml", "slide1": "ppt/slides/slide1.xml"}
    entries |= {names[part]: data for part, data in replaced.items()}
    zipped(path, {name: data for name, data in entries.items() if data is not None})
