"""Large builds: terms extracted part by part, kept on disk as they are found, and taken in together in one change.

What a part gives lies in GLOSSARY/_building, under a name that tells what it was made from. A build that was stopped, or
killed, finds it there when the same command is given again, and goes on with the parts that are missing. The scores of
all entries come from all parts together (see `glossary.extraction.parts`).
"""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from align.files import make_folder, replacing
from align.formats.rows import Numbering, document_name
from align.types import Bitext
from glossary.extraction.workers import in_order, outcomes
from glossary.garbage import no_collection
from glossary.store.rows import Row
from glossary.store.users import current_user
from glossary.types import Concept

if TYPE_CHECKING:
    from glossary.build import Built
    from glossary.building.groups import EntryGroups, PackedEntries, PackedEntry
    from glossary.building.terms import Known, Taking
    from glossary.extraction.part_numbers import PartNumbers
    from glossary.extraction.part_totals import PartTotals
    from glossary.extraction.term_pairs import Sentences
    from glossary.store.batches import MergedBatch

__all__ = ["FOLDER", "PART", "Parts"]

FOLDER = "_building"
PART = 2_500
"""Most sentence pairs of a part: enough to learn words from, few enough for one process beside others."""
FORMAT = 4
"""Version of the files in the folder; parts of another version are made anew."""
Item = TypeVar("Item")


@dataclass(slots=True)
class Parts:
    """The parts of one build."""

    home: Path
    """Folder of the glossary."""
    size: int = PART
    resumed: int = 0
    """Parts that an earlier build had left."""
    _files: list[Path] = field(default_factory=list)
    _known: dict[str, Concept] = field(default_factory=dict)
    _documents: dict[str, None] = field(default_factory=dict)
    _marks: dict[str, None] = field(default_factory=dict)

    def extract(
        self,
        built: Built,
        bitexts: Iterable[tuple[Bitext, str]],
        taking: Taking,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Extract from bitexts of Chinese and English, with the marks of their sources, and keep what is found.

        They are read as they are needed: a few parts are held at a time. Faults are noted in `built`.
        """
        from glossary.building.terms import Known

        known = Known(built.glossary)
        missing = self._missing(self._parts(built, bitexts), known, taking)
        for done, (part, packed) in enumerate(outcomes(taking.workers, _find, missing)):
            with replacing(part.file) as beside:
                beside.write_bytes(packed)
            if progress:
                progress(self.resumed + done, len(self._files))

    def _parts(self, built: Built, bitexts: Iterable[tuple[Bitext, str]]) -> Iterator[Sentences]:
        """The sentence pairs in parts as they come; what is left at the end is one part, or two of equal size."""
        from glossary.building.terms import lines_about_long_passages
        from glossary.extraction.parts import parts_of
        from glossary.extraction.term_pairs import Sentences

        waiting, numbering = Sentences(), Numbering()
        for bitext, mark in bitexts:
            self._documents[document_name(bitext)] = None
            self._marks[mark] = None
            waiting.take_in(Sentences.of([bitext], numbering))
            while len(waiting.zh) >= 2 * self.size:
                yield waiting.first(self.size)
        built.faults += lines_about_long_passages(waiting)
        if waiting.zh:
            yield from parts_of(waiting, self.size)

    def _missing(self, parts: Iterable[Sentences], known: Known, taking: Taking) -> Iterator[_Part]:
        """The parts that no earlier build has left, each to be worked on."""
        for sentences in parts:
            concepts = known.concerned(sentences.zh)
            self._known |= {concept.id: concept for concept in concepts}
            file = self.folder / f"{_name(sentences, concepts, taking.weights)}.gz"
            self._files.append(file)
            if _is_whole(file):
                self.resumed += 1
            else:
                yield _Part(file, sentences, tuple(concepts), taking.weights)

    @no_collection()
    def take_in(self, built: Built, taking: Taking) -> None:
        """Take what all parts have given into the glossary, in one change."""
        from glossary.building.groups import EntryGroups
        from glossary.extraction.parts import totals_of

        if not self._files:
            if taking.forget and not taking.preview:
                built.glossary.forget(*taking.forget, by=taking.by)
            return
        together = self.folder / "together"
        shutil.rmtree(together, ignore_errors=True)  # of a build that was killed
        make_folder(together)
        groups = EntryGroups(together)
        totals = totals_of(_Packed(self._files), together)
        try:
            for number, entries in _each(self._scored(totals, taking)):
                groups.take(number, entries)
        finally:
            totals.end()
        groups.sort(built.glossary.frame().select("id", "pairs").collect().iter_rows())
        changes: dict[str, tuple[Row | None, Row | None]] = {}
        empty = not len(built.glossary) and not taking.preview
        added = built.glossary.add_parts(
            lambda: _each(_merged(groups, taking) if empty else groups.batches()),
            by=taking.by,
            apart=True,
            documents=list(self._documents),
            forget=taking.forget,
            preview=taking.preview,
            watch=changes.update if taking.preview else None,
            sources=list(self._marks) or None,
        )
        groups.end()
        built.contradictions = groups.contradictions()
        built.added = replace(added, changes=changes)

    @property
    def folder(self) -> Path:
        """Where what is found is kept, until it is in the glossary."""
        return self.home / FOLDER

    def clear(self) -> None:
        """Remove what was kept: it is in the glossary now."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _scored(self, totals: PartTotals, taking: Taking) -> Iterator[tuple[int, PackedEntries]]:
        """The entries of each part, with its number, as they come; the next free process makes them."""
        known = tuple(self._known.values())
        work = (
            _Scored(number, packed, totals.of_part(number, packed), known, taking.weights)
            for number, packed in enumerate(totals.parts)
        )
        for part, entries in outcomes(taking.workers if len(self._files) > 1 else None, _score, work):
            yield part.number, entries


def _merged(groups: EntryGroups, taking: Taking) -> Iterator[MergedBatch]:
    """The batches in order, each merged by the next free process; there must be no entries in the glossary."""
    by, at = taking.by or current_user(), datetime.now(UTC)
    return in_order(taking.workers, _merge, ((packed, by, at) for packed in groups.packed_batches()))


def _merge(work: tuple[list[PackedEntry], str, datetime]) -> MergedBatch:
    from glossary.building.groups import merged_batch

    with no_collection():
        return merged_batch(work)


class _Packed(Sequence[bytes]):
    """What is kept of each part, read whenever it is asked for."""

    def __init__(self, files: Sequence[Path]):
        self._files = files

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, number: Any) -> Any:
        return self._files[number].read_bytes()


