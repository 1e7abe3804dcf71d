"""`glossary approve|reject|edit|merge|split|history|undo|diff|compact|verify`: what people do to entries, and its record."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli.options import GlossaryFolder

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary
    from glossary.store.history import Commit, EntryChange
    from glossary.types import Concept, Term

By = Annotated[str | None, typer.Option(help="Who does it; by default the account's name.")]
Message = Annotated[str | None, typer.Option("-m", "--message", help="Why; kept in the history.")]
Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="Id of an entry, or one of its terms.")]
Entries = Annotated[
    list[str], typer.Argument(metavar="ENTRY...", help="Ids or terms of entries; - reads them from standard input.")
]


def _term_option(what: str) -> Any:
    return typer.Option(metavar="LANG:TERM", help=what)


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for name, command in (
        ("approve", approve),
        ("reject", reject),
        ("edit", edit),
        ("merge", merge),
        ("split", split),
        ("history", history),
        ("undo", undo),
        ("diff", diff),
        ("forget", forget),
        ("compact", compact),
        ("verify", verify),
    ):
        app.command(name)(command)


def approve(entries: Entries, glossary: GlossaryFolder, by: By = None, message: Message = None) -> None:
    """Approve entries. From then on extraction only adds evidence to them."""
    store = _open(glossary)
    ids = [store.resolve(entry) for entry in _listed(entries)]
    _say(store.approve(*ids, by=by, note=message), f"Approved {_count(len(ids))}", "they were approved already")


def reject(entries: Entries, glossary: GlossaryFolder, by: By = None, message: Message = None) -> None:
    """Reject entries. Their pairs of terms are not proposed again."""
    store = _open(glossary)
    ids = [store.resolve(entry) for entry in _listed(entries)]
    _say(store.reject(*ids, by=by, note=message), f"Rejected {_count(len(ids))}", "they were rejected already")


def edit(
    entry: Entry,
    glossary: GlossaryFolder,
    subject: Annotated[str | None, typer.Option(help="Subject field; empty to remove it.")] = None,
    definition: Annotated[str | None, typer.Option(help="Definition; empty to remove it.")] = None,
    note: Annotated[list[str] | None, typer.Option(help="A note to add.")] = None,
    status: Annotated[str | None, typer.Option(help="Review status: proposed, approved or rejected.")] = None,
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
    """Change an entry, or show it when no option is given."""
    store = _open(glossary)
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
        fields["terms"] = _terms(concept, add_term or (), remove_term or (), standing, term_type or ())
    if not fields:
        _show(concept)
        return
    # What this process read is what it changes: somebody else's edit in between is a conflict.
    version = store.edit(id, by=by, note=message, expected=concept.modified, **fields)
    _say(version, f"Changed {id}", "it was so already")


def merge(
    entries: Annotated[list[str], typer.Argument(metavar="KEEP ENTRY...", help="The entry to keep, then the others.")],
    glossary: GlossaryFolder,
    by: By = None,
    message: Message = None,
) -> None:
    """Merge entries into the first one. It takes over their terms, contexts and evidence."""
    store = _open(glossary)
    ids = [store.resolve(entry) for entry in entries]
    _say(store.merge(*ids, by=by, note=message), f"Merged {_count(len(ids) - 1)} into {ids[0]}", "")


def split(
    entry: Entry,
    glossary: GlossaryFolder,
    term: Annotated[list[str], typer.Option(metavar="LANG:TERM", help="A term that moves to the new entry.")],
    by: By = None,
    message: Message = None,
) -> None:
    """Move terms of an entry to a new entry."""
    from glossary.types import Term

    store = _open(glossary)
    id = store.resolve(entry)
    terms = [Term(text, language) for language, text in map(_pair, term)]
    made, version = store.split(id, terms, by=by, note=message)
    _say(version, f"Split {id}: the new entry is {made}", "")


def history(
    glossary: GlossaryFolder,
    entry: Annotated[str | None, typer.Argument(metavar="[ENTRY]", help="An entry; without it, all changes.")] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="Most changes to show.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Show who changed what and when, the latest change first."""
    from glossary.cli.tables import table

    store = _open(glossary)
    if entry is None:
        commits = store.log.commits(limit=limit)
        if as_json:
            _json([_commit_record(commit) for commit in commits])
            return
        table(
            ("version", "when (UTC)", "who", "what", "entries", ""),
            [
                (str(c.version), f"{c.at:%Y-%m-%d %H:%M:%S}", c.by, c.operation, f"{c.count:,}", _about(c))
                for c in commits
            ],
            right=("version", "entries"),
        )
        return
    changes = store.history(store.resolve(entry, gone=True))[:limit]
    if as_json:
        _json([_change_record(change) for change in changes])
        return
    for change in changes:
        commit = change.commit
        if commit is not None:
            typer.echo(f"version {commit.version}  {commit.at:%Y-%m-%d %H:%M:%S}  {commit.by}  {commit.operation}")
            if commit.note:
                typer.echo(f"  “{_flat(commit.note)}”")
        for line in change.what:
            typer.echo(f"  {_flat(line)}")


