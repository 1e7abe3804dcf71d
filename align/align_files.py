"""Two files in, one bitext out: read, segment and align a document and its translation."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from align.errors import InvalidOption, UnknownLanguage

if TYPE_CHECKING:
    from align.lexicon.learned import Lexicon
    from align.lexicon.lexicon_file import LexiconFile
    from align.two_languages import Sides
    from align.types import Bitext, Document, Segment

__all__ = ["PairOptions", "pair"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOptions:
    """How two files are read and aligned."""

    split: str = "auto"
    """`auto` finds the sentences; `lines` takes each line for a sentence and leaves it as it is; `pairs` takes each line of
    the source with the same line of the translation (see `align.line_pairs`)."""
    src_lang: str | None = None
    tgt_lang: str | None = None
    """Codes such as zh; languages that are not named are recognized."""
    locales: tuple[str, ...] = ()
    """Languages with their region as they go out, such as zh-CN and en-GB, see `align.locales`."""
    encoder: str | None = None
    """Name of an encoder, see `align.encoders`."""
    lexicon: str | os.PathLike[str] | Lexicon | LexiconFile | None = None
    """A learned lexicon or its file."""
    learn_lexicon: str | os.PathLike[str] | None = None
    """File to which the lexicon learned from this pair is written."""
    force: bool = False
    """Take the two for translations of each other, whatever they are."""
    ocr: bool = False
    """Read pictures of pages, see `align.readers.read`."""


def pair(
    src: str | os.PathLike[str], tgt: str | os.PathLike[str] | None = None, options: PairOptions | None = None
) -> Bitext:
    """The bitext of two files. Without `tgt`, `src` is a file that holds both languages (see `align.two_languages`).

    Nothing is learned from two texts that are not translations of each other (`judgement` of the bitext), unless `force`
    says that they are. Raises what the readers raise, InvalidOption for options that cannot be used, and MissingExtra
    for an encoder that is not installed.

    >>> import tempfile
    >>> from pathlib import Path
    >>> zh, en = (Path(tempfile.mkdtemp(), name) for name in ("a.zh.txt", "a.en.txt"))
    >>> _ = zh.write_text("一、概述\\n\\n秘书处报告了进展。\\n", encoding="utf-8")
    >>> _ = en.write_text("I. Overview\\n\\nThe Secretariat reported on progress.\\n", encoding="utf-8")
    >>> [(bead.src, bead.tgt) for bead in pair(zh, en).beads]
    [((0,), (0,)), ((1,), (1,))]
    """
    options = options or PairOptions()
    if options.split not in ("auto", "lines", "pairs"):
        raise InvalidOption(
            "{split!r} is no way to split", where="--split", remedy="use auto, lines or pairs", split=options.split
        )
    asked = (options.src_lang, options.tgt_lang)
    if any(asked):
        from align.languages import normalize_code

        src_lang, tgt_lang = (code and normalize_code(code) for code in asked)
        options = replace(options, src_lang=src_lang, tgt_lang=tgt_lang)
    if options.split == "pairs":
        bitext = _line_pairs(src, tgt, options)
    elif tgt is None and (given := _given(src, options)) is not None:
        bitext = given
    elif tgt is None:
        both = _both(src, options)
        bitext = _aligned(both.src, both.tgt, (src, src), replace(options, src_lang=None, tgt_lang=None))
    else:
        left, right = _side(src, options, options.src_lang), _side(tgt, options, options.tgt_lang)
        if options.split == "lines":
            options = replace(
                options,
                src_lang=options.src_lang or _language(left, src, "--src-lang"),
                tgt_lang=options.tgt_lang or _language(right, tgt, "--tgt-lang"),
            )
        bitext = _aligned(left, right, (src, tgt), options)
    from align.locales import with_locales

    bitext = with_locales(bitext, asked, options.locales)
    if options.learn_lexicon is not None and not (bitext.judgement and bitext.judgement.refused):
        _learn(bitext, options.lexicon, options.learn_lexicon)
    return bitext


def _line_pairs(src: str | os.PathLike[str], tgt: str | os.PathLike[str] | None, options: PairOptions) -> Bitext:
    from align.line_pairs import line_pairs

    if tgt is None or "-" in (os.fspath(src), os.fspath(tgt)):
        raise InvalidOption("pairs are two files of as many lines", where="--split", remedy="name both files")
    return line_pairs(src, tgt, src_lang=options.src_lang, tgt_lang=options.tgt_lang)


def _given(path: str | os.PathLike[str], options: PairOptions) -> Bitext | None:
    """The pairs of a file whose segments have their translations beside them; None of every other file."""
    from align.readers import given_pairs, load

    if options.split == "lines":
        return None
    bitext = given_pairs(load(path), os.fspath(path), src_lang=options.src_lang, tgt_lang=options.tgt_lang)
    if bitext is None:
        return None
    own = None if os.fspath(path) == "-" else os.fspath(path)
    return replace(bitext, src_path=bitext.src_path or own, tgt_path=bitext.tgt_path or own)


def _both(path: str | os.PathLike[str], options: PairOptions) -> Sides:
    if options.split == "lines":
        raise InvalidOption("a file in two languages has no lines that are sentences", where="--split")
    from align.readers import read
    from align.two_languages import sides

    return sides(read(path, ocr=options.ocr), options.src_lang, options.tgt_lang)


def _side(path: str | os.PathLike[str], options: PairOptions, language: str | None) -> Document | tuple[Segment, ...]:
    if options.split == "lines":
        from align.readers import read_lines

        return read_lines(path)
    from align.readers import read

    return read(path, language=language, ocr=options.ocr)


def _language(lines: Document | tuple[Segment, ...], path: str | os.PathLike[str], option: str) -> str:
    from align.languages import detect

    assert isinstance(lines, tuple)
    try:
        return detect("\n".join(segment.text for segment in lines[:500]))
    except UnknownLanguage as error:
        raise UnknownLanguage(
            "its language cannot be recognized",
            where=path,
            remedy="name it with {option}",
            code="unrecognized_language",
            option=option,
        ) from error


def _aligned(
    left: Document | tuple[Segment, ...],
    right: Document | tuple[Segment, ...],
    paths: tuple[str | os.PathLike[str], str | os.PathLike[str]],
    options: PairOptions,
) -> Bitext:
    from align.alignment.aligner import align
    from align.types import Document

    if isinstance(left, Document) and isinstance(right, Document) and left.format == right.format == "pdf":
        from align.readers.floats import in_one_order

        left, right = in_one_order(left, right)
    bitext = align(
        left,
        right,
        src_lang=options.src_lang,
        tgt_lang=options.tgt_lang,
        encoder=options.encoder,
        lexicon=_lexicon(options.lexicon),
        force=options.force,
    )
    names = [None if os.fspath(path) == "-" else os.fspath(path) for path in paths]
    return replace(bitext, src_path=bitext.src_path or names[0], tgt_path=bitext.tgt_path or names[1])


def _lexicon(given: str | os.PathLike[str] | Lexicon | LexiconFile | None) -> Lexicon | LexiconFile | None:
    if not isinstance(given, str | os.PathLike):
        return given
    from align.lexicon.lexicon_file import LexiconFile

    return LexiconFile.read(given)


def _learn(
    bitext: Bitext, given: str | os.PathLike[str] | Lexicon | LexiconFile | None, path: str | os.PathLike[str]
) -> None:
    """Write the lexicon learned from a bitext, on top of the one that was used."""
    from align.lexicon.learned import Lexicon
    from align.lexicon.lexicon_file import LexiconFile

    known = _lexicon(given)
    before = [] if known is None else [known] if isinstance(known, Lexicon) else known.lexicons.values()
    learned = LexiconFile(before)
    learned.add(Lexicon.learn([bitext]))
    learned.write(path)
