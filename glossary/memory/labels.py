"""How matches, terms and what was carried over are put into words, the same in every format."""

from __future__ import annotations

from glossary.memory.types import Match, Sentence

__all__ = ["kind_label", "notes", "origin", "term_notes"]


def origin(match: Match) -> str:
    """The origin of a match, as a translator would cite it.

    >>> origin(Match("exact", 100, "a", "b", "b", document="GC.19/14", paragraph="3", date="2021-11-30", corrected=True))
    'GC.19/14, para. 3, 2021-11-30, corrected'
    """
    parts = [
        match.document,
        f"para. {match.paragraph}" if match.paragraph else "",
        match.date,
        "corrected" if match.corrected else "",
        match.glossary,
    ]
    return ", ".join(part for part in parts if part)


def kind_label(match: Match) -> str:
    """Percentage and kind: “100% context”, “83%”."""
    return f"{match.score}%" if match.kind == "fuzzy" else f"{match.score}% {match.kind}"


def term_notes(sentence: Sentence, language: str) -> list[str]:
    """One line for each term that is known in the sentence: “工发组织 = UNIDO, ONUDI”."""
    found = []
    for known in sentence.terms:
        wanted = [term.text for term in known.equivalents if term.language == language]
        if wanted:
            found.append(f"{known.text} = {', '.join(wanted[:4])}")
    return list(dict.fromkeys(found))


def notes(sentence: Sentence) -> list[str]:
    """What a translator should know of the best match beyond its percentage."""
    best = sentence.best
    found = []
    if best and best.carried:
        found.append("carried over: " + ", ".join(f"{one.old} → {one.new}" for one in best.carried))
    if best and best.rivals:
        found.append(f"translated in {best.rivals + 1} ways before")
    if sentence.repeats is not None:
        found.append(f"the same as sentence {sentence.repeats + 1}")
    return found
