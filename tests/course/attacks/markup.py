"""Markup that grows, that asks for what is elsewhere, or that has no bottom."""

from __future__ import annotations

from pathlib import Path
from random import Random

from attacks import minimal
from attacks.archives import KNOWN

LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
QUADRATIC = f'<!DOCTYPE r [<!ENTITY a "{"ha" * 50_000}">]>'
# A file that every Linux has, and a server at a port where nobody listens.
FILE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
SERVER = (
    '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>'
)


def billion_laughs(path: Path) -> None:
    """A slide of a thousand bytes that an entity turns into two thousand million."""
    minimal.deck(path, [minimal.slide("&j;", LAUGHS), minimal.slide(KNOWN)])


def quadratic(path: Path) -> None:
    """One long entity, a hundred thousand times: 10 GB without any nesting."""
    minimal.deck(path, [minimal.slide("&a;" * 100_000, QUADRATIC)])


def external_file(path: Path) -> None:
    """A slide that asks for a file of the machine."""
    minimal.deck(path, [minimal.slide("&x;", FILE), minimal.slide(KNOWN)])


def external_server(path: Path) -> None:
    """A slide that asks a server."""
    minimal.deck(path, [minimal.slide("&x;", SERVER), minimal.slide(KNOWN)])


def laughing_text(path: Path) -> None:
    """The same entities in a text of LibreOffice."""
    content = (
        f"{minimal.XML}{LAUGHS}<office:document-content "
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        "<office:body><office:text><text:p>&j;</text:p></office:text></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    minimal.zipped(path, {"mimetype": kind, "content.xml": content})


def bottomless_groups(path: Path) -> None:
    """A slide with 100,000 groups in each other."""
    depth = 100_000
    groups = "<p:grpSp>" * depth + minimal.SHAPE % KNOWN + "</p:grpSp>" * depth
    minimal.deck(path, [minimal.XML + minimal.SLIDE % groups])


def bottomless_divs(path: Path) -> None:
    """A page with 200,000 elements in each other."""
    depth = 200_000
    path.write_text("<!DOCTYPE html>" + "<div>" * depth + KNOWN + "</div>" * depth)


def bottomless_braces(path: Path) -> None:
    """An RTF document with 200,000 groups in each other."""
    depth = 200_000
    path.write_text("{\\rtf1 " + "{" * depth + KNOWN + "}" * depth + "}")


def binary_beyond_the_end(path: Path) -> None:
    """An RTF document that announces two thousand million bytes of a picture and ends."""
    path.write_text("{\\rtf1 " + KNOWN + "\\par{\\pict\\bin2147483647 x}}")


def names_of_elements(path: Path) -> None:
    """A slide with forty elements in each other, whose names have three million letters each."""
    # A little chance in each 1,500 letters, so that it is no bomb by its ratio.
    random = Random(8)
    name = "".join(f"{random.getrandbits(40):010x}{'a' * 1490}" for _ in range(2_000))
    elements = "".join(f"<n{name}>" for _ in range(40)) + f"</n{name}>" * 40
    minimal.deck(path, [minimal.XML + minimal.SLIDE % elements])


def name_of_a_sheet(path: Path) -> None:
    """A workbook whose sheet has a name of 100,000 letters, and a cell with as many sentences."""
    words = KNOWN + " A." * 100_000
    _workbook(path, "n" * 100_000, f'<row r="1"><c t="inlineStr"><is><t>{words}</t></is></c></row>')


def sparse_sheet(path: Path) -> None:
    """A workbook with two cells, in the first and in the last of 17 thousand million places."""
    rows = (
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{KNOWN}</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    _workbook(path, "One", rows)


def _workbook(path: Path, name: str, rows: str) -> None:
    sheet = (
        f'{minimal.XML}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    )
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    minimal.zipped(
        path,
        {
            "[Content_Types].xml": f'{minimal.XML}<Types xmlns="{minimal.PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/>'
            "</Types>",
            "_rels/.rels": f'{minimal.XML}<Relationships xmlns="{minimal.PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{minimal.OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f"{minimal.XML}<workbook "
            'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'xmlns:r="{minimal.OFFICE}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"{minimal.XML}<Relationships "
            f'xmlns="{minimal.PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{minimal.OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
        },
    )
