"""The main job: adds documents and bitext to a glossary; what was added before is not done again.

Documents are aligned by `align.batch`, which finds the pairs, passes over what is done, and survives what fails; their
bitext stays in its folder. Here the bitext is read, terms are extracted from what is new, and the glossary takes them.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from align.errors import AlignError, UnreadableInput
from align.files import is_out_of_space
from align.types import Bitext
from glossary.building.kept import EXTRACTED, Kept, keep, keep_sentences
from glossary.building.parts import Parts
from glossary.building.refusal import Before, nothing_read
from glossary.building.sources import Source, named_bitext, of_run, read_source, sort_out
from glossary.building.terms import Taking, take_terms
from glossary.errors import GlossaryError
from glossary.extraction.weights import WEIGHTS
from glossary.learning import own_weights
from glossary.origins import Origins, Seen
from glossary.store.glossary import Added, Glossary
from glossary.store.weights_file import LearnedWeights

__all__ = ["Built", "build"]

BEADS = 2_500
"""Maximum number of beads from which a build extracts at once; with more it goes by parts."""
HELD = 25_000
"""Beads that are held at a time: a larger source is written down piece by piece, others are let go of and read again."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Effort:
    """Who does the work: see `align.batch.batch`."""

    engine: str = "local"
    jobs: int = 1
    address: str | None = None


@dataclass(slots=True)
class Built:
    """What a build did."""

    glossary: Glossary
    documents: list[str] = field(default_factory=list)
    """Documents that were taken in, by symbol or file name."""
    known: int = 0
    """Bitexts that were taken in before and have not changed."""
    beads: int = 0
    added: Added = field(default_factory=Added)
    bitext: Path | None = None
    """Folder of the bitext that was made of documents, with a report of it."""
    without_partner: list[str] = field(default_factory=list)
    """Documents without a partner, each with the reason."""
    sentences_only: list[str] = field(default_factory=list)
    """Documents in languages that terms are not extracted from; their sentences serve the concordance."""
    contradictions: list[str] = field(default_factory=list)
    """Terms found with rival equivalents, each pair of entries named once, for review."""
    forced: list[str] = field(default_factory=list)
    """Documents taken in though they seem not to be translations of each other, since a person said that they are."""
    missing: list[str] = field(default_factory=list)
    """Documents taken in before from the same inputs, of which nothing is left there, or which are paired otherwise
    now.
    """
    forgotten: list[str] = field(default_factory=list)
    """Those of them that were forgotten, because `forget_missing` asked for it."""
    faults: list[str] = field(default_factory=list)
    """One line for each source that could not be taken in."""
    unreadable: int = 0
    """How many of the faults are inputs that could not be read."""
    interrupted: bool = False
    learned: LearnedWeights | None = None
    """Weights learned from the glossary's own decisions (`glossary learn`), where it has them: they were used."""
    resumed: int = 0
    """Parts that an earlier build had done before it was stopped."""
    read: int = 0
    """Sources that were read."""

    @property
    def nothing_read(self) -> bool:
        """Whether nothing came of the build but inputs that could not be read."""
        return 0 < self.unreadable == len(self.faults) and not (self.read or self.known or self.missing)


