"""The keys under which a term is found: folded text, word variants of Taiwan, letter pairs, words, stems.

The same functions make the keys of the terms that are indexed and of the query that is looked up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from glossary.folding import fold

__all__ = [
    "END",
    "HEADS",
    "LETTER_CUTS",
    "SMALL_WORDS",
    "START",
    "STARTS",
    "WORD_CUTS",
    "acronyms",
    "compound_runs",
    "has_han",
    "has_latin",
    "keys",
    "openings",
    "pairs",
    "starts",
    "stems",
    "word_runs",
    "words",
]

LETTER_CUTS = (2, 3, 4, 6, 8, 12, 16, 24)
WORD_CUTS = (1, 2, 4, 6)
STARTS = 5
"""Letters of the longest beginning that is kept as a token; a shorter one is shared by too many terms to go through
them.
"""
HEADS = (2, 3)
"""Letters of the beginnings of words that are kept as tokens, for the same reason."""
START, END = "^", "$"
"""Stand before the first and after the last letter of a key in its pairs, so that a phrase can ask for a border."""

_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Chinese, Japanese and Korean letters are looked up by letter; words are runs of any others.
_WORD = re.compile(
    "[^\\W_\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
)
_COMPOUND = re.compile(f"{_WORD.pattern}(?:[-\u2010\u2011]{_WORD.pattern})*")
_ACRONYM_WORD = re.compile(r"[^\W\d_][\w’']*")
SMALL_WORDS = frozenset(
    re.findall("[a-z]+", "a an and as at by for from in into of on or the their to with within under")
)
_STEMMERS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
}


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in the text.

    >>> has_han("工发"), has_han("UNIDO"), has_han("A组")
    (True, False, True)
    """
    return _HAN.search(text) is not None


def _without_accents(key: str) -> str:
    # Letters of Latin script only: й without its breve is another letter.
    return "".join(
        unicodedata.normalize("NFD", char)[0] if "\u00c0" <= char <= "\u024f" else char
        for char in unicodedata.normalize("NFC", key)
    )


def has_latin(text: str) -> bool:
    """Whether a word that is not Chinese stands in the text.

    >>> has_latin("工发"), has_latin("UNIDO"), has_latin("A组")
    (False, True, True)
    """
    return _WORD.search(text) is not None


def keys(text: str, language: str) -> list[str]:
    """Folded forms of a term, each of which is as good as the term itself; the first is `fold(text, language)`.

    A Traditional term is also known by the mainland's words for it, a term with accents also without them, and one
    of several words also without the spaces and hyphens between them.

    >>> keys("軟體", "zh"), keys("Co-operation", "en"), keys("micro-enterprise", "en")
    (['软体', '软件'], ['cooperation'], ['microenterprise'])
    >>> keys("green hydrogen", "en")
    ['green hydrogen', 'greenhydrogen']
    """
    key = fold(text, language)
    found = [key]
    if language == "zh":
        if key != text and has_han(text) and _looks_traditional(text):
            found.append(fold(_taiwan().convert(text), "zh"))
    else:
        if not key.isascii() and (plain := _without_accents(key)) != key:
            found.append(plain)
        if " " in key or "-" in key:
            found.append(key.replace(" ", "").replace("-", ""))
    return [one for one in dict.fromkeys(found) if one]


def pairs(key: str) -> list[str]:
    """Each letter of a key with the next one, borders included; a phrase of them is a part of the key.

    >>> pairs("工发组织")
    ['^工', '工发', '发组', '组织', '织$']
    """
    bordered = START + key.replace(" ", "_") + END
    return list(map(str.__add__, bordered, bordered[1:]))


def words(key: str) -> list[str]:
    """Words of a key that are not Chinese, in order.

    >>> words("可持续发展目标sdg 9"), words("green hydrogen")
    (['sdg', '9'], ['green', 'hydrogen'])
    """
    return _WORD.findall(key)


def word_runs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the words of a text that are not Chinese, in order.

    >>> list(word_runs("关于SDG 9"))
    [(2, 5), (6, 7)]
    """
    return (match.span() for match in _WORD.finditer(text))


def compound_runs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the words of a text that are not Chinese, hyphenated ones whole.

    >>> list(compound_runs("micro-enterprise 9"))
    [(0, 16), (17, 18)]
    """
    return (match.span() for match in _COMPOUND.finditer(text))


def openings(key: str) -> list[str]:
    """Beginnings of a key, by which a scan of a text sees early that no term goes on like this.

    Of a key with Chinese, its first letters in the numbers of `LETTER_CUTS`; of another, its first words in the
    numbers of `WORD_CUTS`; only those shorter than the key.

    >>> openings("工发组织"), openings("green hydrogen value chain")
    (['工发', '工发组'], ['green', 'green hydrogen'])
    """
    if has_han(key):
        return [key[:cut] for cut in LETTER_CUTS if cut < len(key)]
    found = key.split()
    return [" ".join(found[:cut]) for cut in WORD_CUTS if cut < len(found)]


def starts(forms: list[str]) -> set[str]:
    """Beginnings of the folded forms of a term, of up to `STARTS` letters; of all but the first form, from 4.

    >>> sorted(starts(["to go on", "togoon"]))
    ['t', 'to', 'to ', 'to g', 'to go', 'togo', 'togoo']
    """
    found = {form[:length] for form in forms for length in range(4, min(STARTS, len(form) - 1) + 1)}
    return found | {forms[0][:length] for length in range(1, min(3, len(forms[0]) - 1) + 1)}


def stems(folded: list[str], language: str) -> list[str]:
    """Stems of words, by Snowball's rules for the language; as they are where it has none.

    >>> stems(["industrialized", "developing"], "en")
    ['industri', 'develop']
    """
    name = _STEMMERS.get(language, "")
    return [_stem(word, name) for word in folded] if name else folded


def acronyms(text: str) -> list[str]:
    """Acronyms that a full form of two words or more may have, lower case: with and without its small words.

    >>> acronyms("United Nations Industrial Development Organization")
    ['unido']
    >>> acronyms("Food and Agriculture Organization of the United Nations")
    ['faoun', 'faaootun', 'fao']
    >>> acronyms("Office for Outer Space Affairs"), acronyms("hydrogen")
    (['oosa', 'ofosa'], [])
    """
    if " " not in text:
        return []
    heads = [(word[0].lower(), word.lower() in SMALL_WORDS) for word in _ACRONYM_WORD.findall(text)]
    if sum(not small for _, small in heads) < 2 or len(heads) > 12:
        return []
    short = "".join(head for head, small in heads if not small)
    found = [short, "".join(head for head, _ in heads)]
    own, _, body = text.partition(" of the United Nations")
    if body == "" and own != text:  # FAO, not FAOUN
        found += acronyms(own)[:1]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _taiwan() -> Any:
    import opencc

    return opencc.OpenCC("tw2sp")


@lru_cache(maxsize=1)
def _traditional() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Chinese in simplified characters, character by character; other text as it is.

    >>> simplified("綠色氫 H2")
    '绿色氢 H2'
    """
    return str(_traditional().convert(text))


def _looks_traditional(text: str) -> bool:
    # Taiwan's words are looked for in Traditional text only: in Simplified 文件 is a document, and 文档 is another word.
    return bool(_traditional().convert(text) != text)


@lru_cache(maxsize=200_000)
def _stem(word: str, name: str) -> str:
    return str((_stemmer(name).analyze(word) or [word])[0])


@lru_cache(maxsize=16)
def _stemmer(name: str) -> Any:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.stemmer(name)).build()
