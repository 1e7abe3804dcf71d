"""Pairs by what stands in the documents, where their names do not tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from align.batch.likelihood import GONE, features, likely_pairs, same_formats, weighed
from align.batch.pairs import Candidate, Matched, Pair, pair_name, pair_of, set_aside, wanted
from align.batch.profiles import DocumentProfile
from align.batch.sources import Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ProfileReader", "add_profiles", "join_pairs", "pair_by_content", "pair_within"]

ProfileReader = Callable[[Sequence[Source]], Mapping[Source, DocumentProfile | str]]
"""Gives the profiles of documents; a text is the reason why one cannot be read."""


def add_profiles(rest: list[Candidate], read_profiles: ProfileReader, matched: Matched) -> list[Candidate]:
    """Add to documents whose names do not place them what reading them shows: language, symbol, profile."""
    profiles = read_profiles([candidate.named.source for candidate in rest])
    readable = []
    for candidate in rest:
        found = profiles[candidate.named.source]
        if isinstance(found, str):
            matched.faults.append((candidate.named.source, found))
            continue
        candidate.profile = found
        candidate.language = found.language
        if found.language != "zh":
            candidate.variant = ""
        if candidate.key is None and found.symbol:
            from align.un_documents import parse_symbol

            symbol = parse_symbol(found.symbol)
            candidate.symbol, candidate.key = found.symbol, symbol.key if symbol else None
        readable.append(candidate)
    _tell_scripts_apart(readable)
    return readable


def pair_within(rest: list[Candidate], pairs: Sequence[tuple[str, str]], matched: Matched) -> list[Candidate]:
    """Make pairs of the files that hold a text and its translation; returns the others."""
    left = []
    for candidate in rest:
        both = candidate.profile.both if candidate.profile else None
        if both is None or (pairs and not {tuple(both), (both[1], both[0])} & set(pairs)):
            left.append(candidate)
            continue
        src_lang, tgt_lang = (both[1], both[0]) if (both[1], both[0]) in pairs else both
        name = pair_name(candidate.symbol, candidate.named.stem, (src_lang, tgt_lang))
        source = candidate.named.source
        matched.pairs.append(Pair(name, source, source, src_lang, tgt_lang, "one file", None, candidate.symbol))
    return left


def _tell_scripts_apart(candidates: Sequence[Candidate]) -> None:
    """Where one document has Chinese texts in both scripts, they are two texts and not two copies."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.language == "zh":
            groups[candidate.key or candidate.named.stem].append(candidate)
    for group in groups.values():
        scripts = {candidate.profile.script for candidate in group if candidate.profile}
        if len(scripts) > 1:
            for candidate in group:
                candidate.variant = "Hant" if candidate.profile and candidate.profile.script == "Hant" else ""


def join_pairs(rest: list[Candidate], matched: Matched) -> list[Candidate]:
    """Files whose document turns out, by its symbol, to have been paired by name already."""
    known: dict[tuple[str, str], Pair] = {}
    for pair in matched.pairs:
        if pair.symbol:
            for language in (pair.src_lang, pair.tgt_lang):
                known[pair.symbol, language or ""] = pair
    left = []
    for candidate in rest:
        if candidate.symbol and (candidate.symbol, candidate.language or "") in known and not candidate.variant:
            set_aside(candidate, matched)
        else:
            left.append(candidate)
    return left


def pair_by_content(rest: list[Candidate], pairs: Sequence[tuple[str, str]], matched: Matched) -> list[Candidate]:
    """Pair documents that are more likely than not each other's translation, among all that have no partner yet."""
    by_language: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in rest:
        if candidate.profile:
            by_language[candidate.language or ""].append(candidate)
    profiles = [candidate.profile for candidate in rest if candidate.profile]
    used: set[int] = set()
    for (one, _), (other, _) in wanted([(language, "") for language in by_language], pairs):
        sources, targets = ([c for c in by_language[code] if id(c) not in used] for code in (one, other))
        if not (sources and targets):
            continue
        for a, b, sure in likely_pairs(_values(sources, targets, profiles)):
            matched.pairs.append(pair_of(sources[a], targets[b], "content", round(sure, 3)))
            used |= {id(sources[a]), id(targets[b])}
    return [candidate for candidate in rest if id(candidate) not in used]


def _values(
    sources: Sequence[Candidate], targets: Sequence[Candidate], profiles: Sequence[DocumentProfile]
) -> NDArray[np.float64]:
    """The evidence that each source and each target are translations of each other."""
    table = features([c.profile for c in sources if c.profile], [c.profile for c in targets if c.profile], profiles)
    names = ([c.named.source.name for c in side] for side in (sources, targets))
    values = weighed(table, same_formats(*names))
    for a, src in enumerate(sources):
        for b, tgt in enumerate(targets):
            if src.key and tgt.key and src.key != tgt.key:
                # Two symbols are two documents, however similar: a revision and what it revises.
                values[a, b] = GONE
    return values
