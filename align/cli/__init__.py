"""The command `align`: parse, call, render; nothing is decided here.

Each command is a module of this package and imports what it needs when it runs, so that `align --help` answers
at once.
"""

from __future__ import annotations

from align.cli import batch, eval, inspect, pair, segment
from align.cli.group import application
from align.cli.run import run

__all__ = ["app", "main"]

app = application("align", "Align documents and their translations, sentence by sentence.")


for _command in (batch, eval, inspect, pair, segment):
    _command.register(app)


def main() -> None:
    """Entry point of the command `align`."""
    run(app, "align")
