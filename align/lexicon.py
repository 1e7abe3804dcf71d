"""What translates what, word by word: the shipped dictionary, numbers, names, cognates, and what was learned."""

from __future__ import annotations

import math
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from align.core import core_pairs
from align.words import Side, normalized

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from align.types import Bitext

__all__ = ["Lexicon", "Links", "Strengths", "conditional", "has_dictionary", "links", "merged"]

Links = tuple["NDArray[np.int32]", "NDArray[np.int32]", "NDArray[np.float32]", "NDArray[np.float32]"]
"""Row pointers over the source types; target types; t(target|source); t(source|target)."""
Strengths = tuple["NDArray[np.int32]", "NDArray[np.int32]", "NDArray[np.float32]"]
"""Pairs of types with a strength of 0 to 1: source types, target types, strengths; ordered, each pair once."""

COGNATE = 0.55
"""Share of its letters that a word has in common with another, from the first on, when they count as cognates."""

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_HAN_DIGIT = {c: k for k, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_HAN_NUMBER = re.compile(r"^第?([〇零○一二两三四五六七八九十百千万亿]+)")
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_ORDINAL = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


class Lexicon:
    """Pairs of words that translate each other, learned from bitexts: kept, merged, and used for the next texts.

    `entries` maps (source word, target word) to (probability, count): the share of the two words' occurrences that
    are common, and how many these are. Words are normalized (see `align.words`), Chinese simplified.

    >>> from align.aligner import align
    >>> zh, en = ["摩尔多瓦在那里。", "摩尔多瓦很小。"] * 3, ["Moldova is there.", "Moldova is small."] * 3
    >>> lexicon = Lexicon.learn([align(zh, en, src_lang="zh", tgt_lang="en")])
    >>> lexicon.entries["摩尔多瓦", "Moldova"][1]
    6
    """

    def __init__(
        self, src_lang: str, tgt_lang: str, entries: Mapping[tuple[str, str], tuple[float, int]] | None = None
    ) -> None:
        self.src_lang, self.tgt_lang = src_lang, tgt_lang
        self.entries: dict[tuple[str, str], tuple[float, int]] = dict(entries or {})

    @classmethod
    def learn(cls, bitexts: Iterable[Bitext], *, least: float = 0.3) -> Lexicon:
        """What the clear beads (confidence over 0.5) of all bitexts together teach.

        All must be of the same two languages, in this order, or InvalidOption is raised. Pairs with a probability
        under `least` are left out.
        """
        import numpy as np

        from align.coverage import cooccurrence
        from align.errors import InvalidOption
        from align.words import index

        texts: tuple[list[str], list[str]] = ([], [])
        beads, chances = [], []
        languages: tuple[str, str] | None = None
        for bitext in bitexts:
            found = bitext.src_lang, bitext.tgt_lang
            if languages not in (None, found):
                raise InvalidOption(f"a lexicon has two languages; got {languages} and {found}")
            languages = found
            for bead in bitext.beads:
                if bead.src and bead.tgt and bead.confidence > 0.5:
                    beads.append(
                        (len(texts[0]) + bead.src[0], len(texts[1]) + bead.tgt[0], len(bead.src), len(bead.tgt))
                    )
                    chances.append(bead.confidence)
            texts[0].extend(segment.text for segment in bitext.src)
            texts[1].extend(segment.text for segment in bitext.tgt)
        if languages is None:
            raise InvalidOption("nothing to learn from: no bitext", remedy="give at least one")
        result = cls(*languages)
        if not beads:
            return result
        left, right = index(texts[0], languages[0]), index(texts[1], languages[1])
        rows, columns, values = cooccurrence(
            np.array(beads, dtype=np.int32), np.array(chances, dtype=np.float32), left, right,
            max(20, 0.6 * len(beads)), least,
        )  # fmt: skip
        for r, c, value in zip(rows.tolist(), columns.tolist(), values.tolist(), strict=True):
            together = round(value * math.sqrt(left.counts[r] * right.counts[c]) + 0.7)
            key = left.forms[left.types[r]], right.forms[right.types[c]]
            result.entries[key] = (round(value, 4), together)
        return result

    def merge(self, other: Lexicon) -> Lexicon:
        """Both together; where both know a pair, counts add up and probabilities are weighted by them."""
        from align.errors import InvalidOption

        if (self.src_lang, self.tgt_lang) != (other.src_lang, other.tgt_lang):
            raise InvalidOption(
                f"lexicons of different languages: {self.src_lang}-{self.tgt_lang}, {other.src_lang}-{other.tgt_lang}"
            )
        entries = dict(self.entries)
        for key, (probability, count) in other.entries.items():
            known, before = entries.get(key, (0.0, 0))
            total = before + count
            entries[key] = ((known * before + probability * count) / max(1, total), total)
        return Lexicon(self.src_lang, self.tgt_lang, entries)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write a Parquet file: source, target, probability, count, src_lang, tgt_lang; the most frequent first."""
        import polars as pl

        from align.files import replacing

        rows = sorted(self.entries.items(), key=lambda entry: (-entry[1][1], entry[0]))
        frame = pl.DataFrame(
            {
                "source": [key[0] for key, _ in rows],
                "target": [key[1] for key, _ in rows],
                "probability": [value[0] for _, value in rows],
                "count": [value[1] for _, value in rows],
            },
            schema={"source": pl.String, "target": pl.String, "probability": pl.Float64, "count": pl.Int64},
        ).with_columns(src_lang=pl.lit(self.src_lang), tgt_lang=pl.lit(self.tgt_lang))
        with replacing(path) as beside:
            frame.write_parquet(beside)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Lexicon:
        """Read what `write` wrote. Raises UnreadableInput for a file that is none."""
        import polars as pl

        from align.errors import UnreadableInput

        remedy = "give a lexicon that align has written"
        try:
            frame = pl.read_parquet(os.fspath(path))
        except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            raise UnreadableInput("no Parquet file that can be read", where=path, remedy=remedy) from error
        missing = {"source", "target", "probability", "count", "src_lang", "tgt_lang"} - set(frame.columns)
        if missing:
            raise UnreadableInput(f"not a lexicon: no column {', '.join(sorted(missing))}", where=path, remedy=remedy)
        languages = frame.select("src_lang", "tgt_lang").unique().rows()
        if len(languages) > 1:
            raise UnreadableInput("a lexicon of more than two languages", where=path, remedy=remedy)
        result = cls(*(languages[0] if languages else ("zh", "en")))
        for source, target, probability, count in frame.select("source", "target", "probability", "count").rows():
            result.entries[source, target] = (float(probability), int(count))
        return result

    def pairs(self, src: Side, tgt: Side) -> Iterator[tuple[int, int, float]]:
        """Types of two texts that the lexicon links, in either direction of its languages."""
        turned = (self.src_lang, self.tgt_lang) == (tgt.language, src.language)
        if not turned and (self.src_lang, self.tgt_lang) != (src.language, tgt.language):
            return
        places = [{word: k for k, word in enumerate(side.types)} for side in (src, tgt)]
        for (one, other), (probability, _) in self.entries.items():
            a, b = (other, one) if turned else (one, other)
            i = places[0].get(normalized(a, src.language))
            j = places[1].get(normalized(b, tgt.language))
            if i is not None and j is not None:
                yield i, j, max(0.05, min(1.0, probability))


@lru_cache(maxsize=1)
def _english_numbers() -> dict[str, str]:
    from align.words import stem

    found = {stem(w): str(k) for k, w in enumerate(_SMALL)} | {stem(w): str(k) for k, w in enumerate(_ORDINAL)}
    for k, w in enumerate(_TENS):
        found[stem(w)] = found[stem(w[:-1] + "ieth")] = str(20 + 10 * k)
    months = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    return found | {stem(w): str(k) for k, w in enumerate(months, 1)}


def han_number(text: str) -> int | None:
    """The number that Chinese numerals write, or None.

    >>> han_number("二千零一十九"), han_number("二〇一九"), han_number("工发")
    (2019, 2019, None)
    """
    if not text or any(c not in _HAN_DIGIT and c not in _HAN_UNIT for c in text):
        return None
    if all(c in _HAN_DIGIT for c in text):
        return int("".join(str(_HAN_DIGIT[c]) for c in text))
    total = part = digit = 0
    for c in text:
        if c in _HAN_DIGIT:
            digit = _HAN_DIGIT[c]
        elif (unit := _HAN_UNIT[c]) >= 10_000:
            total = (total + part + digit) * unit
            part = digit = 0
        else:
            part += (digit or 1) * unit
            digit = 0
    return total + part + digit


def number_of(word: str, language: str) -> str | None:
    """The number a word means, as digits, or None.

    >>> number_of("第二十", "zh"), number_of("twelfth", "en"), number_of("53.9", "fr")
    ('20', '12', '53.9')
    """
    if word[0].isdigit():
        match = _DIGITS.match(word)
        return match.group() if match else None
    if language == "zh":
        match = _HAN_NUMBER.match(word)
        value = han_number(match.group(1)) if match else None
        return None if value is None else str(value)
    return _english_numbers().get(word) if language == "en" else None


def _numbers(src: Side, tgt: Side) -> Iterator[tuple[int, int, float]]:
    values = defaultdict(list)
    for k, word in enumerate(tgt.types):
        if value := number_of(word, tgt.language):
            values[value].append(k)
    for k, word in enumerate(src.types):
        if value := number_of(word, src.language):
            for other in values.get(value, ()):
                yield k, other, 0.9


def _alike(src: Side, tgt: Side) -> Iterator[tuple[int, int, float]]:
    """The same word on both sides, and words of one script that begin alike: names, numbers, cognates."""
    place = {word: k for k, word in enumerate(tgt.types)}
    # under as many letters as a word must share with it at least
    begins = defaultdict(list)
    if "zh" not in (src.language, tgt.language):
        for word, k in place.items():
            if len(word) >= 4 and word[0].isalpha():
                begins[word[: max(3, math.ceil(COGNATE * len(word)))]].append((word, k))
    for k, word in enumerate(src.types):
        if (other := place.get(word)) is not None:
            # short words of two languages are often the same by chance: die, on, a
            yield k, other, 0.9 if len(word) > 3 or word[0].isdigit() else 0.5
        if len(word) < 4:
            continue
        for least in range(3, len(word) + 1):
            for form, other in begins.get(word[:least], ()):
                most = min(len(word), len(form))
                common = next((n for n in range(least, most) if word[n] != form[n]), most)
                share = common / max(len(word), len(form))
                if share >= COGNATE and form != word:
                    yield k, other, 0.85 * share


def has_dictionary(src_lang: str, tgt_lang: str) -> bool:
    """Whether a dictionary of the two languages, in this order, is shipped."""
    return (src_lang, tgt_lang) == ("zh", "en")


def _dictionary(src: Side, tgt: Side) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Types of both sides that the shipped dictionary links, some several times, with their strengths."""
    import numpy as np

    from align.ragged import spread
    from align.resources import FOLDER, read_lexicon

    known, stems, pointers, columns, values = read_lexicon(FOLDER / "zh-en.lexicon")
    places = {word: k for k, word in enumerate(tgt.types)}
    local = np.fromiter((places.get(stem, -1) for stem in stems), dtype=np.int64, count=len(stems))
    # entries to look at: for the whole word, and for its parts, which say less
    types: list[int] = []
    entries: list[int] = []
    factors: list[float] = []
    for k, word in enumerate(src.types):
        entry = known.get(word)
        if entry is not None:
            types.append(k)
            entries.append(entry)
            factors.append(1.0)
        if len(word) > 1 and not word.isascii():
            for part in word if entry is not None else _parts(word, known):
                if (other := known.get(part)) is not None:
                    types.append(k)
                    entries.append(other)
                    factors.append(0.25 if entry is not None else 0.6)
    rows = np.array(entries, dtype=np.int64)
    sizes = pointers[rows + 1] - pointers[rows]
    lookup, place = spread(sizes)
    place += pointers[rows][lookup]
    others = local[columns[place]]
    kept = others >= 0
    lookup, place = lookup[kept], place[kept]
    strength = np.array(factors)[lookup] * values[place] / 255
    return np.array(types, dtype=np.int64)[lookup], others[kept], strength


def _parts(word: str, known: dict[str, int]) -> Iterator[str]:
    """Longest known parts of an unknown word, from the left."""
    i = 0
    while i < len(word):
        for j in range(len(word) if i else len(word) - 1, i, -1):
            if j == i + 1 or word[i:j] in known:
                yield word[i:j]
                i = j
                break


def links(src: Side, tgt: Side, lexicon: Lexicon | None = None, *, dictionary: bool = True) -> Strengths:
    """What of one text can translate what of the other, with a strength of 0 to 1.

    `dictionary` is for measuring what the aligner does without the shipped one.
    """
    import numpy as np

    sources = [_numbers(src, tgt), _alike(src, tgt)]
    if not has_dictionary(src.language, tgt.language):
        sources.append(core_pairs(src, tgt))
    if lexicon is not None:
        sources.append(lexicon.pairs(src, tgt))
    pairs = np.array([pair for source in sources for pair in source], dtype=np.float64).reshape(-1, 3)
    rows, columns, values = pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64), pairs[:, 2]
    if dictionary and has_dictionary(src.language, tgt.language):
        looked_up = _dictionary(src, tgt)
        rows, columns, values = (np.concatenate(both) for both in zip((rows, columns, values), looked_up, strict=True))
    return _strongest(rows * len(tgt.types) + columns, values, len(tgt.types))


