"""A whole batch: find, match, pass over what is done, align the rest, report."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.batch.decisions import Decisions, changing
from align.batch.discovery import Discovered, Listed, find
from align.batch.engines import Engine, check_engine, open_engine
from align.batch.matching import Matched, Orphan, Pair, match
from align.batch.pair_job import STATE, Job, Settings, align_pair, fingerprint, forget, known
from align.batch.process_pool import Failure, Local
from align.batch.profiles import DocumentProfile, profile_by_ocr, profile_of
from align.batch.run import Failed, Run
from align.batch.sources import Source
from align.errors import AlignError, InvalidOption, UnreadableInput
from align.files import json_text, make_folder, replacing, sweep_unfinished

if TYPE_CHECKING:
    from align.types import Bitext

__all__ = ["batch", "propose"]

_LEARNED_AT_ONCE = 50_000
"""Beads that a lexicon is learned from at a time."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


def batch(  # noqa: PLR0913 - keyword-only, one for each option of the command
    inputs: Sequence[str | os.PathLike[str] | Listed],
    out: str | os.PathLike[str],
    *,
    jobs: int = 1,
    engine: str = "local",
    address: str | None = None,
    pairs: Sequence[tuple[str, str]] = (),
    formats: Sequence[str] = ("html", "tmx"),
    encoder: str | None = None,
    lexicon: str | os.PathLike[str] | None = None,
    learn_lexicon: str | os.PathLike[str] | None = None,
    min_confidence: float = 0.0,
    redo: bool = False,
    force: bool = False,
    ocr: bool = False,
    exclude: Sequence[str] = (),
    include: Sequence[str] = (),
    locales: Sequence[str] = (),
    timeout: float = 3600.0,
    progress: Progress | None = None,
) -> Run:
    """Align all documents of `inputs` (folders, files, .zip archives, manifests, named pairs) into the folder `out`.

    `out` gets `bitext/` (the Parquet data set), `documents/` (each bitext in the other `formats`), `report.html` and
    `report.json`. What an earlier run has done there and is unchanged is passed over, unless `redo`. A document that
    fails is named in the result and stops no other. So is a pair that is no pair: two documents that are not translations
    of each other are written and marked, but are among the failures, unless `force` takes them for translations.
    `ocr` reads pictures of pages (see `align.readers.read`). `locales` are the languages with the region that they go out
    with (see `align.locales`). Pairs that are named, and files that `exclude` leaves out until
    `include` takes them in again (names or patterns), are kept in `out` and hold in later runs. SIGINT or SIGTERM lets the documents at work end; a second one
    does not wait. A script that calls it does so under `if __name__ == "__main__":`, because the processes that it starts
    load the script again. Raises UnreadableInput, InvalidExchange and InvalidOption for inputs and options that cannot be used.
    """
    begun = time.monotonic()
    settings = _settings(formats, encoder, lexicon, min_confidence, ocr=ocr, locales=locales)
    check_engine(engine, jobs)
    found = find(inputs, but=out, ocr=ocr)
    _refuse_nothing(inputs, found)
    folder = Path(out)
    run = Run(folder)
    run.failures += [Failed(name, reason) for name, reason in found.faults]
    with _only_run(folder), open_engine(engine, jobs, address, timeout) as workers, _stopping(workers, run):
        digests = _Digests()
        with changing(folder) as decisions:
            decisions.learn(found, digests, exclude=exclude, include=include)
        decisions.apply(found, digests)
        run.passed_over, run.unread = found.passed_over, sorted(found.unread)
        matched = match(
            found.documents,
            found.listed,
            pairs=pairs,
            read_profiles=lambda sources: _profiles(sources, folder, digests, workers, progress, ocr=ocr),
        )
        run.passed_over += matched.unwanted
        run.orphans, run.duplicates = matched.orphans, matched.duplicates
        run.failures += [Failed(source.name, reason, (source.name,)) for source, reason in matched.faults]
        todo = _sorted_out(matched, folder, settings, digests, run, redo=redo, force=force)
        _align(todo, workers, run, progress)
        _refuse(run, matched.pairs, lambda sources: _profiles(sources, folder, digests, workers, progress, ocr=ocr))
        if learn_lexicon is not None and not run.interrupted:
            _learn(run, settings, Path(learn_lexicon))
    run.documents.sort(key=lambda note: note["name"])
    run.orphans.sort(key=lambda orphan: orphan.source)
    run.failures.sort(key=lambda failed: failed.name)
    run.seconds = time.monotonic() - begun
    from align.batch.report import write_report

    write_report(run)
    return run


