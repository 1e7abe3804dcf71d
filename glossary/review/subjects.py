"""The controlled list of subject fields: the glossary's own, else the one that comes with the program."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

__all__ = ["FILE", "subject_list"]

FILE = "_subjects.tsv"
"""File in the glossary's folder: one subject a line, English, a tab and Chinese; the Chinese may be left out."""
_OURS = Path(__file__).resolve().parent.parent / "resources" / "subjects.tsv"
_LONGEST = 200


def subject_list(glossary: Path) -> dict[str, str]:
    """The subjects that an entry can be given, as they are kept (English), each with its Chinese.

    >>> subject_list(Path("no such folder"))["Energy"]
    '能源'
    """
    own = glossary / FILE
    file = own if own.is_file() else _OURS
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int) -> dict[str, str]:
    found = {}
    for line in file.read_text(encoding="utf-8-sig", errors="replace").splitlines():
        name, _, chinese = (part.strip() for part in line.partition("\t"))
        if name and not name.startswith("#") and len(name) <= _LONGEST:
            found[name] = chinese or name
    return found
