"""Texts for judging: true pairs, wrong pairs of the same kind, parts and thirds, of every kind of text at hand.

Each source gives documents of units (an article, a verse, a gold bead, a sentence: what surely corresponds); cases are
runs of units of 8 sentences and more. Of the texts nothing is kept but the weights that are learned from them.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from align.segmenter import split
from align.types import Segment

__all__ = ["LEAST", "Case", "Text", "cases", "texts"]

LEAST = 8
"""Sentences of the shorter side of a case."""
SIX = ("ar", "en", "es", "fr", "ru", "zh")


@dataclass(frozen=True, slots=True)
class Text:
    """A document as units; of each the sentences in every language, and its number where units are numbered."""

    source: str
    name: str
    units: tuple[dict[str, tuple[str, ...]], ...]
    numbers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Two texts to align and judge."""

    source: str
    kind: str
    true: bool
    languages: tuple[str, str]
    src: tuple[Segment, ...]
    tgt: tuple[Segment, ...]
    bare: bool = False
    """To be judged as two languages of which no word is known but those that are the same in both."""


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


@cache
def texts(data: Path) -> tuple[Text, ...]:
    """All documents of all sources."""
    return (
        *_laws(data),
        *_novels(data),
        *_bible(data),
        *_news(data),
        *_goals(data),
        *_united_nations(data),
        *_report(data),
    )


def _laws(data: Path) -> Iterator[Text]:
    for path in sorted((data / "real/laws").glob("*.articles.json")):
        articles = json.loads(path.read_text(encoding="utf-8"))["articles"]
        units, numbers = [], []
        for article in articles:
            zh, en = (
                tuple(line[a:b] for line in article[k].splitlines() for a, b in split(line, k)) for k in ("zh", "en")
            )
            if zh and en:
                units.append({"zh": zh, "en": en})
                numbers.append(article["article"])
        yield Text("laws", path.name.split(".")[0], tuple(units), tuple(numbers))


def _novels(data: Path) -> Iterator[Text]:
    for k in range(1, 7):
        zh, en = (lines(data / f"mac-dev/00{k}.{code}") for code in ("zh", "en"))
        units = []
        for line in lines(data / f"mac-dev/00{k}.gold"):
            a, b = (json.loads(part) for part in line.split(":"))
            units.append({"zh": tuple(zh[n] for n in a), "en": tuple(en[n] for n in b)})
        yield Text("novels", f"{k}", tuple(units))


def _bible(data: Path) -> Iterator[Text]:
    chapters: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(dict)
    for code in ("en", "zh"):
        verses = (data / f"bible/{code}.verse").read_text(encoding="utf-8").split()
        for verse, line in zip(verses, lines(data / f"bible/006.{code}"), strict=False):
            chapter = verse.rsplit(":", 1)[0]
            chapters[chapter].setdefault(verse, {"zh": [], "en": []})[code].append(line)
    for chapter in sorted(chapters)[::7]:
        units = tuple({k: tuple(v) for k, v in verse.items()} for verse in chapters[chapter].values())
        if all(any(unit[code] for unit in units) for code in ("zh", "en")):
            yield Text("bible", chapter, units)


