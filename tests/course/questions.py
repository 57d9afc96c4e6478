"""What the course is asked, and whether the questions keep to their own rules.

`python3 tests/course/questions.py` says what is wrong with `questions.json`, and which words each
question shares with its answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environment

environment.enter()

import make
import source
import wording
from project import Problem, main

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Question:
    """A question whose answer stands in one file of the course."""

    question: str
    file: str
    answer: str
    # The words of the file that answer it.
    sentence: str
    # Whether a noun of the question, or a word of a noun's stem, is near that sentence.
    shares_noun: bool
    # Where in the file: a slide, a page (both from 1) or a sheet's name.
    place: dict[str, int | str] | None = None


def _content() -> dict[str, Any]:
    return json.loads((HERE / "questions.json").read_text(encoding="utf-8"))


def answerable() -> list[Question]:
    return [Question(**fields) for fields in _content()["answerable"]]


def unanswerable() -> list[str]:
    return [entry["question"] for entry in _content()["unanswerable"]]


def passages() -> dict[str, list[str]]:
    """All that the course says, by file; what is no file goes by the name of its activity."""
    course = make.course()
    found = {name: list(source.read(text).passages()) for name, text in course["files"].items()}
    for section in course["sections"]:
        for activity in section["activities"]:
            if "files" not in activity:
                found[activity["name"]] = list(_written(activity))
    return found


def _written(activity: dict[str, Any]) -> Iterator[str]:
    """What a page, label, book or glossary says, with its tags."""
    yield from filter(None, [activity.get("html")])
    for part in (*activity.get("chapters", ()), *activity.get("entries", ())):
        yield from part.values()


def shared(question: Question, said: dict[str, list[str]]) -> frozenset[str]:
    """The stems that a question shares with the sentence that answers it and its two neighbours."""
    near = wording.around(question.sentence, said[question.file])
    return wording.stems(question.question) & wording.stems(near)


def problems() -> Iterator[str]:
    """What is wrong with the questions, a line each."""
    said = passages()
    for question in answerable():
        holders = [name for name, texts in said.items() if question.sentence in " ".join(texts)]
        if holders != [question.file]:
            yield f"{question.question}: its sentence is not in {question.file} alone: {holders}"
            continue
        common = shared(question, said)
        if bool(common) != question.shares_noun:
            claim = f"shares_noun is {question.shares_noun}"
            yield f"{question.question}: {claim}, and it shares {sorted(common)}"


def tell(_arguments: list[str]) -> None:
    found = list(problems())
    if found:
        raise Problem("\n".join(["questions.json needs a look:", *found]))
    said = passages()
    for question in answerable():
        print(f"{question.question} [{', '.join(sorted(shared(question, said)))}] {question.file}")


if __name__ == "__main__":
    main(tell)
