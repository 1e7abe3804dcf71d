"""What a person should know before an entry is saved: a rival entry, a duplicate, a term in the field of the other
language.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from glossary.folding import fold
from glossary.types import Concept, Term

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["Doubt", "digest", "doubts"]

MOST = 8
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORDS = re.compile(r"[a-z]{2,}\W+[A-Za-z]*[a-z]{2,}")
_GONE = ("deprecated", "superseded", "forbidden")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt: `entry` has another equivalent of `term`, or the same one, or the term is not in `language`."""

    kind: Literal["contradiction", "duplicate", "script"]
    term: str
    language: str
    entry: Concept | None = None
    values: tuple[str, ...] = ()
    """What the other entry has for the term."""


def digest(found: Iterable[Doubt]) -> str:
    """A digest of these doubts, by which a form says that its writer has seen them."""
    lines = sorted(f"{one.kind}\x1f{one.term}\x1f{one.entry.id if one.entry else ''}\x1f{one.values}" for one in found)
    return hashlib.blake2b("\x1e".join(lines).encode(), digest_size=9).hexdigest() if lines else ""


def doubts(
    glossary: Glossary,
    terms: Sequence[Term],
    *,
    subject: str | None = None,
    old: Concept | None = None,
    approving: bool = False,
) -> list[Doubt]:
    """What is doubtful about an entry with these terms; `old` is the entry as it stands, whose own terms are not asked about.

    `approving`: its own terms are compared with the approved entries as well. Entries that are rejected, or that belong
    to another subject, contradict nothing, nor do terms that are no longer to be used.

    >>> import tempfile; from glossary import Glossary
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> _ = glossary.add([Concept("c1", (Term("方案", "zh"), Term("programme", "en")))])
    >>> [(one.kind, one.values) for one in doubts(glossary, [Term("方案", "zh"), Term("scheme", "en")])]
    [('contradiction', ('programme',))]
    >>> [one.kind for one in doubts(glossary, [Term("Programmes", "en"), Term("方案", "zh")])]
    ['duplicate']
    >>> [one.term for one in doubts(glossary, [Term("工作计划", "en")])]
    ['工作计划']
    """
    was = {(term.language, fold(term.text, term.language)) for term in (old.terms if old else ())}
    texts = {(term.language, term.text) for term in (old.terms if old else ())}
    found = [
        Doubt("script", term.text, term.language)
        for term in terms
        if (term.language, term.text) not in texts and _in_another_script(term)
    ]
    own = _by_language(terms)
    met: dict[str, Doubt] = {}
    for language, keys in own.items():
        for key, text in keys.items():
            is_new = (language, key) not in was
            if not is_new and not approving:
                continue
            for other in _with(glossary, text, language, key):
                if (old and other.id == old.id) or (not is_new and other.status != "approved"):
                    continue
                doubt = _compared(own, other, text, language, subject)
                if doubt and (other.id not in met or doubt.kind == "duplicate"):
                    met[other.id] = doubt
    rank = {"duplicate": 0, "contradiction": 1, "script": 2}
    ordered = sorted(met.values(), key=lambda one: (rank[one.kind], one.entry.status != "approved" if one.entry else 0))
    return [*found, *ordered][:MOST]


def _in_another_script(term: Term) -> bool:
    if term.language == "zh":
        return not _HAN.search(term.text) and bool(_WORDS.search(term.text))
    return term.language != "ja" and bool(_HAN.search(term.text))


def _by_language(terms: Iterable[Term]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for term in terms:
        if term.status not in _GONE and (key := fold(term.text, term.language)):
            found.setdefault(term.language, {}).setdefault(key, term.text)
    return found


def _with(glossary: Glossary, text: str, language: str, key: str) -> list[Concept]:
    """The entries that have the term, in whatever form folds to the same."""
    from glossary.search import search

    hits = search(glossary, text, limit=20, languages=[language], fuzzy=False)
    return [hit.concept for hit in hits if key in _by_language(hit.concept.terms).get(language, {})]


def _compared(
    own: dict[str, dict[str, str]], other: Concept, text: str, language: str, subject: str | None
) -> Doubt | None:
    theirs = _by_language(other.terms)
    both = [one for one in own if one != language and one in theirs]
    if any(own[one].keys() & theirs[one].keys() for one in both):
        return Doubt("duplicate", text, language, other, tuple(term.text for term in other.terms))
    if not both:
        return (
            Doubt("duplicate", text, language, other, tuple(term.text for term in other.terms))
            if len(own) == 1
            else None
        )
    if subject and other.subject and subject.casefold() != other.subject.casefold():
        return None
    return Doubt("contradiction", text, language, other, tuple(theirs[both[0]].values()))
