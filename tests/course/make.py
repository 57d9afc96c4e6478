"""Make the files of the course: `python3 tests/course/make.py FOLDER`.

What is made of which text, `course.json` says. The same texts give the same bytes every time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import environment

environment.enter()

import source
from formats import WRITERS
from project import Problem, main, say

HERE = Path(__file__).resolve().parent


def course() -> dict[str, Any]:
    """The course as `course.json` describes it; README.md says what the fields are."""
    return json.loads((HERE / "course.json").read_text(encoding="utf-8"))


def write(folder: Path) -> list[Path]:
    """Write every file of the course into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, text in course()["files"].items():
        path = folder / name
        WRITERS[path.suffix.removeprefix(".")](source.read(text), path)
        made.append(path)
    return made


def make(arguments: list[str]) -> None:
    if len(arguments) != 1:
        raise Problem("name one folder: python3 tests/course/make.py FOLDER")
    made = write(Path(arguments[0]))
    say(f"{len(made)} files, {sum(path.stat().st_size for path in made) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(make)
