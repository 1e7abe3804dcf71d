"""The shipped Chinese-English dictionary, looked up for the words of two texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from align.words import TokenizedText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["has_dictionary", "look_up", "translations"]


def has_dictionary(src_lang: str, tgt_lang: str) -> bool:
    """Whether a dictionary of the two languages, in this order, is shipped.

    >>> has_dictionary("zh", "en"), has_dictionary("de", "fr")
    (True, False)
    """
    return (src_lang, tgt_lang) == ("zh", "en")


def look_up(src: TokenizedText, tgt: TokenizedText) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Types of both sides that the shipped dictionary links, some several times, with their strengths.

    >>> from align.words import index
    >>> zh, en = index(["工业发展"], "zh"), index(["industrial development"], "en")
    >>> sources, targets, strengths = look_up(zh, en)
    >>> sorted({(zh.types[i], en.types[j]) for i, j in zip(sources, targets)})
    [('发展', 'development')]
    """
    import numpy as np

    rows, stems, columns, values = translations(src)
    places = {word: k for k, word in enumerate(tgt.types)}
    local = np.fromiter((places.get(stem, -1) for stem in stems), dtype=np.int64, count=len(stems))
    others = local[columns]
    kept = others >= 0
    return rows[kept], others[kept], values[kept]


def translations(
    src: TokenizedText, *, characters: bool = True
) -> tuple[NDArray[np.int64], list[str], NDArray[np.int64], NDArray[np.float64]]:
    """The English stems that the shipped dictionary has for the types of a Chinese text, some of them several times.

    Without `characters` the single characters of a word are not looked up, which often only spell its sound.
    Returns the type of each link, all stems of the dictionary, the number of the stem of each link, and its strength.

    >>> from align.words import index
    >>> types, stems, numbers, _ = translations(index(["工业"], "zh"))
    >>> "industri" in {stems[k] for k in numbers}
    True
    """
    import numpy as np

    from align.lexicon.runs import run_positions
    from align.resources import FOLDER, read_lexicon

    known, stems, pointers, columns, values = read_lexicon(FOLDER / "zh-en.lexicon")
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
                if (characters or len(part) > 1) and (other := known.get(part)) is not None:
                    types.append(k)
                    entries.append(other)
                    factors.append(0.25 if entry is not None else 0.6)
    rows = np.array(entries, dtype=np.int64)
    sizes = pointers[rows + 1] - pointers[rows]
    lookup, place = run_positions(sizes)
    place += pointers[rows][lookup]
    strength = np.array(factors)[lookup] * values[place] / 255
    return np.array(types, dtype=np.int64)[lookup], stems, columns[place].astype(np.int64), strength


def _parts(word: str, known: dict[str, int]) -> Iterator[str]:
    """Longest known parts of an unknown word, from the left."""
    i = 0
    while i < len(word):
        for j in range(len(word) if i else len(word) - 1, i, -1):
            if j == i + 1 or word[i:j] in known:
                yield word[i:j]
                i = j
                break