def _news(data: Path) -> Iterator[Text]:
    documents: dict[str, list[dict[str, tuple[str, ...]]]] = defaultdict(list)
    for n, line in enumerate(lines(data / "ntrex/ntrex.tsv")[1:]):
        cells = line.split("\t")
        documents[cells[0]].append({"en": (cells[1],), "zh": (cells[2 + n // 400 % 2],)})
    for name, units in documents.items():
        if len(units) >= LEAST:
            yield Text("news", name, tuple(units))


def _goals(data: Path) -> Iterator[Text]:
    goals: dict[str, list[dict[str, tuple[str, ...]]]] = defaultdict(list)
    for line in lines(data / "sdg-targets/sdg-targets.tsv")[1:]:
        number, zh, en = line.split("\t")[:3]
        goals[number.split("-")[0]].append({"zh": (zh,), "en": (en,)})
    for name, units in goals.items():
        if len(units) >= LEAST:
            yield Text("goals", name, tuple(units))


def _united_nations(data: Path) -> Iterator[Text]:
    folder = data / "real/unpc-dev"
    sides = {code: lines(folder / f"unpc.{code}") for code in SIX}
    documents: dict[str, list[tuple[int, dict[str, tuple[str, ...]]]]] = defaultdict(list)
    for n, line in enumerate(lines(folder / "unpc.ids")):
        place = re.search(r"en:(\d+)", line)
        unit: dict[str, tuple[str, ...]] = {code: (side[n],) for code, side in sides.items()}
        documents[line.split()[0]].append((int(place[1]) if place else n, unit))
    for name, found in sorted(documents.items()):
        units = tuple(unit for _, unit in sorted(found, key=lambda entry: entry[0]))
        if len(units) >= LEAST:
            yield Text("united nations", name, units)
    # longer ones: documents of one body put together
    bodies: dict[str, list[dict[str, tuple[str, ...]]]] = defaultdict(list)
    for name, found in sorted(documents.items()):
        if len(found) < LEAST:
            bodies["/".join(name.split("/")[:2])] += [unit for _, unit in found]
    for name, units_ in sorted(bodies.items()):
        for at in range(0, len(units_) - 29, 40):
            yield Text("united nations", f"{name} {at}", tuple(units_[at : at + 40]))


def _report(data: Path) -> Iterator[Text]:
    beads = json.loads((data / "gc20-item22/gold-alignment.json").read_text(encoding="utf-8"))["beads"]
    yield Text("report", "gc20-14", tuple({code: tuple(bead[code]) for code in ("zh", "en")} for bead in beads))


def _side(
    units: Sequence[dict[str, tuple[str, ...]]], code: str, numbers: Sequence[str] | None, *, divided: bool
) -> tuple[Segment, ...]:
    found: list[Segment] = []
    for k, unit in enumerate(units):
        for n, sentence in enumerate(unit[code]):
            number = numbers[k] if divided and numbers and n == 0 else None
            found.append(Segment(sentence, paragraph=k if divided else len(found), number=number))
    return tuple(found)


def _numbered(
    units: Sequence[dict[str, tuple[str, ...]]], code: str, numbering: str
) -> Sequence[dict[str, tuple[str, ...]]]:
    """The units counted from 1, in the sentence itself or on a line before it."""
    if not numbering:
        return units
    out = []
    for number, unit in enumerate(units, 1):
        sentences = unit[code]
        if numbering == "paragraphs" and sentences:
            sentences = (f"{number}. {sentences[0]}", *sentences[1:])
        elif numbering == "articles":
            sentences = (f"第 {number} 條" if code == "zh" else f"Article {number}", *sentences)
        out.append(unit | {code: sentences})
    return out


class _Maker:
    """Makes the cases of one source and one pair of languages."""

    def __init__(self, found: Sequence[Text], languages: tuple[str, str], seed: int) -> None:
        self.texts, self.languages = found, languages
        self.chance = random.Random(seed)

    def size(self, text: Text) -> int:
        most = len(text.units)
        return min(most, round(LEAST * 2 ** (self.chance.random() * 4.3)))

    def part(self, text: Text, size: int) -> tuple[int, int]:
        start = self.chance.randrange(max(1, len(text.units) - size + 1))
        return start, min(len(text.units), start + size)

    def case(self, kind: str, true: bool, one: tuple[Text, int, int], other: tuple[Text, int, int]) -> Case | None:
        divided = self.chance.random() < 0.6
        numbering = self.chance.choice(("", "", "", "paragraphs", "articles"))
        shared = self.shared(one, other)
        sides = []
        for (text, start, stop), code in zip((one, other), self.languages, strict=True):
            units: Sequence[dict[str, tuple[str, ...]]] = text.units[start:stop]
            numbers = text.numbers[start:stop] if text.numbers else None
            units = [*shared[: len(shared) // 2 + 1], *self.noisy(units, code), *shared[len(shared) // 2 + 1 :]]
            numbers = numbers if len(shared) == 0 else None
            sides.append(_side(_numbered(units, code, numbering), code, numbers, divided=divided))
        if min(map(len, sides)) < LEAST:
            return None
        return Case(one[0].source, kind, true, self.languages, sides[0], sides[1], self.bare())

    def bare(self) -> bool:
        return set(self.languages) != {"zh", "en"} and self.chance.random() < 0.2

    def shared(self, one: tuple[Text, int, int], other: tuple[Text, int, int]) -> list[dict[str, tuple[str, ...]]]:
        """Formulae that both texts have, as documents of one body do: sentences of a third one, before and after the rest."""
        others = [text for text in self.texts if text is not one[0] and text is not other[0]]
        most = min(one[2] - one[1], other[2] - other[1]) // 6
        if not others or most < 1 or self.chance.random() < 0.7:
            return []
        text = self.chance.choice(others)
        return self.chance.sample(text.units, min(len(text.units), self.chance.randint(1, most)))

    def noisy(self, units: Sequence[dict[str, tuple[str, ...]]], code: str) -> list[dict[str, tuple[str, ...]]]:
        """Now and then a sentence is left out, or joined to the one before."""
        share = self.chance.choice((0.0, 0.0, 0.03, 0.1))
        out = []
        for unit in units:
            sentences = list(unit[code])
            u = self.chance.random()
            if u < share / 2 and len(units) > LEAST + 2:
                sentences = []
            elif u < share and len(sentences) > 1:
                sentences[:2] = [("" if code == "zh" else " ").join(sentences[:2])]
            out.append(unit | {code: tuple(sentences)})
        return out

    def of(self, text: Text) -> Iterator[Case | None]:
        size = self.size(text)
        start, stop = self.part(text, size)
        here = (text, start, stop)
        yield self.case("whole", True, here, here)
        size = self.size(text)
        start, stop = self.part(text, size)
        here = (text, start, stop)
        yield self.case("whole", True, here, here)
        # a third of one side, from anywhere
        third = (stop - start) // 3
        if third >= LEAST:
            at = self.chance.randrange(start, stop - third + 1)
            some = (text, at, at + third)
            yield self.case("third", True, *((here, some) if self.chance.random() < 0.5 else (some, here)))
        # each side lacks a part that the other has
        lack = (stop - start) // 5
        if lack >= 2 and stop - start - lack >= LEAST:
            yield self.case("partial", True, (text, start, stop - lack), (text, start + lack, stop))
        others = [other for other in self.texts if other is not text]
        for _ in range(2):
            size = self.size(text)
            start, stop = self.part(text, size)
            if others:
                other = self.chance.choice(others)
                begin, end = self.part(other, round(max(LEAST, size * self.chance.uniform(0.7, 1.4))))
                yield self.case("another", False, (text, start, stop), (other, begin, end))
        if others:
            other = self.chance.choice(others)
            size = max(3 * LEAST, self.size(text))
            begin, end = self.part(other, size)
            start, stop = self.part(text, max(LEAST, size // 3))
            pair = (text, start, stop), (other, begin, end)
            yield self.case("another, a third", False, *(pair if self.chance.random() < 0.5 else pair[::-1]))
        # two parts of one document that have nothing in common but their words
        half = min(len(text.units) // 2, self.size(text))
        if half >= LEAST:
            start = self.chance.randrange(0, len(text.units) - 2 * half + 1)
            yield self.case("another part", False, (text, start, start + half), (text, start + half, start + 2 * half))


def cases(data: Path, *, repeat: int = 1, dictionary: bool = True, seed: int = 1) -> list[Case]:
    """Cases of every source, those of laws and of the report several times; of the UN documents in every pair of languages
    that has no dictionary where `dictionary` is False, in Chinese and English otherwise."""
    by_source: dict[str, list[Text]] = defaultdict(list)
    for text in texts(data):
        by_source[text.source].append(text)
    times = {"laws": 5, "novels": 25, "bible": 1, "news": 3, "goals": 15, "united nations": 2, "report": 12}
    made: list[Case] = []
    for source, found in by_source.items():
        pairs = [("zh", "en")]
        if not dictionary:
            pairs = (
                [(a, b) for a in SIX for b in SIX if a != b and {a, b} != {"zh", "en"}]
                if source == "united nations"
                else []
            )
        for n, languages in enumerate(pairs):
            for k in range(times[source] * repeat if dictionary else repeat):
                maker = _Maker(found, languages, seed * 1000 + 31 * n + k)
                made += [case for text in found for case in maker.of(text) if case is not None]
    return made
