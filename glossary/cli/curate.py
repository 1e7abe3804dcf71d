"""`glossary approve|reject|edit|merge|split|forget`: what people do to entries."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli.options import By, GlossaryFolder, Message, choosing
from glossary.cli.outcome import entry_count, open_glossary, plain, print_outcome
from glossary.cli.term_options import changed_terms, parse_term

if TYPE_CHECKING:
    from glossary.types import Concept

Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="Id of an entry, or one of its terms.")]
Entries = Annotated[
    list[str], typer.Argument(metavar="ENTRY...", help="Ids or terms of entries; - reads them from standard input.")
]


def _term_option(what: str) -> Any:
    return typer.Option(metavar="LANG:TERM", help=what)


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (approve, reject, edit, merge, split, forget):
        app.command(command.__name__)(command)


def approve(entries: Entries, glossary: GlossaryFolder, by: By = None, message: Message = None) -> None:
    """Approve entries. Later builds add evidence to them, but change nothing else."""
    store = open_glossary(glossary)
    ids = [store.resolve(entry) for entry in _listed(entries)]
    print_outcome(
        store.approve(*ids, by=by, note=message), f"Approved {entry_count(len(ids))}", "they were approved already"
    )


def reject(entries: Entries, glossary: GlossaryFolder, by: By = None, message: Message = None) -> None:
    """Reject entries. Later builds do not propose their pairs of terms again."""
    store = open_glossary(glossary)
    ids = [store.resolve(entry) for entry in _listed(entries)]
    print_outcome(
        store.reject(*ids, by=by, note=message), f"Rejected {entry_count(len(ids))}", "they were rejected already"
    )


def edit(
    entry: Entry,
    glossary: GlossaryFolder,
    subject: Annotated[str | None, typer.Option(help="Subject field; empty to remove it.")] = None,
    definition: Annotated[str | None, typer.Option(help="Definition; empty to remove it.")] = None,
    note: Annotated[list[str] | None, typer.Option(help="A note to add.")] = None,
    status: Annotated[
        str | None,
        typer.Option(
            help="Review status: proposed, approved or rejected.",
            autocompletion=choosing("proposed", "approved", "rejected"),
        ),
    ] = None,
    add_term: Annotated[list[str] | None, _term_option("Add a term, with its language: en:green hydrogen.")] = None,
    remove_term: Annotated[list[str] | None, _term_option("Remove a term.")] = None,
    prefer: Annotated[list[str] | None, _term_option("Mark a term as preferred.")] = None,
    admit: Annotated[list[str] | None, _term_option("Mark a term as admitted.")] = None,
    deprecate: Annotated[
        list[str] | None, _term_option("Mark a term as deprecated: it is reported where the source has its concept.")
    ] = None,
    forbid: Annotated[
        list[str] | None, _term_option("Mark a term as forbidden: it is reported wherever it stands.")
    ] = None,
    term_type: Annotated[
        list[str] | None,
        typer.Option(metavar="LANG:TERM=TYPE", help="Type of a term: fullForm, shortForm, acronym, variant ..."),
    ] = None,
    by: By = None,
    message: Message = None,
) -> None:
    """Change an entry, or show it if no option is given."""
    store = open_glossary(glossary)
    id = store.resolve(entry)
    concept = store.get(id)
    fields: dict[str, Any] = {}
    if subject is not None:
        fields["subject"] = subject or None
    if definition is not None:
        fields["definition"] = definition or None
    if note:
        fields["notes"] = (*concept.notes, *note)
    if status is not None:
        fields["status"] = status
    standing = {"preferred": prefer, "admitted": admit, "deprecated": deprecate, "forbidden": forbid}
    if add_term or remove_term or term_type or any(standing.values()):
        fields["terms"] = changed_terms(concept, add_term or (), remove_term or (), standing, term_type or ())
    if not fields:
        _show(concept)
        return
    # The entry is changed as this process read it: an edit by somebody else in between is a conflict.
    version = store.edit(id, by=by, note=message, expected=concept.modified, **fields)
    print_outcome(version, f"Changed {id}", "it was so already")


def merge(
    entries: Annotated[list[str], typer.Argument(metavar="KEEP ENTRY...", help="The entry to keep, then the others.")],
    glossary: GlossaryFolder,
    by: By = None,
    message: Message = None,
) -> None:
    """Merge entries into the first one. It takes over their terms, contexts and evidence."""
    store = open_glossary(glossary)
    ids = [store.resolve(entry) for entry in entries]
    print_outcome(store.merge(*ids, by=by, note=message), f"Merged {entry_count(len(ids) - 1)} into {ids[0]}", "")


def split(
    entry: Entry,
    glossary: GlossaryFolder,
    term: Annotated[list[str], typer.Option(metavar="LANG:TERM", help="A term that moves to the new entry.")],
    by: By = None,
    message: Message = None,
) -> None:
    """Move terms of an entry to a new entry."""
    from glossary.types import Term

    store = open_glossary(glossary)
    id = store.resolve(entry)
    terms = [Term(text, language) for language, text in map(parse_term, term)]
    made, version = store.split(id, terms, by=by, note=message)
    print_outcome(version, f"Split {id}: the new entry is {made}", "")


def forget(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT...", help="Symbols or file names of documents.")],
    glossary: GlossaryFolder,
    by: By = None,
    message: Message = None,
) -> None:
    """Remove documents and the entries that only they supported. What people approved or edited stays; undo brings it back."""
    gone = open_glossary(glossary).forget(*dict.fromkeys(documents), by=by, note=message)
    named = documents[0] if len(documents) == 1 else f"{len(documents):,} documents"
    support = "it" if len(documents) == 1 else "they"
    print(
        f"Forgot {named}: {gone.sentences:,} sentence pairs, {entry_count(gone.removed)} that only {support} supported; "
        f"{entry_count(gone.changed)} lost evidence"
        + (f" (version {gone.version})" if gone.version is not None else "")
    )


def _listed(entries: Sequence[str]) -> list[str]:
    if list(entries) != ["-"]:
        return list(entries)
    return [line.strip() for line in sys.stdin if line.strip()]


def _show(concept: Concept) -> None:
    beads = "1 bead" if concept.frequency == 1 else f"{concept.frequency} beads"
    typer.echo(f"{concept.id}  {concept.status}  score {concept.scores.total:.2f}  {beads}")
    for term in concept.terms:
        facts = [term.type, *(fact for fact in (term.part_of_speech, term.status, term.source) if fact)]
        typer.echo(f"  {term.language}  {plain(term.text)}  ({', '.join(facts)})")
    for name, text in (("subject", concept.subject), ("definition", concept.definition)):
        if text:
            typer.echo(f"  {name}: {plain(text)}")
    for note in concept.notes:
        typer.echo(f"  note: {plain(note)}")
    for context in concept.contexts:
        typer.echo(f"  [{context.document} ¶{context.paragraph}] {plain(context.src)}")
        typer.echo(f"      {plain(context.tgt)}")
