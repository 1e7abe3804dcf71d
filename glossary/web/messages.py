"""Every word of the interface, in English and Chinese, so that a translator can read them side by side.

A catalogue for each area of the workbench: `locale/zh/AREA.po`. The msgctxt of an entry is the key by which templates
ask for it, its msgid the English, its msgstr the Chinese. Keys begin with the area's name and a dot, those of the frame
around every page excepted. What can go wrong has a catalogue of its own, errors.po, see glossary.web.catalogue.
"""

from __future__ import annotations

from functools import cache

from glossary.web.catalogue import LOCALE, entries

__all__ = ["LANGUAGES", "areas", "has", "say"]

LANGUAGES = ("en", "zh")


@cache
def areas() -> dict[str, dict[str, tuple[str, str]]]:
    """The tables of words, by area.

    >>> areas()["frame"]["nav.lookup"]
    ('Look up', '查询')
    """
    names = sorted(path.stem for path in (LOCALE / "zh").glob("*.po") if path.stem != "errors")
    return {name: {key: (english, chinese) for key, english, chinese in entries("zh", name)} for name in names}


@cache
def _every() -> dict[str, tuple[str, str]]:
    return {key: words for table in areas().values() for key, words in table.items()}


def has(key: str) -> bool:
    """Whether there are words for `key`."""
    return key in _every()


def say(key: str, language: str, **values: object) -> str:
    """The words for `key`, with `{name}` places filled in.

    >>> say("nav.lookup", "zh")
    '查询'
    """
    text = _every()[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text
