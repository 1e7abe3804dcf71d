"""What a build has read, until its sentences are in the glossary: small sources are held, large ones written down.

A file of a million sentence pairs would take more than a gigabyte if it were held. It is read once, a piece at a time, and each
piece is written as Parquet beside the glossary: so a file that turns out to be damaged near its end gives nothing, and
everything that comes after the reading goes piece by piece.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from align.files import make_folder
from align.formats.rows import document_name
from align.types import Bitext
from glossary.building.sources import Source

if TYPE_CHECKING:
    from glossary.build import Built
    from glossary.building.terms import Taking

__all__ = ["EXTRACTED", "Kept", "keep", "keep_sentences"]

EXTRACTED = {"zh", "en"}
"""Languages that terms are extracted from."""


@dataclass(slots=True)
class Kept:
    """A source that has been read."""

    source: Source
    beads: int = 0
    documents: dict[str, None] = field(default_factory=dict)
    languages: dict[tuple[str, str, str], None] = field(default_factory=dict)
    """Each document with its source and target language."""
    _again: Callable[[], Iterator[Bitext]] | None = None
    """Reads it again, where it was let go of."""
    _held: list[Bitext] = field(default_factory=list)
    _files: list[Path] = field(default_factory=list)

    def bitexts(self) -> Iterator[Bitext]:
        """What was read, as often as it is asked for."""
        from align.formats import read_own

        if self._again is not None:
            yield from self._again()
        yield from self._held
        for file in self._files:
            yield from read_own(file)

    def let_go(self, again: Callable[[], Iterator[Bitext]]) -> None:
        """Hold a small source no longer; it will be read again."""
        if self._held:
            self._held, self._again = [], again

    @property
    def is_large(self) -> bool:
        """Whether it is written down."""
        return bool(self._files)

    def take(self, bitext: Bitext) -> None:
        self.beads += len(bitext.beads)
        name = document_name(bitext)
        self.documents[name] = None
        self.languages[name, bitext.src_lang, bitext.tgt_lang] = None
        self._held.append(bitext)

    def write_down(self, folder: Path) -> None:
        """Write what is held into a folder, and let go of it."""
        from align.formats import write

        for bitext in self._held:
            file = folder / f"{len(self._files)}.parquet"
            write([bitext], file)
            self._files.append(file)
        self._held.clear()


def keep(source: Source, read: Callable[[], Iterator[Bitext]], folder: Path, most: int) -> Kept:
    """Read a source to its end. What has more than `most` beads is written into a folder within `folder`.

    Raises what reading raises, and then nothing is left of it.
    """
    kept = Kept(source)
    name = hashlib.blake2b(f"{source.path}\0{source.mark}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    within = folder / f"read-{name}"
    shutil.rmtree(within, ignore_errors=True)  # of a build that was killed
    try:
        for bitext in read():
            kept.take(bitext)
            if kept.beads > most:
                make_folder(within)
                kept.write_down(within)
    except BaseException:
        shutil.rmtree(within, ignore_errors=True)
        raise
    return kept


def keep_sentences(built: Built, kept: Sequence[Kept], taking: Taking, most: int) -> None:
    """Keep the sentence pairs of what was read in the glossary, small sources together, and note in `built` what it was."""
    small: list[Kept] = []
    for one in kept:
        if one.is_large:
            _keep(built, [one], taking)
            continue
        small.append(one)
        if sum(other.beads for other in small) > most:
            _keep(built, small, taking)
            small = []
    _keep(built, small, taking)


def _keep(built: Built, kept: Sequence[Kept], taking: Taking) -> None:
    marks: dict[str, dict[str, None]] = {}
    for one in kept:
        for name in one.documents:
            marks.setdefault(name, {})[one.source.mark] = None
    if kept and not taking.preview:
        digests = {name: "+".join(some) for name, some in marks.items()}
        if kept[0].is_large:
            built.glossary.add_segment_pieces(kept[0].bitexts, list(kept[0].languages), digests)
        else:
            built.glossary.add_segments([bitext for one in kept for bitext in one.bitexts()], digests=digests)
    built.documents += marks
    built.sentences_only += dict.fromkeys(
        f"{name} ({source}-{target})"
        for one in kept
        for name, source, target in one.languages
        if {source, target} != EXTRACTED
    )
    built.beads += sum(one.beads for one in kept)
