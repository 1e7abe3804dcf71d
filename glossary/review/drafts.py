"""Changes of one entry by people: rewrite its terms, undo its last change, make a new entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from align.languages import normalize_code, script_of
from glossary.errors import InvalidEntry
from glossary.exchange.labels import join_definition, join_region, split_definition, split_region
from glossary.folding import concept_id
from glossary.types import Concept, Term

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary
    from glossary.store.history import EntryChange

__all__ = ["Draft", "TermDraft", "create", "revert_entry", "undoable", "written_term"]

MADE = ("add", "import")
"""Operations that make entries: taking them back would remove the entry, which is for the whole change to do."""


@dataclass(frozen=True, slots=True)
class TermDraft:
    """A term as somebody writes it; `was` is its place in the entry it was read from, None for a new one.

    `source`, `note` and `region` (where the term is used) are None where the draft does not show them: they stay.
    """

    text: str
    language: str
    type: str = "fullForm"
    status: str | None = None
    was: int | None = None
    source: str | None = None
    note: str | None = None
    region: str | None = None

    @classmethod
    def of(cls, term: Term, was: int) -> TermDraft:
        """The draft of an existing term."""
        note, region = split_region(term.note)
        return cls(term.text, term.language, term.type, term.status, was, term.source or "", note, region)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as somebody writes it."""

    terms: tuple[TermDraft, ...]
    subject: str | None = None
    definition: str | None = None
    notes: tuple[str, ...] = ()
    definition_source: str | None = None
    """The source of the definition; None where the draft does not show it apart."""

    @classmethod
    def of(cls, concept: Concept) -> Draft:
        """The draft of an existing entry.

        >>> Draft.of(Concept("c", (Term("UNIDO", "en", type="acronym"),))).terms[0].type
        'acronym'
        """
        terms = (TermDraft.of(term, n) for n, term in enumerate(concept.terms))
        said = split_definition(concept.definition or "")
        definition = f"({said.language}) {said.text}" if said.language else said.text
        return cls(tuple(terms), concept.subject, definition or None, concept.notes, said.source or "")

    def written(self) -> str | None:
        """The definition with its source, as the entry keeps it."""
        return _none_if_empty(join_definition(self.definition or "", self.definition_source or ""))

    def fields(self, concept: Concept) -> dict[str, Any]:
        """Fields for `Glossary.edit`; what a draft does not show of a term (its source, its note) stays with it.

        Terms without text are left out. Raises InvalidEntry.

        >>> concept = Concept("c", (Term("绿氢", "zh", "Hans", source="GC.20/14"),))
        >>> fields = Draft((TermDraft(" 綠氫 ", "zh", was=0), TermDraft("", "en"))).fields(concept)
        >>> fields["terms"][0].text, fields["terms"][0].script, fields["terms"][0].source
        ('綠氫', 'Hant', 'GC.20/14')
        """
        terms = []
        for draft in self.terms:
            if draft.text.strip():
                known = draft.was is not None and 0 <= draft.was < len(concept.terms)
                old = concept.terms[draft.was or 0] if known else None
                terms.append(written_term(draft, old))
        return {
            "terms": tuple(terms),
            "subject": _none_if_empty(self.subject),
            "definition": self.written(),
            "notes": tuple(note.strip() for note in self.notes if note.strip()),
        }


def written_term(draft: TermDraft, old: Term | None = None) -> Term:
    """The term that a draft describes; `old` is the term that it replaces."""
    text = " ".join(draft.text.split())
    language = normalize_code(draft.language)
    term = replace(old or Term("", ""), text=text, language=language)
    if old is None or (text, language) != (old.text, old.language):
        term = replace(term, script=script_of(text) if language == "zh" else None)
    if draft.source is not None:
        term = replace(term, source=_none_if_empty(draft.source))
    if draft.note is not None or draft.region is not None:
        note, region = split_region(term.note)
        note = note if draft.note is None else draft.note
        term = replace(term, note=join_region(note, region if draft.region is None else draft.region))
    return replace(term, type=draft.type or "fullForm", status=draft.status or None)  # type: ignore[arg-type]


def create(
    glossary: Glossary,
    terms: Sequence[TermDraft],
    *,
    subject: str | None = None,
    definition: str | None = None,
    notes: Iterable[str] = (),
    approved: bool = False,
    by: str | None = None,
) -> str:
    """Make an entry, or add to the one that has the same pair of terms already; its id. Raises InvalidEntry.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> terms = [TermDraft("工发组织", "zh"), TermDraft("UNIDO", "en")]
    >>> id = create(glossary, terms, subject="bodies", by="Li")
    >>> glossary.get(id).subject, create(glossary, terms) == id
    ('bodies', True)
    """
    from glossary.store.entry_rules import check

    written = tuple(written_term(draft) for draft in terms if draft.text.strip())
    if not written:
        raise InvalidEntry("an entry needs a term", remedy="write one")
    concept = Concept(
        concept_id(written),
        written,
        subject=_none_if_empty(subject),
        definition=_none_if_empty(definition),
        notes=tuple(note.strip() for note in notes if note.strip()),
        status="approved" if approved else "proposed",
    )
    check(concept)
    added = glossary.add([concept], by=by, origin="import")
    if added.version is not None:
        ids = glossary.log.commit(added.version).ids
        if len(ids) == 1:
            return ids[0]
    if concept.id in glossary:
        return concept.id
    from glossary.search import search

    hits = search(glossary, written[0].text, status=("approved", "proposed", "rejected"), limit=1)
    return hits[0].concept.id if hits else concept.id


def revert_entry(glossary: Glossary, id: str, *, version: int, by: str | None = None) -> int | None:
    """Take back what the change that made `version` did to an entry; the version made.

    A change of this entry alone, a merge and a split are undone whole; of a change of many entries only this one is
    put back. Raises Conflict where the entry has been changed since, InvalidEntry where the change made it.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> id = create(glossary, [TermDraft("工发组织", "zh"), TermDraft("UNIDO", "en")])
    >>> version = glossary.edit(id, subject="bodies")
    >>> _ = revert_entry(glossary, id, version=version)
    >>> glossary.get(id).subject is None
    True
    """
    commit = glossary.log.commit(version)
    if commit.operation in MADE:
        before = glossary.log.before(version, [id])
        if before.get(id) is None:
            raise InvalidEntry("this change made the entry", where=id, remedy="reject it, or undo the whole change")
    if commit.count == 1 or commit.operation in ("merge", "split"):
        return glossary.undo(version=version, by=by)
    return glossary.restore(id, to=version - 1, by=by)


def undoable(changes: Sequence[EntryChange]) -> EntryChange | None:
    """The change, among an entry's changes (latest first), that is to be undone next; None where there is none. A
    change that was undone is passed over together with its undoing, so that one goes back step by step; the change that
    made the entry ends it.
    """
    standing: list[EntryChange] = []
    for change in reversed(changes):
        commit = change.commit
        if commit is None:
            continue
        last = standing[-1].commit if standing else None
        to = (commit.details or {}).get("to") if commit.operation == "restore" else None
        if last and (commit.undoes == last.version or (to is not None and to == last.version - 1)):
            standing.pop()
        else:
            standing.append(change)
    return standing[-1] if standing and standing[-1].before is not None else None


def _none_if_empty(text: str | None) -> str | None:
    return (text or "").strip() or None
