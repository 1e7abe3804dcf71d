"""Makes `glossary/resources/un_words.tsv`; run it with `python -m glossary.extraction.build_un_words FOLDER`.

The folder holds sentences of the United Nations Parallel Corpus: unpc.zh, unpc.en and unpc.ids.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from glossary.extraction.candidates import chinese, english
from glossary.extraction.un_words import count_words
from glossary.extraction.word_equivalents import dictionary

__all__ = ["main", "read_sentences"]

FILE = Path(__file__).parent.parent / "resources" / "un_words.tsv"


def read_sentences(folder: Path) -> list[tuple[str, Sequence[str], Sequence[str]]]:
    """The sentences of unpc.zh and unpc.en in a folder, cut into words, with their documents' names from unpc.ids."""
    zh, en, ids = ((folder / f"unpc.{part}").read_text("utf-8").splitlines() for part in ("zh", "en", "ids"))
    known = chinese.KnownWords(dictionary().sure)
    sentences = zip(ids, chinese.annotate(zh, known), english.annotate(en), strict=True)
    return [(name.split()[0], one.pieces, other.lower[: other.size]) for name, one, other in sentences]


def main() -> None:
    table = count_words(read_sentences(Path(sys.argv[1])))
    rows = [(word, count, 0) for word, count in table.totals.items()]
    rows += sorted((word, *numbers) for word, numbers in table.words.items())
    head = (
        "# How often words stand in 1,947 sentences of the United Nations Parallel Corpus v1.0 (Ziemski et al. 2016), and in\n"
        "# how many of their 357 documents; first the number of all words. Made by glossary/extraction/build_un_words.py.\n"
    )
    FILE.write_text(head + "".join(f"{word}\t{count}\t{documents}\n" for word, count, documents in rows), "utf-8")


if __name__ == "__main__":
    main()
