"""Large builds: terms extracted part by part, kept on disk as they are found, and taken in together in one change.

What a part gives lies in GLOSSARY/_building, under a name that tells what it was made from. A build that was stopped, or
killed, finds it there when the same command is given again, and goes on with the parts that are missing. The scores of
all entries come from all parts together (see `glossary.extraction.parts`).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from align.files import replacing
from align.formats.rows import document_name
from align.types import Bitext
from glossary.store.rows import Row
from glossary.types import Concept

if TYPE_CHECKING:
    from glossary.build import Built
    from glossary.build_terms import Taking
    from glossary.extraction.parts import PartTotals
    from glossary.extraction.term_pairs import Sentences

__all__ = ["FOLDER", "PART", "Parts"]

FOLDER = "_building"
PART = 5_000
"""Most sentence pairs of a part: enough to learn words from, few enough for one process beside others."""
FORMAT = 1
"""Of what lies in the folder; parts of another one are made anew."""


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
        bitexts: Sequence[Bitext],
        taking: Taking,
        *,
        marks: Sequence[str],
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Extract from bitexts of Chinese and English, and keep what is found; faults are noted in `built`."""
        from glossary.build_terms import concerned, lines_about_long_passages
        from glossary.extraction.parts import parts_of
        from glossary.extraction.term_pairs import Sentences

        known = concerned(built.glossary, bitexts)
        self._known |= {concept.id: concept for concept in known}
        self._documents |= dict.fromkeys(document_name(bitext) for bitext in bitexts)
        self._marks |= dict.fromkeys(marks)
        sentences = Sentences.of(bitexts)
        built.faults += lines_about_long_passages(sentences)
        parts = list(parts_of(sentences, self.size))
        files = [self.home / FOLDER / f"{_name(part, known, taking.weights)}.json.gz" for part in parts]
        self._files += files
        missing = [number for number, file in enumerate(files) if not _is_whole(file)]
        self.resumed += len(files) - len(missing)
        for done, (number, packed) in enumerate(_found_by_part([parts[n] for n in missing], missing, known, taking)):
            if progress:
                progress(len(files) - len(missing) + done, len(files))
            with replacing(files[number]) as beside:
                beside.write_bytes(packed)

    def take_in(self, built: Built, taking: Taking) -> None:
        """Take what all parts have given into the glossary, in one change."""
        from glossary.extraction.parts import PartTotals

        if not self._files:
            if taking.forget and not taking.preview:
                built.glossary.forget(*taking.forget, by=taking.by)
            return
        totals = PartTotals.of(self._packed(), self._packed())
        counts: dict[str, dict[str, int]] = {}
        changes: dict[str, tuple[Row | None, Row | None]] = {}
        added = built.glossary.add_parts(
            lambda: self._concepts(built, totals, counts, taking.weights),
            by=taking.by,
            counts=counts,
            documents=list(self._documents),
            forget=taking.forget,
            preview=taking.preview,
            watch=changes.update if taking.preview else None,
            sources=list(self._marks) or None,
        )
        built.added = replace(added, changes=changes)

    def clear(self) -> None:
        """Remove what was kept: it is in the glossary now."""
        shutil.rmtree(self.home / FOLDER, ignore_errors=True)

    def _packed(self) -> Iterator[bytes]:
        return (file.read_bytes() for file in self._files)

    def _concepts(
        self, built: Built, totals: PartTotals, counts: dict[str, dict[str, int]], weights: Mapping[str, float]
    ) -> Iterator[list[Concept]]:
        """The entries of each part; `counts` has those of the part that is given, with the parts before it."""
        from glossary.build_terms import add_up, contradictions
        from glossary.extraction.frequency import count_rows
        from glossary.extraction.parts import concepts_of_part, sentences_of_part

        known, rivals = list(self._known.values()), totals.rivals()
        so_far: dict[str, dict[str, int]] = {}
        found: dict[str, None] = {}
        for packed in self._packed():
            concepts = concepts_of_part(packed, totals, rivals, known=known, weights=weights)
            part = sentences_of_part(packed)
            rows = (
                (place[0], ("zh", (zh,)), ("en", (en,)))
                for place, zh, en in zip(part.places, part.zh, part.en, strict=True)
            )
            counts.clear()
            counts |= count_rows(concepts, rows)
            add_up(counts, so_far)
            found |= dict.fromkeys(contradictions(concepts, known))
            yield concepts
        built.contradictions = list(found)


def _found_by_part(
    parts: Sequence[Sentences], numbers: Sequence[int], known: Sequence[Concept], taking: Taking
) -> Iterator[tuple[int, bytes]]:
    """What is found in each part, with its number, as they come: by the workers where there are several parts."""
    from align.batch.process_pool import Failure
    from glossary.extraction.parts import found_in_part

    if taking.workers is None or len(parts) < 2:
        for number, part in zip(numbers, parts, strict=True):
            yield number, found_in_part((part, known, taking.weights))
        return
    work = [_Part(number, part, tuple(known), taking.weights) for number, part in zip(numbers, parts, strict=True)]
    for one, outcome in taking.workers.run(_find, work):
        # What a worker could not do is done here, so that a fault shows as it would without workers.
        yield one.number, _find(one) if isinstance(outcome, Failure) else outcome


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
    number: int
    sentences: Sentences
    known: tuple[Concept, ...]
    weights: Mapping[str, float]


def _find(part: _Part) -> bytes:
    from glossary.extraction.parts import found_in_part

    return found_in_part((part.sentences, part.known, part.weights))


def _name(part: Sentences, known: Sequence[Concept], weights: Mapping[str, float]) -> str:
    """A name that tells what a part is made from: its sentences, what is approved, and the extractor."""
    from importlib.metadata import version

    approved = [asdict(concept)["terms"] for concept in known if concept.status == "approved"]
    made_from = [FORMAT, version("duizhao"), weights, approved, part.zh, part.en, part.places]
    text = json.dumps(made_from, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
