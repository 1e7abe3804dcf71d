"""What people have decided about the pairs of a folder of results, once: which files belong together, which are left out.

A pair that a manifest or a person has named, and a file that was excluded, are kept in `decisions.json` beside the results
and hold in every later run into that folder. A file is known by its name below the inputs, or where it was moved or
renamed by its content.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from align.batch.discovery import Discovered, Listed
from align.batch.file_names import read_name
from align.batch.sources import Source
from align.errors import AlignError, InvalidExchange, InvalidOption
from align.files import json_text, replacing

__all__ = ["FILE", "Decisions"]

FILE = "decisions.json"
"""Name of the file, in the folder of the results."""
LEFT_OUT = "left out, as was decided once; --include takes it in again"


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    digest: str

    def is_(self, source: Source) -> bool:
        return self.name == source.name


@dataclass(frozen=True, slots=True)
class _Pairing:
    """Two files that belong together."""

    src: _File
    tgt: _File
    src_lang: str | None = None
    tgt_lang: str | None = None
    symbol: str | None = None

    @property
    def target(self) -> tuple[str, str | None]:
        """What a later decision replaces: the translation of this source into this language."""
        return self.src.name, self.tgt_lang


@dataclass(slots=True)
class Decisions:
    """The decisions of a folder; `load`, `learn`, `apply`, `save` in this order."""

    pairs: list[_Pairing] = field(default_factory=list)
    excluded: list[_File] = field(default_factory=list)

    @classmethod
    def load(cls, folder: Path) -> Decisions:
        """Those of a folder of results, none where there is no file. Raises InvalidExchange for a file that is broken."""
        path = folder / FILE
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            pairs = [_Pairing(_File(**entry.pop("src")), _File(**entry.pop("tgt")), **entry) for entry in kept["pairs"]]
            return cls(pairs, [_File(**entry) for entry in kept["excluded"]])
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidExchange(
                "is no file of decisions", where=path, remedy="mend it, or delete it to decide anew"
            ) from error

    def save(self, folder: Path) -> None:
        """Write them, or nothing where there are none and never were."""
        if not (self.pairs or self.excluded or (folder / FILE).exists()):
            return
        kept: dict[str, list[Any]] = {
            "pairs": [
                {key: value for key, value in asdict(pairing).items() if value is not None} for pairing in self.pairs
            ],
            "excluded": [asdict(file) for file in self.excluded],
        }
        with replacing(folder / FILE) as beside:
            beside.write_text(json_text(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")

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
            self.excluded += [_File(source.name, digest(source)) for source in chosen if source.name not in names]
        for pattern in include:
            kept = [file for file in self.excluded if not _fits(file.name, pattern)]
            if len(kept) == len(self.excluded):
                raise InvalidOption("fits no file that was left out: {pattern}", where="--include", pattern=pattern)
            self.excluded = kept
        self.excluded.sort(key=lambda file: file.name)

    def _add(self, entry: Listed, digest: Callable[[Source], str]) -> None:
        try:
            src, tgt = (_File(source.name, digest(source)) for source in (entry.src, entry.tgt))
        except (AlignError, OSError):
            return  # it will be named when it is its turn to be read
        language = entry.tgt_lang or read_name(entry.tgt).language
        made = _Pairing(src, tgt, entry.src_lang, language, entry.symbol)
        self.pairs = [pairing for pairing in self.pairs if pairing.target != made.target]
        self.pairs.append(made)
        self.pairs.sort(key=lambda pairing: (pairing.src.name, pairing.tgt.name))
        # What is paired by hand is wanted again.
        self.excluded = [file for file in self.excluded if file.name not in (src.name, tgt.name)]

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
        self, files: Iterable[_File], documents: Sequence[Source], digest: Callable[[Source], str]
    ) -> set[Source]:
        return {source for file in files if (source := self._find(file, documents, digest)) is not None}

    @staticmethod
    def _find(file: _File, documents: Sequence[Source], digest: Callable[[Source], str]) -> Source | None:
        """The document that a decision is about: that of its name, else the one of its content."""
        for source in documents:
            if file.is_(source):
                return source
        for source in documents:
            try:
                if digest(source) == file.digest:
                    return source
            except (AlignError, OSError):
                continue
        return None


def _fits(name: str, pattern: str) -> bool:
    return name == pattern or fnmatch(name, pattern)
