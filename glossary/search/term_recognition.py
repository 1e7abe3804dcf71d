"""The terms of a glossary that stand in a text: a translator's word list for a new document.

The text is looked up in the index, not the glossary in the text: from each place of the folded text the index says
whether any term begins like this, so the work grows with the text and hardly with the glossary.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from align import chinese_words
from align.types import Document
from glossary.folding import fold
from glossary.search import highlights, keys
from glossary.search.terms_index import TermIndex
from glossary.search.types import KnownTerm, Span
from glossary.types import Concept, Term

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["Place", "equivalents", "known_terms", "scan"]

_LONGEST_LETTERS, _LONGEST_WORDS = 60, 14
_HOMONYMS = 5
_BLOCK = re.compile(r"\n[^\S\n]*\n")
_LATIN = re.compile(r"[^\W_]")
_NOT_INSIDE = re.compile(r"[.;:!?。；：！？\n]")
_ASIDE = re.compile(r"[,()\[\]，、（）]")
_ARTICLES = ("a", "an", "the")
_AGAINST = ("deprecated", "superseded", "forbidden")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text whose folded form is that of a term."""

    start: int
    end: int
    key: str


def known_terms(
    glossary: Glossary,
    text: str | Document,
    *,
    language: str | None = None,
    status: Sequence[str] = ("approved", "proposed"),
    minimum_score: float = 0.0,
    overlapping: bool = False,
    candidates: bool = False,
) -> list[KnownTerm]:
    """Terms of the glossary that stand in a text or document, in order of their first appearance.

    Where terms overlap the longer one is taken, unless `overlapping` asks for all. Chinese is matched in either
    script; English on word borders, in singular and plural; an acronym only where it is written as one. `language`
    is that of the text, recognized by default. Proposed entries below `minimum_score` are as if they were not there, and
    those below the glossary's cut unless `candidates` asks for them. A term that two concepts share gives both.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> _ = glossary.add([Concept("c1", (Term("green hydrogen", "en"), Term("绿色氢", "zh")))])
    >>> known = known_terms(glossary, "Green hydrogen is a focus.", language="en")
    >>> [(one.text, one.spans, [term.text for term in one.equivalents]) for one in known]
    [('Green hydrogen', ((0, 14),), ['绿色氢'])]
    """
    from glossary.search.index_refresh import term_index

    return known_in(
        term_index(glossary),
        text,
        language=language,
        wanted=lambda concept: (
            concept.status in status
            and (candidates or not concept.is_candidate)
            and (concept.status == "approved" or concept.scores.total >= minimum_score)
        ),
        overlapping=overlapping,
    )


def known_in(
    index: TermIndex,
    text: str | Document,
    *,
    language: str | None = None,
    wanted: Callable[[Concept], bool] = lambda concept: concept.status != "rejected" and not concept.is_candidate,
    overlapping: bool = False,
    apart: bool = False,
) -> list[KnownTerm]:
    """`known_terms` in an open index, of the concepts that are `wanted`; the terms of a concept `apart`, not as one."""
    language = language or (text.language if isinstance(text, Document) else _language(text))
    concepts: dict[str, list[tuple[Concept, Term]]] = {}
    found: dict[tuple[str, str, str], tuple[Concept, Term, str, list[Span]]] = {}
    for block, locate in _blocks(text):
        places = [
            place
            for place in scan(index, block, language)
            if _is_written_so(block, place, _concepts(index, place.key, wanted, concepts))
        ]
        for place in places if overlapping else _longest(places):
            for concept, term in concepts[place.key]:
                entry = found.setdefault(
                    (concept.id, term.language, place.key if apart else ""),
                    (concept, term, block[place.start : place.end], []),
                )
                entry[3].append(locate(place.start, place.end))
    known = [
        KnownTerm(concept, term, written, tuple(sorted(spans)), equivalents(concept, term))
        for concept, term, written, spans in found.values()
    ]
    return sorted(known, key=lambda one: (one.spans[0], one.concept.id))


def scan(index: TermIndex, text: str, language: str) -> list[Place]:
    """Every place of the text at which a term of the index stands, overlapping ones included."""
    return [*_scan_letters(index, text), *_scan_words(index, text, language)]


def _scan_letters(index: TermIndex, text: str) -> Iterator[Place]:
    if not keys.has_han(text):
        return
    letters, starts, ends = highlights.chinese_letters(text)
    borders: set[int] | None = None
    has, cuts = _memo(index), (*keys.LETTER_CUTS, _LONGEST_LETTERS + 1)
    for at in range(len(letters) - 1):
        if not _LATIN.match(letters[at]):
            continue
        for n, cut in enumerate(cuts[:-1]):
            if at + cut > len(letters):
                break
            if n == 0 and not (has("opening", letters[at : at + cut]) or has("scan", letters[at : at + cut])):
                break
            for length in range(cut, min(cuts[n + 1], len(letters) - at + 1)):
                key = letters[at : at + length]
                if keys.has_han(key) and has("scan", key) and not _cut_word(letters, at, at + length):
                    if length == 2:
                        borders = _word_borders(letters) if borders is None else borders
                        # 国有 stands in 国有企业, and does not in 中国有, where a word ends within it
                        if at + 1 in borders and not {at, at + 2} <= borders:
                            continue
                    yield Place(starts[at], ends[at + length - 1], key)
            if not has("opening", letters[at : at + cut]):
                break


