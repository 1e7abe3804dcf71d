"""gettext PO, read by polib: each message with its translation is a bead, one without a translation an omission.

Fuzzy translations and obsolete messages are left out, because nobody has approved them. A message in the plural gives a
bead for
each form that is translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from align.errors import InvalidExchange, UnknownLanguage
from align.formats.rows import BitextBuilder
from align.types import Bitext, Segment

__all__ = ["read"]


def read(
    stream: IO[bytes], where: str, *, src_lang: str | None = None, tgt_lang: str | None = None
) -> Iterator[Bitext]:
    """The bitext of a file. Raises InvalidExchange with the line of the fault."""
    import polib

    from align.readers.decoding import decode

    data = stream.read()
    declared = re.search(rb"charset=([\w-]{2,30})\\n", data[:8192])
    text = _declared(data, declared[1].decode("ascii")) if declared else None
    if text is None:
        text = decode(data, where)[0]
    try:
        # polib takes a text without a line break for the name of a file.
        entries = polib.pofile(text.replace("\r\n", "\n") + "\n\n")
    except (OSError, ValueError, IndexError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise InvalidExchange(
            "is no PO file: {reason}",
            where=where,
            line=int(line[1]) if line else None,
            remedy="export it again",
            reason=re.sub(r"^.*?(?=Syntax|unescaped)", "", str(error).splitlines()[0])[:200],
        ) from error
    language = _known(entries.metadata.get("Language", "")) or None
    source = _known(entries.metadata.get("X-Source-Language", "") or "") or None
    gathering = BitextBuilder(where, src_lang=src_lang, tgt_lang=tgt_lang)
    for number, (message, translation) in enumerate(_pairs(entries)):
        yield from gathering.add(
            [Segment(message, paragraph=number)],
            [Segment(translation, paragraph=number)] if translation.strip() else [],
            1.0,
            number=number,
            src_lang=source,
            tgt_lang=language,
        )
    yield from gathering.finish()


def _pairs(entries: object) -> Iterator[tuple[str, str]]:
    for entry in entries:  # type: ignore[attr-defined]
        if entry.obsolete or not entry.msgid.strip():
            continue
        forms = {} if entry.fuzzy else entry.msgstr_plural
        if entry.msgid_plural:
            last = max(forms, default=0)
            for form, text in sorted(forms.items()):
                yield (entry.msgid if form == 0 and last > 0 else entry.msgid_plural), text
            if not forms:
                yield entry.msgid_plural, ""
        else:
            yield entry.msgid, "" if entry.fuzzy else entry.msgstr


def _declared(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        return None


def _known(code: str) -> str:
    from align.languages import normalize_code

    try:
        normalize_code(code)
    except UnknownLanguage:
        return ""
    return code.replace("_", "-").partition("@")[0].partition(".")[0]
