"""Folding: the key that all variants of a term share, and the id of a concept entry.

A key is for comparing, never for showing. It forgets script (Traditional, Taiwan and Hong Kong forms), width, case,
number, hyphens, articles, quotation marks and spacing; it keeps words: 軟體 and 软件 are two words of two regions,
and stay two keys.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from glossary.folding_english import INVARIANT, IRREGULAR, PLURAL_OF_IE, PLURAL_OF_OE, PLURAL_OF_US, SPELLINGS
from glossary.types import Term

__all__ = ["concept_id", "fold", "fold_all", "singular"]

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u2043\u30fc\u02d7]")
_APOSTROPHES = re.compile("[\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4`\u02bb]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_ZH_OUT = re.compile("[\\s\"'\u201c-\u201f\u00ab\u00bb\u3008-\u300f\u301d-\u301f\u2018-\u201b]+")
_ZH_DOT = re.compile("[\u2022\u2027\u22c5\u30fb\u0387]")
_ZH_DASH = re.compile("[\u2010-\u2015\u2212\u2043\u02d7]+")  # ー and 一 are letters here
_EN_OUT = re.compile('["\u201c-\u201f\u00ab\u00bb,;:!?()\\[\\]{}]+')
_EN_POSSESSIVE = re.compile(r"(?<=\w)'s?(?!\w)")
_EN_OPTIONAL = re.compile(r"(?<=\w)\((?:e?s|ies)\)")
_EN_INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![\w.]))?")
_EN_STOP = re.compile(r"(?<!\w)\.|\.(?!\w)")
_EN_PERCENT = re.compile(r"\s*%|\bpercent\b")
_EN_ARTICLE = re.compile(r"^(?:the |an |a (?!priori\b|posteriori\b))+(?=\S)")
_EN_PREFIX = re.compile(
    r"\b(?:agro|anti|bio|co|eco|inter|intra|micro|multi|non|pre|semi|socio|sub|trans) (?=[^\W\d_])"
    r"(?!(?:alia|and|medium|or|small)\b)"
)
_EN_WORD = re.compile(r"[^\W\d_]+")
_EN_IZE = re.compile(r"(?<=\w)(al|il|an|on|er|at|it|im|ol|or|et)is(e|ed|er|ing|ation|ational)$")
_ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")


def fold(text: str, language: str) -> str:
    """Key of a term: equal for the variants of one term in a language, and a fixed point of folding.

    Never raises; the key of a text without a letter or digit may be empty. Chinese is simplified by OpenCC (its
    Hong Kong, then its Taiwan tables, characters only); English words are put into the singular.

    >>> fold("工業發展組織 ", "zh") == fold("工业 发展组织", "zh")
    True
    >>> fold("The High‑Level Committees on Programmes", "en")
    'high level committee on programme'
    >>> fold("gap analyses", "en"), fold("women’s empowerment", "en"), fold("53.9%", "en")
    ('gap analysis', 'woman empowerment', '53.9 per cent')
    """
    return _fold(text, language)


def fold_all(texts: Iterable[str], language: str) -> list[str]:
    """Keys of many terms, as `fold` gives them; repeated texts are folded once.

    >>> fold_all(["Goals", "goal"], "en")
    ['goal', 'goal']
    """
    known: dict[str, str] = {}
    out = []
    for text in texts:
        key = known.get(text)
        if key is None:
            key = known[text] = _fold(text, language)
        out.append(key)
    return out


def concept_id(terms: Sequence[Term]) -> str:
    """Id of a new concept entry: a readable start, and a hash of its first pair of folded terms.

    The pair is the first Chinese and the first English term; where one is missing, the first terms of the first two
    languages in alphabetical order. Variants that fold together give one id; 60 bits of hash keep a million pairs
    apart. Begins with a letter, and holds letters, digits and hyphens of ASCII: an XML id and a file name.
    Raises ValueError where there is no term.

    >>> concept_id([Term("绿色氢", "zh"), Term("green hydrogen", "en")])
    'green-hydrogen-kdx3zyymbglb'
    >>> concept_id([Term("Green Hydrogen", "en"), Term("綠色氫", "zh")])
    'green-hydrogen-kdx3zyymbglb'
    """
    if not terms:
        raise ValueError("a concept without a term has no id")
    first: dict[str, str] = {}
    for term in terms:
        first.setdefault(term.language, term.text)
    languages = ["en", "zh"] if "en" in first and "zh" in first else sorted(first)[:2]
    keys = [(language, fold(first[language], language)) for language in languages]
    digest = hashlib.blake2b("\x1e".join(f"{language}\x1f{key}" for language, key in keys).encode(), digest_size=8)
    number, code = int.from_bytes(digest.digest(), "big") >> 4, ""
    for _ in range(12):
        number, digit = divmod(number, 32)
        code = "abcdefghijklmnopqrstuvwxyz234567"[digit] + code
    readable = next((key for _, key in keys if key.isascii()), "")
    start = re.sub("[^a-z0-9]+", "-", readable)[:32].strip("-")
    if not start[:1].isalpha():
        start = f"c-{start}".rstrip("-")
    return f"{start}-{code}"


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """Singular of a lower-case English word; a word that is not a plural comes back unchanged.

    >>> [singular(word) for word in ("policies", "analyses", "analysis", "processes", "news", "women", "status")]
    ['policy', 'analysis', 'analysis', 'process', 'news', 'woman', 'status']
    """
    for _ in range(4):  # womens, women, woman
        shorter = _singular(word)
        if shorter == word:
            break
        word = shorter
    return word


def _singular(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word in INVARIANT:
        return word
    if word.endswith("men") and len(word) > 4:
        return word[:-2] + "an"
    if not word.endswith("s") or len(word) < 4 or word.endswith(("ss", "us", "is", "ics", "ous")):
        return word
    if word.endswith("ies"):
        return word[:-1] if len(word) < 5 or word in PLURAL_OF_IE or word[-4] in "aeiou" else word[:-3] + "y"
    if word.endswith(("yses", "theses", "crises")):
        return word[:-2] + "is"
    if word.endswith(("sses", "shes", "xes", "zzes")) or (word.endswith("ches") and not word.endswith("aches")):
        return word[:-2]
    if word.endswith("oes"):
        return word[:-1] if word in PLURAL_OF_OE else word[:-2]
    if word in PLURAL_OF_US:
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=100_000)
def _word(word: str) -> str:
    word = singular(word)
    # UN spelling is British with -ize; the key takes that side of each pair of spellings.
    return SPELLINGS.get(word) or _EN_IZE.sub(r"\1iz\2", word)


@lru_cache(maxsize=100_000)
def _fold(text: str, language: str) -> str:
    if text.isascii():
        return _fold_in(text.casefold(), language)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    # casefold can undo the normal form (ẞ, ŉ ...), and so can taking out what stood before an accent.
    text = _fold_in(unicodedata.normalize("NFKC", text), language)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _fold_in(text: str, language: str) -> str:
    if language == "en":
        return _fold_english(text)
    if language == "zh":
        return _fold_chinese(text)
    if not text.isascii():
        text = _APOSTROPHES.sub("'", _DASHES.sub("-", text))
        if language == "ar":
            text = _ARABIC_MARKS.sub("", text)
        elif language == "ru":
            text = text.replace("ё", "е")
    return " ".join(text.split())


_SPECIAL = frozenset(
    [
        "the",
        "a",
        "an",
        "percent",
        "agro",
        "anti",
        "bio",
        "co",
        "eco",
        "inter",
        "intra",
        "micro",
        "multi",
        "non",
        "pre",
        "semi",
        "socio",
        "sub",
        "trans",
    ]
)
"""Words that the patterns for articles, per cent and prefixes look for."""


def _fold_chinese(text: str) -> str:
    text = _ZH_OUT.sub("", _ZH_DASH.sub("-", _ZH_DOT.sub("·", text)))
    converters, traditional = _converters()
    # Most text has no character that either table would change, and asking a set is faster than converting.
    if not traditional.isdisjoint(text):
        for converter in converters:
            text = converter.convert(text)
    return text


def _fold_english(text: str) -> str:
    words = text.split(" ")
    # Most terms are plain words. With no article and nothing to be joined or written otherwise they need only a singular.
    if all(map(str.isalpha, words)) and _SPECIAL.isdisjoint(words):
        return " ".join(map(_word, words))
    if not text.isascii():
        text = _APOSTROPHES.sub("'", _DASHES.sub("-", text))
    if not text.replace(" ", "").isalpha():  # most terms are plain words, and need none of this
        text = _EN_POSSESSIVE.sub("", _EN_OPTIONAL.sub("", text))
        text = _EN_OUT.sub(" ", text.replace("&", " and ").replace("-", " "))
        text = _EN_INITIALS.sub(lambda found: found[0].replace(".", ""), text)
        text = _EN_STOP.sub(" ", text).replace("'", "")
    text = _EN_PERCENT.sub(" per cent", text)
    text = " ".join(text.split())
    text = _EN_ARTICLE.sub("", text)
    text = _EN_PREFIX.sub(lambda found: found[0][:-1], text)
    return _EN_WORD.sub(lambda found: _word(found[0]), text)


@lru_cache(maxsize=1)
def _converters() -> tuple[tuple[Any, ...], frozenset[str]]:
    """OpenCC's converters, and the characters that any of them changes."""
    import opencc

    # One after the other: the general table for 瞭解, Hong Kong's for 衞, Taiwan's for 著 where it is 着.
    converters = opencc.OpenCC("t2s"), opencc.OpenCC("hk2s"), opencc.OpenCC("tw2s")
    characters = [chr(code) for block in _HAN for code in range(*block)]
    changed = "\n".join(characters)
    for converter in converters:
        changed = converter.convert(changed)
    after = changed.split("\n")
    return converters, frozenset(old for old, new in zip(characters, after, strict=True) if old != new) | _IN_PHRASES


_IN_PHRASES = frozenset("沈覆藉瞭哩坏甦")
"""Characters that OpenCC changes only within certain words (found on jieba's 349,046 words in four scripts)."""
_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2A6E0))
