"""Aligning one pair of a batch, and the note of it that lets the next run pass it over.

Everything is written whole or not at all, the note last: if there is a note, the files that it names are there. Nothing
that is written depends on the time, on other documents or on the order they come in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from glob import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from align.batch.matching import Pair
from align.batch.sources import Source
from align.correction.carry_over import Carried, carry_over, copy_aside, corrected, digest, set_aside
from align.correction.journal import journal_of
from align.files import Stamp, json_text, locked, replacing, stamp
from align.judgement import contradictions, language_of, refusal
from align.locales import with_locales
from align.types import Bead, Bitext, Document, Segment

__all__ = ["DATA", "PAGES", "STATE", "Job", "Settings", "align_pair", "fingerprint", "forget", "known"]

STATE = ".batch"
"""Folder of the notes, in the folder of the results."""
DATA = "bitext"
"""Folder of the Parquet data set, partitioned by body and session."""
PAGES = "documents"
"""Folder of each document's bitext in the other formats."""

_VERSION = 2
"""Version of the notes; a note of another version counts for nothing."""
_WORST = 5
"""How many of the least sure beads of a document its note keeps."""
_UNLIKELY = 0.5
"""Mean confidence below which a pair that was matched by content is rejected."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the result depends on besides the documents."""

    formats: tuple[str, ...] = ("html", "tmx")
    encoder: str | None = None
    lexicon: str | None = None
    """File of a learned lexicon."""
    min_confidence: float = 0.0
    ocr: bool = False
    locales: tuple[str, ...] = ()
    """Languages with the region that they go out with."""

    def digest(self) -> str:
        """Hash of the settings, of the lexicon's content and of the version of this program."""
        from importlib.metadata import version

        content = asdict(self) | {"formats": sorted(self.formats), "version": version("duizhao"), "notes": _VERSION}
        for name in ("ocr", "locales"):
            if not content[name]:
                del content[name]  # results from before this setting existed stay valid
        if self.lexicon is not None:
            content["lexicon"] = hashlib.blake2b(Path(self.lexicon).read_bytes(), digest_size=16).hexdigest()
        return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Job:
    """One pair to align: where its results go, and the fingerprint of all that they depend on."""

    pair: Pair
    out: str
    settings: Settings
    fingerprint: str
    redo: bool = False
    """Align again what nobody has confirmed, though nothing has changed."""
    force: bool = False
    """Take the two for translations of each other, whatever they are."""


def fingerprint(pair: Pair, settings: str, digests: Mapping[str, str]) -> str:
    """Hash of what the result of a pair depends on: the content of both documents, how it is named, the settings."""
    parts = [digests["src"], digests["tgt"], settings, pair.name, pair.src.name, pair.tgt.name, pair.symbol or ""]
    parts += [pair.src_lang or "", pair.tgt_lang or "", pair.how, str(pair.score)]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def known(out: Path, pair: Pair, mark: str) -> dict[str, Any] | None:
    """The note of a pair that was done before, has not changed, and whose files are all there; otherwise None."""
    try:
        note: dict[str, Any] = json.loads((out / STATE / f"{pair.name}.json").read_text(encoding="utf-8"))
        if note["fingerprint"] != mark:
            return None
        if any((out / name).stat().st_size != size for name, size in note["files"].items()):
            return None
        if _beads_now(out, note) != note.get("corrected"):
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return note


def align_pair(job: Job) -> dict[str, Any]:
    """Read, align and write one pair; returns its note. Raises AlignError where a document cannot be read.

    Two documents that are only alike and do not align are no pair: nothing is written, and `rejected` says why. Two that
    were named as a pair and are not translations of each other are written and marked; `refused` says why. What
    people have confirmed in the bitext of an earlier run stays (align.batch.corrected), and what they confirm while
    this works as well. `did` says what was done: `new`, aligned `again`, or only `corrected` (the
    documents are the same; the other formats were made again of what people have made of the bitext).
    """
    out = Path(job.out)
    before = _note_with_every_bitext(out, job.pair.name)
    unchanged = before.get("fingerprint") == job.fingerprint and not job.redo
    fresh: Bitext | None = None
    while True:
        seen = _stamps(out, before)
        old = next((bitext for name in _bitexts(before) if (bitext := corrected(out / name)) is not None), None)
        if old is not None and unchanged:
            carried = Carried(old, sum(bead.confirmed for bead in old.beads), 0)
        else:
            fresh = _aligned(job) if fresh is None else fresh
            carried = Carried(fresh, 0, 0) if old is None else _carried(job, old, fresh)
        # Somebody may have corrected the bitext while this one was made: then once more, with that correction.
        with _held(out, before):
            if seen == _stamps(out, before):
                note = _kept(job, carried, before, out, corrected=old is not None)
                if "rejected" not in note:
                    note["did"] = "corrected" if old is not None and unchanged else "again" if before else "new"
                return note


