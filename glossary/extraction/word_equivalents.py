"""What is known of Chinese and English words that translate each other: dictionary, shipped data, and the batch itself."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English, root
from glossary.extraction.candidates.word_lists import STOP_EN
from glossary.extraction.vocabulary import shipped

__all__ = ["Dictionary", "Equivalents", "dictionary", "learn"]

Gloss = tuple[tuple[str, ...], float]
"""Roots of an English equivalent's content words, and how far to trust it, 0 to 1."""

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
    """Roots of a gloss's content words; empty where the gloss is a remark or has more than six of them.

    >>> gloss_roots("to establish (an organization)"), gloss_roots("CL:個|个[ge4]")
    (('establish',), ())
    """
    gloss = gloss.strip()
    if gloss.startswith(_SKIP):
        return ()
    gloss = _PAREN.sub(" ", gloss)
    words = [word.lower() for word in _WORD.findall(gloss)]
    roots = tuple(root(word) for word in words if word not in _LIGHT)
    return roots if 1 <= len(roots) <= 6 else ()


def _meanings(text: str) -> list[str]:
    """A gloss taken apart; of “Beijing municipality, capital of China” the name alone as well."""
    parts = text.split(";")
    if "," in text and text[:1].isupper():
        name = text.split(",")[0]
        parts += [name, re.sub(r" (?:municipality|[Pp]rovince|[Cc]ity|prefecture|autonomous region)\b.*", "", name)]
    return parts


