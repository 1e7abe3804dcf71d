"""What people have decided about the pairs of a folder of results, once: which files belong together, which are left out.

A pair that a manifest or a person has named, and a file that was excluded, are kept in `decisions.json` beside the results
and hold in every later run into that folder. A file is known by its name below the inputs, or where it was moved or
renamed by its content; one that was sent to the workbench by its content alone, because another one may have its name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

from align.batch.discovery import Discovered, Listed
from align.batch.file_names import read_name
from align.batch.sources import Source
from align.errors import AlignError, InvalidExchange, InvalidOption, Message
from align.files import json_text, locked, replacing

__all__ = ["FILE", "Decisions", "File", "Pairing", "changing", "results_folder"]

FILE = "decisions.json"
"""Name of the file, in the folder of the results."""
LEFT_OUT = Message("left out, as was decided once; --include takes it in again")


@dataclass(frozen=True, slots=True)
class File:
    """A file that a decision is about."""

    name: str
    digest: str = ""
    """Digest of its content; empty where the file was not at hand when it was decided about."""
    uploaded: bool = False
    """Whether it was sent to the workbench, so that its name tells nothing."""

    def is_(self, source: Source) -> bool:
        """Whether a document has the name of this file."""
        return self.name == source.name and not self.uploaded

    def kept(self) -> dict[str, Any]:
        """The file as JSON, without empty fields."""
        values = {"name": self.name, "digest": self.digest, "uploaded": self.uploaded}
        return {key: value for key, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two files that belong together."""

    src: File
    tgt: File
    src_lang: str | None = None
    tgt_lang: str | None = None
    symbol: str | None = None

    @property
    def target(self) -> tuple[str, str | None]:
        """What a later decision replaces: the translation of this source into this language."""
        return self.src.digest if self.src.uploaded else self.src.name, self.tgt_lang

    def kept(self) -> dict[str, Any]:
        """The pair as JSON, without what is not known."""
        values = {"src_lang": self.src_lang, "tgt_lang": self.tgt_lang, "symbol": self.symbol}
        known = {key: value for key, value in values.items() if value is not None}
        return {"src": self.src.kept(), "tgt": self.tgt.kept(), **known}


