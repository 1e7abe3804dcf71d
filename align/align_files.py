"""Two files in, one bitext out: read, segment and align a document and its translation."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from align.errors import InvalidOption, UnknownLanguage

if TYPE_CHECKING:
    from align.lexicon.learned import Lexicon
    from align.lexicon.lexicon_file import LexiconFile
    from align.two_languages import Sides
    from align.types import Bitext, Document, Segment

__all__ = ["pair"]


def pair(
    src: str | os.PathLike[str],
    tgt: str | os.PathLike[str] | None = None,
    *,
    split: str = "auto",
    src_lang: str | None = None,
    tgt_lang: str | None = None,
    encoder: str | None = None,
    lexicon: str | os.PathLike[str] | Lexicon | LexiconFile | None = None,
    learn_lexicon: str | os.PathLike[str] | None = None,
    force: bool = False,
    ocr: bool = False,
) -> Bitext:
    """The bitext of two files; languages that are not named are recognized.

    Without `tgt`, `src` is a file that holds both languages (see `align.two_languages`).
    `split="lines"` takes each line for a sentence and leaves it as it is. `lexicon` is a learned lexicon or its file,
    `learn_lexicon` the file to which the lexicon learned from this pair is written; nothing is learned from two texts
    that are not translations of each other (`judgement` of the bitext), unless `force` says that they are. `ocr` reads pictures of
    pages (see `align.readers.read`). Raises what
    the readers raise, and MissingExtra for an encoder that is not installed.
    """
    if split not in ("auto", "lines"):
        raise InvalidOption("{split!r} is no way to split", where="--split", remedy="use auto or lines", split=split)
    asked = (src_lang, tgt_lang)
    if src_lang or tgt_lang:
        from align.languages import normalize_code

        src_lang, tgt_lang = (code and normalize_code(code) for code in (src_lang, tgt_lang))
    if tgt is None and (given := _given(src, split, src_lang, tgt_lang)) is not None:
        bitext = given
    elif tgt is None:
        both = _both(src, split, src_lang, tgt_lang, ocr=ocr)
        bitext = _aligned(both.src, both.tgt, (src, src), None, None, encoder, lexicon, force=force)
    else:
        left, right = _side(src, split, src_lang, ocr=ocr), _side(tgt, split, tgt_lang, ocr=ocr)
        if split == "lines":
            src_lang = src_lang or _language(left, src, "--src-lang")
            tgt_lang = tgt_lang or _language(right, tgt, "--tgt-lang")
        bitext = _aligned(left, right, (src, tgt), src_lang, tgt_lang, encoder, lexicon, force=force)
    from align.locales import with_locales

    bitext = with_locales(bitext, asked)
    if learn_lexicon is not None and not (bitext.judgement and bitext.judgement.refused):
        _learn(bitext, lexicon, learn_lexicon)
    return bitext


def _given(path: str | os.PathLike[str], split: str, src_lang: str | None, tgt_lang: str | None) -> Bitext | None:
    """The pairs of a file whose segments have their translations beside them; None of every other file."""
    from align.readers import given_pairs, load

    if split == "lines":
        return None
    bitext = given_pairs(load(path), os.fspath(path), src_lang=src_lang, tgt_lang=tgt_lang)
    if bitext is None:
        return None
    own = None if os.fspath(path) == "-" else os.fspath(path)
    return replace(bitext, src_path=bitext.src_path or own, tgt_path=bitext.tgt_path or own)


def _both(path: str | os.PathLike[str], split: str, src_lang: str | None, tgt_lang: str | None, *, ocr: bool) -> Sides:
    if split == "lines":
        raise InvalidOption("a file in two languages has no lines that are sentences", where="--split")
    from align.readers import read
    from align.two_languages import sides

    return sides(read(path, ocr=ocr), src_lang, tgt_lang)


def _side(
    path: str | os.PathLike[str], split: str, language: str | None, *, ocr: bool
) -> Document | tuple[Segment, ...]:
    if split == "lines":
        from align.readers import read_lines

        return read_lines(path)
    from align.readers import read

    return read(path, language=language, ocr=ocr)


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
    src_lang: str | None,
    tgt_lang: str | None,
    encoder: str | None,
    lexicon: str | os.PathLike[str] | Lexicon | LexiconFile | None,
    *,
    force: bool,
) -> Bitext:
    from align.alignment.aligner import align

    known = _lexicon(lexicon)
    bitext = align(left, right, src_lang=src_lang, tgt_lang=tgt_lang, encoder=encoder, lexicon=known, force=force)
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
