"""Script and region of a bitext's sides, kept beside its languages: zh-Hant, zh-TW, en-GB.

What is done with a text depends on its language alone (`Bitext.src_lang`: zh). What is written for other programs says
the whole tag: as it was asked for, as the file had it, or zh-Hant for Chinese that is in Traditional characters. The tags
are in the metadata of the bitext, so that the formats that keep metadata keep them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from align.errors import UnknownLanguage
from align.languages import normalize_code

if TYPE_CHECKING:
    from align.types import Bitext

__all__ = ["SRC_LOCALE", "TGT_LOCALE", "locale", "locales", "with_locales"]

SRC_LOCALE, TGT_LOCALE = "src_locale", "tgt_locale"
"""Keys of the metadata of a bitext; absent where the language says it all."""
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")


def locale(code: str) -> str:
    """A language with its script and region, spelled as BCP 47 recommends; without them for other forms and names.

    Raises UnknownLanguage.

    >>> [locale(code) for code in ("zh_tw", "ZH-hant-hk", "en-gb", "Chinese", "zho", "en")]
    ['zh-TW', 'zh-Hant-HK', 'en-GB', 'zh', 'zh', 'en']
    """
    primary = normalize_code(code)
    match = _TAG.fullmatch(code.strip())
    if match is None:
        return primary
    return "-".join(filter(None, (primary, match[2] and match[2].title(), match[3] and match[3].upper())))


def with_locales(bitext: Bitext, asked: Sequence[str | None] = (None, None)) -> Bitext:
    """The bitext with the tags of its sides: those asked for, else zh-Hant where Chinese is in Traditional characters."""
    from align.languages import script_of

    found = {}
    for key, language, side, tag in zip(
        (SRC_LOCALE, TGT_LOCALE), (bitext.src_lang, bitext.tgt_lang), (bitext.src, bitext.tgt), asked, strict=True
    ):
        wanted = locale(tag) if tag else language
        if wanted != language and wanted.partition("-")[0] == language:
            found[key] = wanted
        elif (
            language == "zh"
            and key not in bitext.metadata
            and script_of("".join(segment.text for segment in side[:2000])) == "Hant"
        ):
            found[key] = "zh-Hant"
    if not found:
        return bitext
    return replace(bitext, metadata=MappingProxyType(dict(sorted({**bitext.metadata, **found}.items()))))


def locales(bitext: Bitext) -> tuple[str, str]:
    """The tags of the two sides, for writing.

    >>> from align.types import Bitext
    >>> locales(Bitext((), (), (), "zh", "en", metadata={"src_locale": "zh-TW"}))
    ('zh-TW', 'en')
    """
    return _of(bitext, SRC_LOCALE, bitext.src_lang), _of(bitext, TGT_LOCALE, bitext.tgt_lang)


def _of(bitext: Bitext, key: str, language: str) -> str:
    tag = bitext.metadata.get(key, "")
    # Metadata may be anybody's: a tag of another language is none of this side.
    return tag if _TAG.fullmatch(tag) and tag.partition("-")[0] == language else language


def known_locale(code: object, language: str) -> str | None:
    """The tag that a file gives a side, where it says more than the language.

    >>> known_locale("zh_tw", "zh"), known_locale("zh", "zh"), known_locale("x-own", "zh")
    ('zh-TW', None, None)
    """
    try:
        tag = locale(str(code)) if code else language
    except UnknownLanguage:
        return None
    return tag if tag != language and tag.partition("-")[0] == language else None
