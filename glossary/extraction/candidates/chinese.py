"""Chinese candidates: sequences of words, and of parts of words, that could be a term.

jieba's words (through rjieba) give the first borders. Long words are split where both halves are words, so that
a term can end inside one (管理|水平). A candidate can have 的, 和, 及, 与, 或 and 、 inside it. Whether it is one term is
decided later, when the English is known.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from align.chinese_words import Cutter, new_cutter
from align.resources import simplified as to_simplified
from glossary.extraction.candidates.chinese_sentence import Chinese, is_title
from glossary.extraction.candidates.word_lists import GENERIC_ZH, NOMINAL_ZH, STOP_ZH
from glossary.extraction.term_patterns import pattern_matches
from glossary.extraction.vocabulary import kinds, shipped

__all__ = ["JOINERS", "Chinese", "KnownWords", "annotate", "compact", "form", "is_title", "plain", "spans"]

LONGEST_PIECES = 12
LONGEST = 24
"""Longest candidate in characters."""

JOINERS = frozenset({"和", "及", "与", "或", "、", "以及", "的", "之", "/", "-", "–", "—", "・", "·"})
_SPACE = re.compile(r"\s+")
_WIDE = str.maketrans(
    {"（": "(", "）": ")", "，": ",", "：": ":", "；": ";", "\u2010": "-", "\u2011": "-", "\u200b": None}
)
_ENDS = frozenset({"n", "v", "a", "j", "l", "i", "s", "e", "b", "t", "z", "g", "N", "f"})  # first letter of a tag
_NUMBER = re.compile(r"[0-9０-９.]+%?$")


def compact(text: str) -> str:
    """Text without white space beside a Chinese character or full-width mark; one space elsewhere.

    >>> compact("实现可持续发展目标 9 及 UNIDO Hub")
    '实现可持续发展目标9及UNIDO Hub'
    """
    parts = _SPACE.split(text.strip())
    out = parts[0]
    for part in parts[1:]:
        if not part:
            continue
        out += part if out and (ord(out[-1]) > 0x2E00 or ord(part[0]) > 0x2E00) else " " + part
    return out


def plain(text: str) -> str:
    """Text in the form in which terms are looked for: compact, with half-width punctuation, in simplified characters.

    >>> plain("綠色 氫，")
    '绿色氢,'
    """
    return to_simplified(compact(text.translate(_WIDE)))


TAUGHT = 7
"""Characters of the longest word of a vocabulary that the cutter is taught."""


@lru_cache(maxsize=1)
def _cutter() -> Cutter:
    cutter = new_cutter()
    # The cutter is taught words that it would cut into single characters, but not words made of words that it knows.
    unknown = [
        word
        for word in shipped()
        if 1 < len(word) <= TAUGHT
        and "的" not in word  # 安全理事会|主席|的|信
        and kinds().get(word) != "formula"
        and any(len(part) == 1 for part in cutter.cut(word, False))
    ]
    for word in unknown:
        cutter.add_word(word, 1000, "n")
    return cutter


@lru_cache(maxsize=100_000)
def _is_word(piece: str) -> bool:
    return bool(_cutter().has_word(piece))


@lru_cache(maxsize=100_000)
def _tag(piece: str) -> str:
    found = _cutter().tag(piece, False)
    return found[-1][1] if found else "x"


_PREFIXES = frozenset("新旧各请该本此前原总副")
_LAST = frozenset("为在于将由对与和及的")
"""What the hidden Markov model takes for the end of a word of two characters: 谋杀|率为."""
_FIRST = frozenset("在对为与和从于及把将向由")
"""What jieba's dictionary takes for the first character of a person's name: 在城镇."""


@lru_cache(maxsize=100_000)
def _open(word: str, tag: str) -> tuple[tuple[str, str], ...]:
    """A word of jieba's in pieces: the word itself, or its parts if a term could begin or end between them."""
    if not "\u4e00" <= word[0] <= "\u9fff":
        return ((word, tag),)
    if word[-1] in _LAST and len(word) == 2 and not _is_word(word):
        return ((word[0], _tag(word[0])), (word[1], _tag(word[1])))
    if word[0] in _FIRST and len(word) == 3 and tag.startswith("nr") and _is_word(word[1:]):
        return ((word[0], _tag(word[0])), (word[1:], _tag(word[1:])))
    if len(word) < 3:
        return ((word, tag),)
    if not _is_word(word):
        # jieba's hidden Markov model has guessed this word; cut it by the dictionary instead.
        parts = _cutter().tag(word, False)
        if len(parts) > 1 and any(len(p) > 1 for p, _ in parts):
            return tuple(piece for p, t in parts for piece in _open(p, t))
        return ((word, tag),)
    if len(word) == 3:
        if word[0] in _PREFIXES and _is_word(word[1:]):
            return ((word[0], "a"), (word[1:], _tag(word[1:])))
        return ((word, tag),)
    for cut in range(2, len(word) - 2):
        if word[cut] in "和与及":  # a taught word that joins two: 研究|和|开发
            sides = (word[:cut], word[cut], word[cut + 1 :])
            return tuple(piece for part in sides for piece in _open(part, _tag(part)))
    for cut in range(2, len(word) - 1):
        if _is_word(word[:cut]) and _is_word(word[cut:]):
            return (*_open(word[:cut], _tag(word[:cut])), *_open(word[cut:], _tag(word[cut:])))
    return ((word, tag),)