def undo(
    glossary: GlossaryFolder,
    version: Annotated[int | None, typer.Option(help="The change to undo; by default the last one.")] = None,
    entry: Annotated[str | None, typer.Option(help="Put back this entry only; needs --to.")] = None,
    to: Annotated[int | None, typer.Option(help="The version to which --entry is put back.")] = None,
    by: By = None,
    message: Message = None,
) -> None:
    """Undo the last change or another one. Undoing is a change, and can be undone by --version."""
    from glossary.errors import InvalidOption

    store = _open(glossary)
    if (entry is None) != (to is None) or (entry is not None and version is not None):
        raise InvalidOption("--entry and --to go together, and without --version")
    if entry is not None and to is not None:
        id = store.resolve(entry, gone=True)
        _say(store.restore(id, to=to, by=by, note=message), f"Put {id} back to version {to}", "it was so already")
        return
    target = store.log.last_to_undo() if version is None else store.log.commit(version)
    made = store.undo(version=target.version, by=by, note=message)
    _say(made, f"Undid {target.operation} of {_count(target.count)} (version {target.version})", "nothing differs")


def forget(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT...", help="Symbols or file names of documents.")],
    glossary: GlossaryFolder,
    by: By = None,
    message: Message = None,
) -> None:
    """Remove documents and the entries that only they supported. What people approved or edited stays; undo brings it back."""
    gone = _open(glossary).forget(*dict.fromkeys(documents), by=by, note=message)
    named = documents[0] if len(documents) == 1 else f"{len(documents):,} documents"
    support = "it" if len(documents) == 1 else "they"
    print(
        f"Forgot {named}: {gone.sentences:,} sentence pairs, {_count(gone.removed)} that only {support} supported; "
        f"{_count(gone.changed)} lost evidence" + (f" (version {gone.version})" if gone.version is not None else "")
    )


def diff(
    old: Annotated[int, typer.Argument(help="A version; see glossary history.")],
    glossary: GlossaryFolder,
    new: Annotated[int | None, typer.Argument(help="A later version; by default the last one.")] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="Most entries to show.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs, all entries.")] = False,
) -> None:
    """Show what differs between two versions, entry by entry."""
    store = _open(glossary)
    changes = store.log.diff(old, store.version if new is None else new)
    if as_json:
        _json([_change_record(change) for change in changes])
        return
    count = 0
    for count, change in enumerate(changes, 1):
        if count <= limit:
            typer.echo(change.id)
            for line in change.what:
                typer.echo(f"  {_flat(line)}")
    typer.echo(f"{_count(count)} {'differs' if count == 1 else 'differ'}")


def compact(
    glossary: GlossaryFolder,
    keep_hours: Annotated[float, typer.Option(min=0, help="Keep files replaced since, for who is reading.")] = 24,
    force: Annotated[bool, typer.Option("--force", help="Allow less than an hour; nobody may be at work.")] = False,
) -> None:
    """Delete files that later versions have replaced. History and undo stay whole."""
    files, size = _open(glossary).compact(keep_hours=keep_hours, force=force)
    typer.echo(f"Removed {files:,} replaced files, {size / 1e6:,.1f} MB")


def verify(
    glossary: GlossaryFolder,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
) -> None:
    """Check the files of the glossary on the disk. The exit status is 1 where the log or a checksum is wrong."""
    from align.cli.run import FAULTS
    from glossary.store.verify import verify as check

    faults = check(glossary, repair=repair)
    for fault in faults:
        typer.echo(str(fault))
    left = sum(fault.mended is None for fault in faults)
    if not faults:
        typer.echo("The log, its files and their checksums are in order")
    else:
        typer.echo(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}, {len(faults) - left} mended")
    if left:
        raise typer.Exit(FAULTS)