def propose(
    inputs: Sequence[str | os.PathLike[str] | Listed],
    out: str | os.PathLike[str],
    *,
    pairs: Sequence[tuple[str, str]] = (),
    decided: Decisions | None = None,
    timeout: float = 3600.0,
    progress: Progress | None = None,
) -> tuple[Discovered, Matched]:
    """What `batch` would find in `inputs` and how it would pair it; nothing is aligned.

    What was seen of the documents is noted in `out`, so that the run after it need not look again. `decided` are decisions
    that hold instead of those kept in `out`.
    """
    folder = Path(out)
    found = find(inputs, but=out)
    with _only_run(folder), Local(1, timeout=timeout) as workers:
        digests = _Digests()
        (decided or Decisions.load(folder)).apply(found, digests)
        matched = match(
            found.documents,
            found.listed,
            pairs=pairs,
            read_profiles=lambda sources: _profiles(sources, folder, digests, workers, progress),
        )
    return found, matched


def _refuse_nothing(inputs: Sequence[str | os.PathLike[str] | Listed], found: Discovered) -> None:
    """Raise UnreadableInput where there is no document at all among the inputs, naming some of what there is."""
    if found.documents or found.listed or found.faults:
        return
    shown = "; ".join(f"{name}: {reason}" for name, reason in sorted(found.unread)[:3])
    raise UnreadableInput(
        "there are no documents ({shown})" if shown else "there are no documents",
        where=", ".join(os.fspath(path) for path in inputs if not isinstance(path, Listed)),
        remedy="name documents, a folder of them, a .zip archive or a manifest",
        code="no_documents",
        shown=shown,
    )


def _settings(
    formats: Sequence[str],
    encoder: str | None,
    lexicon: str | os.PathLike[str] | None,
    min_confidence: float,
    *,
    ocr: bool,
    locales: Sequence[str],
) -> Settings:
    from align.formats import format_of
    from align.locales import read_locales

    for name in formats:
        format_of("", name)
    if not 0 <= min_confidence <= 1:
        raise InvalidOption(
            "a confidence is from 0 to 1, not {min_confidence}", where="--min-confidence", min_confidence=min_confidence
        )
    if lexicon is not None and not Path(lexicon).is_file():
        raise InvalidOption(
            "there is no such file", where=lexicon, remedy="write one with --learn-lexicon", code="no_such_file"
        )
    path = None if lexicon is None else str(Path(lexicon).absolute())
    if encoder is not None:
        from align.encoders import load

        load(encoder)  # an unknown name or a missing package is reported before the work begins
    if ocr:
        from align.readers.ocr import needed

        needed()
    return Settings(
        tuple(sorted(set(formats))), encoder, path, min_confidence, ocr, tuple(sorted(read_locales(locales)))
    )


class _Digests:
    """Hash of each document's content, read once."""

    def __init__(self) -> None:
        self._known: dict[Source, str] = {}

    def __call__(self, source: Source) -> str:
        if source not in self._known:
            self._known[source] = source.digest()
        return self._known[source]


def _profiles(
    sources: Sequence[Source],
    out: Path,
    digests: _Digests,
    workers: Engine,
    progress: Progress | None,
    *,
    ocr: bool = False,
) -> Mapping[Source, DocumentProfile | str]:
    """The profiles of documents, from the notes of earlier runs where these have them."""
    found: dict[Source, DocumentProfile | str] = {}
    mark = ".ocr" if ocr else ""
    for source in sources:
        try:
            note = out / STATE / "looks" / f"{digests(source)}{mark}.json"
            content = json.loads(note.read_text(encoding="utf-8"))
            if "curve" in content:  # a note of an earlier version says less
                found[source] = DocumentProfile(**content)
        except (AlignError, OSError, ValueError, TypeError):
            continue
    rest = [source for source in sources if source not in found]
    for done, (source, outcome) in enumerate(workers.run(profile_by_ocr if ocr else profile_of, rest), 1):
        if isinstance(outcome, Failure):
            found[source] = outcome.reason
        else:
            found[source] = outcome
            with replacing(out / STATE / "looks" / f"{digests(source)}{mark}.json") as beside:
                beside.write_text(json_text(asdict(outcome), sort_keys=True), encoding="utf-8", newline="\n")
        if progress:
            progress("looking", done, len(rest))
    return {source: found.get(source, "not looked at: the run was interrupted") for source in sources}


def _sorted_out(
    matched: Matched, out: Path, settings: Settings, digests: _Digests, run: Run, *, redo: bool, force: bool
) -> list[Job]:
    """The pairs that are still to be aligned, the longest first; what is done is put into the run."""
    mark = settings.digest()
    jobs: list[tuple[int, Job]] = []
    for pair in matched.pairs:
        try:
            content = {"src": digests(pair.src), "tgt": digests(pair.tgt)}
        except (AlignError, OSError) as error:
            _fail(run, pair, Failure(" ".join(str(error).split())))
            continue
        job = Job(pair, str(out.absolute()), settings, fingerprint(pair, mark, content), redo, force)
        note = None if redo else known(out, pair, job.fingerprint)
        if force and note is not None and "refused" in note:
            note = None
        if note is None:
            size = sum(Path(side.path).stat().st_size for side in (pair.src, pair.tgt))
            jobs.append((size, job))
        else:
            run.documents.append(note)
            # Two texts that are not translations are listed apart, not among the documents that are done.
            run.known += "refused" not in note
    # A long document begun last would keep one process busy while the others have nothing to do.
    return [job for _, job in sorted(jobs, key=lambda entry: (-entry[0], entry[1].pair.name))]


