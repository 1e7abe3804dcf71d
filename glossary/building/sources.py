"""What a build is made from: the bitext files, result folders and documents among the paths that were named.

Each source carries the mark of what it holds, so that a later build can tell whether it has been taken in.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from align.errors import UnreadableInput
from align.formats.rows import document_name
from align.types import Bitext
from glossary.origins import Origin, origin_of
from glossary.store.log_files import checksum

if TYPE_CHECKING:
    from align.batch import Run

__all__ = ["Source", "named_bitext", "of_run", "read_source", "sort_out"]

BITEXTS = frozenset({".tmx", ".xliff", ".xlf", ".jsonl", ".ndjson", ".parquet", ".tsv", ".csv", ".po"})
"""Suffixes of files that are bitext, and no documents."""


@dataclass(frozen=True, slots=True)
class Source:
    """A bitext file, and the mark of what it holds: when that is known, the file has been taken in."""

    path: Path
    mark: str
    origin: Origin | None = None
    """The folder or file that it came from; None where that is not known."""
    languages: tuple[str | None, str | None] = (None, None)
    """Source and target, where two were chosen of a file that may hold more."""
    own: bool = False
    """Whether this very build has written it."""
    partner: Path | None = None
    """The file whose lines belong to those of `path`, one by one."""


def sort_out(
    paths: Sequence[Path], languages: tuple[str | None, str | None], *, but: Sequence[Path]
) -> tuple[list[Source], list[Path]]:
    """The bitext files among the paths, and the paths that hold documents."""
    from align.batch.discovery import is_manifest

    sources: dict[Path, Source] = {}
    documents: list[Path] = []
    if (corpus := _line_pairs(paths, languages)) is not None:
        return [corpus], []
    for path in paths:
        if not path.exists():
            raise UnreadableInput("there is no such file", where=path, code="no_such_file")
        if path.is_file() and path.suffix.lower() in BITEXTS and not is_manifest(path):
            sources[path] = _bitext_file(path, languages, path)
        elif (path / ".batch").is_dir():
            sources.update((source.path, source) for source in _of_batch(path))
        else:
            documents.append(path)
            if path.is_dir():
                sources.update((file, _bitext_file(file, languages, path)) for file in _inside(path, but))
    return list(sources.values()), documents


def _line_pairs(paths: Sequence[Path], languages: tuple[str | None, str | None]) -> Source | None:
    """Two files, corpus.zh and corpus.en, of as many lines, whose lines are pairs."""
    from align.line_pairs import as_many_lines

    if len(paths) != 2 or not as_many_lines(*paths):
        return None
    origin = origin_of([path.name for path in paths], paths)
    return Source(paths[0], "-".join(map(checksum, paths)), origin, languages, partner=paths[1])


def _bitext_file(path: Path, languages: tuple[str | None, str | None], root: Path) -> Source:
    # Another pair of languages of the same file is something new.
    chosen = "".join(f"-{language}" for language in languages if language)
    origin = origin_of([path.relative_to(root).as_posix() if root != path else path.name], [root])
    try:
        mark = checksum(path) + chosen
    except OSError:
        mark = ""  # it will be tried again when it is its turn, and named
    return Source(path, mark, origin, languages)


def _inside(folder: Path, but: Sequence[Path]) -> Iterable[Path]:
    """Bitext files in a folder; not the results of other runs, gold files or hidden ones."""
    from align.batch.file_names import is_document

    left_out = {path.resolve() for path in but}
    for root, folders, files in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith((".", "_"))
            and (here / name).resolve() not in left_out
            and not any((here / name / mark).exists() for mark in (".batch", "_delta_log"))
        )
        yield from (here / name for name in sorted(files) if is_document(name, BITEXTS))


def of_run(run: Run, documents: Sequence[Path]) -> list[Source]:
    return [
        Source(run.out / name, _mark(note), origin_of([note["src"], note["tgt"]], documents), own=True)
        for note in run.documents
        for name in note["files"]
        if name.endswith(".parquet")
    ]


def _mark(note: Mapping[str, Any]) -> str:
    """Names what a document's bitext holds: what it was made from, and what people have corrected in it since."""
    return f"{note['fingerprint']}-{note['corrected']}" if note.get("corrected") else str(note["fingerprint"])


def _of_batch(folder: Path) -> list[Source]:
    """The bitexts in a result folder of `align batch`, but those of documents that have left their folder since.

    A note that cannot be read is as if it were not there.
    """
    sources = []
    for file in sorted((folder / ".batch").glob("*.json")):
        try:
            note = json.loads(file.read_text(encoding="utf-8"))
            named = [name for name in note["files"] if name.endswith(".parquet")]
            mark = _mark(note)
            if any(_has_left(Path(path)) for path in note.get("paths", ())):
                continue
        except (OSError, ValueError, KeyError, TypeError):
            continue
        # A note is only a file: it cannot name one outside its folder.
        inside = [folder / name for name in named if not Path(name).is_absolute() and ".." not in Path(name).parts]
        sources += [
            Source(path, mark, origin_of([path.relative_to(folder).as_posix()], [folder]))
            for path in inside
            if path.is_file()
        ]
    return sources


def _has_left(document: Path) -> bool:
    """Whether a document is no longer in its folder; of a folder that is not there either, nothing can be told."""
    try:
        return document.parent.is_dir() and not document.exists()
    except (OSError, ValueError):
        return False


def read_source(source: Source) -> Iterator[Bitext]:
    """The bitexts of a source, one after the other."""
    from align.formats import read, read_own
    from align.formats.rows import PART

    languages = {"src_lang": source.languages[0], "tgt_lang": source.languages[1]}
    if source.own:
        yield from read_own(source.path)
    elif source.partner is not None:
        from align.line_pairs import line_pairs_in_parts

        yield from line_pairs_in_parts(source.path, source.partner, PART, **languages)
    else:
        yield from read(source.path, **languages)


def named_bitext(bitext: Bitext, path: Path) -> Bitext:
    """The bitext with a name for its document, so that its evidence can be found again.

    A file without a symbol goes by its path below what was named, so that two folders may hold files of one name.
    """
    source = bitext.src_path or ""
    below = bool(source) and not Path(source).is_absolute() and ".." not in Path(source).parts
    name = bitext.metadata.get("symbol") or (source if below else document_name(bitext)) or path.name
    return replace(bitext, metadata=MappingProxyType({**bitext.metadata, "symbol": name}))