def _open(glossary: Path) -> Glossary:
    from glossary.store.glossary import Glossary

    return Glossary.open(glossary)


def _listed(entries: Sequence[str]) -> list[str]:
    if list(entries) != ["-"]:
        return list(entries)
    return [line.strip() for line in sys.stdin if line.strip()]


def _pair(text: str) -> tuple[str, str]:
    from align.languages import normalize_code
    from glossary.errors import InvalidOption

    language, colon, term = text.partition(":")
    if not colon or not term.strip():
        raise InvalidOption(
            "{text!r} names no term", remedy="write the language before it: en:green hydrogen", text=text
        )
    return normalize_code(language.strip()), term.strip()


def _terms(
    concept: Concept,
    added: Iterable[str],
    removed: Iterable[str],
    standing: dict[str, list[str] | None],
    types: Iterable[str],
) -> tuple[Term, ...]:
    from dataclasses import replace

    from align.languages import script_of
    from glossary.errors import InvalidEntry
    from glossary.types import Term

    terms = {(term.language, term.text): term for term in concept.terms}

    def known(key: tuple[str, str]) -> Term:
        if key not in terms:
            raise InvalidEntry(
                "it has no term {language}:{text}",
                where=concept.id,
                remedy="see it with: glossary edit",
                language=key[0],
                text=key[1],
            )
        return terms[key]

    for language, text in map(_pair, added):
        script = script_of(text) if language == "zh" else None
        terms.setdefault((language, text), Term(text, language, script=script))
    for key in map(_pair, removed):
        known(key)
        del terms[key]
    for name, named in standing.items():
        for key in map(_pair, named or ()):
            terms[key] = replace(known(key), status=name)  # type: ignore[arg-type]
            if name == "preferred":
                terms = {key: terms.pop(key), **terms}  # it leads
    for text in types:
        named_term, _, kind = text.rpartition("=")
        key = _pair(named_term)
        terms[key] = replace(known(key), type=kind)  # type: ignore[arg-type]
    return tuple(terms.values())


def _show(concept: Concept) -> None:
    typer.echo(f"{concept.id}  {concept.status}  score {concept.scores.total:.2f}  {concept.frequency} beads")
    for term in concept.terms:
        facts = [term.type, *(fact for fact in (term.part_of_speech, term.status, term.source) if fact)]
        typer.echo(f"  {term.language}  {_flat(term.text)}  ({', '.join(facts)})")
    for name, text in (("subject", concept.subject), ("definition", concept.definition)):
        if text:
            typer.echo(f"  {name}: {_flat(text)}")
    for note in concept.notes:
        typer.echo(f"  note: {_flat(note)}")
    for context in concept.contexts:
        typer.echo(f"  [{context.document} ¶{context.paragraph}] {_flat(context.src)}")
        typer.echo(f"      {_flat(context.tgt)}")


def _say(version: int | None, done: str, already: str) -> None:
    typer.echo(f"{done}; version {version}" if version is not None else f"Nothing changed: {already or 'as it was'}")


def _count(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def _about(commit: Commit) -> str:
    parts = [f"“{commit.note}”"] if commit.note else []
    if commit.undoes is not None:
        parts.append(f"undoes {commit.undoes}")
    if not parts and commit.ids:
        parts.append(", ".join(commit.ids[:2]) + (" ..." if len(commit.ids) > 2 else ""))
    return " ".join(parts)


def _commit_record(commit: Commit) -> dict[str, Any]:
    return {
        "version": commit.version,
        "at": commit.at.isoformat(),
        "by": commit.by,
        "operation": commit.operation,
        "entries": commit.count,
        "ids": list(commit.ids),
        "note": commit.note,
        "undoes": commit.undoes,
    }


def _change_record(change: EntryChange) -> dict[str, Any]:
    record: dict[str, Any] = {"id": change.id, "changes": list(change.what)}
    return record if change.commit is None else {**_commit_record(change.commit), **record}


def _json(records: object) -> None:
    import json

    typer.echo(json.dumps(records, ensure_ascii=False, indent=1))


def _flat(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