def build(  # noqa: PLR0913 - keyword-only, one for each option of the command
    inputs: Iterable[str | os.PathLike[str]],
    glossary: str | os.PathLike[str],
    *,
    bitext: str | os.PathLike[str] | None = None,
    jobs: int = 1,
    engine: str = "local",
    address: str | None = None,
    by: str | None = None,
    redo: bool = False,
    languages: tuple[str | None, str | None] = (None, None),
    force: bool = False,
    forget_missing: bool = False,
    preview: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Take documents and bitexts into a glossary, which is made when there is none.

    `inputs` are bitext files, documents, folders of either, manifests and archives as `align.batch` takes them, and
    the result folders of `align batch`; two files corpus.zh and corpus.en of as many lines are pairs of sentences, line by
    line. Documents are aligned and terms extracted by `jobs` processes (0: as many as
    processors) of this machine or of the Ray cluster at `address` (`engine` “ray”), which changes nothing in the result;
    the bitext of documents goes to the folder `bitext` (Parquet, TMX, HTML and a report), without it to
    GLOSSARY/_bitext. What was taken in before and has not changed is passed over, unless `redo`. `languages`, source
    and target, choose two where a bitext file holds more. A source that fails is named in the result and stops no other; so are two texts that are not translations of
    each other, from which nothing is taken unless `force` says that they are. `preview` tells what would be taken from
    bitext files, in `added`, and leaves the glossary as it is. Raises UnreadableInput where there is
    nothing to take in, and where a glossary was to be made and no input could be read; then nothing is made.
    """
    effort = _Effort(engine, jobs, address)
    home = Path(glossary)
    out = home / "_bitext" if bitext is None else Path(bitext)
    sources, documents = sort_out([Path(path) for path in inputs], languages, but=(home, out))
    before = Before(home, out)
    built, origins = Built(Glossary.open(home, create=True)), Origins(home)
    seen = Seen(frozenset(str(Path(path).resolve()) for path in inputs))
    if documents:
        sources += _align(documents, out, built, seen, effort, progress=progress, force=force)
    if not sources and not built.faults and not (built.without_partner and origins.missing(seen)):
        raise UnreadableInput(
            "{reason}" if built.without_partner else "there is nothing to build from",
            where=None if built.without_partner else ", ".join(os.fspath(path) for path in documents) or None,
            remedy="name a document and its translation, a folder of them, or a bitext file",
            code="nothing_to_build_from",
            reason=built.without_partner[0] if built.without_partner else "",
        )
    known = {mark for marks in built.glossary.sources().values() for mark in marks.split("+")}
    known -= built.glossary.log.undone_sources()
    fresh = [source for source in sources if redo or source.mark not in known]
    built.known = len(sources) - len(fresh)
    _note_known(seen, built.glossary, [source for source in sources if source not in fresh])
    from glossary.extraction.workers import open_workers

    with open_workers(engine, jobs, address) as workers:
        taking = Taking(by, workers, preview=preview, weights=_weights(built) if fresh else WEIGHTS)
        reading = _Reading(built, Parts(home), seen, taking, force=force)
        reading.all(fresh, progress)
        if before.new and built.nothing_read:
            before.restore()
            raise nothing_read([*built.faults, *built.without_partner])
        if not built.interrupted:
            kept = built.glossary.sources()
            built.missing = [name for name in origins.missing(seen) if name in kept]
        if forget_missing:
            built.forgotten, built.missing = built.missing, []
            taking = replace(taking, forget=tuple(built.forgotten))
        reading.finish(taking)
    if not built.interrupted and not preview:
        origins.note(seen, forgotten=built.forgotten, known=built.glossary.sources())
    if progress:
        progress("extracting", len(fresh), len(fresh))
    return built


def _weights(built: Built) -> Mapping[str, float]:
    """The glossary's own weights, else the shipped ones; a fault is noted where its own cannot be used."""
    try:
        built.learned = own_weights(built.glossary.path)
    except GlossaryError as error:
        built.faults.append(str(error))
    return WEIGHTS if built.learned is None else built.learned.weights


def _note_known(seen: Seen, glossary: Glossary, sources: Iterable[Source]) -> None:
    """Note the documents of sources that have not changed since they were taken in."""
    documents: dict[str, list[str]] = {}
    for document, marks in glossary.sources().items():
        for mark in marks.split("+"):
            documents.setdefault(mark, []).append(document)
    for source in sources:
        for document in documents.get(source.mark, ()):
            seen.add(document, source.origin)


@dataclass(slots=True)
class _Reading:
    """The sources of a build as they are read: all at once where they are few, else part by part."""

    built: Built
    parts: Parts
    seen: Seen
    taking: Taking
    force: bool
    by_parts: bool = False
    kept: list[Kept] = field(default_factory=list)
    """What was read."""

    def all(self, fresh: Sequence[Source], progress: Progress | None) -> None:
        """Read the sources; what fails is noted. Of more than BEADS pairs terms are extracted as they are read."""
        reading = self._read(fresh, None if progress is None else partial(progress, "extracting"))
        held = list(_up_to(BEADS, reading))
        if sum(one.beads for one in held) <= BEADS:
            return
        self.by_parts = True
        told = None if progress is None else partial(progress, "extracting from parts")
        self.parts.extract(self.built, _extracted(self._let_go(chain(held, reading))), self.taking, progress=told)

    def _let_go(self, reading: Iterable[Kept]) -> Iterator[Kept]:
        """The sources; of small ones, what is more than HELD is let go of when the next one is asked for."""
        again, held = Built(self.built.glossary), 0  # their faults have been reported
        for one in reading:
            yield one
            held += 0 if one.is_large else one.beads
            if held > HELD:
                one.let_go(partial(_accepted, again, one.source, force=self.force))

    def _read(self, fresh: Sequence[Source], progress: Callable[[int, int], None] | None) -> Iterator[Kept]:
        """Each source that can be read: held, where it is small, or written down beside the glossary."""
        for done, source in enumerate(fresh):
            if progress:
                progress(done, len(fresh))
            try:
                kept = keep(source, partial(_accepted, self.built, source, force=self.force), self.parts.folder, HELD)
            except (AlignError, OSError) as error:
                if is_out_of_space(error):
                    raise
                self.built.faults.append(_fault(source.path, error))
                self.built.unreadable += 1
                self.seen.unknown |= set(source.origin.files if source.origin else ())
                continue
            self.built.read += 1
            for name in kept.documents:
                self.seen.add(name, source.origin)
            self.kept.append(kept)
            yield kept

    def finish(self, taking: Taking) -> None:
        """Take everything in: the terms, and last the sentences, which carry the mark that a source has been taken in."""
        self.built.resumed = self.parts.resumed
        if self.by_parts:
            self.parts.take_in(self.built, taking)
        elif extracted := [bitext for bitext, _ in _extracted(self.kept)]:
            take_terms(self.built, extracted, taking, sources=list(dict.fromkeys(one.source.mark for one in self.kept)))
        elif taking.forget and not taking.preview:
            self.built.glossary.forget(*taking.forget, by=taking.by)
        keep_sentences(self.built, self.kept, taking, HELD)
        if self.by_parts and not taking.preview:
            self.parts.clear()


def _up_to(beads: int, reading: Iterator[Kept]) -> Iterator[Kept]:
    """Sources as they are read, until they have more beads than this."""
    for one in reading:
        yield one
        beads -= one.beads
        if beads < 0:
            return


def _extracted(kept: Iterable[Kept]) -> Iterator[tuple[Bitext, str]]:
    """The bitexts that terms are extracted from, each with the mark of its source; what was written down is let go of."""
    for one in kept:
        for bitext in one.bitexts():
            if {bitext.src_lang, bitext.tgt_lang} == EXTRACTED:
                yield bitext, one.source.mark


def _fault(path: Path, error: Exception) -> str:
    if isinstance(error, OSError) and not isinstance(error, AlignError):
        return f"{error.filename or path}: {error.strerror or error}"
    return str(error)


def _align(
    documents: Sequence[Path],
    out: Path,
    built: Built,
    seen: Seen,
    effort: _Effort,
    *,
    progress: Progress | None,
    force: bool,
) -> list[Source]:
    """Align the documents, and note what failed and what has no partner; the bitexts, new and old."""
    from align.batch import batch

    how = {**asdict(effort), "force": force, "progress": progress}
    try:
        run = batch([os.fspath(path) for path in documents], out, **how)
    except UnreadableInput as error:
        if error.code != "no_documents":
            raise
        return []  # a folder of bitext files, or of nothing: build says so
    if len(documents) == 2 and not run.documents and not run.failures and all(path.is_file() for path in documents):
        # Two files named together are a pair, whatever they look like.
        with tempfile.TemporaryDirectory() as folder:
            manifest = Path(folder, "pair.toml")
            src, tgt = (json.dumps(os.fspath(path.absolute()), ensure_ascii=False) for path in documents)
            manifest.write_text(f"[[document]]\nsrc = {src}\ntgt = {tgt}\n", encoding="utf-8")
            run = batch([manifest], out, **how)
    built.bitext = out
    built.interrupted = run.interrupted
    # A reason that begins with the path names the file already.
    built.faults += [
        failed.reason if failed.reason.startswith(failed.name) else f"{failed.name}: {failed.reason}"
        for failed in run.failures
    ]
    # What failed as a pair has two files, of which one may well be sound.
    built.unreadable += sum(failed.kind == "error" and len(failed.files) < 2 for failed in run.failures)
    if run.interrupted:
        built.faults.append(f"{out}: interrupted with {run.remaining} documents to go; run it again to go on")
    built.without_partner += [f"{orphan.source.name}: {orphan.explanation}" for orphan in run.orphans]
    seen.unknown |= {name for failed in run.failures if failed.kind == "error" for name in failed.files}
    return of_run(run, documents)


def _accepted(built: Built, source: Source, *, force: bool) -> Iterator[Bitext]:
    """The bitexts of a file, without pairs of texts that are not translations of each other; those are noted as faults."""
    from align.judgement import refusal

    for part in read_source(source):
        judgement = part.judgement
        if judgement is not None and judgement.refused:
            if not force:
                name = part.metadata.get("symbol") or source.path.name
                built.faults.append(f"{name}: {refusal(judgement)}; nothing is taken from it without --force")
                continue
            judgement = replace(judgement, forced=True)
        if judgement is not None and judgement.forced:
            built.forced.append(part.metadata.get("symbol") or source.path.name)
        yield named_bitext(replace(part, judgement=judgement), source.path)