def merged(one: Strengths, other: Strengths, m: int) -> Strengths:
    """Both, the greater strength where both have a pair; `m` is the number of types of the second side."""
    import numpy as np

    keys = np.concatenate([part[0].astype(np.int64) * m + part[1] for part in (one, other)])
    return _strongest(keys, np.concatenate([one[2], other[2]]), m)


def _strongest(keys: NDArray[np.int64], values: NDArray[np.floating], m: int) -> Strengths:
    """Each pair of types once, with its greatest strength; a key is the first times `m` and the second."""
    import numpy as np

    order = np.lexsort((-values, keys))
    keys, values = keys[order], values[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    keys = keys[first]
    return (keys // max(1, m)).astype(np.int32), (keys % max(1, m)).astype(np.int32), values[first].astype(np.float32)


def conditional(strengths: Strengths, n: int, m: int) -> Links:
    """Links as probabilities, both ways: a strength by the sum of those of its word and a little more."""
    import numpy as np

    rows, columns, values = strengths
    pointers = np.zeros(n + 1, dtype=np.int32)
    pointers[1:] = np.cumsum(np.bincount(rows, minlength=n))
    ways = []
    for one, size in ((rows, n), (columns, m)):
        total = np.bincount(one, weights=values, minlength=size) + 0.3
        ways.append((values / total[one]).astype(np.float32))
    return pointers, columns, ways[0], ways[1]
