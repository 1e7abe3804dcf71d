"""Pretranslates a new document: for each sentence, what the memory has translated before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from align.languages import side_by_side
from align.types import Document, Segment
from glossary.errors import InvalidOption, NoGlossary
from glossary.memory.matching import Place, Renamer, match_sentence
from glossary.memory.memory import Memories, Memory
from glossary.memory.names import Names
from glossary.memory.passages import passages_of
from glossary.memory.preferences import Criterion, Preferences, criterion
from glossary.memory.types import Carried, Match, Pretranslation, Sentence
from glossary.search.skeleton import plain
from glossary.search.types import KnownTerm
from glossary.store.leaves import collected
from glossary.store.segments import context_hash

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["Options", "matched", "pretranslate"]

WINDOW = 8
"""Sentences that the memory may have as one; those of two paragraphs only as they stand."""
_WORKERS = 2

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a pretranslation. `prefer` and `without` are bodies, years (2019, 2015-2019) or subjects."""

    least: int = 70
    tgt_lang: str | None = None
    locales: tuple[str, ...] = ()
    """Languages with the region that they go out with, see `align.locales`."""
    prefer: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    terms: bool = True
    """Give the glossary's terms of each sentence."""
    minimum_score: float = 0.3
    """Score of a proposed entry from which its terms are given."""


def pretranslate(
    document: Document,
    glossary: Glossary | Sequence[Glossary],
    *,
    options: Options = Options(),
    name: str = "",
    progress: Progress | None = None,
) -> Pretranslation:
    """Match every sentence of a document with the sentence pairs that the glossary keeps, or several in order of priority.

    Sentences that the memory has as one are taken as one. Raises NoGlossary where the glossary keeps no sentences,
    InvalidOption for a percentage below 50 or above 100, for a language it has no sentences in, and for a preference
    that is no body, year or subject of it.

    >>> import tempfile
    >>> from align.types import Bead, Bitext, Segment
    >>> from glossary.store.glossary import Glossary
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> pair = (Segment("工发组织在2019年批准了项目。"),), (Segment("UNIDO approved projects in 2019."),)
    >>> _ = glossary.add_segments([Bitext(*pair, (Bead((0,), (0,)),), "zh", "en", src_path="a.zh.txt")])
    >>> from align.readers import read_bytes
    >>> new = read_bytes("工发组织在2023年批准了项目。".encode(), "new.txt")
    >>> [(match.kind, match.score, match.proposal) for match in pretranslate(new, glossary).sentences[0].matches]
    [('all but numbers', 99, 'UNIDO approved projects in 2023.')]
    """
    from align.segmenter import segment

    if not 50 <= options.least <= 100:
        raise InvalidOption("a match is from 50 to 100 per cent, not {least}", where="--least", least=options.least)
    glossaries = list(glossary) if isinstance(glossary, Sequence) else [glossary]
    memory = _memories(glossaries, document.language, options.tgt_lang)
    target = memory.tgt_lang
    preferences = _preferences(glossaries, document, options)
    segments = segment(document)
    rename = _renamer(glossaries, document.language, target)
    sentences = matched(memory, segments, options, preferences, rename=rename, progress=progress)
    if options.terms:
        sentences = _with_terms(glossaries, document, sentences, target, options.minimum_score)
    sentences = _with_repetitions(sentences)
    passages = passages_of(memory, document, sentences)
    return Pretranslation(
        document, document.language, target, tuple(sentences), tuple(passages), options.least, name, options.locales
    )


def _memories(glossaries: Sequence[Glossary], language: str, asked: str | None) -> Memories:
    """The memories of those glossaries that keep sentences."""
    from glossary.search.index_refresh import segment_index
    from glossary.search.several import names_of

    indexes = [segment_index(one) for one in glossaries]
    if not any(index is not None and index.searcher.num_docs for index in indexes):
        raise NoGlossary(
            "no sentences are kept here to take translations from",
            where=", ".join(str(one.path) for one in glossaries),
            remedy="add translated documents with: glossary build",
        )
    keeping = [one for one, index in zip(glossaries, indexes, strict=True) if index is not None]
    target = _target(keeping, language, asked)
    names = names_of([one.path for one in glossaries])
    return Memories(
        [
            (name, Memory(index, language, target))
            for name, index in zip(names, indexes, strict=True)
            if index is not None and index.searcher.num_docs
        ]
    )


