"""All words of the interface, in English and Chinese.

Each area of the workbench has a catalogue, `locale/zh/AREA.po`, in which a translator can read both languages side by
side. The msgctxt of an entry is the key by which templates refer to it, its msgid is the English, and its msgstr the
Chinese. Keys begin with the area's name and a dot, except those of the frame around every page. Error messages have a
catalogue of their own, errors.po; see glossary.web.catalogue.
"""

from __future__ import annotations

from functools import cache

from glossary.web.catalogue import LOCALE, entries

__all__ = ["LANGUAGES", "areas", "has", "say"]

LANGUAGES = ("en", "zh")


@cache
def areas() -> dict[str, dict[str, tuple[str, str]]]:
    """The English and Chinese words for each key, by area.

    >>> areas()["frame"]["nav.lookup"]
    ('Look up', '查询')
    """
    names = sorted(path.stem for path in (LOCALE / "zh").glob("*.po") if path.stem != "errors")
    return {name: {key: (english, chinese) for key, english, chinese in entries("zh", name)} for name in names}


@cache
def _every() -> dict[str, tuple[str, str]]:
    return {key: words for table in areas().values() for key, words in table.items()}


def has(key: str) -> bool:
    """Whether a catalogue has an entry for `key`."""
    return key in _every()


def say(key: str, language: str, **values: object) -> str:
    """The words for `key` in a language, with `values` put in place of `{name}` and the like.

    >>> say("nav.lookup", "zh")
    '查询'
    """
    text = _every()[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text
