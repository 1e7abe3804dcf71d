"""Words that translate each other, by the dictionary, by the shipped vocabularies, and as learned from the batch."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from glossary.extraction.candidates.english import root
from glossary.extraction.candidates.word_lists import STOP_EN
from glossary.extraction.vocabulary import shipped

__all__ = ["Dictionary", "Equivalents", "dictionary"]

Gloss = tuple[tuple[str, ...], float]
"""The roots of the content words of an English equivalent, and how far it is trusted, from 0 to 1."""


class Glosses(NamedTuple):
    """The glosses of a word, so that those with words of a sentence are found quickly."""

    single: dict[str, float]
    """The glosses of one root, and how far each is trusted."""
    longer: tuple[Gloss, ...]
    roots: frozenset[str]
    """All roots of all glosses."""
    openings: frozenset[str]
    """The first RELATED letters of the glosses of one root; shorter roots are left out."""


RELATED = 5
"""Two words can only be relatives if the first letters of their roots, as many as this, are the same."""
LONGEST_WORD = 10
LONGEST_RUN = 4
"""Longest run of pieces that is learned as one word."""
_PAREN = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORD = re.compile(r"[A-Za-z][A-Za-z.]*[A-Za-z]|[A-Za-z]|\d+")
_SKIP = (
    "CL:",
    "variant of",
    "old variant",
    "see ",
    "surname ",
    "also written",
    "erhua",
    "used in",
    "Japanese variant",
    "same as",
    "also pr.",
    "Taiwan pr.",
)
_LIGHT = STOP_EN | {
    "sb",
    "sth",
    "one's",
    "oneself",
    "somebody",
    "something",
    "etc",
    "out",
    "up",
    "off",
    "down",
    "over",
    "into",
    "about",
}


@lru_cache(maxsize=100_000)
def gloss_roots(gloss: str) -> tuple[str, ...]:
    """Roots of the content words of a gloss; empty if the gloss is a remark or has more than six of them.

    >>> gloss_roots("to establish (an organization)"), gloss_roots("CL:個|个[ge4]")
    (('establish',), ())
    """
    gloss = gloss.strip()
    if gloss.startswith(_SKIP):
        return ()
    if "(" in gloss or "[" in gloss:
        gloss = _PAREN.sub(" ", gloss)
    words = [word.lower() for word in _WORD.findall(gloss)]
    roots = tuple(root(word) for word in words if word not in _LIGHT)
    return roots if 1 <= len(roots) <= 6 else ()


def _meanings(text: str) -> list[str]:
    """The meanings in a gloss, one by one; for “Beijing municipality, capital of China” also the name alone."""
    parts = text.split(";")
    if "," in text and text[:1].isupper():
        name = text.split(",")[0]
        parts += [name, re.sub(r" (?:municipality|[Pp]rovince|[Cc]ity|prefecture|autonomous region)\b.*", "", name)]
    return parts


def _phrases(raw: Mapping[str, str], sure: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Glosses of two to six words, in the singular and in the plural."""
    found = set()
    for text in raw.values():
        for gloss in text.replace(";", "/").split("/"):
            if " " in gloss and "(" not in gloss and gloss.count(" ") < 6:
                found.add(gloss.strip().lower())
    for forms in sure.values():
        found.update(form.lower() for form in forms if " " in form)
    return frozenset(
        found | {phrase + "s" for phrase in found} | {phrase[:-1] + "ies" for phrase in found if phrase.endswith("y")}
    )


class Dictionary:
    """Glosses of Chinese words, looked up by simplified form."""

    def __init__(self, raw: Mapping[str, str], sure: Mapping[str, Sequence[str]]):
        self._raw = raw
        """Glosses as CC-CEDICT writes them, separated by slashes."""
        self.sure = sure
        """English equivalents from the shipped vocabularies and from approved entries."""
        self._parsed: dict[str, tuple[Gloss, ...]] = {}
        self._phrases: frozenset[str] | None = None
        self._sure_phrases: frozenset[str] | None = None
        self._sorted: dict[str, Glosses] = {}
        self.words = frozenset(raw) | frozenset(sure)
        lengths: dict[str, set[int]] = {}
        for word in self.words:
            if 2 <= len(word) <= LONGEST_WORD:
                lengths.setdefault(word[:2], set()).add(len(word))
        self.lengths = {opening: tuple(sorted(found)) for opening, found in lengths.items()}
        """How long the words with the same first two characters are, from 2 to LONGEST_WORD."""

    def extended(self, terms: Mapping[str, Sequence[str]]) -> Dictionary:
        """A dictionary that has these terms as well."""
        return Dictionary(self._raw, {**self.sure, **{z: (*self.sure.get(z, ()), *en) for z, en in terms.items()}})

    def glosses_have(self, phrase: str) -> bool:
        """Whether an English phrase of several words, in lower case, is one of the glosses."""
        if self._phrases is None:
            self._phrases = _phrases(self._raw, self.sure)
        return phrase in self._phrases

    def is_sure(self, phrase: str) -> bool:
        """Whether an English phrase of several words, in lower case, stands in a vocabulary or an approved entry."""
        if self._sure_phrases is None:
            forms = {form.lower() for texts in self.sure.values() for form in texts if " " in form}
            self._sure_phrases = frozenset(forms | {form + "s" for form in forms})
        return phrase in self._sure_phrases

    def __contains__(self, word: str) -> bool:
        return word in self.words

    def glosses(self, word: str) -> tuple[Gloss, ...]:
        """English equivalents of a word; empty where it is not in the dictionary."""
        found = self._parsed.get(word)
        if found is None:
            best: dict[tuple[str, ...], float] = {}
            for trust, texts in ((1.0, self.sure.get(word, ())), (0.8, self._raw.get(word, "").split("/"))):
                # A word with many meanings is weaker evidence, and lists put the more likely ones first.
                step = 0.05 if trust == 1.0 and len(texts) > 2 else 0.0
                for number, text in enumerate(texts):
                    for part in _meanings(text):
                        roots = gloss_roots(part)
                        if roots:
                            best[roots] = max(trust - step * min(number + 1, 5), best.get(roots, 0.0))
            found = self._parsed[word] = tuple(best.items())
        return found

    def sorted_glosses(self, word: str) -> Glosses:
        """The glosses of a word as sentences are searched for them."""
        found = self._sorted.get(word)
        if found is None:
            glosses = self.glosses(word)
            single = {roots[0]: sure for roots, sure in glosses if len(roots) == 1}
            found = self._sorted[word] = Glosses(
                single,
                tuple(gloss for gloss in glosses if len(gloss[0]) > 1),
                frozenset(root for roots, _ in glosses for root in roots),
                frozenset(root[:RELATED] for root in single if len(root) >= RELATED),
            )
        return found


@lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """CC-CEDICT and the shipped vocabularies."""
    import gzip

    packed = (resources.files("glossary") / "resources" / "cedict.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return Dictionary(dict(line.split("\t", 1) for line in lines), shipped())


class Equivalents:
    """Strengths of word pairs, 0 to 1, learned from a batch of sentence pairs."""

    def __init__(self, strengths: dict[str, dict[str, float]], runs: frozenset[str] = frozenset()):
        self._strengths = strengths
        self.runs = runs
        """Those of the Chinese words that are runs of several pieces."""

    def of(self, piece: str) -> dict[str, float]:
        return self._strengths.get(piece, {})