def _stamps(out: Path, note: Mapping[str, Any]) -> list[Stamp | None]:
    return [stamp(out / name) for name in _bitexts(note)]


@contextmanager
def _held(out: Path, note: Mapping[str, Any]) -> Iterator[None]:
    with ExitStack() as locks:
        for name in _bitexts(note):
            locks.enter_context(locked(out / name))
        yield


def _kept(job: Job, carried: Carried, before: Mapping[str, Any], out: Path, *, corrected: bool) -> dict[str, Any]:
    """Write what was made of a pair, and the note of it, in the place of what was there before."""
    note = _described(job.pair, carried.bitext)
    if corrected:
        note |= {"corrected": digest(carried.bitext), "kept": carried.kept, "lost": carried.lost}
        if carried.lost:
            note["set_aside"] = [copy_aside(out / name, out / STATE) for name in _bitexts(before)]
    judgement = carried.bitext.judgement
    refused = judgement is not None and judgement.refused
    if job.pair.how == "content" and (refused or note["mean_confidence"] < _UNLIKELY):
        score = f"similarity {job.pair.score}, mean confidence {note['mean_confidence']:.2f}"
        _forget(out, job.pair.name)
        return {"rejected": score}
    if judgement is not None:
        note |= {"judgement": judgement.verdict, "probability": judgement.probability, "forced": judgement.forced}
        if refused:
            note["refused"] = refusal(judgement)
    if said := contradictions(carried.bitext):
        note["contradictions"] = said
    files = _write(job, carried.bitext, out, note)
    # Where the two documents lay, so that it can be told later that one of them is gone.
    note["paths"] = [job.pair.src.path, job.pair.tgt.path]
    note |= {"fingerprint": job.fingerprint, "files": {name: (out / name).stat().st_size for name in files}}
    with replacing(out / STATE / f"{job.pair.name}.json") as beside:
        beside.write_text(json_text(note, sort_keys=True), encoding="utf-8", newline="\n")
    # What an earlier run made of the document under another name is out of date.
    for name in set(before.get("files", ())) - set(files):
        _remove(out, name)
    return note


def forget(out: Path, name: str) -> list[str]:
    """Remove the results of a pair that can no longer be aligned, so that none is left of an old text. A corrected
    bitext is set aside; returns where.
    """
    with _held(out, _note_with_every_bitext(out, name)):
        return _forget(out, name)


def _forget(out: Path, name: str) -> list[str]:
    files = _note_with_every_bitext(out, name).get("files", ())
    aside = [place for file in files if (place := _remove(out, file)) is not None]
    (out / STATE / f"{name}.json").unlink(missing_ok=True)
    return aside


def _remove(out: Path, name: str) -> str | None:
    # A note is only a file: nothing outside the folder of the results is touched, whatever it says.
    if not _inside(name):
        return None
    place = set_aside(out / name, out / STATE) if name.endswith(".parquet") else None
    (out / name).unlink(missing_ok=True)
    return place


