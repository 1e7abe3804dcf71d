"""The matches of one sentence: which kind each is, what is carried over, which comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from glossary.memory.carry_over import carry_over
from glossary.memory.memory import Memories, Memory, Pair
from glossary.memory.preferences import Preferences
from glossary.memory.score import differences, percentage
from glossary.memory.types import KINDS, Carried, Match, MatchKind
from glossary.search.skeleton import plain, skeleton

__all__ = ["Place", "Renamer", "match_sentence"]

MOST = 5
"""Maximum number of matches that are shown for a sentence."""
LEAST_CONFIDENCE = 0.3
"""Confidence below which an automatic pair is not offered."""
_ALMOST, _NEARLY = 99, 90

Renamer = Callable[[str, str, str, tuple[Carried, ...]], tuple[str, tuple[Carried, ...]]]
"""Puts the names of a new sentence into an earlier translation; see `glossary.memory.names`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Place of the new sentence: the number of its paragraph, its heading, the hash of its neighbours."""

    number: str = ""
    heading: str = ""
    context: int = 0


def match_sentence(
    memory: Memory | Memories,
    text: str,
    place: Place,
    *,
    least: int,
    preferences: Preferences,
    rename: Renamer | None = None,
    whole: bool = False,
) -> tuple[Match, ...]:
    """The matches of a sentence, best first; with `whole` only those that say the same but for values and case.

    First by kind, then by percentage; among equals what is preferred, what a person has corrected, what is in the first
    glossary, what is of the same body and agenda item, what is newer.
    """
    found: list[tuple[Match, Pair]] = []
    for pair in _admitted(memory.same(text, place.context), preferences):
        match = _same(text, pair, place, memory)
        if match.score >= least:
            found.append((match, pair))
    if not whole:
        seen = {_identity(pair) for _, pair in found}
        near = (pair for _, pair in memory.near(text, least))
        for pair in _admitted(near, preferences):
            if _identity(pair) not in seen:
                match, _ = _carried(text, pair, memory, rename)
                if match.score >= _NEARLY:  # others of its skeleton may have been left out
                    match = _same(text, pair, place, memory, rename)
                if match.score >= least:
                    found.append((match, pair))
    ordered = sorted(found, key=lambda one: _order(one[0], one[1], preferences))
    return _distinct([match for match, _ in ordered])


def _admitted(pairs: Iterable[Pair], preferences: Preferences) -> Iterable[Pair]:
    for pair in pairs:
        confidence = pair.row["confidence"]
        sure = pair.row["confirmed"] or confidence is None or confidence >= LEAST_CONFIDENCE
        if sure and pair.target.strip() and preferences.admits(pair.row):
            yield pair


def _identity(pair: Pair) -> tuple[Any, ...]:
    return pair.priority, pair.row["document"], pair.row["bead"], pair.turned


def _same(text: str, pair: Pair, place: Place, memory: Memory | Memories, rename: Renamer | None = None) -> Match:
    """The match of a pair that may say the same, but for numbers and case."""
    new, old = plain(text), plain(pair.source)
    if new == old:
        kind: MatchKind = "exact"
        if place.context and place.context == pair.context:
            kind = "context"
        elif _same_paragraph(place, pair):
            kind = "same paragraph"
        return _match(kind, 100, pair)
    if new.casefold() == old.casefold():
        return _match("all but case", _ALMOST, pair)
    changed, complete = _carried(text, pair, memory, rename)
    if complete and changed.carried and skeleton(text, memory.src_lang) == skeleton(pair.source, memory.src_lang):
        return replace(changed, kind="all but numbers", score=_ALMOST)
    return changed


def _same_paragraph(place: Place, pair: Pair) -> bool:
    return bool(
        place.number
        and place.heading
        and place.number == pair.row["paragraph"]
        and plain(place.heading).casefold() == plain(pair.heading).casefold()
    )


def _carried(text: str, pair: Pair, memory: Memory | Memories, rename: Renamer | None) -> tuple[Match, bool]:
    """The fuzzy match of a pair, with what can be carried over; whether nothing but what was carried differs."""
    proposal, carried, complete = carry_over(
        text, pair.source, pair.target, src_lang=memory.src_lang, tgt_lang=memory.tgt_lang
    )
    if rename is not None:
        proposal, carried = rename(text, pair.source, proposal, carried)
    removed, added = differences(pair.source, text, memory.src_lang)
    match = replace(
        _match("fuzzy", min(_ALMOST, percentage(text, pair.source, memory.src_lang)), pair),
        proposal=proposal,
        carried=carried,
        removed=tuple(removed),
        added=tuple(added),
    )
    return match, complete


def _match(kind: MatchKind, score: int, pair: Pair) -> Match:
    row: Mapping[str, Any] = pair.row
    confidence = row["confidence"]
    return Match(
        kind,
        score,
        pair.source,
        pair.target,
        pair.target,
        document=row["document"] or "",
        paragraph=row["paragraph"] or "",
        place=row["place"] or 0,
        date=row["date"] or "",
        body=row["body"] or "",
        session=row["session"] or "",
        agenda_item=row["agenda_item"] or "",
        corrected=bool(row["confirmed"]),
        confidence=1.0 if confidence is None else confidence,
        glossary=pair.glossary,
    )


def _order(match: Match, pair: Pair, preferences: Preferences) -> tuple[Any, ...]:
    date = int("".join(char for char in match.date if char.isdecimal())[:8].ljust(8, "0"))
    preferred, near = preferences.order(pair.row)
    return (
        KINDS.index(match.kind) if match.score >= _ALMOST else len(KINDS),
        -match.score,
        preferred,
        not match.corrected,
        pair.priority,
        near,
        -date,
        -match.confidence,
        match.document,
    )


def _distinct(matches: list[Match]) -> tuple[Match, ...]:
    """One match for each translation of each sentence; an exact one knows how many others there are."""
    kept: dict[tuple[str, str], Match] = {}
    for match in matches:
        kept.setdefault((plain(match.source), plain(match.target)), match)
    exact = [match for match in kept.values() if match.score == 100]
    out = [replace(match, rivals=len(exact) - 1) if match.score == 100 else match for match in kept.values()]
    return tuple(out[:MOST])
