"""A build of which no input could be read: it is refused, and leaves no glossary behind where there was none."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from align.errors import UnreadableInput
from glossary.store.glossary import Glossary

__all__ = ["Before", "nothing_read"]

NAMED = 3
"""Number of inputs that the refusal names."""


class Before:
    """The folders of a build as they were before it, so that it can leave them so where it made no use of them."""

    def __init__(self, glossary: Path, bitext: Path):
        self.glossary = glossary
        self.new = next((glossary / "_delta_log").glob("*.json"), None) is None
        self._held = {folder: _names(folder) for folder in (bitext, glossary)}

    def restore(self) -> None:
        """Remove what the build made where there was no glossary and where there is still nothing in it."""
        made = Glossary.open(self.glossary)
        if not self.new or made.version or made.sources():
            return  # it was there before, or somebody else has added something meanwhile
        for folder, held in self._held.items():
            if held is None:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for name in (_names(folder) or frozenset()) - held:
                path = folder / name
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def _names(folder: Path) -> frozenset[str] | None:
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else None


def nothing_read(reasons: Sequence[str]) -> UnreadableInput:
    """The refusal, which names the inputs with what is wrong with each.

    >>> str(nothing_read(["a.docx: is damaged; fetch it again"]))
    'a.docx: is damaged; fetch it again'
    """
    if len(reasons) <= NAMED:
        return UnreadableInput("{reason}", reason=" | ".join(reasons), code="nothing_read")
    return UnreadableInput(
        "{reason} | and {count} more",
        reason=" | ".join(reasons[:NAMED]),
        count=len(reasons) - NAMED,
        code="nothing_read",
    )
