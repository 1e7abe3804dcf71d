"""`glossary history|undo|diff`: shows what was changed and by whom, and undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli.options import By, GlossaryFolder, Message
from glossary.cli.outcome import entry_count, open_glossary, plain, print_json, print_outcome

if TYPE_CHECKING:
    from glossary.store.history import Commit, EntryChange


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (history, undo, diff):
        app.command(command.__name__)(command)


def history(
    glossary: GlossaryFolder,
    entry: Annotated[str | None, typer.Argument(metavar="ENTRY", help="An entry; without it, all changes.")] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="Show at most this many changes.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Show who changed what and when, the latest change first."""
    from glossary.cli.tables import table

    store = open_glossary(glossary)
    if entry is None:
        commits = store.log.commits(limit=limit)
        if as_json:
            print_json([_commit_record(commit) for commit in commits])
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
    changes = store.history(store.resolve(entry, deleted=True))[:limit]
    if as_json:
        print_json([_change_record(change) for change in changes])
        return
    for change in changes:
        commit = change.commit
        if commit is not None:
            typer.echo(f"version {commit.version}  {commit.at:%Y-%m-%d %H:%M:%S}  {commit.by}  {commit.operation}")
            if commit.note:
                typer.echo(f"  “{plain(commit.note)}”")
        for line in change.what:
            typer.echo(f"  {plain(line)}")


def undo(
    glossary: GlossaryFolder,
    version: Annotated[int | None, typer.Option(help="The change to undo; by default the last one.")] = None,
    entry: Annotated[str | None, typer.Option(help="Put back this entry only; needs --to.")] = None,
    to: Annotated[int | None, typer.Option(help="The version to which --entry is put back.")] = None,
    by: By = None,
    message: Message = None,
) -> None:
    """Undo the last change, or an earlier one. Undoing is itself a change, which can be undone with --version."""
    from glossary.errors import InvalidOption

    store = open_glossary(glossary)
    if (entry is None) != (to is None) or (entry is not None and version is not None):
        raise InvalidOption("--entry and --to go together, and without --version")
    if entry is not None and to is not None:
        id = store.resolve(entry, deleted=True)
        print_outcome(
            store.restore(id, to=to, by=by, note=message), f"Put {id} back to version {to}", "it was so already"
        )
        return
    target = store.log.last_to_undo() if version is None else store.log.commit(version)
    made = store.undo(version=target.version, by=by, note=message)
    print_outcome(
        made, f"Undid {target.operation} of {entry_count(target.count)} (version {target.version})", "nothing differs"
    )


def diff(
    old: Annotated[int, typer.Argument(metavar="OLD", help="A version; see glossary history.")],
    glossary: GlossaryFolder,
    new: Annotated[int | None, typer.Argument(metavar="NEW", help="A later version; by default the last one.")] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="Show at most this many entries.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs, all entries.")] = False,
) -> None:
    """Show what differs between two versions, entry by entry."""
    store = open_glossary(glossary)
    changes = store.log.diff(old, store.version if new is None else new)
    if as_json:
        print_json([_change_record(change) for change in changes])
        return
    count = 0
    for count, change in enumerate(changes, 1):
        if count <= limit:
            typer.echo(change.id)
            for line in change.what:
                typer.echo(f"  {plain(line)}")
    typer.echo(f"{entry_count(count)} {'differs' if count == 1 else 'differ'}")


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
