"""Excel workbooks: a sheet for each heading."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from formats import archive
from source import Items, Notes, Paragraph, Part, Table, Text


def write(text: Text, path: Path) -> None:
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.title = text.title
    workbook.properties.creator = text.author or None
    workbook.properties.created = archive.MADE
    for part in text.parts:
        _fill(workbook.create_sheet(part.heading), part)
    workbook.save(path)
    _settle_time(path)


def _fill(sheet: Worksheet, part: Part) -> None:
    for block in part.blocks:
        match block:
            case Table(rows):
                for row in rows:
                    sheet.append([_value(cell) for cell in row])
            case Items(items):
                for item in items:
                    sheet.append([item])
            case Paragraph(words) | Notes(words):
                sheet.append([words])


def _value(cell: str) -> str | int | float:
    if re.fullmatch(r"\d+", cell):
        return int(cell)
    return float(cell) if re.fullmatch(r"\d+\.\d+", cell) else cell


def _settle_time(path: Path) -> None:
    # The library stamps the moment of saving over every other time of change.
    made = f"{archive.MADE.isoformat()}Z"
    archive.settle(
        path,
        lambda name, data: (
            re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + made.encode(), data)
            if name == "docProps/core.xml"
            else data
        ),
    )