def _renamer(glossaries: Sequence[Glossary], language: str, target: str) -> Renamer:
    """Replaces names by the first glossary that knows both."""
    from glossary.search.index_refresh import term_index

    every = [Names(term_index(one), language, target) for one in glossaries]

    def rename(new: str, old: str, proposal: str, carried: tuple[Carried, ...]) -> tuple[str, tuple[Carried, ...]]:
        for names in every:
            found = names.rename(new, old, proposal, carried)
            if found[0] != proposal:
                return found
        return proposal, carried

    return rename


def _target(glossaries: Sequence[Glossary], language: str, asked: str | None) -> str:
    pairs = [
        row
        for one in glossaries
        for row in collected(one.segments().select("src_lang", "tgt_lang").unique(), one.path).rows()
    ]
    partners: list[str] = sorted(
        {two for one, two in pairs if one == language} | {one for one, two in pairs if two == language}
    )
    if not partners:
        known = ", ".join(sorted({code for pair in pairs for code in pair}))
        raise InvalidOption(
            "the document is in {language}, and the sentences kept are in {known}",
            where=", ".join(str(one.path) for one in glossaries),
            remedy="add translated documents with: glossary build",
            language=language,
            known=known,
        )
    if asked is not None:
        from align.languages import normalize_code

        code: str = normalize_code(asked)
        if code not in partners:
            raise InvalidOption(
                "no sentences in {language} and {target}",
                where="--tgt-lang",
                remedy="there are: {languages}",
                language=language,
                target=code,
                languages=", ".join(partners),
            )
        return code
    if len(partners) == 1:
        return partners[0]
    usual = {"zh": "en", "en": "zh"}.get(language, "en")
    return usual if usual in partners else partners[0]


def _preferences(glossaries: Sequence[Glossary], document: Document, options: Options) -> Preferences:
    def wanted(texts: Sequence[str], option: str) -> tuple[Criterion, ...]:
        found = []
        for text in texts:
            known = criterion(text, bodies=bodies(), documents_of=lambda subject: _of_subject(glossaries, subject))
            if known is None:
                raise InvalidOption(
                    "{text!r} is no year, body or subject of the glossary",
                    where=option,
                    remedy="give for example GC, 2019 or 2015-2019",
                    text=text,
                )
            found.append(known)
        return tuple(found)

    def bodies() -> set[str]:
        from align.un_documents import BODIES

        stored = (
            collected(one.segments().select("body").unique(), one.path)["body"].drop_nulls() for one in glossaries
        )
        return {*BODIES, *(body for column in stored for body in column.to_list())}

    return Preferences(
        wanted(options.prefer, "--prefer"),
        wanted(options.without, "--without"),
        document.metadata.get("body", ""),
        document.metadata.get("agenda_item", ""),
    )


def _of_subject(glossaries: Sequence[Glossary], subject: str) -> frozenset[str]:
    """Documents in which terms of a subject were found."""
    import polars as pl

    found: set[str] = set()
    for one in glossaries:
        about = one.frame().filter(pl.col("subject").str.to_lowercase() == subject.lower())
        column = collected(about.select(pl.col("documents").explode()).unique(), one.path)["documents"]
        found.update(column.drop_nulls().to_list())
    return frozenset(found)


