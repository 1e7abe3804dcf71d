"""What extraction works on: the sentence pairs, and the pairs of terms found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from align.formats.rows import Numbering, document_name
from align.types import Bitext
from glossary.extraction.span_pairing import Pair
from glossary.folding import singular
from glossary.hashing import hash_of

__all__ = ["LONGEST", "LOOKED_AT", "CandidatePair", "Sentences"]

LOOKED_AT = 3
"""How many occurrences of a pair have their features averaged in a chunk; with that many, later chunks add none."""


@dataclass(slots=True, eq=False)
class CandidatePair:
    """A pair of terms and where it was found. `zh` and `en` are folded."""

    zh: str
    en: str
    occurrences: list[tuple[int, Pair]] = field(default_factory=list)
    """The number of the sentence pair, and the spans, of each occurrence."""
    zh_forms: Counter[str] = field(default_factory=Counter)
    en_forms: Counter[str] = field(default_factory=Counter)
    doubtful: Counter[str] = field(default_factory=Counter)
    """How often each English form may have its capitals only because it begins a sentence or stands in a title."""
    known: Counter[str] = field(default_factory=Counter)
    """The English forms as the vocabularies write them, and how often each was found."""
    features: dict[str, float] = field(default_factory=dict)
    averaged: int = 0
    """Number of occurrences over which the features are averaged."""
    times: int = 0
    """Number of its occurrences."""
    beads: int = 0
    """Number of the sentence pairs with it, once they have been counted."""
    total: float = 0.0
    """Sum of the scores of its occurrences."""
    score: float = 0.0
    termhood: float = 0.0
    pairing: float = 0.0
    known_times: int = 0
    """How many of its occurrences are pairs of a vocabulary."""
    nested: int = 0
    """How many of its occurrences lie inside a longer mutual pair."""
    hosts: set[int] = field(default_factory=set)
    """The codes of those longer pairs."""
    words: tuple[str, ...] = ()
    """The English content words of the first occurrence, in small letters."""
    pieces: tuple[str, ...] = ()
    """Its Chinese words."""

    def add(self, number: int, pair: Pair, zh_form: str, en_form: str, *, doubtful: bool = False) -> None:
        """Count an occurrence in sentence pair `number`; `doubtful` means that its capitals prove nothing."""
        self.occurrences.append((number, pair))
        self.times += 1
        self.total += pair.score
        self.zh_forms[zh_form] += 1
        self.en_forms[en_form] += 1
        if doubtful:
            self.doubtful[en_form] += 1
        if pair.known:
            self.known[pair.known] += 1
            self.known_times += 1

    def learn(self, features: Mapping[str, float]) -> None:
        """Average the features of one more occurrence with those of the ones before it."""
        before = self.averaged
        if not before and not self.features:
            self.features, self.averaged = dict(features), 1
            return
        for name in dict.fromkeys((*self.features, *features)):  # in the same order in every run
            self.features[name] = (self.features.get(name, 0.0) * before + features.get(name, 0.0)) / (before + 1)
        self.averaged = before + 1

    def merge(self, other: CandidatePair) -> None:
        """Add the occurrences of the same pair in later sentence pairs, with their features and counts."""
        self.occurrences += other.occurrences
        self.times += other.times
        self.known_times += other.known_times
        self.total += other.total
        for name in ("zh_forms", "en_forms", "doubtful", "known"):
            counts, more = getattr(self, name), getattr(other, name)
            if more:
                counts.update(more)
        if self.averaged < LOOKED_AT and other.averaged:
            both = self.averaged + other.averaged
            for name in dict.fromkeys((*self.features, *other.features)):
                mine, theirs = self.features.get(name, 0.0), other.features.get(name, 0.0)
                self.features[name] = (mine * self.averaged + theirs * other.averaged) / both
            self.averaged = both
        self.nested += other.nested
        self.hosts |= other.hosts

    @property
    def code(self) -> int:
        """A hash of 56 bits that identifies the pair."""
        return hash_of(f"{self.zh}\t{self.en}", bits=56)

    @property
    def mean(self) -> float:
        return self.total / self.times

    @property
    def zh_form(self) -> str:
        """The most frequent form; of equally frequent ones the first in sorting order, so that every run agrees."""
        forms = self.zh_forms
        return min(forms, key=lambda form: (-forms[form], form)) if len(forms) > 1 else next(iter(forms))

    @property
    def en_form(self) -> str:
        """The form to show: as a vocabulary writes it, or else the most frequent; in the singular if the texts have it.

        Capitals are those of the texts, except where a form begins a sentence or stands in a title.
        """
        sure = self.en_forms - self.doubtful if self.doubtful else self.en_forms
        forms = sure or self.en_forms
        best = min(forms, key=lambda form: (-forms[form], form.swapcase())) if len(forms) > 1 else next(iter(forms))
        if self.known:
            return _in_case(min(self.known, key=lambda form: (-self.known[form], form)), best if sure else "")
        if len(forms) > 1 and best.endswith("s"):
            shorter = [form for form in forms if len(form) < len(best) and form.lower() == singular_head(best).lower()]
            if shorter:
                return max(shorter, key=lambda form: (forms[form], form))
        return best


def singular_head(form: str) -> str:
    """A form with its last word in the singular; a word with a capital stays.

    >>> singular_head("member states"), singular_head("Member States")
    ('member state', 'Member States')
    """
    before, last = form[: form.rfind(" ") + 1], form[form.rfind(" ") + 1 :]
    return before + (singular(last) if last.islower() else last)


def _in_case(form: str, text: str) -> str:
    """The vocabulary's form, with the capitals of the text where it has none of its own."""
    if form.lower() != text.lower() and _unhyphened(form) == _unhyphened(text):
        return text  # Director General, where the vocabulary has a hyphen
    before, _, last = form.rpartition(" ")
    written = text.rpartition(" ")[0]
    if before.lower() != written.lower() and _unhyphened(before) == _unhyphened(written):
        return f"{written} {last}"  # “micro, small and” of the text, where the vocabulary has “micro-, small and”
    if form.lower() == text.lower() and sum(map(str.isupper, text)) > sum(map(str.isupper, form)):
        return text  # High-Level Committee
    if not form.islower() or len(form.split()) != len(text.split()):
        return form
    words = zip(form.split(), text.split(), strict=True)
    return " ".join(word.capitalize() if seen[:1].isupper() and word.islower() else word for word, seen in words)


