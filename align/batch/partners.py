"""The likeliest partner of a document whose supposed translation is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from align.batch.profiles import CLEAR, LIKELY, DocumentProfile, scores

__all__ = ["likeliest"]


def likeliest(name: str, profiles: Mapping[str, DocumentProfile], *, but: Sequence[str] = ()) -> str | None:
    """Of all documents in another language the one that is clearly most like `name`; None where none is.

    `profiles` are the looks at all documents, by name; those named in `but` are known to be none.

    >>> from align.batch.profiles import tokens
    >>> texts = {"a": ("zh", "2019年GC.18/3号文件"), "b": ("en", "GC.18/3 of 2019"), "c": ("en", "IDB.44/7 of 2015")}
    >>> likeliest("a", {name: DocumentProfile(code, None, None, tokens(text, code)) for name, (code, text) in texts.items()})
    'b'
    """
    own = profiles.get(name)
    if own is None:
        return None
    others = [other for other in profiles if other not in (name, *but) and profiles[other].language != own.language]
    if not others:
        return None
    row = scores([own], [profiles[other] for other in others], list(profiles.values()))[0]
    best = int(row.argmax())
    second = max((float(value) for n, value in enumerate(row) if n != best), default=0.0)
    return others[best] if row[best] >= LIKELY and row[best] >= CLEAR * second else None