def _is_whole(file: Path) -> bool:
    """Whether a part is there, and as it was written: its own check sum says so."""
    try:
        with gzip.open(file) as stream:
            while stream.read(1 << 20):
                pass
    except (OSError, EOFError, zlib.error):
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that terms are to be found in, and the file for what is found."""

    file: Path
    sentences: Sentences
    known: tuple[Concept, ...]
    weights: Mapping[str, float]


def _find(part: _Part) -> bytes:
    from glossary.extraction import parts

    return parts.found_in_part((part.sentences, part.known, part.weights))


@dataclass(frozen=True, slots=True)
class _Scored:
    """A part that is to be scored by the numbers of all."""

    number: int
    packed: bytes
    numbers: PartNumbers
    known: Sequence[Concept]
    weights: Mapping[str, float]


def _score(part: _Scored) -> PackedEntries:
    from glossary.building.groups import pack_entries
    from glossary.building.terms import contradictions
    from glossary.extraction.parts import scored_part

    found = scored_part((part.packed, part.numbers, part.known, part.weights))
    return pack_entries(found, contradictions(found.concepts, part.known))


def _name(part: Sentences, known: Sequence[Concept], weights: Mapping[str, float]) -> str:
    """A name that tells what a part is made from: its sentences, what is approved, and the extractor."""
    from importlib.metadata import version

    approved = [asdict(concept)["terms"] for concept in known if concept.status == "approved"]
    made_from = [FORMAT, version("duizhao"), weights, approved, part.zh, part.en, part.places]
    text = json.dumps(made_from, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _each(items: Iterable[Item]) -> Iterator[Item]:
    """The items in turn; what the work on one has left in cycles is freed before the next, as nothing is collected meanwhile."""
    for item in items:
        yield item
        gc.collect(1)
