"""The course has sixty files of eleven types, and a question its answer in one of them only."""

from __future__ import annotations

import tempfile
import unittest
from collections import Counter
from pathlib import Path

import make
import questions
import reading
import source
import wording


class Course(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        cls.files = make.write(cls.folder / "once")

    def test_it_has_sixty_files_and_several_of_each_of_eleven_types(self) -> None:
        self.assertEqual(len(self.files), 60)
        types = Counter(path.suffix for path in self.files)
        self.assertEqual(len(types), 11)
        self.assertGreaterEqual(min(types.values()), 3)

    def test_each_file_stands_in_one_activity_and_each_text_in_one_file(self) -> None:
        course = make.course()
        activities = [one for section in course["sections"] for one in section["activities"]]
        shown = sorted(name for one in activities for name in one.get("files", ()))
        self.assertEqual(shown, sorted(course["files"]))
        texts = sorted(path.stem for path in source.TEXTS.glob("*.txt"))
        self.assertEqual(sorted(course["files"].values()), texts)

    def test_the_same_texts_give_the_same_bytes_every_time(self) -> None:
        for first, second in zip(self.files, make.write(self.folder / "twice"), strict=True):
            self.assertEqual(first.read_bytes(), second.read_bytes(), first.name)

    def test_a_made_file_says_all_that_its_text_says(self) -> None:
        for name, text in make.course()["files"].items():
            said = " ".join(words for _, words in reading.places(self.folder / "once" / name))
            # Letters and digits alone: a title may be in capitals, and rows stand cell by cell.
            bare = _bare(said)
            passages = list(source.read(text).passages())
            if name.endswith(".xlsx"):
                # A workbook has no place for its title but its properties.
                del passages[0]
            for sentence in wording.sentences(passages):
                self.assertIn(_bare(sentence), bare, f"{name}: {sentence}")


class Questions(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        make.write(cls.folder)

    def test_there_are_twenty_five_with_an_answer_and_five_without(self) -> None:
        self.assertEqual(len(questions.answerable()), 25)
        self.assertEqual(len(questions.unanswerable()), 5)

    def test_fourteen_share_no_word_with_the_passage_that_answers_them(self) -> None:
        self.assertEqual(sum(not one.shares_noun for one in questions.answerable()), 14)

    def test_each_is_answered_in_one_file_only_and_shares_words_with_it_as_it_says(self) -> None:
        self.assertEqual(list(questions.problems()), [])

    def test_the_made_file_answers_at_the_place_that_is_named(self) -> None:
        for one in questions.answerable():
            at = [
                place
                for place, words in reading.places(self.folder / one.file)
                if one.sentence in words
            ]
            self.assertEqual(at, list(one.place.values()) if one.place else [None], one.question)


class Wording(unittest.TestCase):
    def test_a_word_is_known_by_its_stem_its_accents_and_its_apostrophe(self) -> None:
        self.assertEqual(wording.stems("The nurse's Café"), wording.stems("nurses in a cafe"))

    def test_what_carries_no_subject_is_not_compared(self) -> None:
        self.assertEqual(wording.stems("Why don't they do it, and how would you?"), frozenset())

    def test_the_neighbours_of_a_sentence_are_of_the_same_text(self) -> None:
        passages = ["One. Two! Three?", "Four goes on. Five."]
        self.assertEqual(wording.around("Three?", passages), "Two! Three? Four goes on.")
        self.assertEqual(wording.around("Five.", passages), "Four goes on. Five.")


def _bare(words: str) -> str:
    return "".join(character for character in words.lower() if character.isalnum())


if __name__ == "__main__":
    unittest.main()