def _phrases(raw: Mapping[str, str], sure: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Glosses of two to six words, singular and plural alike."""
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
        """Glosses as CC-CEDICT writes them, with strokes between."""
        self.sure = sure
        """English equivalents from the shipped vocabularies and from approved entries."""
        self._parsed: dict[str, tuple[Gloss, ...]] = {}
        self._phrases: frozenset[str] | None = None
        self._sure_phrases: frozenset[str] | None = None
        self.words = frozenset(raw) | frozenset(sure)
        self.openings = frozenset(word[:size] for word in self.words for size in (2, 3) if len(word) > size)
        """What words of more than two, and of more than three characters, begin with."""

    def extended(self, terms: Mapping[str, Sequence[str]]) -> Dictionary:
        """A dictionary that knows these as well."""
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
                # A word of many meanings says less than one of few, and lists put the likelier first.
                step = 0.05 if trust == 1.0 and len(texts) > 2 else 0.0
                for number, text in enumerate(texts):
                    for part in _meanings(text):
                        roots = gloss_roots(part)
                        if roots:
                            best[roots] = max(trust - step * min(number + 1, 5), best.get(roots, 0.0))
            found = self._parsed[word] = tuple(best.items())
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
        """The runs of several pieces among the words."""

    def of(self, piece: str) -> dict[str, float]:
        return self._strengths.get(piece, {})


def learn(
    pairs: Sequence[tuple[Chinese, English]], lexicon: Dictionary | None = None, *, rounds: int = 5, most: int = 20_000
) -> Equivalents:
    """Word equivalents of a batch by IBM model 1 in both directions (Brown et al. 1993), as shrunk Dice of expected counts.

    `most` bounds the pairs looked at, so that time and memory stay linear and small; what is learned from 20,000
    sentence pairs is enough for their words. Words seen in fewer than two pairs teach nothing.
    """
    import numpy as np

    if len(pairs) > most:
        step = len(pairs) / most
        pairs = [pairs[int(n * step)] for n in range(most)]
    zh_ids: dict[str, int] = {}
    en_ids: dict[str, int] = {}
    zh_column = array("i")
    en_column = array("i")
    owner = array("i")
    for number, (zh, en) in enumerate(pairs):
        left = {
            zh_ids.setdefault(p, len(zh_ids))
            for p, t, w in zip(zh.pieces, zh.tags, _piece_weights(zh), strict=True)
            if w
        }
        right = {en_ids.setdefault(r, len(en_ids)) for r, w in zip(en.roots[: en.size], en.weights, strict=False) if w}
        if not left or not right or len(left) * len(right) > 10_000:
            continue
        for one in left:
            zh_column.extend([one] * len(right))
            en_column.extend(right)
            owner.extend([number] * len(right))
    if not zh_column:
        return Equivalents({})
    of_zh, of_en, of_pair = (np.asarray(column, np.int64) for column in (zh_column, en_column, owner))
    names, index = np.unique(of_zh * len(en_ids) + of_en, return_inverse=True)
    pair_z, pair_e = (names // len(en_ids)).astype(np.int32), (names % len(en_ids)).astype(np.int32)
    together = np.bincount(index)
    seen_z = np.bincount(np.unique(of_pair * len(zh_ids) + of_zh) % len(zh_ids), minlength=len(zh_ids))
    seen_e = np.bincount(np.unique(of_pair * len(en_ids) + of_en) % len(en_ids), minlength=len(en_ids))
    expected = []
    # Direction 1 explains each English word by a Chinese one of its pair; direction 2 the other way.
    for cell, given in ((of_pair * len(en_ids) + of_en, pair_z), (of_pair * len(zh_ids) + of_zh, pair_e)):
        _, slot = np.unique(cell, return_inverse=True)
        chance = np.ones(len(names))
        for _ in range(rounds):
            weight = chance[index]
            share = weight / (np.bincount(slot, weight)[slot] + 0.1 * weight.mean())
            counts = np.bincount(index, share, len(names))
            chance = counts / np.bincount(given, counts)[given]
        expected.append(counts)
    count = np.sqrt(expected[0] * expected[1])
    dice = 2 * count / (seen_z[pair_z] + seen_e[pair_e])
    strength = dice * count / (count + 1.0)
    keep = (together >= 2) & (strength > 0.12)
    zh_names, en_names = list(zh_ids), list(en_ids)
    strengths: dict[str, dict[str, float]] = {}
    for n in np.flatnonzero(keep):
        strengths.setdefault(zh_names[pair_z[n]], {})[en_names[pair_e[n]]] = float(strength[n])
    runs = _runs(pairs, lexicon)
    strengths.update(runs)
    return Equivalents(strengths, frozenset(runs))


def _runs(pairs: Sequence[tuple[Chinese, English]], lexicon: Dictionary | None) -> dict[str, dict[str, float]]:
    """Runs of pieces that one English word goes with better than with any of the pieces: 工发|组织 and UNIDO."""
    known: frozenset[str] = frozenset() if lexicon is None else lexicon.words
    often: Counter[str] = Counter()
    seen_e: Counter[str] = Counter()
    sides = []
    pieces: set[str] = set()
    for zh, en in pairs:
        bounds, weights = zh.bounds, zh.weights
        runs = set()
        pieces.update(zh.pieces)
        for n in range(len(zh)):
            # Words that the dictionary has are left to it; a run is worth learning where a piece of it is unknown.
            if weights[bounds[n]] and not (zh.pieces[n] in known and len(zh.pieces[n]) > 1):
                for m in range(n + 1, min(len(zh), n + LONGEST_RUN) + 1):
                    if not weights[bounds[m - 1]] or not "\u4e00" <= zh.simplified[bounds[m - 1]] <= "\u9fff":
                        break
                    runs.add(zh.simplified[bounds[n] : bounds[m]])
        roots = {r for r, w in zip(en.roots[: en.size], en.weights, strict=False) if w}
        often.update(runs)
        seen_e.update(roots)
        sides.append((runs, roots))
    together: Counter[tuple[str, str]] = Counter()
    for runs, roots in sides:
        for run in runs:
            if often[run] >= 3:
                together.update((run, r) for r in roots)
    found: dict[str, dict[str, float]] = {}
    dice = {(run, word): 2 * n / (often[run] + seen_e[word]) for (run, word), n in together.items() if n >= 3}
    for (run, word), one in sorted(dice.items()):
        if run in pieces or one < 0.7:
            continue
        # Where the beginning of a run goes with the word better, the rest is the next word: 交换所|提供.
        if one >= max((dice.get((run[:n], word), 0.0) for n in range(1, len(run))), default=0.0):
            strength = one * together[run, word] / (together[run, word] + 1.0)
            if strength > max(found.get(run, {"": 0.0}).values()):
                found[run] = {word: strength}
    return found


def _piece_weights(zh: Chinese) -> Iterable[float]:
    return (zh.weights[start] for start in zh.bounds[:-1])
