"""Every word of the interface, in English and Chinese, so that a translator can read them side by side.

A module for each area of the workbench; its `WORDING` maps a key to its English and its Chinese words. Keys begin with
the area's name and a dot, those of the frame around every page excepted.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

__all__ = ["LANGUAGES", "areas", "has", "say"]

LANGUAGES = ("en", "zh")


@cache
def areas() -> dict[str, dict[str, tuple[str, str]]]:
    """The tables of words, by area.

    >>> areas()["frame"]["nav.lookup"]
    ('Look up', '查询')
    """
    return {
        module.name: import_module(f"{__name__}.{module.name}").WORDING for module in pkgutil.iter_modules(__path__)
    }


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
