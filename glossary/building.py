"""The main job: documents and bitext in, a richer glossary out; what was taken in before is not done again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from align.errors import AlignError, InvalidOption, UnreadableInput
from align.types import Bitext
from glossary.segments import document_name
from glossary.sources import Source, find
from glossary.store import Added, Glossary

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["BITEXT_FORMATS", "Built", "build"]

BEADS = 50_000
"""Beads that are extracted from at a time, which bounds the memory of a build."""
BITEXT_FORMATS = ("parquet", "tmx", "html")

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Built:
    """What a build did."""

    glossary: Glossary
    documents: list[str] = field(default_factory=list)
    """Documents that were taken in, by symbol or file name."""
    known: int = 0
    """Sources that were taken in before and have not changed."""
    beads: int = 0
    added: Added = field(default_factory=Added)
    files: list[Path] = field(default_factory=list)
    """Bitext files written."""
    alone: list[Path] = field(default_factory=list)
    """Documents without a partner."""
    faults: list[str] = field(default_factory=list)
    """One line for each source that could not be taken in."""


def build(
    inputs: Iterable[str | os.PathLike[str]],
    glossary: str | os.PathLike[str],
    *,
    bitext: str | os.PathLike[str] | None = None,
    jobs: int = 1,
    by: str | None = None,
    progress: Progress | None = None,
) -> Built:
    """Take documents and bitexts into a glossary, which is made when there is none.

    `inputs` are bitext files, pairs of documents, and folders of either. Documents are aligned, `jobs` pairs at a
    time; with `bitext` their bitext is written to that folder. A source that fails is named in the result and does
    not stop the others. Raises UnreadableInput where there is nothing to take in.
    """
    if jobs < 1:
        raise InvalidOption(f"at least one job, not {jobs}", where="--jobs")
    inputs = list(inputs)
    sources = find(inputs)
    if not sources.found and not sources.unreadable:
        names = ", ".join(str(path) for path in sources.alone[:3])
        raise UnreadableInput(
            f"no partner was found for {names}" if names else "there is nothing to build from",
            where=", ".join(os.fspath(path) for path in inputs) or None,
            remedy="name a document and its translation, or a bitext file",
        )
    built = Built(Glossary.open(glossary, create=True), alone=sources.alone, faults=sources.unreadable)
    folder = None if bitext is None else Path(bitext)
    known = set(built.glossary.sources().values())
    fresh: list[tuple[Source, str]] = []
    for source in sources.found:
        digest = source.digest()
        if digest in known and (folder is None or source.is_bitext or _is_written(folder, source)):
            built.known += 1
        else:
            fresh.append((source, digest))
    batch: list[tuple[Bitext, str]] = []
    for done, (source, digest, bitexts) in enumerate(_bitexts(fresh, jobs, built), 1):
        if folder is not None and not source.is_bitext:
            built.files += _write(folder, source, bitexts)
        batch += [(_named(item, source), digest) for item in bitexts]
        if sum(len(item.beads) for item, _ in batch) >= BEADS:
            _take_in(built, batch, by)
            batch = []
        if progress:
            progress("documents", done, len(fresh))
    if batch:
        if progress:
            progress("terms", 0, 1)
        _take_in(built, batch, by)
    return built


def _take_in(built: Built, batch: Sequence[tuple[Bitext, str]], by: str | None) -> None:
    from glossary.counting import count
    from glossary.extract import extract

    bitexts = [bitext for bitext, _ in batch]
    # What people have approved is known; proposals are not, so that a build does not confirm its own guesses.
    concepts = extract(bitexts, known=list(built.glossary.concepts(status="approved")))
    names = list(dict.fromkeys(document_name(bitext) for bitext in bitexts))
    added = built.glossary.add(concepts, by=by, counts=count(concepts, bitexts), documents=names)
    # The segments come last: they carry the mark that says a source has been taken in.
    digests: dict[str, str] = {}
    for bitext, digest in batch:
        digests[document_name(bitext)] = digest
    built.glossary.add_segments(bitexts, digests=digests)
    built.documents += names
    built.beads += sum(len(bitext.beads) for bitext in bitexts)
    so_far = built.added
    built.added = Added(
        so_far.new + added.new,
        so_far.changed + added.changed,
        so_far.unchanged + added.unchanged,
        so_far.rejected + added.rejected,
        so_far.removed + added.removed,
        added.version if added.version is not None else so_far.version,
    )


def _bitexts(
    sources: Sequence[tuple[Source, str]], jobs: int, built: Built
) -> Iterator[tuple[Source, str, list[Bitext]]]:
    """The bitexts of each source, in order; a source that fails is noted, and left out."""
    with _pool(min(jobs, sum(not source.is_bitext for source, _ in sources))) as submit:
        waiting = [(source, digest, submit(source)) for source, digest in sources]
        for source, digest, result in waiting:
            try:
                yield source, digest, result()
            except AlignError as error:
                built.faults.append(str(error))


@contextmanager
def _pool(jobs: int) -> Iterator[Callable[[Source], Callable[[], list[Bitext]]]]:
    """Something that starts the reading of a source and gives a call for its result."""
    if jobs < 2:
        yield lambda source: lambda: _read(source)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Fresh processes: a fork of one that runs threads (Polars, deltalake) may hang.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as executor:

        def submit(source: Source) -> Callable[[], list[Bitext]]:
            if source.is_bitext:
                return lambda: _read(source)
            future: Future[list[Bitext]] = executor.submit(_read, source)
            return lambda: [_read_only(bitext) for bitext in future.result()]

        yield submit


def _read(source: Source) -> list[Bitext]:
    if source.is_bitext:
        from align.formats import read as read_bitext

        return list(read_bitext(source.paths[0]))
    from align.aligner import align
    from align.readers import read

    src, tgt = (read(path) for path in source.paths)
    bitext = align(src, tgt)
    # A mapping proxy does not travel between processes.
    return [replace(bitext, metadata=dict(bitext.metadata))]


def _read_only(bitext: Bitext) -> Bitext:
    return replace(bitext, metadata=MappingProxyType(dict(bitext.metadata)))


def _named(bitext: Bitext, source: Source) -> Bitext:
    """The bitext with a name for its document, so that its evidence can be found again."""
    name = document_name(bitext) or source.paths[0].name
    return replace(bitext, metadata=MappingProxyType({**bitext.metadata, "symbol": name}))


def _stem(source: Source) -> str:
    from glossary.sources import stem

    return stem(source.paths[0])


def _is_written(folder: Path, source: Source) -> bool:
    return all((folder / f"{_stem(source)}.{suffix}").exists() for suffix in BITEXT_FORMATS)


def _write(folder: Path, source: Source, bitexts: Sequence[Bitext]) -> list[Path]:
    from align.formats import write

    written = []
    for suffix in BITEXT_FORMATS:
        target = folder / f"{_stem(source)}.{suffix}"
        write(bitexts, target)
        written.append(target)
    return written
