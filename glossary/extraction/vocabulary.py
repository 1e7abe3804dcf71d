"""The vocabularies that are shipped: terms and words of UN prose and of laws, places, bodies with their short forms and acronyms."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import NamedTuple

__all__ = [
    "Body",
    "bodies",
    "general_words",
    "is_place",
    "kinds",
    "place_names",
    "places",
    "places_only",
    "shipped",
    "without_terms",
    "words_only",
]


class Body(NamedTuple):
    """A body or fixed term of the United Nations and its other forms; the full form comes first in each language."""

    chinese: tuple[str, ...]
    english: tuple[str, ...]


def _rows(name: str) -> list[list[str]]:
    text = (resources.files("glossary") / "resources" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=2)
def general_words(language: str) -> dict[str, float]:
    """Words of general language, Chinese or English, with their frequency on the Zipf scale.

    >>> general_words("en")["time"] > general_words("en")["tariff"]
    True
    """
    found: dict[str, float] = {}
    text = (resources.files("glossary") / "resources" / f"frequency.{language}.txt").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            level, *words = line.split(" ")
            found.update(dict.fromkeys(words, int(level) / 100))
    return found


@lru_cache(maxsize=1)
def bodies() -> tuple[Body, ...]:
    """The shipped table of bodies.

    >>> [body.english for body in bodies() if "工发组织" in body.chinese]
    [('United Nations Industrial Development Organization', 'UNIDO')]
    """
    forms: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for full, short, english, initials in _rows("bodies.tsv"):
        chinese, others = forms.setdefault(english, ({}, {}))
        chinese.update(dict.fromkeys([full, *(part for part in short.split("|") if part)]))
        others.update(dict.fromkeys([english, *(part for part in initials.split("|") if part)]))
    # Several rows of the vocabulary may name one body and have its acronym: 监督厅 and 内部监督事务厅, OIOS.
    for name, texts, kind in _rows("vocabulary.terms.tsv"):
        english, *rest = texts.split("|")
        acronyms = [text for text in rest if len(text) > 2 and text.isupper()]
        if kind in ("body", "mission") and (acronyms or english in forms):
            chinese, others = forms.setdefault(english, ({}, {}))
            chinese[name] = None
            others.update(dict.fromkeys([english, *acronyms]))
    return tuple(
        Body(tuple(sorted(chinese, key=len, reverse=True)), tuple(others)) for chinese, others in forms.values()
    )


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """English names of countries, territories and regions.

    >>> "Viet Nam" in places()
    True
    """
    return frozenset(name for _, english in _rows("vocabulary.places.tsv") for name in english.split("|"))


@lru_cache(maxsize=1)
def _chinese_places() -> frozenset[str]:
    return frozenset(row[0] for row in _rows("vocabulary.places.tsv"))


def is_place(chinese: str) -> bool:
    """Whether this is the Chinese name of a country, territory or region; names of bodies are not.

    >>> is_place("埃及"), is_place("世界银行")
    (True, False)
    """
    return chinese in _chinese_places()


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[str, ...]]:
    rows = (*_rows("vocabulary.places.tsv"), *(row[:2] for row in _rows("vocabulary.terms.tsv") if row[2] == "body"))
    return {chinese: tuple(english.split("|")) for chinese, english in rows}


def place_names(chinese: str) -> tuple[str, ...]:
    """English names of a country, territory or body by its Chinese one; empty where it is unknown.

    >>> place_names("越南")
    ('Vietnam', 'Viet Nam')
    """
    return _places().get(chinese, ())


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """What the terms of vocabulary.terms.tsv are: body, mission, post, instrument, document, formula, concept or law.

    >>> kinds()["中非稳定团"], kinds()["酌情"]
    ('mission', 'formula')
    """
    return {chinese: kind for chinese, _, kind in _rows("vocabulary.terms.tsv")}


@lru_cache(maxsize=1)
def shipped() -> dict[str, tuple[str, ...]]:
    """English equivalents of every Chinese word of the shipped vocabularies.

    >>> shipped()["会议室文件"], shipped()["越南"]
    (('conference room paper',), ('Vietnam', 'Viet Nam'))
    """
    found: dict[str, dict[str, None]] = {}
    for name in ("vocabulary.terms.tsv", "vocabulary.un.tsv", "vocabulary.places.tsv"):
        for chinese, english, *_ in _rows(name):
            found.setdefault(chinese, {}).update(dict.fromkeys(english.split("|")))
    for body in bodies():
        for name in body.chinese:
            found.setdefault(name, {}).update(dict.fromkeys(body.english))
    return {chinese: tuple(english) for chinese, english in found.items()}


@lru_cache(maxsize=1)
def without_terms() -> dict[str, tuple[str, ...]]:
    """`shipped` without the table vocabulary.terms.tsv, to measure how much that table helps."""
    found: dict[str, dict[str, None]] = {}
    for name in ("vocabulary.un.tsv", "vocabulary.places.tsv"):
        for chinese, english in _rows(name):
            found.setdefault(chinese, {}).update(dict.fromkeys(english.split("|")))
    for body in bodies():
        for name in body.chinese:
            found.setdefault(name, {}).update(dict.fromkeys(body.english))
    return {chinese: tuple(english) for chinese, english in found.items()}


def places_only() -> dict[str, tuple[str, ...]]:
    """The part of `shipped` that names places, to measure how much the rest helps."""
    return {chinese: english for chinese, english in shipped().items() if is_place(chinese)}


def words_only() -> dict[str, tuple[str, ...]]:
    """The part of `shipped` that is places and single words, to measure how much its phrases help."""
    simple = {c: e for c, e in shipped().items() if len(c) <= 2 or max(len(form.split()) for form in e) == 1}
    return {**places_only(), **simple}