@dataclass(slots=True)
class Decisions:
    """The decisions of a folder: changed within `changing`, then applied to what a run has found."""

    pairs: list[Pairing] = field(default_factory=list)
    excluded: list[File] = field(default_factory=list)

    @classmethod
    def load(cls, folder: Path) -> Decisions:
        """The decisions kept in a folder of results; none where it has no such file. Raises InvalidExchange for a file
        that is broken.
        """
        path = folder / FILE
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            pairs = [Pairing(File(**entry.pop("src")), File(**entry.pop("tgt")), **entry) for entry in kept["pairs"]]
            return cls(pairs, [File(**entry) for entry in kept["excluded"]])
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidExchange(
                "is no file of decisions", where=path, remedy="repair it, or delete it to decide again"
            ) from error

    def save(self, folder: Path) -> None:
        """Write the decisions; writes nothing where there have never been any."""
        if not (self.pairs or self.excluded or (folder / FILE).exists()):
            return
        kept: dict[str, list[Any]] = {
            "pairs": [pairing.kept() for pairing in self.pairs],
            "excluded": [file.kept() for file in self.excluded],
        }
        with replacing(folder / FILE) as beside:
            beside.write_text(json_text(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")

    def learn(
        self,
        found: Discovered,
        digest: Callable[[Source], str],
        *,
        exclude: Sequence[str] = (),
        include: Sequence[str] = (),
    ) -> None:
        """Add the pairs that are named in this run and the files to leave out; `include` takes files in again.

        `exclude` and `include` are names as the report shows them, or patterns such as `drafts/*`. Raises InvalidOption
        for one that fits no file.
        """
        for entry in found.listed:
            self._add(entry, digest)
        for pattern in exclude:
            chosen = [source for source in found.documents if _fits(source.name, pattern)]
            known = [file for file in self.excluded if _fits(file.name, pattern)]
            if not chosen and not known:
                raise InvalidOption("fits no document: {pattern}", where="--exclude", pattern=pattern)
            names = {file.name for file in known}
            for source in chosen:
                if source.name not in names:
                    self.exclude(File(source.name, digest(source)))
        for pattern in include:
            kept = [file for file in self.excluded if not _fits(file.name, pattern)]
            if len(kept) == len(self.excluded):
                raise InvalidOption("fits no file that was left out: {pattern}", where="--include", pattern=pattern)
            self.excluded = kept
        self._fill_in(found, digest)

    def _fill_in(self, found: Discovered, digest: Callable[[Source], str]) -> None:
        """Note the content of files that were only named when it was decided about them."""
        sources = {source.name: source for source in found.documents}

        def filled(file: File) -> File:
            if file.digest or file.name not in sources:
                return file
            try:
                return replace(file, digest=digest(sources[file.name]))
            except (AlignError, OSError):
                return file

        self.excluded = [filled(file) for file in self.excluded]
        self.pairs = [replace(pairing, src=filled(pairing.src), tgt=filled(pairing.tgt)) for pairing in self.pairs]

    def pair(self, made: Pairing) -> None:
        """Decide that two files belong together; what was decided about the source and this language before goes."""
        self.pairs = [pairing for pairing in self.pairs if pairing.target != made.target]
        self.pairs.append(made)
        self.pairs.sort(key=lambda pairing: (pairing.src.name, pairing.tgt.name))
        # A file that is paired by hand is no longer left out.
        self.excluded = [file for file in self.excluded if file not in (made.src, made.tgt)]

    def exclude(self, file: File) -> None:
        """Decide that a file is left out; pairs that were named with it go."""
        self.pairs = [pairing for pairing in self.pairs if file not in (pairing.src, pairing.tgt)]
        self.excluded = sorted({*self.excluded, file}, key=lambda one: (one.name, one.digest))

    def withdraw(self, what: Literal["pair", "excluded"], src: str, tgt: str = "") -> bool:
        """Take back a decision about these names, as the list shows them; returns whether there was one."""
        before = len(self.pairs) + len(self.excluded)
        if what == "pair":
            self.pairs = [one for one in self.pairs if (one.src.name, one.tgt.name) != (src, tgt)]
        else:
            self.excluded = [one for one in self.excluded if one.name != src]
        return len(self.pairs) + len(self.excluded) < before

    def _add(self, entry: Listed, digest: Callable[[Source], str]) -> None:
        try:
            src, tgt = (File(source.name, digest(source)) for source in (entry.src, entry.tgt))
        except (AlignError, OSError):
            return  # the fault is reported when the file is read
        language = entry.tgt_lang or read_name(entry.tgt).language
        self.excluded = [file for file in self.excluded if file.name not in (src.name, tgt.name)]
        self.pair(Pairing(src, tgt, entry.src_lang, language, entry.symbol))

    def apply(self, found: Discovered, digest: Callable[[Source], str]) -> None:
        """Put the pairs that were decided before among those that are named, and take what is excluded out of the documents."""
        out = self._find_all(self.excluded, found.documents, digest)
        for source in out:
            found.unread.append((source.name, LEFT_OUT))
        found.passed_over += len(out)
        found.documents = [source for source in found.documents if source not in out]
        named = {(entry.src.name, entry.tgt.name) for entry in found.listed}
        rest = [pairing for pairing in self.pairs if (pairing.src.name, pairing.tgt.name) not in named]
        for pairing in rest:
            src, tgt = (self._find(file, found.documents, digest) for file in (pairing.src, pairing.tgt))
            if src is not None and tgt is not None:
                found.listed.append(Listed(src, tgt, pairing.src_lang, pairing.tgt_lang, pairing.symbol))

    def _find_all(
        self, files: Iterable[File], documents: Sequence[Source], digest: Callable[[Source], str]
    ) -> set[Source]:
        return {source for file in files if (source := self._find(file, documents, digest)) is not None}

    @staticmethod
    def _find(file: File, documents: Sequence[Source], digest: Callable[[Source], str]) -> Source | None:
        """The document that a decision is about: that of its name, else the one of its content."""
        for source in documents:
            if file.is_(source):
                return source
        if not file.digest:
            return None
        for source in documents:
            try:
                if digest(source) == file.digest:
                    return source
            except (AlignError, OSError):
                continue
        return None


@contextmanager
def changing(folder: Path) -> Iterator[Decisions]:
    """The decisions of a folder of results, to be changed; nobody else changes them meanwhile. Raises as `Decisions.load`."""
    with locked(folder / FILE):
        decisions = Decisions.load(folder)
        yield decisions
        decisions.save(folder)


def results_folder(folder: Path) -> Path:
    """The folder of results that a folder of bitext belongs to: itself, or the one above where that is one."""
    from align.batch.pair_job import STATE

    return folder.parent if not (folder / STATE).is_dir() and (folder.parent / STATE).is_dir() else folder


def _fits(name: str, pattern: str) -> bool:
    return name == pattern or fnmatch(name, pattern)