def annotate(texts: Iterable[str], known: KnownWords | None = None) -> Iterator[Chinese]:
    """Sentences cut into pieces with jieba's parts of speech, in order; words of `known` are cut out where they occur.

    >>> (sentence,) = annotate(["秘书处支持绿色工业。"])
    >>> sentence.pieces, sentence.tags
    (['秘书处', '支持', '绿色', '工业', '。'], ['n', 'v', 'n', 'n', 'x'])
    """
    cutter = _cutter()
    for text in texts:
        text = compact(text.translate(_WIDE))
        simplified = to_simplified(text)
        pieces: list[str] = []
        tags: list[str] = []
        soft = []
        at = 0
        for word, tag in cutter.tag(simplified):
            opened = _open(word, tag)
            for number, (piece, piece_tag) in enumerate(opened):
                if number:
                    soft.append(at)
                if piece == "年" and pieces and pieces[-1].isdigit():
                    pieces[-1] += piece  # 2030年 is one piece
                else:
                    pieces.append(piece)
                    tags.append(piece_tag or "x")
                at += len(piece)
        matches = [*known.matches(simplified), *pattern_matches(simplified)] if known else []
        if matches:
            matches, pieces, tags = _bounded(matches, simplified, pieces, tags)
        sentence = Chinese(text, simplified, pieces, tags, frozenset(soft))
        sentence.known = matches
        yield sentence


class KnownWords:
    """Words of a vocabulary, which it finds anywhere in a text.

    >>> KnownWords(["性剥削", "剥削"]).matches("对性剥削")
    [(1, 4), (2, 4)]
    """

    def __init__(self, words: Iterable[str]):
        self._words = frozenset(word for word in words if len(word) > 1)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}

    def matches(self, text: str) -> list[tuple[int, int]]:
        """Half-open spans of characters, sorted by their start, longer ones first."""
        found = []
        for start in range(len(text) - 1):
            for length in self._lengths.get(text[start : start + 2], ()):
                if start + length <= len(text) and text[start : start + length] in self._words:
                    found.append((start, start + length))
        return found


LONG_TERM = 4
"""A known term with this many characters is accepted even if it cuts jieba's words; a shorter one may be chance."""


def _bounded(
    matches: list[tuple[int, int]], text: str, pieces: list[str], tags: list[str]
) -> tuple[list[tuple[int, int]], list[str], list[str]]:
    """The matches that are accepted, and the pieces and tags with cuts where these matches begin and end."""
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    borders = set(starts)
    cuts: set[int] = set()
    whole = [(start, end) for start, end in matches if start in borders and end in borders]
    kept = []
    for start, end in matches:
        divided = [border for border in (start, end) if border not in borders]
        if any(a < border < b for border in divided for a, b in whole):
            continue  # 生态工业园 in 生态|工业|园区, where 工业园区 is known too
        if divided and end - start < LONG_TERM:
            inside = [text[starts[n] : starts[n + 1]] for border in divided for n in [bisect_right(starts, border) - 1]]
            if any(_is_word(piece) for piece in inside):
                continue  # 大会 in 重大|会议
        kept.append((start, end))
        cuts.update(divided)
    if not cuts:
        return kept, pieces, tags
    new_pieces: list[str] = []
    new_tags: list[str] = []
    at = 0
    for piece, tag in zip(pieces, tags, strict=True):
        parts = [at, *sorted(cut for cut in cuts if at < cut < at + len(piece)), at + len(piece)]
        for start, end in pairwise(parts):
            new_pieces.append(piece[start - at : end - at])
            new_tags.append(tag if len(parts) == 2 else _tag(text[start:end]))
        at += len(piece)
    return kept, new_pieces, new_tags


@lru_cache(maxsize=100_000)
def _breaks(piece: str, tag: str) -> bool:
    """Whether no candidate can contain this piece."""
    if piece in JOINERS or piece in _NEGATIONS or _YEAR.match(piece):
        return False
    if piece in STOP_ZH:
        return piece not in NOMINAL_ZH
    kind = tag[0]
    if kind in "xyoe":
        return not (piece.isalnum() and piece.isascii())
    if kind == "u" or (kind == "r" and piece not in ("多边", "自我", "自身")):
        return True
    if kind == "q":
        return len(piece) == 1
    return False


