"""The hostile files are what they are said to be: a bomb that is none would prove nothing."""

from __future__ import annotations

import json
import re
import struct
import tempfile
import unittest
import zipfile
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

import hostile
from attacks import disguises, pdfs
from attacks.archives import KNOWN, MIB

# Large enough for some pictures, small enough for a test.
LARGEST = 3 * MIB + 123


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        hostile.write(cls.folder, LARGEST)

    def test_each_file_is_listed_with_what_is_wrong_and_what_to_expect(self) -> None:
        told = json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))
        made = {path.name for path in self.folder.iterdir()} - {"expected.json"}
        self.assertEqual(made, set(told["files"]))
        self.assertEqual(told["known"], KNOWN)
        for name, entry in told["files"].items():
            self.assertTrue(entry["is"].endswith("."), name)
            self.assertIn(entry["expected"], ("read", "refused", "either"), name)

    def test_a_slide_of_one_gibibyte_takes_a_thousandth_of_it(self) -> None:
        with zipfile.ZipFile(self.folder / "bomb-ratio.pptx") as deck:
            slide = deck.getinfo("ppt/slides/slide1.xml")
        self.assertGreater(slide.file_size, 1024 * MIB)
        self.assertGreater(slide.file_size / slide.compress_size, 1000)

    def test_a_thousand_slides_overlap_in_one_entry(self) -> None:
        with zipfile.ZipFile(self.folder / "bomb-overlapping.pptx") as deck:
            slides = [item for item in deck.infolist() if "slides/slide" in item.filename]
        self.assertEqual(len({item.filename for item in slides}), 1000)
        self.assertEqual(len({item.header_offset for item in slides}), 1)
        self.assertGreater(sum(item.file_size for item in slides), 1000 * MIB)

    def test_archives_are_nested_six_deep_in_a_deck_that_can_be_read(self) -> None:
        path = self.folder / "bomb-nested.pptx"
        with zipfile.ZipFile(path) as deck:
            inner = deck.read("ppt/embeddings/package.zip")
        depth = 0
        while inner[:2] == b"PK":
            with zipfile.ZipFile(BytesIO(inner)) as layer:
                self.assertEqual(len(layer.namelist()), 16)
                inner = layer.read(layer.namelist()[0])
            depth += 1
        self.assertEqual((depth, len(inner)), (6, MIB))
        self.assertEqual(_first_slide(path), KNOWN)

    def test_names_of_entries_lead_out_of_the_folder_of_a_deck_that_can_be_read(self) -> None:
        path = self.folder / "paths-that-leave.pptx"
        with zipfile.ZipFile(path) as deck:
            names = deck.namelist()
        self.assertIn("../../../../tmp/moodle-aws-was-here", names)
        self.assertIn("/tmp/moodle-aws-was-here", names)
        self.assertEqual(_first_slide(path), KNOWN)

    def test_broken_decks_are_broken(self) -> None:
        with self.assertRaises(zipfile.BadZipFile):
            zipfile.ZipFile(self.folder / "cut-in-half.pptx")
        with zipfile.ZipFile(self.folder / "wrong-checksum.pptx") as deck:
            self.assertEqual(deck.testzip(), "ppt/slides/slide1.xml")
        for name, part in (
            ("without-presentation.pptx", "ppt/presentation.xml"),
            ("without-slide.pptx", "ppt/slides/slide1.xml"),
        ):
            with zipfile.ZipFile(self.folder / name) as deck:
                self.assertNotIn(part, deck.namelist())

    def test_the_longest_deck_has_ten_thousand_slides(self) -> None:
        with zipfile.ZipFile(self.folder / "ten-thousand-slides.pptx") as deck:
            self.assertEqual(sum("slides/slide" in name for name in deck.namelist()), 10_000)
            last = deck.read("ppt/slides/slide10000.xml").decode()
        self.assertIn("the lamp number 10000 is lit", last)

    def test_slides_ask_for_entities_that_grow_or_are_elsewhere(self) -> None:
        for name, entity, declared in (
            ("laughs.pptx", "&j;", 10),
            ("quadratic.pptx", "&a;", 1),
            ("external-file.pptx", "&x;", 1),
            ("external-server.pptx", "&x;", 1),
        ):
            with zipfile.ZipFile(self.folder / name) as deck:
                asked, found = _entities(deck.read("ppt/slides/slide1.xml"))
            self.assertIn(entity, asked, name)
            self.assertEqual(found, declared, name)

    def test_a_document_has_the_largest_size_and_another_one_byte_more(self) -> None:
        for name, size in (("largest.pdf", LARGEST), ("too-large.pdf", LARGEST + 1)):
            path = self.folder / name
            self.assertEqual(path.stat().st_size, size)
            pages = PdfReader(path, strict=True).pages
            self.assertEqual(len(pages), 2)
            self.assertEqual(pages[0].extract_text().strip(), KNOWN)
            self.assertEqual(pages[1].images[0].image.size, (pdfs.WIDTH, pdfs.HEIGHT))

    def test_locked_files_open_with_their_password_only(self) -> None:
        for name in ("locked.docx", "locked.pptx"):
            with (self.folder / name).open("rb") as file:
                self.assertTrue(file.read(8).startswith(disguises.OLE2))
                locked, opened = OOXMLFile(file), BytesIO()
                self.assertTrue(locked.is_encrypted())
                locked.load_key(password="open sesame")
                locked.decrypt(opened)
            self.assertTrue(zipfile.is_zipfile(opened), name)
        locked_pdf = PdfReader(self.folder / "locked.pdf")
        self.assertTrue(locked_pdf.is_encrypted)
        self.assertEqual(locked_pdf.decrypt("wrong"), 0)
        self.assertEqual(locked_pdf.decrypt("open sesame"), 2)

    def test_names_have_the_length_of_books(self) -> None:
        sheets = load_workbook(self.folder / "sheet-name.xlsx", read_only=True).sheetnames
        self.assertEqual([len(name) for name in sheets], [100_000])
        with zipfile.ZipFile(self.folder / "element-names.pptx") as deck:
            slide = deck.getinfo("ppt/slides/slide1.xml")
            self.assertLess(slide.file_size / slide.compress_size, 300)
            names = re.findall(rb"<(n[0-9a-f]+)>", deck.read(slide))
        self.assertEqual([len(name) for name in names], [3_000_001] * 40)

    def test_tables_name_one_sector_two_million_times(self) -> None:
        tables = (self.folder / "tables.doc").read_bytes()[512:]
        self.assertEqual(tables.count(struct.pack("<I", 1)), 20_000 * 127 + 1)

    def test_what_is_called_a_deck_is_a_document_and_the_other_way_round(self) -> None:
        self.assertEqual((self.folder / "pdf-inside.pptx").read_bytes()[:5], b"%PDF-")
        self.assertEqual(_first_slide(self.folder / "deck-inside.pdf"), KNOWN)
        self.assertEqual((self.folder / "program-inside.pdf").read_bytes()[1:4], b"ELF")


def _first_slide(path: Path) -> str:
    return Presentation(str(path)).slides[0].shapes[0].text_frame.text


def _entities(xml: bytes) -> tuple[str, int]:
    """What a well-formed document asks for, unexpanded, and how many entities it declares."""
    parser = expat.ParserCreate()
    rest: list[str] = []
    declared: list[str] = []
    # With a default handler, an entity is handed on by its name.
    parser.DefaultHandler = rest.append
    parser.EntityDeclHandler = lambda name, *_: declared.append(name)
    parser.Parse(xml, True)
    return "".join(rest), len(declared)


if __name__ == "__main__":
    unittest.main()
