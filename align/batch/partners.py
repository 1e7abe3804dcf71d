"""The likeliest partner of a document whose supposed translation turned out not to be one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from align.batch.likelihood import PAIRED, most_like
from align.batch.profiles import DocumentProfile

__all__ = ["likeliest"]


def likeliest(name: str, profiles: Mapping[str, DocumentProfile], *, but: Sequence[str] = ()) -> str | None:
    """Of all documents in another language the one that is more likely than not the translation of `name`; None where none is.

    `profiles` are those of all documents, by name; those named in `but` are known to be none.

    >>> from align.batch.profiles import tokens
    >>> texts = {"a": ("zh", "2019年GC.18/3号文件"), "b": ("en", "GC.18/3 of 2019"), "c": ("en", "IDB.44/7 of 2015")}
    >>> likeliest("a", {name: DocumentProfile(code, None, None, tokens(text, code)) for name, (code, text) in texts.items()})
    'b'
    """
    own = profiles.get(name)
    if own is None:
        return None
    others = [(other, profile) for other, profile in profiles.items() if other not in (name, *but)]
    best = most_like((name, own), others, list(profiles.values()))
    return best[0] if best is not None and best[1] >= PAIRED else None
