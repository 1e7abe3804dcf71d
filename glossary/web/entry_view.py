"""What the page of an entry shows: its terms by language, its evidence, its history, and candidates for merging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request

from glossary.errors import UnknownConcept
from glossary.exchange.labels import split_definition, split_region
from glossary.review.drafts import Draft, TermDraft, undoable
from glossary.review.related_entries import neighbours
from glossary.review.subjects import subject_list
from glossary.search import search
from glossary.search.concordance import term_spans
from glossary.store.glossary import Glossary
from glossary.types import Concept, Context, Term
from glossary.web.changes import changes
from glossary.web.comments import talk
from glossary.web.dependencies import author, document_address, reading, writing
from glossary.web.pages import language_of
from glossary.web.problems import Problem

__all__ = [
    "Evidence",
    "compared",
    "evidence",
    "merge_candidates",
    "merged_into",
    "shown",
    "shown_history",
    "stamped",
    "when",
]

HISTORY = 50
"""How many changes of an entry its page lists."""
CONTEXTS = 8
"""How many contexts of an entry are shown at first; the others are under a heading that can be opened."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A context, with the spans of the entry's terms in it."""

    context: Context
    src_spans: Sequence[tuple[int, int]]
    tgt_spans: Sequence[tuple[int, int]]


def evidence(concept: Concept, most: int | None = None) -> list[Evidence]:
    """The entry's contexts with the spans of its terms, without repetitions.

    Those with terms on both sides come first; within each group, sentences come before headings.
    """

    def spans(text: str, language: str) -> list[tuple[int, int]]:
        return term_spans(text, language, [term for term in concept.terms if term.language == language])

    # A document repeats its title on the cover, above the text and in every footer; showing it once is enough.
    seen: dict[tuple[str, str, str], Context] = {}
    for one in concept.contexts:
        seen.setdefault((one.document, _plain(one.src), _plain(one.tgt)), one)
    contexts = list(seen.values())
    found = [Evidence(one, spans(one.src, one.src_lang), spans(one.tgt, one.tgt_lang)) for one in contexts]
    return sorted(found, key=lambda one: (not (one.src_spans and one.tgt_spans), not _is_sentence(one.context)))[:most]


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_sentence(context: Context) -> bool:
    """Whether a context is a sentence and not a heading, which says little about a term."""
    return context.src.rstrip("”\"’')） ").endswith((".", "。", "；", ";", "！", "？", "?", "!", "：", ":"))


def stamped(concept: Concept) -> str:
    """The state of an entry as the value of a form's field `expected`: the time of its last change."""
    return concept.modified.isoformat() if concept.modified else ""


def when(expected: str) -> datetime | None:
    """The time that `stamped` has written, or None for an empty value. Raises Problem if it is not a time."""
    if not expected:
        return None
    try:
        moment = datetime.fromisoformat(expected)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Problem(422, "invalid", "“expected” is no time in ISO 8601 with its zone.")
    return moment


def shown(request: Request, concept: Concept) -> dict[str, Any]:
    languages: dict[str, list[tuple[int, Term]]] = {}
    ordered = sorted(enumerate(concept.terms), key=lambda one: (one[1].language != "zh", one[1].language != "en"))
    for number, term in ordered:
        languages.setdefault(term.language, []).append((number, term))
    rivals = [relation.target for relation in concept.relations if relation.type == "conflict"]
    return {
        "concept": concept,
        "languages": languages,
        "me": author(request),
        "evidence": evidence(concept),
        "against": [one for one in reading(request).get_many(rivals[:4]) if one.status != "rejected"],
        "first_contexts": CONTEXTS,
        "said": split_definition(concept.definition or ""),
        "region_of": lambda term: split_region(term.note),
        "subject_names": subject_list(request.app.state.settings.glossary),
        "expected": stamped(concept),
        "document_address": document_address(request),
        "discussed": talk(request).discussed([concept.id]),
    }


def merge_candidates(glossary: Glossary, concept: Concept, query: str) -> list[Concept]:
    """Entries that may be merged into this one: the results of `query` or, if it is empty, related entries."""
    if query.strip():
        hits = search(glossary, query.strip(), limit=12, status=("approved", "proposed", "rejected"))
        return [hit.concept for hit in hits if hit.concept.id != concept.id][:10]
    around = neighbours(glossary, concept, most=5)
    return [*(one for _, one in around.related), *around.same_terms, *around.longer]


def _line(term: TermDraft) -> str:
    """A term on one line, with all of its fields that somebody else may have changed."""
    more = [part for part in (term.status, term.region, term.source, term.note) if part]
    return f"{term.language}: {term.text}" + (f" ({'; '.join(more)})" if more else "")


def compared(theirs: Concept, mine: Draft) -> list[dict[str, Any]]:
    """Compares the current entry, field by field, with the draft in the form."""
    other = Draft.of(theirs)

    def terms(draft: Draft) -> list[str]:
        return [_line(one) for one in draft.terms if one.text.strip()]

    rows = [
        ("terms", terms(other), terms(mine)),
        ("subject", [other.subject or ""], [(mine.subject or "").strip()]),
        ("definition", [other.written() or ""], [mine.written() or ""]),
        ("notes", list(other.notes), [note.strip() for note in mine.notes if note.strip()]),
    ]
    return [{"what": what, "theirs": one, "mine": two, "differs": one != two} for what, one, two in rows]


def shown_history(request: Request, id: str) -> dict[str, Any]:
    """The changes of an entry, newest first, each with a description; and the one that is undone next."""
    try:
        history = writing(request).history(id)
    except UnknownConcept:  # another program has written the entry
        history = []
    following = undoable(history)
    rows = []
    for number, change in enumerate(history[:HISTORY]):
        commit = change.commit
        rows.append(
            {
                "commit": commit,
                "what": changes(change.before, change.after, language_of(request)),
                "undo": change is following,
                "restore": number > 0 and change.after is not None and change is not following,
            }
        )
    return {"changes": rows, "following": following.commit if following else None}


def merged_into(request: Request, id: str) -> str | None:
    """The id of the entry that this one was merged into, or None."""
    try:
        latest = writing(request).history(id)[0]
    except UnknownConcept:
        return None
    details = latest.commit.details if latest.commit else None
    into = (details or {}).get("into")
    return into if latest.after is None and isinstance(into, str) and into != id else None
