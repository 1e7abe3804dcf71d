"""Two files of as many lines, line by line each other's translation, as Moses and OPUS publish corpora: corpus.zh, corpus.en."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from align.errors import UnreadableInput
from align.types import Bead, Bitext, Segment

__all__ = ["as_many_lines", "line_pairs", "line_pairs_in_parts"]

FEWEST = 10
"""Minimum number of lines of files that are recognized as such a corpus."""


def line_pairs(
    src: str | os.PathLike[str],
    tgt: str | os.PathLike[str],
    *,
    src_lang: str | None = None,
    tgt_lang: str | None = None,
) -> Bitext:
    """The lines of two files as pairs: nothing is aligned, and confidence is 1.

    Lines that are empty in both files are left out, one that is empty in one file is an omission. Languages are those
    of the suffixes (corpus.zh) or recognized where they are not named. Raises UnreadableInput where the files have not as many lines.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.zh").write_text("你好。\\n\\n再见。\\n"), (folder / "a.en").write_text("Hello.\\n\\nGoodbye.\\n")
    >>> bitext = line_pairs(folder / "a.zh", folder / "a.en")
    >>> bitext.src_lang, bitext.tgt_lang, [(src, tgt) for _, src, tgt in bitext]
    ('zh', 'en', [(('你好。',), ('Hello.',)), (('再见。',), ('Goodbye.',))])
    """
    return next(line_pairs_in_parts(src, tgt, None, src_lang=src_lang, tgt_lang=tgt_lang))


def line_pairs_in_parts(
    src: str | os.PathLike[str],
    tgt: str | os.PathLike[str],
    size: int | None,
    *,
    src_lang: str | None = None,
    tgt_lang: str | None = None,
) -> Iterator[Bitext]:
    """Like `line_pairs`, in bitexts of at most `size` beads, one after the other: a corpus of millions is not to be held."""
    from align.readers import decoded, lines_of

    texts = decoded(src), decoded(tgt)
    counts = [text.removesuffix("\n").count("\n") + 1 if text else 1 for text in texts]
    if counts[0] != counts[1]:
        raise UnreadableInput(
            "has {lines} lines, and {other} has {others}",
            where=src,
            remedy="lines that belong together are as many; --split lines aligns them",
            code="not_as_many_lines",
            lines=counts[0],
            other=os.fspath(tgt),
            others=counts[1],
        )
    pairs = (pair for pair in zip(*map(lines_of, texts), strict=True) if any(line.text.strip() for line in pair))
    languages: list[str] = []
    while part := list(islice(pairs, size)):
        sides, beads = _sides_and_beads(part)
        languages = languages or [
            _language(path, side, code)
            for path, side, code in zip((src, tgt), sides, (src_lang, tgt_lang), strict=True)
        ]
        one, other = languages
        yield Bitext(tuple(sides[0]), tuple(sides[1]), beads, one, other, os.fspath(src), os.fspath(tgt))
    if not languages:
        raise UnreadableInput("has no text", where=src, remedy="check the file", code="no_text")


def _sides_and_beads(pairs: Sequence[tuple[Segment, ...]]) -> tuple[tuple[list[Segment], ...], tuple[Bead, ...]]:
    """The lines of both sides that have text, and which belong together."""
    beads: list[Bead] = []
    sides: tuple[list[Segment], ...] = ([], [])
    for pair in pairs:
        numbers: list[tuple[int, ...]] = []
        for side, segment in zip(sides, pair, strict=True):
            numbers.append((len(side),) if segment.text.strip() else ())
            if segment.text.strip():
                side.append(segment)
        beads.append(Bead(numbers[0], numbers[1]))
    return sides, tuple(beads)


def as_many_lines(src: str | os.PathLike[str], tgt: str | os.PathLike[str]) -> int | None:
    """The number of lines of two files that are such a corpus by their names; None for other files.

    The names differ in the language that is their suffix, corpus.zh and corpus.en, and nothing else.
    """
    one, other = Path(src), Path(tgt)
    codes = [_code(path) for path in (one, other)]
    if one.with_suffix("") != other.with_suffix("") or None in codes or codes[0] == codes[1]:
        return None
    try:
        counts = [path.read_bytes().removesuffix(b"\n").count(b"\n") + 1 for path in (one, other)]
    except OSError:
        return None
    return counts[0] if counts[0] == counts[1] >= FEWEST else None


def _code(path: Path) -> str | None:
    """The language whose code is the suffix of a file."""
    from align.errors import UnknownLanguage
    from align.languages import RECOGNIZED, normalize_code
    from align.readers import FORMATS

    suffix = path.suffix.lower()
    if suffix in FORMATS or not 3 <= len(suffix) <= 11 or not path.is_file():
        return None
    try:
        code = normalize_code(suffix[1:])
    except UnknownLanguage:
        return None
    return code if code in RECOGNIZED else None


def _language(path: str | os.PathLike[str], side: list[Segment], named: str | None) -> str:
    from align.languages import detect, normalize_code

    if named:
        return normalize_code(named)
    return _code(Path(path)) or detect("\n".join(segment.text for segment in side[:500]))
