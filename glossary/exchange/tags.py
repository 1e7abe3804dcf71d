"""Language tags of the files (zh-Hans, zh-TW, en-GB) and the glossary's language and script."""

from __future__ import annotations

import re
from functools import lru_cache

from glossary.exchange.losses import Losses
from glossary.types import Term

__all__ = ["parse_tag", "tag_of"]

_SCRIPT_OF_REGION = {"CN": "Hans", "SG": "Hans", "MY": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}
_OLD = {"CHS": "zh-Hans", "CHT": "zh-Hant"}
_TAG = re.compile("[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*")


def tag_of(term: Term) -> str:
    """BCP 47 tag of a term's language, with its script.

    >>> tag_of(Term("工发组织", "zh", "Hans")), tag_of(Term("UNIDO", "en"))
    ('zh-Hans', 'en')
    """
    return f"{term.language}-{term.script}" if term.script else term.language


def parse_tag(tag: str, losses: Losses | None = None) -> tuple[str, str | None]:
    """Language and script that a file's tag names; a region that says more than the script is counted as lost.

    Raises ValueError where it is no language tag.

    >>> parse_tag("zh-TW"), parse_tag("zh_Hans_CN"), parse_tag("EN"), parse_tag("en-GB")
    (('zh', 'Hant'), ('zh', 'Hans'), ('en', None), ('en', None))
    """
    language, script, region = _parse(tag.strip())
    if region and losses is not None and language != "zh":
        losses.add(f"region of a language ({language}-{region} read as {language})")
    return language, script


@lru_cache(maxsize=256)
def _parse(tag: str) -> tuple[str, str | None, str | None]:
    from align.errors import UnknownLanguage
    from align.languages import normalize_code

    tag = _OLD.get(tag, tag)
    if not _TAG.fullmatch(tag):
        raise ValueError(f"{tag[:40]!r} is no language tag")
    language, *rest = re.split("[-_]", tag)
    language = language.lower()
    if len(language) != 2:
        try:
            language = normalize_code(language)
        except UnknownLanguage:
            if len(language) != 3:
                raise ValueError(f"{tag[:40]!r} is no language tag") from None
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    region = next((part.upper() for part in rest if len(part) == 2 or (len(part) == 3 and part.isdigit())), None)
    if language == "zh":
        script = script if script in ("Hans", "Hant") else _SCRIPT_OF_REGION.get(region or "")
    else:
        script = None
    return language, script, region
