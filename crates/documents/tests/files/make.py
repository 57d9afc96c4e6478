"""Make the files beside this script with the programs that teachers' files come from.

It needs LibreOffice (`soffice`) and, of PyPI, what README.md lists.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import docx
import msoffcrypto.format.ooxml
import openpyxl
import pikepdf
import pptx
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from ebooklib import epub
from openpyxl.styles import numbers
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

HERE = Path(__file__).parent


def presentation() -> bytes:
    deck = pptx.Presentation()
    deck.core_properties.title = "Cell biology"
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "The cell"
    first.placeholders[1].text = "Ribosomes make proteins"
    first.notes_slide.notes_text_frame.text = "Remind them of the exam & the café"
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Organelles"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(6), Inches(1)).table
    for (row, column), words in {
        (0, 0): "Organelle",
        (0, 1): "Task",
        (1, 0): "Mitochondrion",
        (1, 1): "Energy",
    }.items():
        table.cell(row, column).text = words
    group = second.shapes.add_group_shape()
    group.shapes.add_textbox(
        Inches(1), Inches(4), Inches(3), Inches(1)
    ).text_frame.text = "In a group"
    third = deck.slides.add_slide(deck.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["Winter", "Summer"]
    data.add_series("Temperature", (1, 20))
    where = (Inches(1), Inches(1), Inches(6), Inches(4))
    chart = third.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *where, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Weather in Uppsala"
    # The last shall be first, and the middle one hidden: order and files are different things.
    slides = deck.slides._sldIdLst
    slides.insert(0, slides[2])
    second._element.set("show", "0")
    return _saved(deck)


def document() -> bytes:
    text = docx.Document()
    text.core_properties.title = "A short history"
    text.add_paragraph("Before any heading.")
    text.add_heading("Antiquity", 1)
    text.add_paragraph("Euclid wrote the Elements in thirteen books.")
    table = text.add_table(2, 2)
    for cell, words in zip(table._cells, ["Name", "Century", "Euclid", "third BC"], strict=True):
        cell.text = words
    text.add_heading("Modern times", 2)
    paragraph = text.add_paragraph("Noether proved her theorem in 1915")
    deleted = OxmlElement("w:del")
    run = OxmlElement("w:r")
    words = OxmlElement("w:delText")
    words.text = "this is deleted"
    run.append(words)
    deleted.append(run)
    deleted.set(qn("w:id"), "1")
    deleted.set(qn("w:author"), "A")
    paragraph._p.append(deleted)
    text.sections[0].header.paragraphs[0].text = "This repeats on every page"
    return _saved(text)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Grades"
    sheet.append(["Student", "Points", "Share", "Date"])
    sheet.append(["Ada", 0.1 + 0.2, 0.75, None])
    sheet["C2"].number_format = numbers.FORMAT_PERCENTAGE
    sheet["D2"] = 45658
    sheet["D2"].number_format = "yyyy-mm-dd"
    second = book.create_sheet("Über uns")
    second["B3"] = "Only one cell & no more"
    return _saved(book)


def book() -> bytes:
    result = epub.EpubBook()
    result.set_identifier("made-up")
    result.set_title("Two stories")
    result.set_language("en")
    chapters = []
    for number, (title, words) in enumerate(
        [("The fox", "A fox ate grapes&nbsp;once."), ("The crow", "A crow had some cheese.")]
    ):
        chapter = epub.EpubHtml(title=title, file_name=f"z{9 - number} part.xhtml")
        chapter.content = f"<h1>{title}</h1><p>{words}</p><script>no()</script>"
        chapters.append(chapter)
        result.add_item(chapter)
    result.spine = ["nav", *chapters]
    result.add_item(epub.EpubNcx())
    result.add_item(epub.EpubNav())
    with tempfile.NamedTemporaryFile(suffix=".epub") as file:
        epub.write_epub(file.name, result)
        return Path(file.name).read_bytes()


def converted(source: bytes, suffix: str, target: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"in.{suffix}"
        path.write_bytes(source)
        out = Path(folder) / "out"
        command = ["soffice", "--headless", "--convert-to", target, "--outdir", out, path]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=120)
        return (out / f"in.{target}").read_bytes()


def encrypted_office(source: bytes) -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(source)).encrypt("secret", out)
    return out.getvalue()


def encrypted_pdf(source: bytes, password: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(source)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user=password, owner="owner"))
    return out.getvalue()


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def main() -> None:
    if shutil.which("soffice") is None:
        sys.exit("install LibreOffice: soffice is not on the path")
    deck, text, sheet = presentation(), document(), workbook()
    pdf = converted(text, "docx", "pdf")
    files = {
        "python-pptx.pptx": deck,
        "python-docx.docx": text,
        "openpyxl.xlsx": sheet,
        "ebooklib.epub": book(),
        "libreoffice.odp": converted(deck, "pptx", "odp"),
        "libreoffice.pptx": converted(converted(deck, "pptx", "odp"), "odp", "pptx"),
        "libreoffice.odt": converted(text, "docx", "odt"),
        "libreoffice.docx": converted(converted(text, "docx", "odt"), "odt", "docx"),
        "libreoffice.doc": converted(text, "docx", "doc"),
        "libreoffice.rtf": converted(text, "docx", "rtf"),
        "libreoffice.pdf": pdf,
        "libreoffice.ods": converted(sheet, "xlsx", "ods"),
        "libreoffice.xlsx": converted(converted(sheet, "xlsx", "ods"), "ods", "xlsx"),
        "libreoffice.xls": converted(sheet, "xlsx", "xls"),
        "password.pptx": encrypted_office(deck),
        "password.pdf": encrypted_pdf(pdf, "secret"),
        "owner-password-only.pdf": encrypted_pdf(pdf, ""),
    }
    for name, content in files.items():
        (HERE / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")


if __name__ == "__main__":
    main()
