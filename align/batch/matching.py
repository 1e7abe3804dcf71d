"""Which document is whose translation: by symbol and language, by name, by a manifest, else by content with a score.

Every document that ends up in no pair is an Orphan with the reason. A revision is only paired with the same revision,
a corrigendum with the same corrigendum: their symbols differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from align.batch.content_matching import ProfileReader, add_profiles, join_pairs, pair_by_content, pair_within
from align.batch.discovery import Listed
from align.batch.file_names import read_name
from align.batch.orphans import orphans_of
from align.batch.pairs import Candidate, How, Matched, Orphan, Pair, name_apart, pair_name, pair_of, set_aside, wanted
from align.batch.sources import Source

__all__ = ["Matched", "Orphan", "Pair", "match"]

# What keeps most of a document's structure comes first.
_FORMATS = (".docx", ".odt", ".doc", ".rtf", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".pdf")


def match(
    documents: Iterable[Source],
    listed: Iterable[Listed] = (),
    *,
    read_profiles: ProfileReader,
    pairs: Sequence[tuple[str, str]] = (),
) -> Matched:
    """Pair the documents. `pairs` are the languages wanted, source first; without them each language with English,
    or the two that a document has.

    `read_profiles` is asked for the documents only that names do not decide.
    """
    matched = Matched()
    taken: set[tuple[str, str]] = set()
    for entry in listed:
        taken |= {(entry.src.path, entry.src.member), (entry.tgt.path, entry.tgt.member)}
        symbol = entry.symbol or read_name(entry.src).symbol
        src_lang = entry.src_lang or read_name(entry.src).language
        tgt_lang = entry.tgt_lang or read_name(entry.tgt).language
        name = pair_name(symbol, entry.src.name, (src_lang, tgt_lang))
        matched.pairs.append(Pair(name, entry.src, entry.tgt, src_lang, tgt_lang, "manifest", None, symbol))
    rest = [
        Candidate(
            named,
            named.language,
            named.key,
            named.symbol,
            "Hant" if named.traditional and named.language in ("zh", None) else "",
        )
        for named in (read_name(source) for source in documents if (source.path, source.member) not in taken)
    ]
    every = rest = _asked_for(rest, pairs, matched)
    for grouping, how in ((_by_symbol, "symbol"), (_by_stem, "name")):
        rest = _pair_groups(rest, grouping, how, pairs, matched)  # type: ignore[arg-type]
    if rest:
        rest = pair_within(add_profiles(rest, read_profiles, matched), pairs, matched)
        rest = _asked_for(rest, pairs, matched)
        for grouping, how in ((_by_symbol, "symbol"), (_by_stem, "name")):
            rest = _pair_groups(rest, grouping, how, pairs, matched)  # type: ignore[arg-type]
        rest = join_pairs(rest, matched)
        rest = pair_by_content(rest, pairs, matched)
    matched.orphans += orphans_of(rest, every, matched)
    name_apart(matched)
    matched.pairs.sort(key=lambda pair: pair.name)
    return matched


def _asked_for(candidates: list[Candidate], pairs: Sequence[tuple[str, str]], matched: Matched) -> list[Candidate]:
    """The candidates, without documents in languages that nobody asked for."""
    languages = {code for pair in pairs for code in pair}
    kept = [c for c in candidates if not languages or c.language is None or c.language in languages]
    matched.unwanted += len(candidates) - len(kept)
    return kept


def _by_symbol(candidate: Candidate) -> str | None:
    return candidate.key if candidate.language else None


def _by_stem(candidate: Candidate) -> str | None:
    # Two symbols that differ are two documents, whatever their names have in common.
    return f"{candidate.named.stem}\n{candidate.key or ''}" if candidate.language else None


def _pair_groups(
    candidates: list[Candidate],
    grouping: Callable[[Candidate], str | None],
    how: How,
    pairs: Sequence[tuple[str, str]],
    matched: Matched,
) -> list[Candidate]:
    """Pair what has one key and two languages; returns those left."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    rest = []
    for candidate in candidates:
        key = grouping(candidate)
        if key is None:
            rest.append(candidate)
        else:
            groups[key].append(candidate)
    for group in groups.values():
        texts: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        for candidate in group:
            texts[candidate.language or "", candidate.variant].append(candidate)
        used: set[int] = set()
        for one, other in wanted(list(texts), pairs):
            src, tgt = _best(texts[one], texts[other])
            used |= {id(candidate) for candidate in (*texts[one], *texts[other])}
            matched.pairs.append(pair_of(src, tgt, how))
            for candidate in (*texts[one], *texts[other]):
                if candidate is not src and candidate is not tgt:
                    set_aside(candidate, matched, src if candidate.language == src.language else tgt)
        rest += [candidate for candidate in group if id(candidate) not in used]
    return rest


def _best(one: Sequence[Candidate], other: Sequence[Candidate]) -> tuple[Candidate, Candidate]:
    """The best two of several files of one document: of one format if possible, in the format that keeps most."""

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
