"""The main job: documents and bitext in, a richer glossary out; what was taken in before is not done again.

Documents are aligned by `align.batch`, which finds the pairs, passes over what is done, and survives what fails; their
bitext stays in its folder. Here the bitext is read, terms are extracted from what is new, and the glossary takes them.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from align.errors import AlignError, UnreadableInput
from align.files import is_out_of_space
from align.formats.rows import document_name
from align.types import Bitext
from glossary.build_terms import Taking, take_terms
from glossary.origins import Origin, Origins, Seen, origin_of
from glossary.store.glossary import Added, Glossary

if TYPE_CHECKING:
    from align.batch import Run

__all__ = ["Built", "build"]

BEADS = 25_000
"""Beads that are extracted from at a time, which bounds the memory of a build."""
EXTRACTED = {"zh", "en"}
"""Languages that terms are extracted from."""
BITEXTS = frozenset({".tmx", ".xliff", ".xlf", ".jsonl", ".ndjson", ".parquet", ".tsv", ".csv", ".po"})
"""Suffixes of files that are bitext, and no documents."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Source:
    """A bitext file, and the mark of what it holds: when that is known, the file has been taken in."""

    path: Path
    mark: str
    origin: Origin | None = None
    """Where it came from; None where that cannot be told."""
    languages: tuple[str | None, str | None] = (None, None)
    """Source and target, where two were chosen of a file that may hold more."""
    own: bool = False
    """Whether this very build has written it."""
    partner: Path | None = None
    """The file whose lines belong to those of `path`, one by one."""


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
    alone: list[str] = field(default_factory=list)
    """Documents without a partner, each with the reason."""
    sentences_only: list[str] = field(default_factory=list)
    """Documents in languages that terms are not extracted from; their sentences serve the concordance."""
    contradictions: list[str] = field(default_factory=list)
    """Terms found with rival equivalents, each pair of entries named once, for review."""
    forced: list[str] = field(default_factory=list)
    """Documents taken in though they seem not to be translations of each other, since a person said that they are."""
    missing: list[str] = field(default_factory=list)
    """Documents taken in before from what was named now, and of which nothing is there any more, or no longer so paired."""
    forgotten: list[str] = field(default_factory=list)
    """Such documents that were forgotten, since `forget_missing` asked for it."""
    faults: list[str] = field(default_factory=list)
    """One line for each source that could not be taken in."""
    interrupted: bool = False


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
    nothing to take in.
    """
    effort = _Effort(engine, jobs, address)
    home = Path(glossary)
    out = home / "_bitext" if bitext is None else Path(bitext)
    sources, documents = _sort_out([Path(path) for path in inputs], languages, but=(home, out))
    built, origins = Built(Glossary.open(home, create=True)), Origins(home)
    seen = Seen(frozenset(str(Path(path).resolve()) for path in inputs))
    if documents:
        sources += _align(documents, out, built, seen, effort, progress=progress, force=force)
    if not sources and not built.faults and not (built.alone and origins.missing(seen)):
        raise UnreadableInput(
            "{reason}" if built.alone else "there is nothing to build from",
            where=None if built.alone else ", ".join(os.fspath(path) for path in documents) or None,
            remedy="name a document and its translation, a folder of them, or a bitext file",
            code="nothing_to_build_from",
            reason=built.alone[0] if built.alone else "",
        )
    known = {mark for marks in built.glossary.sources().values() for mark in marks.split("+")}
    known -= built.glossary.log.undone_sources()
    fresh = [source for source in sources if redo or source.mark not in known]
    built.known = len(sources) - len(fresh)
    _note_known(seen, built.glossary, [source for source in sources if source not in fresh])
    from glossary.extraction.parallel import open_workers

    with open_workers(engine, jobs, address) as workers:
        taking = Taking(by, workers, preview=preview)
        rest = _take_in_all(built, fresh, taking, seen, force=force, progress=progress)
        if not built.interrupted:
            kept = built.glossary.sources()
            built.missing = [name for name in origins.missing(seen) if name in kept]
        if forget_missing:
            built.forgotten, built.missing = built.missing, []
            taking = replace(taking, forget=tuple(built.forgotten))
        if rest or taking.forget:
            _take_in(built, rest, taking)
    if not built.interrupted and not preview:
        origins.note(seen, forgotten=built.forgotten, known=built.glossary.sources())
    if progress:
        progress("extracting", len(fresh), len(fresh))
    return built


def _note_known(seen: Seen, glossary: Glossary, sources: Iterable[_Source]) -> None:
    """Note the documents of sources that have not changed since they were taken in."""
    documents: dict[str, list[str]] = {}
    for document, marks in glossary.sources().items():
        for mark in marks.split("+"):
            documents.setdefault(mark, []).append(document)
    for source in sources:
        for document in documents.get(source.mark, ()):
            seen.add(document, source.origin)


def _take_in_all(
    built: Built,
    fresh: Sequence[_Source],
    taking: Taking,
    seen: Seen,
    *,
    force: bool,
    progress: Progress | None,
) -> list[tuple[Bitext, str]]:
    """Take the sources in, a batch at a time; the last batch is returned, still to be taken in."""
    batch: list[tuple[Bitext, str]] = []
    for done, source in enumerate(fresh):
        if progress:
            progress("extracting", done, len(fresh))
        if sum(len(part.beads) for part, _ in batch) >= BEADS:
            _take_in(built, batch, taking)
            batch = []
        try:
            parts = [_named(part, source.path) for part in _accepted(built, source, force=force)]
        except (AlignError, OSError) as error:
            if is_out_of_space(error):
                raise
            built.faults.append(_fault(source.path, error))
            seen.unknown |= set(source.origin.files if source.origin else ())
            continue
        batch += [(part, source.mark) for part in parts]
        for part in parts:
            seen.add(document_name(part), source.origin)
    return batch


def _fault(path: Path, error: Exception) -> str:
    if isinstance(error, OSError) and not isinstance(error, AlignError):
        return f"{error.filename or path}: {error.strerror or error}"
    return str(error)


def _sort_out(
    paths: Sequence[Path], languages: tuple[str | None, str | None], *, but: Sequence[Path]
) -> tuple[list[_Source], list[Path]]:
    """The bitext files among the paths, and the paths that hold documents."""
    from align.batch.discovery import is_manifest

    sources: dict[Path, _Source] = {}
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


def _line_pairs(paths: Sequence[Path], languages: tuple[str | None, str | None]) -> _Source | None:
    """Two files, corpus.zh and corpus.en, of as many lines, whose lines are pairs."""
    from align.line_pairs import as_many_lines

    if len(paths) != 2 or not as_many_lines(*paths):
        return None
    origin = origin_of([path.name for path in paths], paths)
    return _Source(paths[0], "-".join(map(_digest, paths)), origin, languages, partner=paths[1])


def _bitext_file(path: Path, languages: tuple[str | None, str | None], root: Path) -> _Source:
    # Another pair of languages of the same file is something new.
    chosen = "".join(f"-{language}" for language in languages if language)
    origin = origin_of([path.relative_to(root).as_posix() if root != path else path.name], [root])
    try:
        mark = _digest(path) + chosen
    except OSError:
        mark = ""  # it will be tried again when it is its turn, and named
    return _Source(path, mark, origin, languages)


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


def _align(
    documents: Sequence[Path],
    out: Path,
    built: Built,
    seen: Seen,
    effort: _Effort,
    *,
    progress: Progress | None,
    force: bool,
) -> list[_Source]:
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
    if run.interrupted:
        built.faults.append(f"{out}: interrupted with {run.remaining} documents to go; run it again to go on")
    built.alone += [f"{orphan.source.name}: {orphan.reason}" for orphan in run.orphans]
    seen.unknown |= {name for failed in run.failures if failed.kind == "error" for name in failed.files}
    return _of_run(run, documents)


def _of_run(run: Run, documents: Sequence[Path]) -> list[_Source]:
    return [
        _Source(run.out / name, _mark(note), origin_of([note["src"], note["tgt"]], documents), own=True)
        for note in run.documents
        for name in note["files"]
        if name.endswith(".parquet")
    ]


def _mark(note: Mapping[str, Any]) -> str:
    """Names what a document's bitext holds: what it was made from, and what people have corrected in it since."""
    return f"{note['fingerprint']}-{note['corrected']}" if note.get("corrected") else str(note["fingerprint"])