def _cut_word(letters: str, start: int, end: int) -> bool:
    """Whether a border falls within a Latin word or a number."""
    return any(
        0 < border < len(letters)
        and letters[border - 1].isascii()
        and letters[border].isascii()
        and letters[border - 1].isalnum()
        and letters[border].isalnum()
        for border in (start, end)
    )


def _word_borders(letters: str) -> set[int]:
    borders, at = {0}, 0
    for word in chinese_words.cut(letters, False):
        at += len(word)
        borders.add(at)
    return borders


def _scan_words(index: TermIndex, text: str, language: str) -> Iterator[Place]:
    language = "en" if language in ("zh", "ja", "ko") else language
    tokens = list(highlights.word_tokens(text, language))
    breaks = [bool(_NOT_INSIDE.search(text[a[1] : b[0]].replace(". ", ".")[:3])) for a, b in itertools.pairwise(tokens)]
    has = _memo(index)
    for at, (start, _, first) in enumerate(tokens):
        joined = first
        for last in range(at, min(at + _LONGEST_WORDS, len(tokens))):
            if last > at:
                if breaks[last - 1] or keys.has_han(text[tokens[last - 1][1] : tokens[last][0]]):
                    break
                joined += " " + tokens[last][2]
            end = tokens[last][1]
            if has("scan", joined):
                yield Place(start, end, joined)
            elif (
                last > at
                and len(first) < 6
                and first not in _ARTICLES
                and (key := fold(text[start:end], language)) != joined
                and has("scan", key)
            ):
                yield Place(start, end, key)  # micro enterprise: one word when it is folded
            words = last - at + 1
            if words in keys.WORD_CUTS and not has("opening", joined) and not (words == 1 and len(first) < 6):
                break


def _memo(index: TermIndex) -> Any:
    known: dict[tuple[str, str], bool] = {}
    has = index.has

    def memo(field: str, value: str) -> bool:
        found = known.get((field, value))
        if found is None:
            found = known[field, value] = has(field, value)
        return found

    return memo


def _concepts(
    index: TermIndex, key: str, wanted: Callable[[Concept], bool], known: dict[str, list[tuple[Concept, Term]]]
) -> list[tuple[Concept, Term]]:
    if key not in known:
        entries: list[tuple[Concept, Term]] = []
        for match in index.matches(index.term("scan", key), _HOMONYMS * 4):
            concept = index.concept_of(match)
            if concept and wanted(concept) and concept.id not in {one.id for one, _ in entries}:
                entries.append((concept, concept.terms[match.number]))
        known[key] = entries[:_HOMONYMS]
    return known[key]


def _is_written_so(text: str, place: Place, entries: list[tuple[Concept, Term]]) -> bool:
    """Whether what is written can be one of the terms: capitals of an acronym, commas only where a term has them."""
    written = text[place.start : place.end]
    return any(
        not (_is_acronym(term.text) and written != written.upper() and not _is_acronym(written.rstrip("s")))
        and len(_ASIDE.findall(written)) <= len(_ASIDE.findall(term.text))
        for _, term in entries
    )


def _is_acronym(text: str) -> bool:
    return text.isascii() and 2 <= len(text) <= 10 and text.isupper() and " " not in text


def _longest(places: list[Place]) -> list[Place]:
    taken: list[Place] = []
    covered: set[int] = set()
    for place in sorted(places, key=lambda one: (one.start - one.end, one.start)):
        span = range(place.start, place.end)
        if covered.isdisjoint(span):
            covered.update(span)
            taken.append(place)
    return sorted(taken, key=lambda one: one.start)


def equivalents(concept: Concept, term: Term) -> tuple[Term, ...]:
    """What a translator may write for a term: the concept's terms in other languages, those one should not use left out.

    >>> equivalents(Concept("c", (Term("工发组织", "zh"), Term("UNIDO", "en"))), Term("UNIDO", "en"))[0].text
    '工发组织'
    """
    return tuple(one for one in concept.terms if one.language != term.language and one.status not in _AGAINST)


def _blocks(text: str | Document) -> Iterator[tuple[str, Any]]:
    """Stretches that no term crosses, each with what leads from its offsets to those of the whole."""
    if isinstance(text, Document):
        for paragraph in text.paragraphs:
            if paragraph.kind != "furniture" and paragraph.text:
                yield paragraph.text, paragraph.locate if paragraph.runs else _shifted(0)
        return
    at = 0
    for gap in _BLOCK.finditer(text):
        yield text[at : gap.start()], _shifted(at)
        at = gap.end()
    yield text[at:], _shifted(at)


def _shifted(by: int) -> Any:
    return lambda start, end: (start + by, end + by)


def _language(text: str) -> str:
    from align.errors import UnknownLanguage
    from align.languages import detect

    if keys.has_han(text):
        return "zh"
    try:
        return detect(text)
    except UnknownLanguage:
        return "en"  # too short to tell; names and acronyms are found in any case
