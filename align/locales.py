"""Script and region of a bitext's sides, kept beside its languages: zh-Hant, zh-TW, en-GB.

What is done with a text depends on its language alone (`Bitext.src_lang`: zh). What is written for other programs says
the whole tag: as it was asked for, as the file had it, or zh-Hant for Chinese that is in Traditional characters. The tags
are in the metadata of the bitext, so that the formats that keep metadata keep them.

OmegaT takes a text whose language is that of the project in any region; Trados leaves out what is not in just the language
and region of its memory. So a region can be asked for everything that goes out (`--locale zh-CN,en-GB`, `read_locales`).
A region that is written in one script is not given to a text in the other one: of zh-CN and zh-TW each text gets its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from align.errors import InvalidOption, UnknownLanguage
from align.languages import normalize_code
from align.regions import is_region

if TYPE_CHECKING:
    from align.types import Bitext

__all__ = [
    "SRC_LOCALE",
    "TGT_LOCALE",
    "fitting_locale",
    "known_locale",
    "locale",
    "locales",
    "locales_asked",
    "read_locales",
    "script_of_locale",
    "unused_locales",
    "with_known_region",
    "with_locales",
]

Script = Literal["Hans", "Hant"]

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


_SCRIPTS: dict[str, Script] = {"CN": "Hans", "SG": "Hans", "MY": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}


def script_of_locale(tag: str) -> Script | None:
    """The script that Chinese of a script or region is written in; None of other languages, and where the tag does not say.

    >>> [script_of_locale(tag) for tag in ("zh-TW", "zh-Hans-HK", "zh-CN", "zh", "en-GB")]
    ['Hant', 'Hans', 'Hans', None, None]
    """
    language, *rest = tag.split("-")
    if language != "zh":
        return None
    for part in rest:
        if part in ("Hans", "Hant"):
            return part  # type: ignore[return-value]
    return next((_SCRIPTS[part] for part in rest if part in _SCRIPTS), None)


def read_locales(texts: Iterable[str]) -> tuple[str, ...]:
    """Tags that are given as `zh-CN,en-GB` or `zh=zh-CN,en=en-GB`, in order.

    Raises InvalidOption for what is no tag, for a region that there is not, and for two tags of which none could tell which text is meant.

    >>> read_locales(["zh-CN,en-gb"]), read_locales(["zh=zh-TW", "en=en-GB"])
    (('zh-CN', 'en-GB'), ('zh-TW', 'en-GB'))
    """
    found: dict[tuple[str, Script | None], str] = {}
    for given in (part.strip() for text in texts for part in text.split(",")):
        if not given:
            continue
        language, sign, tag = given.rpartition("=")
        try:
            wanted = locale(tag)
            if not _TAG.fullmatch(tag.strip()) or (sign and normalize_code(language) != wanted.partition("-")[0]):
                raise UnknownLanguage("no language {language!r} is known", language=given)
        except UnknownLanguage as error:
            raise InvalidOption(
                "{given!r} is no language with a region",
                where="--locale",
                remedy="write zh-CN,en-GB or zh=zh-CN,en=en-GB",
                given=given,
            ) from error
        match = _TAG.fullmatch(wanted)
        if match and match[3] and not is_region(match[3]):
            raise InvalidOption(
                "{given!r}: {region} is no country or territory of ISO 3166",
                where="--locale",
                remedy="write zh-CN,en-GB or zh=zh-CN,en=en-GB",
                given=given,
                region=match[3],
            )
        key = (wanted.partition("-")[0], script_of_locale(wanted))
        if found.get(key, wanted) != wanted:
            raise InvalidOption(
                "{one} and {other} cannot be told apart",
                where="--locale",
                remedy="name one of them",
                one=found[key],
                other=wanted,
            )
        found[key] = wanted
    return tuple(found.values())


def with_known_region(code: str | None, where: str) -> str | None:
    """The tag as it is given. Raises InvalidOption for one with a region that there is not.

    >>> with_known_region("zh-Hant-TW", "--lang"), with_known_region(None, "--lang")
    ('zh-Hant-TW', None)
    """
    match = _TAG.fullmatch(code.strip()) if code else None
    if match and match[3] and not is_region(match[3].upper()):
        raise InvalidOption(
            "{given!r}: {region} is no country or territory of ISO 3166",
            where=where,
            remedy="write zh, zh-TW or en-GB",
            given=code,
            region=match[3].upper(),
        )
    return code


def locales_asked(given: Iterable[str], *named: str | None) -> tuple[str, ...]:
    """The tags of `--locale`, and those that other options name a language with: `--src-lang zh-CN`. Raises as `read_locales`.

    >>> locales_asked(["en-GB"], "zh-CN", None), locales_asked([], "zh")
    (('en-GB', 'zh-CN'), ())
    """
    return read_locales([*given, *(tag for code in named if code and "-" in (tag := locale(code)))])


def fitting_locale(wanted: Iterable[str], language: str, script: str | None = None) -> str | None:
    """The tag, among those asked for, that fits a text in this language and script.

    >>> fitting_locale(["zh-CN", "zh-TW"], "zh", "Hant"), fitting_locale(["zh-CN"], "zh", "Hant"), fitting_locale(["en-GB"], "en")
    ('zh-TW', None, 'en-GB')
    """
    mine = [tag for tag in wanted if tag.partition("-")[0] == language]
    told = [tag for tag in mine if script_of_locale(tag) in (None, script or "Hans")]
    return next(iter(told), mine[0] if mine and script is None else None)


def with_locales(bitext: Bitext, asked: Sequence[str | None] = (None, None), usual: Sequence[str] = ()) -> Bitext:
    """The bitext with the tags of its sides: those asked for, else of the `usual` ones that which fits the language and the
    script, else zh-Hant where Chinese is in Traditional characters.
    """
    from align.languages import script_of

    found = {}
    for key, language, side, tag in zip(
        (SRC_LOCALE, TGT_LOCALE), (bitext.src_lang, bitext.tgt_lang), (bitext.src, bitext.tgt), asked, strict=True
    ):
        wanted = locale(tag) if tag else language
        if wanted != language and wanted.partition("-")[0] == language:
            found[key] = wanted
            continue
        known = bitext.metadata.get(key)
        script = script_of_locale(known) if known else None
        if language == "zh" and script is None:
            script = script_of("".join(segment.text for segment in side[:2000]))
        if fitting := fitting_locale(usual, language, script):
            found[key] = fitting
        elif language == "zh" and known is None and script == "Hant":
            found[key] = "zh-Hant"
    if not found:
        return bitext
    return replace(bitext, metadata=MappingProxyType(dict(sorted({**bitext.metadata, **found}.items()))))


def unused_locales(wanted: Sequence[str], bitext: Bitext) -> list[str]:
    """The tags asked for that neither side goes out with: another language, or Chinese in the other script."""
    return [tag for tag in wanted if tag not in locales(bitext)]


def locales(bitext: Bitext) -> tuple[str, str]:
    """The tags of the two sides, for writing.

    >>> from align.types import Bitext
    >>> locales(Bitext((), (), (), "zh", "en", metadata={"src_locale": "zh-TW"}))
    ('zh-TW', 'en')
    """
    return _of(bitext, SRC_LOCALE, bitext.src_lang), _of(bitext, TGT_LOCALE, bitext.tgt_lang)


def _of(bitext: Bitext, key: str, language: str) -> str:
    tag = bitext.metadata.get(key, "")
    # Metadata may come from anybody: a tag of another language does not belong to this side.
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