def matched(
    memory: Memory | Memories,
    segments: Sequence[Segment],
    options: Options,
    preferences: Preferences,
    *,
    rename: Renamer | None = None,
    progress: Progress | None = None,
) -> list[Sentence]:
    """The sentences with their matches: first those that are there as they stand, alone or joined, then the others."""
    places = _places(segments)
    sentences: list[Sentence] = []
    stands: list[Place] = []
    at = 0
    while at < len(segments):
        taken, matches = _longest(memory, segments, at, places, options, preferences)
        sentences.append(_sentence(segments[at : at + taken], places[at], memory.src_lang, matches))
        stands.append(replace(places[at], context=_context(segments, at, taken)))
        at += taken
    todo = [n for n, one in enumerate(sentences) if not (one.best and one.best.score == 100)]

    def work(n: int) -> tuple[Match, ...]:
        return match_sentence(
            memory, sentences[n].text, stands[n], least=options.least, preferences=preferences, rename=rename
        )

    with ThreadPoolExecutor(_WORKERS) as pool:
        for done, (n, found) in enumerate(zip(todo, pool.map(work, todo), strict=True)):
            sentences[n] = replace(sentences[n], matches=found)
            if progress:
                progress(done + 1, len(todo))
    return sentences


def _places(segments: Sequence[Segment]) -> list[Place]:
    """Number and heading of each segment."""
    found: list[Place] = []
    number, paragraph, heading = "", -1, ""
    for one in segments:
        if one.paragraph != paragraph:
            number, paragraph = one.number or "", one.paragraph
        is_heading = one.kind in ("title", "heading")
        found.append(Place("" if is_heading else number, heading))
        if is_heading:
            heading = one.text[:200]
    return found


def _context(segments: Sequence[Segment], at: int, taken: int) -> int:
    before = segments[at - 1].text if at else ""
    after = segments[at + taken].text if at + taken < len(segments) else ""
    return context_hash(before, after)


def _longest(
    memory: Memory | Memories,
    segments: Sequence[Segment],
    at: int,
    places: Sequence[Place],
    options: Options,
    preferences: Preferences,
) -> tuple[int, tuple[Match, ...]]:
    """How many segments from here the memory has as one, and its matches; one, where it has none.

    One that stands in its context is taken first, else several that do, since in the earlier document they were one.
    """
    found: tuple[int, tuple[Match, ...]] = (1, ())
    end = min(len(segments), at + WINDOW)
    for taken in [1, *range(end - at, 1, -1)]:
        text = side_by_side((one.text for one in segments[at : at + taken]), memory.src_lang)
        place = replace(places[at], context=_context(segments, at, taken))
        matches = match_sentence(memory, text, place, least=options.least, preferences=preferences, whole=True)
        within = taken > 1 and segments[at + taken - 1].paragraph == segments[at].paragraph
        if matches and matches[0].score >= (99 if within else 100):
            if matches[0].kind == "context":
                return taken, matches
            found = found if found[1] else (taken, matches)
    return found


def _sentence(segments: Sequence[Segment], place: Place, language: str, matches: tuple[Match, ...]) -> Sentence:
    first, last = segments[0], segments[-1]
    return Sentence(
        side_by_side((one.text for one in segments), language),
        first.paragraph,
        first.kind,
        place.number,
        first.start,
        last.end,
        matches,
    )


def _with_terms(
    glossaries: Sequence[Glossary], document: Document, sentences: Sequence[Sentence], target: str, minimum: float
) -> list[Sentence]:
    """The sentences with the terms that the glossary knows in them, those with an equivalent in the target language."""
    from bisect import bisect_right

    from glossary.search.several import known_terms_in

    starts = [one.start if one.start is not None else -1 for one in sentences]
    terms: list[list[KnownTerm]] = [[] for _ in sentences]
    for known in known_terms_in(glossaries, document, language=document.language, minimum_score=minimum):
        if not any(one.language == target for one in known.equivalents):
            continue
        for start, _ in known.spans:
            n = bisect_right(starts, start) - 1
            if n >= 0 and (sentences[n].end or 0) > start and known not in terms[n]:
                terms[n].append(known)
    return [replace(one, terms=tuple(some)) for one, some in zip(sentences, terms, strict=True)]


def _with_repetitions(sentences: Sequence[Sentence]) -> list[Sentence]:
    first: dict[str, int] = {}
    return [
        replace(one, repeats=None if (n0 := first.setdefault(plain(one.text), n)) == n else n0)
        for n, one in enumerate(sentences)
    ]
