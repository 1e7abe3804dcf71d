"""A lexicon learned from bitexts: kept in a file, merged, and used for the next texts."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from align.words import TokenizedText, normalized

if TYPE_CHECKING:
    import polars as pl

    from align.types import Bitext

__all__ = ["Lexicon", "frame_of_file", "lexicons_of_file"]


class Lexicon:
    """Pairs of words that translate each other, learned from bitexts: kept, merged, and used for the next texts.

    `entries` maps (source word, target word) to (probability, count): the share of the two words' occurrences that
    are common, and how many these are. Words are normalized (see `align.words`), Chinese simplified.

    >>> from align.alignment.aligner import align
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
        """Learn from the clear beads (confidence over 0.5) of all bitexts together.

        All must be of the same two languages, in this order, or InvalidOption is raised. Pairs with a probability
        under `least` are left out.
        """
        import numpy as np

        from align.errors import InvalidOption
        from align.lexicon.cooccurrence import cooccurrence
        from align.words import index

        texts: tuple[list[str], list[str]] = ([], [])
        beads, probabilities = [], []
        languages: tuple[str, str] | None = None
        for bitext in bitexts:
            found = bitext.src_lang, bitext.tgt_lang
            if languages not in (None, found):
                raise InvalidOption(
                    "a lexicon has two languages; got {languages} and {found}", languages=languages, found=found
                )
            languages = found
            for bead in bitext.beads:
                if bead.src and bead.tgt and bead.confidence > 0.5:
                    beads.append(
                        (len(texts[0]) + bead.src[0], len(texts[1]) + bead.tgt[0], len(bead.src), len(bead.tgt))
                    )
                    probabilities.append(bead.confidence)
            texts[0].extend(segment.text for segment in bitext.src)
            texts[1].extend(segment.text for segment in bitext.tgt)
        if languages is None:
            raise InvalidOption("nothing to learn from: no bitext", remedy="give at least one")
        result = cls(*languages)
        if not beads:
            return result
        left, right = index(texts[0], languages[0]), index(texts[1], languages[1])
        rows, columns, values = cooccurrence(
            np.array(beads, dtype=np.int32), np.array(probabilities, dtype=np.float32), left, right,
            max(20, 0.6 * len(beads)), least,
        )  # fmt: skip
        for r, c, value in zip(rows.tolist(), columns.tolist(), values.tolist(), strict=True):
            together = round(value * math.sqrt(left.counts[r] * right.counts[c]) + 0.7)
            key = left.forms[left.types[r]], right.forms[right.types[c]]
            result.entries[key] = (round(value, 4), together)
        return result

    def merge(self, other: Lexicon) -> Lexicon:
        """Merge two lexicons. Counts of a pair in both are added, and its probabilities are weighted by them."""
        from align.errors import InvalidOption

        if (self.src_lang, self.tgt_lang) != (other.src_lang, other.tgt_lang):
            raise InvalidOption(
                "lexicons of different languages: {src_lang}-{tgt_lang}, {other_src}-{other_tgt}",
                src_lang=self.src_lang,
                tgt_lang=self.tgt_lang,
                other_src=other.src_lang,
                other_tgt=other.tgt_lang,
            )
        entries = dict(self.entries)
        for key, (probability, count) in other.entries.items():
            known, before = entries.get(key, (0.0, 0))
            total = before + count
            entries[key] = ((known * before + probability * count) / max(1, total), total)
        return Lexicon(self.src_lang, self.tgt_lang, entries)

    def frame(self) -> pl.DataFrame:
        """Table of the entries, the most frequent first: source, target, probability, count, src_lang, tgt_lang."""
        import polars as pl

        rows = sorted(self.entries.items(), key=lambda entry: (-entry[1][1], entry[0]))
        return pl.DataFrame(
            {
                "source": [key[0] for key, _ in rows],
                "target": [key[1] for key, _ in rows],
                "probability": [value[0] for _, value in rows],
                "count": [value[1] for _, value in rows],
            },
            schema={"source": pl.String, "target": pl.String, "probability": pl.Float64, "count": pl.Int64},
        ).with_columns(src_lang=pl.lit(self.src_lang), tgt_lang=pl.lit(self.tgt_lang))

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write a Parquet file in the columns of `frame`."""
        from align.files import replacing

        with replacing(path) as beside:
            self.frame().write_parquet(beside)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Lexicon:
        """Read what `write` wrote. Raises UnreadableInput for any other file. A file may hold lexicons of several pairs
        of languages; `align.lexicon.lexicon_file.LexiconFile` reads those.
        """
        from align.errors import UnreadableInput

        found = lexicons_of_file(path)
        if len(found) > 1:
            raise UnreadableInput("a lexicon of more than two languages", where=path, remedy="read it as LexiconFile")
        return found[0] if found else cls("zh", "en")

    @classmethod
    def of_frame(cls, src_lang: str, tgt_lang: str, frame: pl.DataFrame) -> Lexicon:
        """The lexicon that a table in the columns of `frame` holds."""
        result = cls(src_lang, tgt_lang)
        for source, target, probability, count in frame.select("source", "target", "probability", "count").rows():
            result.entries[source, target] = (float(probability), int(count))
        return result

    def pairs(self, src: TokenizedText, tgt: TokenizedText) -> Iterator[tuple[int, int, float]]:
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


def lexicons_of_file(path: str | os.PathLike[str]) -> list[Lexicon]:
    """The lexicons of a file, one for each pair of languages. Raises UnreadableInput for any other file."""
    from align import sandbox

    place = os.fspath(path)
    return sandbox.call(parse, place, where=place, size=os.path.getsize(place) if os.path.isfile(place) else 0)  # noqa: PTH113, PTH202


def parse(path: str) -> list[Lexicon]:
    """The lexicons of a file, read in this very process: what `lexicons_of_file` does within limits."""
    table = frame_of_file(path).group_by(["src_lang", "tgt_lang"], maintain_order=True)
    return [Lexicon.of_frame(str(src), str(tgt), part) for (src, tgt), part in table]


def frame_of_file(path: str | os.PathLike[str]) -> pl.DataFrame:
    """Table of a file of lexicons. Raises UnreadableInput for any other file."""
    import polars as pl

    from align.errors import UnreadableInput

    remedy = "give a lexicon that align has written"
    try:
        frame = pl.read_parquet(os.fspath(path))
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise UnreadableInput("no Parquet file that can be read", where=path, remedy=remedy) from error
    missing = {"source", "target", "probability", "count", "src_lang", "tgt_lang"} - set(frame.columns)
    if missing:
        raise UnreadableInput(
            "not a lexicon: no column {columns}", where=path, remedy=remedy, columns=", ".join(sorted(missing))
        )
    return frame