def spans(s: Chinese) -> list[tuple[int, int]]:
    """Candidates of a sentence, as half-open spans [i, j) of pieces, from 0.

    >>> (s,) = annotate(["绿色氢"])
    >>> [form(s, i, j) for i, j in spans(s)]
    ['绿色', '绿色氢', '氢']
    """
    found = []
    pieces, tags = s.pieces, s.tags
    size = len(pieces)
    breaks = [_breaks(piece, tag) for piece, tag in zip(pieces, tags, strict=True)]
    for i in range(size):
        opens = pieces[i] in _BEFORE_DE  # 基于性别的歧视: a phrase that 的 makes a modifier
        if not opens and (breaks[i] or pieces[i] in NOMINAL_ZH or not _begins(pieces[i], tags[i])):
            continue
        if tags[i][0] == "q" and i and tags[i - 1][0] == "m":
            continue  # 三|公里
        if i and tags[i][0] == "m" and (tags[i - 1][0] == "m" or pieces[i - 1] == "第"):
            continue  # 第十|八届
        if i and pieces[i][0] in _COUNTED and pieces[i - 1][-1] in _NUMERALS:
            continue  # 2013|年性|权利|倡议, 第十|届会议
        joined = 0
        for j in range(i + 1, min(size, i + LONGEST_PIECES) + 1):
            last = j - 1
            if (breaks[last] and not (opens and last == i)) or s.bounds[j] - s.bounds[i] > LONGEST:
                break
            if pieces[last] in JOINERS:
                joined += 1
                if joined > 3:
                    break
                continue
            if j < size and tags[j] in ("ul", "uz", "ug"):
                continue  # 报告|了: a verb here, whatever the dictionary says
            if _ends(pieces[last], tags[last], last > i) and (not opens or "的" in pieces[i + 1 : last]):
                found.append((i, j))
    found.extend(s.titles)
    return found


@lru_cache(maxsize=100_000)
def _begins(piece: str, tag: str) -> bool:
    if piece in JOINERS or piece in GENERIC_ZH or piece in _PREPOSITIONS or piece[0] == "之":
        return False  # also 之友小组, of a longer name
    kind = tag[0]
    if _YEAR.match(piece):
        return True
    if kind == "m":
        return len(piece) > 1 and not _NUMBER.match(piece) and piece[0] not in "一两第"
    if piece in _NEGATIONS:
        return True
    return kind not in "cpfqy" or (len(piece) > 1 and kind in "fpq")  # 人道|主义: jieba tags 人道 as a measure word


@lru_cache(maxsize=100_000)
def _ends(piece: str, tag: str, inner: bool) -> bool:
    kind = tag[0]
    if kind == "m":
        return inner and (_NUMBER.match(piece) is not None or len(piece) <= 2)
    if piece in _PLACES or piece in _NEGATIONS:
        return False
    if kind == "x":
        return piece.isalnum()
    if kind == "d":
        return inner and len(piece) > 1 and _is_word(piece)  # 科学|进步, 国家|立法: nouns that jieba knows as adverbs
    return kind in _ENDS or (kind == "q" and len(piece) > 1)


_BEFORE_DE = frozenset({"对", "针对", "基于", "关于", "有关", "面向"})
_YEAR = re.compile(r"(?:19|20)\d\d年$")
_PREPOSITIONS = frozenset(["自从", "按照", "依照", "为了", "随着", "由于", "除了", "鉴于", "至于", "对于", "沿着"])
"""Prepositions of two characters; others are nouns or verbs as well (通过, adoption)."""
_COUNTED = frozenset("年届号")
"""Measure words: after a number, no term begins with one."""
_NUMERALS = frozenset("0123456789〇一二三四五六七八九十百")
_NEGATIONS = frozenset(["不", "未", "无", "非", "被", "有", "受", "最", "可"])
"""Characters that jieba separates from the word that they belong to: 不|安全, 受|威胁, 有|组织."""
_PLACES = frozenset(
    ["中", "上", "下", "内", "外", "间", "之间", "期间", "以外", "以来", "以上", "以下", "之后", "方面", "左右"]
)


_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])")


def form(s: Chinese, i: int, j: int) -> str:
    """The span as UN documents print it: a space between Chinese and Latin letters or digits.

    >>> (s,) = annotate(["二十国集团G20"])
    >>> form(s, 0, len(s))
    '二十国集团 G20'
    """
    return _SPACED.sub(" ", s.text[s.bounds[i] : s.bounds[j]]).strip()
