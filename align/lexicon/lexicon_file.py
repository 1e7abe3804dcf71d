"""The learned lexicons of a file, which may be of several pairs of languages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from align.lexicon.learned import Lexicon, lexicons_of_file

if TYPE_CHECKING:
    from align.words import TokenizedText

__all__ = ["LexiconFile"]


class LexiconFile:
    """Learned lexicons, one for each pair of languages.

    >>> both = LexiconFile([Lexicon("zh", "en", {("甲", "a"): (1.0, 2)}), Lexicon("fr", "en")])
    >>> both.of("zh", "en").entries, sorted(both.lexicons)
    ({('甲', 'a'): (1.0, 2)}, [('fr', 'en'), ('zh', 'en')])
    """

    def __init__(self, lexicons: Iterable[Lexicon] = ()) -> None:
        self.lexicons: dict[tuple[str, str], Lexicon] = {}
        for lexicon in lexicons:
            self.add(lexicon)

    def of(self, src_lang: str, tgt_lang: str) -> Lexicon | None:
        """The lexicon of two languages in this order, or None."""
        return self.lexicons.get((src_lang, tgt_lang))

    def add(self, lexicon: Lexicon) -> None:
        """Add a lexicon. If there is one for the same languages already, their counts are added."""
        languages = lexicon.src_lang, lexicon.tgt_lang
        known = self.lexicons.get(languages)
        self.lexicons[languages] = lexicon if known is None else known.merge(lexicon)

    def pairs(self, src: TokenizedText, tgt: TokenizedText) -> Iterator[tuple[int, int, float]]:
        """Types of two texts that any of the lexicons links."""
        for lexicon in self.lexicons.values():
            yield from lexicon.pairs(src, tgt)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> LexiconFile:
        """Read what `write` or `Lexicon.write` wrote. Raises UnreadableInput for any other file."""
        return cls(lexicons_of_file(path))

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write all of them to one Parquet file, in the columns of `Lexicon.write`."""
        import polars as pl

        from align.files import replacing

        frames = [lexicon.frame() for lexicon in self.lexicons.values()] or [Lexicon("zh", "en").frame()]
        with replacing(path) as beside:
            pl.concat(frames).write_parquet(beside)
