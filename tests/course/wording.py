"""Which words a question and a passage have in common.

A word is compared by its stem (Snowball's for English), and words that carry no subject are left
out. No word list tells nouns from verbs for certain, so every other word counts: who shares no word
at all shares no noun.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import snowballstemmer

STEMMER = snowballstemmer.stemmer("english")

# Articles, pronouns, prepositions, conjunctions, auxiliaries and what asks.
EMPTY = frozenset((Path(__file__).parent / "empty-words.txt").read_text(encoding="utf-8").split())


def stems(text: str) -> frozenset[str]:
    """The stems of all words with a subject, without their accents: Geräte → gerat."""
    plain = unicodedata.normalize("NFKD", text.replace("æ", "ae").replace("\u2019", "'").lower())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    # "don't" is two empty words, and "man's" is a man.
    words = re.findall(r"[a-z]+|\d+(?:[.,]\d+)*", re.sub(r"n't\b|'(?:s|m|re|ve|d|ll)\b", " ", bare))
    return frozenset(STEMMER.stemWords([word for word in words if word not in EMPTY]))


def sentences(passages: Iterable[str]) -> list[str]:
    """All sentences of a text in their order. A heading, an item or a row ends one as well."""
    found: list[str] = []
    for passage in passages:
        found.extend(re.split(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9£])", passage))
    return found


def around(sentence: str, passages: Iterable[str]) -> str:
    """The sentences that a sentence stands in, with the one before and the one after them."""
    everything = sentences(passages)
    joined = " ".join(everything)
    begin = joined.index(sentence)
    at = 0
    touched = []
    for number, one in enumerate(everything):
        if at < begin + len(sentence) and begin < at + len(one):
            touched.append(number)
        at += len(one) + 1
    return " ".join(everything[max(touched[0] - 1, 0) : touched[-1] + 2])