def _align(todo: Sequence[Job], workers: Engine, run: Run, progress: Progress | None) -> None:
    if progress:
        progress("aligning", 0, len(todo))
    done = 0
    for job, outcome in workers.run(align_pair, todo):
        done += 1
        if isinstance(outcome, Failure):
            _fail(run, job.pair, outcome)
        elif "rejected" in outcome:
            _part(run, job.pair, outcome["rejected"])
        else:
            did = outcome.pop("did")
            if "refused" not in outcome:
                run.new += did == "new"
                run.again += did == "again"
                run.corrected += did == "corrected"
            run.documents.append(outcome)
        if progress:
            progress("aligning", done, len(todo))
    run.remaining = len(todo) - done


def _part(run: Run, pair: Pair, why: str) -> None:
    """Put two documents that were only similar among those without a partner."""
    for one, other, language in ((pair.src, pair.tgt, pair.src_lang), (pair.tgt, pair.src, pair.tgt_lang)):
        reason = f"no translation was found; most like it is {other.name}, but the two do not align ({why})"
        run.orphans.append(Orphan(one, reason, language, None))


def _refuse(run: Run, pairs: Sequence[Pair], read_profiles: Callable[[Sequence[Source]], Mapping[Source, Any]]) -> None:
    """Put the pairs that were refused among the failures, each file with its likeliest partner."""
    refused = [note for note in run.documents if "refused" in note]
    if not refused:
        return
    from align.batch.partners import likeliest

    run.documents = [note for note in run.documents if "refused" not in note]
    sources = {source.name: source for pair in pairs for source in (pair.src, pair.tgt)}
    sources |= {orphan.source.name: orphan.source for orphan in run.orphans}
    read = {} if run.interrupted else read_profiles(list(sources.values()))
    profiles = {source.name: found for source, found in read.items() if isinstance(found, DocumentProfile)}
    for note in refused:
        names = (note["src"], note["tgt"])
        partners = {name: best for name in names if (best := likeliest(name, profiles, but=names)) is not None}
        said = [f"{best} is more likely the translation of {name}" for name, best in partners.items()]
        reason = "; ".join([note["refused"], *note.get("contradictions", ()), *said])
        run.failures.append(Failed(note["name"], reason, names, kind=note["judgement"], partners=partners))


def _fail(run: Run, pair: Pair, failure: Failure) -> None:
    aside = forget(run.out, pair.name)
    reason = f"{failure.reason}; its corrected bitext is kept as {', '.join(aside)}" if aside else failure.reason
    run.failures.append(Failed(pair.name, reason, (pair.src.name, pair.tgt.name), failure.traceback))


def _learn(run: Run, settings: Settings, path: Path) -> None:
    """Learn a lexicon from all that is done, on top of the one that was used; one file for all pairs of languages.

    It is learned part by part, so that memory does not grow with the batch.
    """
    from align.lexicon.learned import Lexicon
    from align.lexicon.lexicon_file import LexiconFile

    learned = LexiconFile() if settings.lexicon is None else LexiconFile.read(settings.lexicon)
    for languages in sorted({tuple(note["languages"]) for note in run.documents}):
        for part in _parts(run, languages):
            learned.add(Lexicon.learn(part))
    if learned.lexicons:
        learned.write(path)


def _parts(run: Run, languages: tuple[str, ...]) -> Iterator[list[Bitext]]:
    """The bitexts of two languages, some at a time."""
    from align.formats import read_own

    part: list[Bitext] = []
    for note in sorted(run.documents, key=lambda note: note["name"]):
        if tuple(note["languages"]) == languages:
            for name in note["files"]:
                part += read_own(run.out / name) if name.endswith(".parquet") else ()
        if sum(len(bitext.beads) for bitext in part) >= _LEARNED_AT_ONCE:
            yield part
            part = []
    if part:
        yield part


@contextmanager
def _only_run(out: Path) -> Iterator[None]:
    """Keep a second run out of the same folder; the lock goes with the process, however it ends."""
    from filelock import FileLock, Timeout

    make_folder(out / STATE)
    lock = FileLock(out / STATE / "lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        remedy = "wait for it, or name another folder"
        raise InvalidOption(
            "another run is at work in this folder", where=out, remedy=remedy, code="folder_in_use"
        ) from error
    try:
        sweep_unfinished(out)
        yield
    finally:
        lock.release()


@contextmanager
def _stopping(workers: Engine, run: Run) -> Iterator[None]:
    """Let SIGINT and SIGTERM end the run in order; a second one ends it at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        if run.interrupted:
            raise KeyboardInterrupt
        run.interrupted = True
        workers.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(TypeError):
                signal.signal(number, handler)
