"""Single words that thesauri and glossaries have as headings, such as crime and budget but not problem and increase."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from glossary.folding import fold

__all__ = ["subject_features", "subject_words"]

FILE = "subject_words.txt"


@lru_cache(maxsize=1)
def subject_words() -> frozenset[str]:
    """The shipped list, folded.

    >>> "crime" in subject_words(), "problem" in subject_words()
    (True, False)
    """
    lines = (resources.files("glossary") / "resources" / FILE).read_text("utf-8").splitlines()
    return frozenset(fold(word, "en") for line in lines if not line.startswith("#") for word in line.split())


def subject_features(words: Sequence[str], folded: str) -> dict[str, float]:
    """A feature of terms that are one word of the list; `words` are the content words, `folded` is the folded term.

    >>> subject_features(["crimes"], "crime"), subject_features(["juvenile", "crime"], "juvenile crime")
    ({'en subject word': 1.0}, {})
    """
    return {"en subject word": 1.0} if len(words) == 1 and folded in subject_words() else {}
