"""Make the files that a course must survive: `python3 tests/course/hostile.py FOLDER [BYTES]`.

`BYTES` is the largest file that is read, 50 MiB without it: one document has that size, another one
byte more. The folder also gets `expected.json`, which says what `is` wrong with each file and what
may be `expected` of it: `read` (its text has the sentence that is called `known` there), `refused`
(a reason is recorded and nothing else) or `either`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import environment

environment.enter()

from attacks import archives, disguises, markup, pdfs
from project import Problem, main, say

LARGEST = 50 * archives.MIB

READ, REFUSED, EITHER = "read", "refused", "either"

Attack = Callable[[Path], None]


def attacks(largest: int = LARGEST) -> dict[str, tuple[Attack, str]]:
    """What writes each file, and what may be expected of it, by the file's name."""
    endings = ("docx", "epub", "html", "md", "odp", "odt", "pdf", "pptx", "rtf", "txt", "xlsx")
    empty = {f"empty.{ending}": (disguises.nothing, REFUSED) for ending in endings}
    return empty | {
        "bomb-ratio.pptx": (archives.ratio, REFUSED),
        "bomb-overlapping.pptx": (archives.overlapping, EITHER),
        "bomb-nested.pptx": (archives.nested, READ),
        "bomb-entries.pptx": (archives.many_entries, EITHER),
        "cut-in-half.pptx": (archives.cut_in_half, REFUSED),
        "wrong-checksum.pptx": (archives.wrong_checksum, EITHER),
        "without-presentation.pptx": (archives.without_presentation, EITHER),
        "without-slide.pptx": (archives.without_slide, EITHER),
        "paths-that-leave.pptx": (archives.paths_that_leave, EITHER),
        "ten-thousand-slides.pptx": (archives.ten_thousand_slides, EITHER),
        "without-container.epub": (archives.without_container, REFUSED),
        "locked.odt": (archives.encrypted_entries, REFUSED),
        "laughs.pptx": (markup.billion_laughs, EITHER),
        "laughs.odt": (markup.laughing_text, REFUSED),
        "quadratic.pptx": (markup.quadratic, REFUSED),
        "external-file.pptx": (markup.external_file, EITHER),
        "external-server.pptx": (markup.external_server, EITHER),
        "bottomless.pptx": (markup.bottomless_groups, EITHER),
        "bottomless.html": (markup.bottomless_divs, EITHER),
        "bottomless.rtf": (markup.bottomless_braces, EITHER),
        "binary.rtf": (markup.binary_beyond_the_end, EITHER),
        "element-names.pptx": (markup.names_of_elements, REFUSED),
        "sheet-name.xlsx": (markup.name_of_a_sheet, READ),
        "sparse.xlsx": (markup.sparse_sheet, EITHER),
        "largest.pdf": (functools.partial(pdfs.of_size, size=largest), READ),
        "too-large.pdf": (functools.partial(pdfs.of_size, size=largest + 1), REFUSED),
        "circle.pdf": (pdfs.pages_in_a_circle, REFUSED),
        "inflating.pdf": (pdfs.inflating, REFUSED),
        "locked.pdf": (pdfs.locked, REFUSED),
        "locked.docx": (disguises.locked_document, REFUSED),
        "locked.pptx": (disguises.locked_deck, REFUSED),
        "legacy.ppt": (disguises.legacy_deck, REFUSED),
        "tables.doc": (disguises.tables_of_one_sector, REFUSED),
        "pdf-inside.pptx": (disguises.pdf_as_deck, EITHER),
        "deck-inside.pdf": (disguises.deck_as_pdf, EITHER),
        "login-inside.pdf": (disguises.page_as_pdf, REFUSED),
        "program-inside.pdf": (disguises.program_as_pdf, REFUSED),
        "invalid-utf8.txt": (disguises.invalid_utf8, EITHER),
        "latin-1.txt": (disguises.latin1, EITHER),
        "utf-16.txt": (disguises.utf16, EITHER),
        "one-line.txt": (disguises.one_line, EITHER),
    }


def write(folder: Path, largest: int = LARGEST) -> None:
    """Write all of them into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, (attack, expected) in attacks(largest).items():
        attack(folder / name)
        files[name] = {"is": described(attack), "expected": expected}
    content = {"known": archives.KNOWN, "largest": largest, "files": files}
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


def described(attack: Attack) -> str:
    """What is wrong with the file that an attack writes, in a sentence."""
    function = attack.func if isinstance(attack, functools.partial) else attack
    return " ".join((function.__doc__ or "").split())


def make(arguments: list[str]) -> None:
    if len(arguments) not in (1, 2):
        raise Problem("name one folder: python3 tests/course/hostile.py FOLDER [BYTES]")
    folder = Path(arguments[0])
    write(folder, *map(int, arguments[1:]))
    sizes = [path.stat().st_size for path in folder.iterdir()]
    say(f"{len(sizes) - 1} hostile files, {sum(sizes) / 1e6:.0f} MB")


if __name__ == "__main__":
    main(make)
