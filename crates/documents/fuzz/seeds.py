"""Make the first inputs of the targets, of the files in `tests/files`: `python3 fuzz/seeds.py`."""

from __future__ import annotations

import zipfile
from pathlib import Path

HERE = Path(__file__).parent
FILES = HERE.parent / "tests" / "files"
# As in `targets.rs`.
PARTS = {
    "pptx": [
        "ppt/presentation.xml",
        "ppt/_rels/presentation.xml.rels",
        "ppt/slides/slide1.xml",
        "ppt/slides/_rels/slide1.xml.rels",
        "ppt/notesSlides/notesSlide1.xml",
        "ppt/charts/chart",
        "docProps/core.xml",
    ],
    "docx": [
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/footnotes.xml",
        "word/endnotes.xml",
        "_rels/.rels",
    ],
    "xlsx": [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
    ],
    "odf": ["content.xml", "meta.xml", "META-INF/manifest.xml"],
    "epub": [
        "META-INF/container.xml",
        "EPUB/content.opf",
        "EPUB/z9 part.xhtml",
        "EPUB/z8 part.xhtml",
        "META-INF/encryption.xml",
    ],
}
SUFFIXES = {
    "odf": ("odt", "odp", "ods"),
    "pdf": ("pdf",),
    "rtf": ("rtf",),
    "recognise": ("doc", "docx", "epub", "odt", "pdf", "pptx", "rtf"),
}


def texts_of_parts(path: Path, names: list[str]) -> bytes:
    with zipfile.ZipFile(path) as archive:

        def text(name: str) -> bytes:
            found = [entry for entry in archive.namelist() if entry.startswith(name)]
            return archive.read(found[0]).replace(b"\0", b"") if found else b""

        joined = b"\0".join(text(name) for name in names)
    return joined.replace(b"z9 part.xhtml", b"chapter1.xhtml").replace(
        b"z8 part.xhtml", b"chapter2.xhtml"
    )


def main() -> None:
    for target in [*PARTS, "pdf", "rtf", "recognise"]:
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(FILES.iterdir()):
            if path.suffix[1:] not in SUFFIXES.get(target, (target,)) or path.stem == "password":
                continue
            if target in PARTS:
                content = texts_of_parts(path, PARTS[target])
            elif target == "recognise":
                content = b"\0" + path.read_bytes()
            else:
                content = path.read_bytes()
            (folder / f"seed-{path.name}").write_bytes(content)


if __name__ == "__main__":
    main()
