"""Which document is whose translation: by symbol and language, by name, by a manifest, else by content with a score.

Every document that ends up in no pair is an Orphan with the reason. A revision is only paired with the same revision,
a corrigendum with the same corrigendum: their symbols differ.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from align.batch.discovery import Listed
from align.batch.file_names import Named, read_name
from align.batch.profiles import DocumentProfile, clear_pairs, scores
from align.batch.sources import Source
from align.errors import Message

__all__ = ["Matched", "Orphan", "Pair", "match"]

How = Literal["manifest", "symbol", "name", "content", "one file"]

_ORDER = ("zh", "fr", "es", "ru", "ar", "de", "en")
# What keeps most of a document's structure comes first.
_FORMATS = (".docx", ".odt", ".doc", ".rtf", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".pdf")


@dataclass(frozen=True, slots=True)
class Pair:
    """A document and its translation, to be aligned."""

    name: str
    """Of the files that are made of it: “GC.20-14.zh-en”."""
    src: Source
    tgt: Source
    src_lang: str | None
    tgt_lang: str | None
    how: How
    score: float | None = None
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Orphan:
    """A document that is in no pair, and why."""

    source: Source
    reason: str
    language: str | None = None
    symbol: str | None = None


@dataclass(slots=True)
class Matched:
    """The pairs, the documents without a partner, further files of documents that have one, and unreadable ones."""

    pairs: list[Pair] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    duplicates: list[Orphan] = field(default_factory=list)
    faults: list[tuple[Source, str]] = field(default_factory=list)
    unwanted: int = 0
    """Documents in languages that nobody asked for."""


@dataclass(slots=True)
class _Candidate:
    """A document with what is known of it so far, from its name and, if need be, from a look at it."""

    named: Named
    language: str | None
    key: str | None
    symbol: str | None
    variant: str
    """Script, where one document has Chinese texts in both."""
    look: DocumentProfile | None = None


Looking = Callable[[Sequence[Source]], Mapping[Source, DocumentProfile | str]]
"""Looks at documents; a text is the reason why one cannot be read."""


def match(
    documents: Iterable[Source],
    listed: Iterable[Listed] = (),
    *,
    looking: Looking,
    pairs: Sequence[tuple[str, str]] = (),
) -> Matched:
    """Pair the documents. `pairs` are the languages wanted, source first; without them each language with English,
    or the two that a document has.

    `looking` is asked for the documents only that names do not decide.
    """
    matched = Matched()
    taken: set[tuple[str, str]] = set()
    for entry in listed:
        taken |= {(entry.src.path, entry.src.member), (entry.tgt.path, entry.tgt.member)}
        symbol = entry.symbol or read_name(entry.src).symbol
        src_lang = entry.src_lang or read_name(entry.src).language
        tgt_lang = entry.tgt_lang or read_name(entry.tgt).language
        name = _name(symbol, entry.src.name, (src_lang, tgt_lang))
        matched.pairs.append(Pair(name, entry.src, entry.tgt, src_lang, tgt_lang, "manifest", None, symbol))
    rest = [
        _Candidate(
            named,
            named.language,
            named.key,
            named.symbol,
            "Hant" if named.traditional and named.language in ("zh", None) else "",
        )
        for named in (read_name(source) for source in documents if (source.path, source.member) not in taken)
    ]
    rest = _asked_for(rest, pairs, matched)
    for grouping, how in ((_by_symbol, "symbol"), (_by_stem, "name")):
        rest = _pair_groups(rest, grouping, how, pairs, matched)  # type: ignore[arg-type]
    if rest:
        rest = _pair_within(_look_at(rest, looking, matched), pairs, matched)
        rest = _asked_for(rest, pairs, matched)
        for grouping, how in ((_by_symbol, "symbol"), (_by_stem, "name")):
            rest = _pair_groups(rest, grouping, how, pairs, matched)  # type: ignore[arg-type]
        rest = _join_pairs(rest, matched)
        rest = _pair_by_content(rest, pairs, matched)
    matched.orphans += [_orphan(candidate, rest, matched) for candidate in rest]
    _name_apart(matched)
    matched.pairs.sort(key=lambda pair: pair.name)
    return matched


def _asked_for(candidates: list[_Candidate], pairs: Sequence[tuple[str, str]], matched: Matched) -> list[_Candidate]:
    """Without the documents in languages that are in no pair asked for."""
    languages = {code for pair in pairs for code in pair}
    kept = [c for c in candidates if not languages or c.language is None or c.language in languages]
    matched.unwanted += len(candidates) - len(kept)
    return kept


def _by_symbol(candidate: _Candidate) -> str | None:
    return candidate.key if candidate.language else None


def _by_stem(candidate: _Candidate) -> str | None:
    # Two symbols that differ are two documents, whatever their names have in common.
    return f"{candidate.named.stem}\n{candidate.key or ''}" if candidate.language else None


def _pair_groups(
    candidates: list[_Candidate],
    grouping: Callable[[_Candidate], str | None],
    how: How,
    pairs: Sequence[tuple[str, str]],
    matched: Matched,
) -> list[_Candidate]:
    """Pair what has one key and two languages; returns those left."""
    groups: dict[str, list[_Candidate]] = defaultdict(list)
    rest = []
    for candidate in candidates:
        key = grouping(candidate)
        if key is None:
            rest.append(candidate)
        else:
            groups[key].append(candidate)
    for group in groups.values():
        texts: dict[tuple[str, str], list[_Candidate]] = defaultdict(list)
        for candidate in group:
            texts[candidate.language or "", candidate.variant].append(candidate)
        used: set[int] = set()
        for one, other in _wanted(list(texts), pairs):
            src, tgt = _best(texts[one], texts[other])
            used |= {id(candidate) for candidate in (*texts[one], *texts[other])}
            matched.pairs.append(_pair(src, tgt, how))
            for candidate in (*texts[one], *texts[other]):
                if candidate is not src and candidate is not tgt:
                    _duplicate(candidate, matched, src if candidate.language == src.language else tgt)
        rest += [candidate for candidate in group if id(candidate) not in used]
    return rest


def _wanted(
    texts: Sequence[tuple[str, str]], pairs: Sequence[tuple[str, str]]
) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """The pairs of texts (language, script) of one document that are aligned, source first."""
    languages = {language for language, _ in texts}
    if pairs:
        chosen = [pair for pair in pairs if languages.issuperset(pair)]
    elif "en" in languages:
        chosen = [(language, "en") for language in _sorted(languages - {"en"})]
    elif len(languages) == 2:
        one, other = _sorted(languages)
        chosen = [(one, other)]
    else:
        chosen = []
    found = []
    for one, other in chosen:
        for src in sorted(text for text in texts if text[0] == one):
            for tgt in sorted(text for text in texts if text[0] == other):
                found.append((src, tgt))
    return found


def _sorted(languages: Iterable[str]) -> list[str]:
    return sorted(languages, key=lambda code: (_ORDER.index(code) if code in _ORDER else 5.5, code))


def _best(one: Sequence[_Candidate], other: Sequence[_Candidate]) -> tuple[_Candidate, _Candidate]:
    """Of several files of a document on each side, two of one format, and of the best such."""

    def rank(suffix: str) -> int:
        return _FORMATS.index(suffix) if suffix in _FORMATS else len(_FORMATS)

    return min(
        ((a, b) for a in one for b in other),
        key=lambda ab: (
            ab[0].named.suffix != ab[1].named.suffix,
            ab[0].named.copy + ab[1].named.copy,
            rank(ab[0].named.suffix) + rank(ab[1].named.suffix),
            ab[0].named.source.name,
            ab[1].named.source.name,
        ),
    )


def _pair(src: _Candidate, tgt: _Candidate, how: How, score: float | None = None) -> Pair:
    symbol = src.symbol or tgt.symbol
    stem = src.named.stem or tgt.named.stem
    languages = [f"{side.language}{'-' if side.variant else ''}{side.variant}" for side in (src, tgt)]
    return Pair(
        _name(symbol, stem, languages),
        src.named.source,
        tgt.named.source,
        src.language,
        tgt.language,
        how,
        score,
        symbol,
    )


def _name(symbol: str | None, stem: str, languages: Sequence[str | None]) -> str:
    """A file name for a pair: “GC.20-14.zh-en”."""
    text = symbol or stem
    slug = re.sub(r"[^\w.()-]+", "-", text.replace("/", "-")).strip("-.")[:100] or "document"
    return f"{slug}.{'-'.join(language or 'xx' for language in languages)}"


def _name_apart(matched: Matched) -> None:
    """Different documents get different names, whatever the order they come in."""
    count: dict[str, int] = defaultdict(int)
    for pair in matched.pairs:
        count[pair.name.lower()] += 1
    for n, pair in enumerate(matched.pairs):
        if count[pair.name.lower()] > 1:
            mark = hashlib.blake2b(f"{pair.src.name}\n{pair.tgt.name}".encode(), digest_size=3).hexdigest()
            stem, _, languages = pair.name.rpartition(".")
            matched.pairs[n] = _renamed(pair, f"{stem}-{mark}.{languages}")


def _renamed(pair: Pair, name: str) -> Pair:
    return Pair(name, pair.src, pair.tgt, pair.src_lang, pair.tgt_lang, pair.how, pair.score, pair.symbol)


def _duplicate(candidate: _Candidate, matched: Matched, used: _Candidate | None = None) -> None:
    known = {orphan.source for orphan in matched.duplicates}
    if candidate.named.source not in known:
        reason = Message("another file of the same document and language is used")
        if used is not None and candidate.named.copy and candidate.named.suffix == used.named.suffix:
            reason = Message("is a copy, by its name, of {file}, which is used", file=used.named.source.name)
        matched.duplicates.append(Orphan(candidate.named.source, reason, candidate.language, candidate.symbol))


def _look_at(rest: list[_Candidate], looking: Looking, matched: Matched) -> list[_Candidate]:
    """What reading them tells of documents that their names do not place."""
    looks = looking([candidate.named.source for candidate in rest])
    readable = []
    for candidate in rest:
        found = looks[candidate.named.source]
        if isinstance(found, str):
            matched.faults.append((candidate.named.source, found))
            continue
        candidate.look = found
        candidate.language = found.language
        if found.language != "zh":
            candidate.variant = ""
        if candidate.key is None and found.symbol:
            from align.un_documents import parse_symbol

            symbol = parse_symbol(found.symbol)
            candidate.symbol, candidate.key = found.symbol, symbol.key if symbol else None
        readable.append(candidate)
    _tell_scripts_apart(readable)
    return readable


def _pair_within(rest: list[_Candidate], pairs: Sequence[tuple[str, str]], matched: Matched) -> list[_Candidate]:
    """Make pairs of the files that hold a text and its translation; returns the others."""
    left = []
    for candidate in rest:
        both = candidate.look.both if candidate.look else None
        if both is None or (pairs and not {tuple(both), (both[1], both[0])} & set(pairs)):
            left.append(candidate)
            continue
        src_lang, tgt_lang = (both[1], both[0]) if (both[1], both[0]) in pairs else both
        name = _name(candidate.symbol, candidate.named.stem, (src_lang, tgt_lang))
        source = candidate.named.source
        matched.pairs.append(Pair(name, source, source, src_lang, tgt_lang, "one file", None, candidate.symbol))
    return left


def _tell_scripts_apart(candidates: Sequence[_Candidate]) -> None:
    """Where one document has Chinese texts in both scripts, they are two texts and not two copies."""
    groups: dict[str, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.language == "zh":
            groups[candidate.key or candidate.named.stem].append(candidate)
    for group in groups.values():
        scripts = {candidate.look.script for candidate in group if candidate.look}
        if len(scripts) > 1:
            for candidate in group:
                candidate.variant = "Hant" if candidate.look and candidate.look.script == "Hant" else ""


def _join_pairs(rest: list[_Candidate], matched: Matched) -> list[_Candidate]:
    """Files whose document turns out, by its symbol, to have been paired by name already."""
    known: dict[tuple[str, str], Pair] = {}
    for pair in matched.pairs:
        if pair.symbol:
            for language in (pair.src_lang, pair.tgt_lang):
                known[pair.symbol, language or ""] = pair
    left = []
    for candidate in rest:
        if candidate.symbol and (candidate.symbol, candidate.language or "") in known and not candidate.variant:
            _duplicate(candidate, matched)
        else:
            left.append(candidate)
    return left


def _pair_by_content(rest: list[_Candidate], pairs: Sequence[tuple[str, str]], matched: Matched) -> list[_Candidate]:
    """Pair documents that are each other's most similar one, clearly more so than any other that has no partner yet."""
    by_language: dict[str, list[_Candidate]] = defaultdict(list)
    for candidate in rest:
        if candidate.look:
            by_language[candidate.language or ""].append(candidate)
    looks = [candidate.look for candidate in rest if candidate.look]
    used: set[int] = set()
    for (one, _), (other, _) in _wanted([(language, "") for language in by_language], pairs):
        sources, targets = ([c for c in by_language[code] if id(c) not in used] for code in (one, other))
        if not (sources and targets):
            continue
        table = scores([c.look for c in sources if c.look], [c.look for c in targets if c.look], looks)
        for a, src in enumerate(sources):
            for b, tgt in enumerate(targets):
                if src.key and tgt.key and src.key != tgt.key:
                    # Two symbols are two documents, however alike: a revision and what it revises.
                    table[a, b] = 0.0
        for a, b, score in clear_pairs(table):
            matched.pairs.append(_pair(sources[a], targets[b], "content", round(score, 3)))
            used |= {id(sources[a]), id(targets[b])}
    return [candidate for candidate in rest if id(candidate) not in used]


def _orphan(candidate: _Candidate, rest: Sequence[_Candidate], matched: Matched) -> Orphan:
    others = [
        pair.symbol
        for pair in matched.pairs
        if pair.symbol
        and candidate.symbol
        and pair.symbol != candidate.symbol
        and _base(pair.symbol) == candidate.named.base
    ] + [
        other.symbol
        for other in rest
        if other is not candidate
        and other.symbol
        and candidate.named.base == other.named.base
        and other.key != candidate.key
    ]
    reason = Message("no translation was found")
    if others:
        symbols = ", ".join(sorted(set(filter(None, others))))
        reason = Message("no translation was found; of the same document there is {symbols}", symbols=symbols)
    return Orphan(candidate.named.source, reason, candidate.language, candidate.symbol)


def _base(symbol: str) -> str | None:
    from align.un_documents import parse_symbol

    found = parse_symbol(symbol)
    base = parse_symbol(found.base) if found else None
    return base.key if base else None