def _unhyphened(form: str) -> str:
    return form.lower().replace("-,", ",").replace("- ", " ").replace("-", " ")


LONGEST = 10_000
"""Maximum number of characters of a side. No sentence is as long, and the time would grow with the square of it."""


@dataclass(slots=True)
class Sentences:
    """The sentence pairs of bitexts, Chinese first, and the place of each: document, paragraph, bead, confidence."""

    zh: list[str] = field(default_factory=list)
    en: list[str] = field(default_factory=list)
    places: list[tuple[str, str, int, float]] = field(default_factory=list)
    too_long: Counter[str] = field(default_factory=Counter)
    """By document, the beads left out because a side has more than LONGEST characters."""

    def parts(self, size: int) -> Iterator[Sentences]:
        """The sentence pairs in turn, at most `size` at a time.

        >>> [part.en for part in Sentences(["甲", "乙", "丙"], ["a", "b", "c"], [("", "", n, 1.0) for n in range(3)]).parts(2)]
        [['a', 'b'], ['c']]
        """
        for at in range(0, len(self.zh), size):
            end = at + size
            yield Sentences(self.zh[at:end], self.en[at:end], self.places[at:end])

    def take_in(self, more: Sentences) -> None:
        """Append more sentence pairs."""
        self.zh += more.zh
        self.en += more.en
        self.places += more.places
        self.too_long.update(more.too_long)

    def first(self, size: int) -> Sentences:
        """Remove the first `size` sentence pairs, and return them.

        >>> some = Sentences(["甲", "乙", "丙"], ["a", "b", "c"], [("", "", n, 1.0) for n in range(3)])
        >>> some.first(2).en, some.en
        (['a', 'b'], ['c'])
        """
        out = Sentences(self.zh[:size], self.en[:size], self.places[:size])
        del self.zh[:size], self.en[:size], self.places[:size]
        return out

    @classmethod
    def of(cls, bitexts: Iterable[Bitext], numbering: Numbering | None = None) -> Sentences:
        """The beads that have both sides; `numbering` continues that of earlier bitexts.

        Raises UnsupportedFormat if a bitext is not Chinese and English.
        """
        from glossary.errors import UnsupportedFormat

        out, numbering = cls(), numbering or Numbering()
        for bitext in bitexts:
            if {bitext.src_lang, bitext.tgt_lang} != {"zh", "en"}:
                raise UnsupportedFormat(
                    "terms are extracted from Chinese with English, not from {src_lang} with {tgt_lang}",
                    where=bitext.src_path,
                    remedy="name the languages with --src-lang and --tgt-lang if they were mistaken",
                    src_lang=bitext.src_lang,
                    tgt_lang=bitext.tgt_lang,
                )
            name = document_name(bitext)
            for number, ((bead, src, tgt), paragraph) in enumerate(
                zip(bitext, bitext.paragraph_numbers(), strict=True), numbering.first(bitext)
            ):
                if bead.is_omission or bitext.kind(bead) == "furniture":
                    continue
                zh, en = (src, tgt) if bitext.src_lang == "zh" else (tgt, src)
                texts = "".join(zh), " ".join(en)
                if max(map(len, texts)) > LONGEST:
                    out.too_long[name] += 1
                    continue
                out.zh.append(texts[0])
                out.en.append(texts[1])
                out.places.append((name, paragraph, number, bead.confidence))
        return out
