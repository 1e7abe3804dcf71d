"""What is reported of a document without a partner: other files of the same document, and what it most resembles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from align.batch.likelihood import most_like
from align.batch.pairs import Candidate, Likeness, Matched, Orphan
from align.errors import Message

__all__ = ["orphans_of"]

_NAMES_ALIKE = 0.7
"""Share of two names that must be the same for one to be named for the other."""
_WORTH_NAMING = 0.01
"""Probability from which a document of like content is named: “0% sure” sends people to look for nothing."""
_COMPARED = 5_000_000
"""Maximum number of pairs of documents that are compared; in a batch with more, only the first orphans are."""


def orphans_of(rest: Sequence[Candidate], every: Sequence[Candidate], matched: Matched) -> Iterator[Orphan]:
    """The documents of `rest` as orphans, each with the reason and with what of `every` document it most resembles."""
    bases = _bases(rest, matched)
    contents = _by_content(rest, every)
    for candidate in rest[: max(1, _COMPARED // max(1, len(every)))]:
        likely = [one for one in (contents.get(id(candidate)), _by_name(candidate, every)) if one is not None]
        if len(likely) == 2 and likely[0].source == likely[1].source:
            del likely[1]
        yield _orphan(candidate, bases, tuple(likely))
    for candidate in rest[max(1, _COMPARED // max(1, len(every))) :]:
        yield _orphan(candidate, bases, ())


def _orphan(candidate: Candidate, bases: dict[str, set[str]], likely: tuple[Likeness, ...]) -> Orphan:
    base = _base(candidate.symbol)
    others = bases.get(base, set()) - {candidate.symbol} if base else set()
    reason = Message("no translation was found")
    if others:
        symbols = ", ".join(sorted(filter(None, others)))
        reason = Message("no translation was found; of the same document there is {symbols}", symbols=symbols)
    return Orphan(candidate.named.source, reason, candidate.language, candidate.symbol, likely)


def _bases(rest: Sequence[Candidate], matched: Matched) -> dict[str, set[str]]:
    """The symbols found, grouped by the symbol of the document that they revise, correct or add to."""
    found: dict[str, set[str]] = {}
    for symbol in {pair.symbol for pair in matched.pairs} | {candidate.symbol for candidate in rest}:
        if symbol and (base := _base(symbol)):
            found.setdefault(base, set()).add(symbol)
    return found


def _base(symbol: str | None) -> str | None:
    from align.un_documents import parse_symbol

    found = parse_symbol(symbol) if symbol else None
    base = parse_symbol(found.base) if found else None
    return base.key if base else None


def _by_content(rest: Sequence[Candidate], every: Sequence[Candidate]) -> dict[int, Likeness]:
    """For each orphan that was read, the document in another language that is most like it, and how sure that is."""
    mine = [(candidate, candidate.profile) for candidate in rest if candidate.profile is not None]
    others = [(candidate, candidate.profile) for candidate in every if candidate.profile is not None]
    if not mine or len(mine) * len(others) > _COMPARED:
        return {}
    profiles = [profile for _, profile in others]
    named = {candidate.named.source.name: candidate.named.source for candidate, _ in others}
    known = [(candidate.named.source.name, profile) for candidate, profile in others]
    found: dict[int, Likeness] = {}
    for candidate, profile in mine:
        best = most_like((candidate.named.source.name, profile), known, profiles)
        if best is not None and best[1] >= _WORTH_NAMING:
            found[id(candidate)] = Likeness(named[best[0]], "content", round(best[1], 2))
    return found


def _by_name(candidate: Candidate, every: Sequence[Candidate]) -> Likeness | None:
    """The document in another language, or in one that is not known, whose name is most like that of an orphan."""
    from rapidfuzz import fuzz, process

    others = [
        other
        for other in every
        if other is not candidate and (other.language is None or other.language != candidate.language)
    ]
    stems = [other.named.stem for other in others]
    found = process.extractOne(candidate.named.stem, stems, scorer=fuzz.ratio, score_cutoff=100 * _NAMES_ALIKE)
    return None if found is None else Likeness(others[found[2]].named.source, "name", round(found[1] / 100, 2))
