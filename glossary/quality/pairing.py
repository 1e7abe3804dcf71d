"""Two files, or the files of two folders that belong together by their names."""

from __future__ import annotations

import re
from pathlib import Path

from glossary.errors import InvalidOption

__all__ = ["paired_files"]


def paired_files(src: Path, tgt: Path) -> list[tuple[Path, Path]]:
    """The pairs of files of two folders that have one name but for the language; of two files, themselves.

    Raises InvalidOption where a folder is beside a file, or no file has a partner.

    >>> import tempfile
    >>> folders = [Path(tempfile.mkdtemp()) for _ in range(2)]
    >>> for folder, name in zip(folders, ("a.zh.txt", "a.en.txt")): (folder / name).touch()
    >>> [(one.name, other.name) for one, other in paired_files(*folders)]
    [('a.zh.txt', 'a.en.txt')]
    """
    if src.is_dir() != tgt.is_dir():
        folder, file = (src, tgt) if src.is_dir() else (tgt, src)
        remedy = "give two files or two folders"
        raise InvalidOption("is a folder, but {file} is a file", where=str(folder), remedy=remedy, file=str(file))
    if not src.is_dir():
        return [(src, tgt)]
    sides = [{_stem(path): path for path in sorted(folder.iterdir()) if path.is_file()} for folder in (src, tgt)]
    found = [(path, sides[1][name]) for name, path in sides[0].items() if name in sides[1]]
    if not found:
        remedy = "name a document and its translation alike, such as a.zh.docx and a.en.docx"
        raise InvalidOption("no file has its translation in {folder}", where=str(src), remedy=remedy, folder=str(tgt))
    return found


def _stem(path: Path) -> str:
    """The name without suffix and language.

    >>> _stem(Path("GC20.zh.docx")) == _stem(Path("GC20_en.pdf"))
    True
    """
    return re.sub(r"[._-](?:zh|en|fr|es|ru|ar|c|e|f|s|r|a)$", "", path.stem.lower())
