"""Texts with lists of the terms that they hold: what the weights of the extractor are learned from and measured on.

The lists of the seed report, of the targets and of the Universal Declaration of Human Rights are this project's own;
those of the United Nations sentences and of the laws are in ../shared/data/real. `parts` are texts that are held out
together: the two halves of the United Nations sentences teach nothing of each other, whatever text they stand in.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

from benchmarks.extracting import ROOT, bitext_of_gold, bitext_of_pairs, scorer
from glossary.extraction.bilingual import find
from glossary.extraction.build_un_words import read_sentences
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.extraction.un_words import UNWords, count_words

__all__ = ["Example", "TermList", "found_with", "half_of", "labelled", "term_lists", "words_without"]

Gold = dict[str, set[str]]
"""Accepted English forms by Chinese term, as tools/score_terms.py compares them."""


@dataclass(frozen=True)
class TermList:
    """A text and the terms it holds. `lines` are the sentences that have a list; None means all."""

    name: str
    part: str
    sentences: Sentences
    gold: Gold
    size: int
    lines: frozenset[int] | None = None
    documents: frozenset[str] = frozenset()
    """The documents of the corpus that its sentences come from: the table of UN words must not know them."""


@dataclass(frozen=True)
class Example:
    """The pairs found in a text, which of them are on its list, and how many are."""

    name: str
    part: str
    found: list[CandidatePair]
    labels: list[bool]
    size: int


class Scoring:
    """How terms are compared: as tools/score_terms.py does, title marks aside."""

    def __init__(self, data: Path):
        self._tool = scorer(data.parent / "tools")

    def chinese(self, text: str) -> str:
        return re.sub('[《》“”"]', "", self._tool.chinese(text))

    def english(self, text: str) -> str:
        return str(self._tool.english(text))

    def gold(self, rows: Iterator[tuple[str, list[str]]]) -> Gold:
        found: Gold = {}
        for zh, forms in rows:
            found.setdefault(self.chinese(zh), set()).update(self.english(form) for form in forms)
        return found


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def term_lists(data: Path) -> Iterator[TermList]:
    """All texts with their lists."""
    scoring = Scoring(data)
    own = ROOT / "tests" / "data"
    for name, sentences, path in (
        ("seed report", bitext_of_gold(ROOT / "seeds" / "gc20-item22.gold-alignment.json"), ROOT / "seeds" / "gc20-item22.gold-terms.tsv"),
        ("SDG targets", bitext_of_pairs(data / "sdg-targets" / "sdg-targets.tsv", 1, 2), own / "sdg-targets.gold-terms.tsv"),
        ("UDHR", bitext_of_pairs(own / "udhr.tsv", 0, 1), own / "udhr.gold-terms.tsv"),
    ):  # fmt: skip
        gold = scoring.gold((row[0], row[1].split("|")) for row in _rows(path))
        yield TermList(name, name, Sentences.of([sentences]), gold, len(gold))
    yield from _united_nations(data / "real", scoring)
    yield from _more_sentences(data / "real", scoring)
    yield from _laws(data / "real", scoring)


def _united_nations(real: Path, scoring: Scoring) -> Iterator[TermList]:
    """Each half of the sentences that have a list, alone and among all 1,947 sentences."""
    lines = [int(line) for line in (real / "unpc-gold" / "lines.txt").read_text("utf-8").split()]
    zh, en = ((real / "unpc-dev" / f"unpc.{code}").read_text("utf-8").split("\n")[:1947] for code in ("zh", "en"))
    terms = _rows(real / "unpc-gold" / "gold-terms.tsv")
    documents = _documents(real)
    whole = _of(zh, en)
    for part, chosen in (("UN sentences, half 1", lines[:100]), ("UN sentences, half 2", lines[100:])):
        inside = set(chosen)
        gold = scoring.gold((row[0], row[1].split("|")) for row in terms if int(row[2]) in inside)
        own = frozenset(documents[n] for n in chosen)
        alone = _of([zh[n] for n in chosen], [en[n] for n in chosen])
        yield TermList(part, part, alone, gold, len(gold), documents=own)
        yield TermList(f"{part}, among 1,947", part, whole, gold, len(gold), frozenset(chosen), own)


def _documents(real: Path) -> list[str]:
    """The document of each sentence."""
    return [line.split()[0] for line in (real / "unpc-dev" / "unpc.ids").read_text("utf-8").splitlines()]


OWN_LISTS = {"43 other UN sentences": "unpc-more", "45 other UN sentences": "unpc-third"}
"""Our own lists that teach; the later ones only measure."""


def _more_sentences(real: Path, scoring: Scoring) -> Iterator[TermList]:
    """The sentences of our own lists."""
    zh, en = ((real / "unpc-dev" / f"unpc.{code}").read_text("utf-8").split("\n") for code in ("zh", "en"))
    documents = _documents(real)
    for name, file in OWN_LISTS.items():
        terms = _rows(ROOT / "tests" / "data" / f"{file}.gold-terms.tsv")
        lines = sorted({int(row[2]) for row in terms})
        gold = scoring.gold((row[0], row[1].split("|")) for row in terms)
        own_documents = frozenset(documents[n] for n in lines)
        sentences = _of([zh[n] for n in lines], [en[n] for n in lines])
        yield TermList(name, name, sentences, gold, len(gold), documents=own_documents)


def _of(zh: list[str], en: list[str], documents: list[str] | None = None) -> Sentences:
    names = documents or [""] * len(zh)
    return Sentences(zh, en, [(name, "", number, 1.0) for number, name in enumerate(names)])


def _laws(real: Path, scoring: Scoring) -> Iterator[TermList]:
    """All laws by paragraph of their articles, and a third of them."""
    files = sorted((real / "laws").glob("*.articles.json"))
    gold = list(_real(real.parent.parent / "tools").law_gold(real))
    for name, chosen in (("laws", files), ("a third of the laws", files[::3])):
        zh, en, documents = [], [], []
        for file in chosen:
            for article in json.loads(file.read_text("utf-8"))["articles"]:
                sides = [[line for line in article[side].split("\n") if line.strip()] for side in ("zh", "en")]
                if len(sides[0]) != len(sides[1]):
                    sides = [["".join(sides[0])], [" ".join(sides[1])]]
                zh += sides[0]
                en += sides[1]
                documents += [file.name] * len(sides[0])
        yield TermList(name, "laws", _of(zh, en, documents), scoring.gold(iter(gold)), len(gold))


def _real(tools: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("real", tools / "real.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def half_of(vocabulary: Mapping[str, tuple[str, ...]], seed: int) -> dict[str, tuple[str, ...]]:
    """The places, and half of the rest: what the weights learn from, so that they do not lean on a vocabulary."""
    from glossary.extraction.vocabulary import places_only

    chance = random.Random(seed)
    places = places_only()
    return {zh: en for zh, en in vocabulary.items() if zh in places or chance.random() < 0.5}


def labelled(text: TermList, found: Sequence[CandidatePair], data: Path) -> Example:
    """The pairs of a text that stand in the sentences which have a list, and whether each is on it."""
    lines = text.lines
    inside = [item for item in found if lines is None or any(number in lines for number, _ in item.occurrences)]
    scoring = Scoring(data)
    labels = [
        any(
            scoring.english(en) in text.gold.get(scoring.chinese(zh), ())
            for zh in item.zh_forms
            for en in (*item.en_forms, *item.known)
        )
        for item in inside
    ]
    return Example(text.name, text.part, inside, labels, text.size)


def words_without(data: Path, documents: frozenset[str]) -> UNWords:
    """The table of the words of United Nations documents as it is without some of them."""
    return count_words(row for row in _sentences(data) if row[0] not in documents)


@lru_cache(maxsize=1)
def _sentences(data: Path) -> list[tuple[str, Sequence[str], Sequence[str]]]:
    return read_sentences(data / "real" / "unpc-dev")


def found_with(sentences: Sentences, vocabulary: Mapping[str, tuple[str, ...]], words: UNWords) -> list[CandidatePair]:
    """The pairs found in sentences with this vocabulary and this table of words in place of the shipped ones."""
    from glossary.extraction import batch_features, parallel, word_equivalents
    from glossary.extraction.candidates import chinese

    parallel._lexicons.clear()
    caches = (word_equivalents.dictionary, chinese._cutter, chinese._open, chinese._is_word, chinese._tag)
    with (
        patch.object(word_equivalents, "shipped", lambda: vocabulary),
        patch.object(chinese, "shipped", lambda: vocabulary),
        patch.object(batch_features, "un_words", lambda: words),
    ):
        for cache in caches:
            cache.cache_clear()
        found = find(sentences)
    for cache in caches:
        cache.cache_clear()
    parallel._lexicons.clear()
    return found