def _inside(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def _note_with_every_bitext(out: Path, name: str) -> dict[str, Any]:
    """The note of a pair, which names every bitext of it that there is.

    A run that was killed before it wrote the note has left the bitext without one, or with that of an earlier run;
    what people have confirmed in it since is theirs all the same.
    """
    note = _note(out, name)
    files = dict(note.get("files", {}))
    for path in sorted((out / DATA).glob(f"*/*/{escape(name)}.parquet")):
        files.setdefault(path.relative_to(out).as_posix(), -1)
    return note | {"files": files} if files else note


def _bitexts(note: Mapping[str, Any]) -> list[str]:
    return [name for name in note.get("files", ()) if name.endswith(".parquet") and _inside(name)]


def _beads_now(out: Path, note: Mapping[str, Any]) -> str | None:
    """Names the beads of a bitext that was corrected; the list of corrections beside it tells that it was."""
    for name in _bitexts(note):
        touched = note.get("corrected") is not None or journal_of(out / name).exists()
        if touched and (bitext := corrected(out / name)) is not None:
            return digest(bitext)
    return None


def _aligned(job: Job) -> Bitext:
    """The documents as they are now, aligned, and named."""
    pair = job.pair
    if pair.src == pair.tgt:
        from align.readers import given_pairs
        from align.two_languages import sides

        given = given_pairs(pair.src.bytes(), pair.src.name, src_lang=pair.src_lang, tgt_lang=pair.tgt_lang)
        if given is not None:
            named = replace(given, src_path=pair.src.name, tgt_path=pair.tgt.name)
            return with_locales(named, (pair.src_lang, pair.tgt_lang), job.settings.locales)
        both = sides(pair.src.read(ocr=job.settings.ocr), pair.src_lang, pair.tgt_lang)
        src, tgt = both.src, both.tgt
    else:
        ocr = job.settings.ocr
        src, tgt = _document(pair.src, pair.src_lang, ocr=ocr), _document(pair.tgt, pair.tgt_lang, ocr=ocr)
    bitext = _aligning(job)(src, tgt)
    metadata = {**tgt.metadata, **src.metadata}
    if "title" in tgt.metadata and "title" in src.metadata:
        metadata["title"] = src.metadata["title"]
    if pair.symbol:
        metadata["symbol"] = pair.symbol
    return with_locales(
        replace(
            bitext,
            src_path=pair.src.name,
            tgt_path=pair.tgt.name,
            metadata=MappingProxyType(dict(sorted(metadata.items()))),
        ),
        (pair.src_lang, pair.tgt_lang),
        job.settings.locales,
    )


def _document(source: Source, named: str | None, *, ocr: bool) -> Document:
    """The document, in the language that its text is in, whatever its name says."""
    document = source.read(language=named, ocr=ocr)
    found = language_of([Segment(paragraph.text) for paragraph in document.paragraphs], document.language)
    return document if found == document.language else source.read(language=found, ocr=ocr)


def _carried(job: Job, old: Bitext, fresh: Bitext) -> Carried:
    """The fresh bitext with what was confirmed in the old one."""
    return carry_over(old, fresh, partial(_aligning(job), src_lang=fresh.src_lang, tgt_lang=fresh.tgt_lang))


def _aligning(job: Job) -> Callable[..., Bitext]:
    """`align` with the encoder and the lexicon that the settings name."""
    from align.alignment.aligner import align

    lexicon = _lexicon(job.settings.lexicon) if job.settings.lexicon else None
    return partial(align, encoder=_encoder(job.settings.encoder), lexicon=lexicon, force=job.force)


@lru_cache(maxsize=1)
def _encoder(name: str | None) -> Any:
    """Loaded once in a process, for all its documents."""
    if name is None:
        return None
    from align.encoders import load

    return load(name)


@lru_cache(maxsize=1)
def _lexicon(path: str) -> Any:
    """Loaded once in a process, for all its documents."""
    from align.lexicon.lexicon_file import LexiconFile

    return LexiconFile.read(path)


def _note(out: Path, name: str) -> dict[str, Any]:
    try:
        note = json.loads((out / STATE / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _described(pair: Pair, bitext: Bitext) -> dict[str, Any]:
    """What the report says of a document."""
    from align.summary import is_doubtful, summarize

    summary = summarize(bitext)
    doubtful = [(n, bead) for n, bead in enumerate(bitext.beads) if is_doubtful(bead)]
    worst = sorted(doubtful, key=lambda entry: (round(entry[1].confidence, 4), entry[0]))[:_WORST]
    return {
        "name": pair.name,
        "symbol": bitext.metadata.get("symbol"),
        "title": bitext.metadata.get("title"),
        "body": bitext.metadata.get("body"),
        "session": bitext.metadata.get("session"),
        "src": pair.src.name,
        "tgt": pair.tgt.name,
        "languages": [bitext.src_lang, bitext.tgt_lang],
        "how": pair.how,
        "score": pair.score,
        "sentences": [len(bitext.src), len(bitext.tgt)],
        "beads": summary.beads,
        "omissions": summary.omissions,
        "doubtful": summary.doubtful,
        "mean_confidence": round(summary.mean_confidence, 4),
        "worst": [_passage(bitext, n, bead) for n, bead in worst],
    }


def _passage(bitext: Bitext, number: int, bead: Bead) -> dict[str, Any]:
    def shown(texts: list[str]) -> str:
        text = " ".join(texts)
        return text if len(text) <= 160 else f"{text[:159]}…"

    return {
        "bead": number,
        "confidence": round(float(bead.confidence), 4),
        "src": shown([bitext.src[n].text for n in bead.src]),
        "tgt": shown([bitext.tgt[n].text for n in bead.tgt]),
    }


def _write(job: Job, bitext: Bitext, out: Path, note: Mapping[str, Any]) -> list[str]:
    """Write the bitext to the data set and in the formats asked for; returns the names of the files."""
    from align.formats import format_of, write
    from align.formats.parquet import rewrite

    parts = [
        f"{key}={quote(str(note[key]), safe='') if note[key] else '__HIVE_DEFAULT_PARTITION__'}"
        for key in ("body", "session")
    ]
    files = ["/".join([DATA, *parts, f"{job.pair.name}.parquet"])]
    for name in sorted(set(job.settings.formats) - {"parquet"}):
        suffix = format_of("", name).suffixes[:1] or (f".{name}",)
        files.append(f"{PAGES}/{job.pair.name}{suffix[0]}")
        write(bitext, out / files[-1], format=name, min_confidence=job.settings.min_confidence)
    rewrite(bitext, out / files[0], min_confidence=job.settings.min_confidence)
    return files
