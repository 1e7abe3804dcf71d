"""Language tags of the files (zh-Hans, zh-TW, en-GB) and the glossary's language, script and region.

The region that a file gives a term stands where TBX has the place of a term's use: `geographicalUsage: en-GB`, the last line
of its note (see `glossary.exchange.labels`). What is written in formats with language tags has it in the tag again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from align.locales import fitting_locale, locale, script_of_locale
from glossary.exchange.labels import join_region, split_region
from glossary.exchange.losses import Losses
from glossary.types import Concept, Term

__all__ = ["parse_locale", "parse_tag", "tag_of", "tagged", "with_locales", "with_region"]

_OLD = {"CHS": "zh-Hans", "CHT": "zh-Hant"}
_REGION = re.compile(r"([a-z]{2,3})(?:-[A-Z][a-z]{3})?-(?:[A-Z]{2}|\d{3})")
_TAG = re.compile("[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*")


def tag_of(term: Term) -> str:
    """BCP 47 tag of a term's language, with its script.

    >>> tag_of(Term("工发组织", "zh", "Hans")), tag_of(Term("UNIDO", "en"))
    ('zh-Hans', 'en')
    """
    return f"{term.language}-{term.script}" if term.script else term.language


def tagged(term: Term) -> tuple[str, Term]:
    """BCP 47 tag of a term's language with its script or region, and the term without the line that names the region.

    >>> tagged(with_region(Term("programme", "en"), "en-GB"))
    ('en-GB', Term(text='programme', language='en', script=None, ..., note=None))
    >>> tagged(Term("programme", "en", note="geographicalUsage: Canada"))[0]
    'en'
    """
    note, place = split_region(term.note)
    match = _REGION.fullmatch(place)
    if match is None or match[1] != term.language or script_of_locale(place) not in (None, term.script or "Hans"):
        return tag_of(term), term
    return place, replace(term, note=note or None)


def with_region(term: Term, tag: str | None) -> Term:
    """The term with the region of a tag, unless its note says already where it is used.

    >>> with_region(Term("programme", "en"), "en-GB").note
    'geographicalUsage: en-GB'
    """
    note, place = split_region(term.note)
    return replace(term, note=join_region(note, tag)) if tag and not place else term


def with_locales(concepts: Iterable[Concept], wanted: Sequence[str]) -> Iterator[Concept]:
    """The entries with the region asked for at each term that has none, in its language and script.

    >>> (entry,) = with_locales([Concept("c", (Term("绿氢", "zh", "Hans"), Term("green hydrogen", "en")))], ["zh-CN", "en-GB"])
    >>> [tagged(term)[0] for term in entry.terms]
    ['zh-CN', 'en-GB']
    """
    for concept in concepts:
        terms = tuple(with_region(term, fitting_locale(wanted, term.language, term.script)) for term in concept.terms)
        yield replace(concept, terms=terms) if terms != concept.terms else concept


def parse_locale(tag: str, losses: Losses | None = None) -> tuple[str, str | None, str | None]:
    """Language and script that a file's tag names, and the whole tag where it names a region.

    A region that cannot be kept is counted as lost. Raises ValueError for anything that is not a language tag.

    >>> parse_locale("zh_tw"), parse_locale("zh-Hans"), parse_locale("en-gb")
    (('zh', 'Hant', 'zh-TW'), ('zh', 'Hans', None), ('en', None, 'en-GB'))
    """
    language, script, region = _parse(tag.strip())
    if region is None:
        return language, script, None
    whole = locale(tag.strip()) if language in tag.lower() else language
    if _REGION.fullmatch(whole):
        return language, script, whole
    if losses is not None:
        losses.add(f"region of a language ({language}-{region} read as {language})")
    return language, script, None


def parse_tag(tag: str) -> tuple[str, str | None]:
    """Language and script that a file's tag names.

    Raises ValueError for anything that is not a language tag.

    >>> parse_tag("zh-TW"), parse_tag("zh_Hans_CN"), parse_tag("EN"), parse_tag("en-GB")
    (('zh', 'Hant'), ('zh', 'Hans'), ('en', None), ('en', None))
    """
    return _parse(tag.strip())[:2]


@lru_cache(maxsize=256)
def _parse(tag: str) -> tuple[str, str | None, str | None]:
    from align.errors import UnknownLanguage
    from align.languages import normalize_code

    tag = _OLD.get(tag, tag)
    if not _TAG.fullmatch(tag):
        raise ValueError(f"{tag[:40]!r} is no language tag")
    language, *rest = re.split("[-_]", tag)
    language = language.lower()
    if len(language) != 2:
        try:
            language = normalize_code(language)
        except UnknownLanguage:
            if len(language) != 3:
                raise ValueError(f"{tag[:40]!r} is no language tag") from None
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    region = next((part.upper() for part in rest if len(part) == 2 or (len(part) == 3 and part.isdigit())), None)
    if script not in ("Hans", "Hant"):
        script = script_of_locale(f"zh-{region}")
    return language, script if language == "zh" else None, region