def _of_batch(folder: Path) -> list[_Source]:
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
            _Source(path, mark, origin_of([path.relative_to(folder).as_posix()], [folder]))
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


def _read(source: _Source) -> list[Bitext]:
    from align.formats import read, read_own

    if source.own:
        return list(read_own(source.path))
    if source.partner is not None:
        from align.line_pairs import line_pairs

        return [line_pairs(source.path, source.partner, src_lang=source.languages[0], tgt_lang=source.languages[1])]
    return list(read(source.path, src_lang=source.languages[0], tgt_lang=source.languages[1]))


def _accepted(built: Built, source: _Source, *, force: bool) -> list[Bitext]:
    """The bitexts of a file but those of two texts that are not translations of each other, which are faults."""
    from align.judgement import refusal

    accepted = []
    for part in _read(source):
        if part.judgement is not None and part.judgement.refused:
            if not force:
                name = part.metadata.get("symbol") or source.path.name
                built.faults.append(f"{name}: {refusal(part.judgement)}; nothing is taken from it without --force")
                continue
            part = replace(part, judgement=replace(part.judgement, forced=True))
        if part.judgement is not None and part.judgement.forced:
            built.forced.append(part.metadata.get("symbol") or source.path.name)
        accepted.append(part)
    return accepted


def _digest(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _named(bitext: Bitext, path: Path) -> Bitext:
    """The bitext with a name for its document, so that its evidence can be found again.

    A file without a symbol goes by its path below what was named, so that two folders may hold files of one name.
    """
    source = bitext.src_path or ""
    below = bool(source) and not Path(source).is_absolute() and ".." not in Path(source).parts
    name = bitext.metadata.get("symbol") or (source if below else document_name(bitext)) or path.name
    return replace(bitext, metadata=MappingProxyType({**bitext.metadata, "symbol": name}))


def _take_in(built: Built, batch: Sequence[tuple[Bitext, str]], taking: Taking) -> None:
    bitexts = [bitext for bitext, _ in batch]
    extracted = [bitext for bitext in bitexts if {bitext.src_lang, bitext.tgt_lang} == EXTRACTED]
    if extracted:
        take_terms(built, extracted, taking, most=BEADS, sources=list(dict.fromkeys(mark for _, mark in batch)))
    elif taking.forget and not taking.preview:
        built.glossary.forget(*taking.forget, by=taking.by)
    # The segments come last: they carry the mark that says a source has been taken in.
    marks: dict[str, dict[str, None]] = {}
    for bitext, mark in batch:
        marks.setdefault(document_name(bitext), {})[mark] = None
    if not taking.preview:
        built.glossary.add_segments(bitexts, digests={name: "+".join(some) for name, some in marks.items()})
    built.documents += dict.fromkeys(document_name(bitext) for bitext in bitexts)
    built.sentences_only += dict.fromkeys(
        f"{document_name(bitext)} ({bitext.src_lang}-{bitext.tgt_lang})"
        for bitext in bitexts
        if {bitext.src_lang, bitext.tgt_lang} != EXTRACTED
    )
    built.beads += sum(len(bitext.beads) for bitext in bitexts)
