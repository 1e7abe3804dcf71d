"""What commands that change a glossary share: they open it, and say what they did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["entry_count", "open_glossary", "plain", "print_json", "print_outcome"]


def open_glossary(folder: Path) -> Glossary:
    """The glossary in a folder. Raises NoGlossary."""
    from glossary.store.glossary import Glossary

    return Glossary.open(folder)


def print_outcome(version: int | None, done: str, already: str) -> None:
    """Say what was done and which version it made; without a version, why nothing changed."""
    typer.echo(f"{done}; version {version}" if version is not None else f"Nothing changed: {already or 'as it was'}")


def print_json(records: object) -> None:
    """Print records for programs."""
    import json

    typer.echo(json.dumps(records, ensure_ascii=False, indent=1))


def entry_count(count: int) -> str:
    """A number of entries in words.

    >>> entry_count(1), entry_count(1200)
    ('1 entry', '1,200 entries')
    """
    return "1 entry" if count == 1 else f"{count:,} entries"


def plain(text: str) -> str:
    """A text on one line; a control character of it must not reach the terminal.

    >>> plain("two\\nlines")
    'two lines'
    """
    return "".join(letter if letter.isprintable() else " " for letter in text)
