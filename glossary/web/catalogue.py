"""Translates messages into the reader's language; their templates are the keys of gettext catalogues.

The catalogues are `locale/LANGUAGE/*.po`. They are read without compiling, so that a translator's change needs no build
step. The packages `align` and `glossary` make their messages in English; one without a translation is shown in English.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from align.errors import Message

__all__ = ["LOCALE", "entries", "sentence", "translated"]

LOCALE = Path(__file__).resolve().parent / "locale"


def entries(language: str, name: str) -> list[tuple[str, str, str]]:
    """The entries of a catalogue, in order: msgctxt (empty if there is none), msgid, msgstr."""
    from babel.messages.pofile import read_po

    with (LOCALE / language / f"{name}.po").open("rb") as file:
        return [(entry.context or "", str(entry.id), str(entry.string)) for entry in read_po(file) if entry.id]


@cache
def _errors(language: str) -> dict[str, str]:
    """The translation of each template; empty for English, because the templates are English."""
    return {} if language == "en" else {template: words for _, template, words in entries(language, "errors")}


def translated(message: str, language: str) -> str:
    """A message and its parameters in a language, or in English if there is no translation.

    >>> translated(Message("is {kind}, not plain text", kind=Message("a PDF document")), "zh")
    '是 PDF 文件，不是纯文本'
    """
    template, values = (message.template, message.values) if isinstance(message, Message) else (message, {})
    words = _errors(language).get(template)
    if not words and any(isinstance(value, Message) for value in values.values()):
        words = template  # a template such as “{where}: {what}” needs no translation, but its values do
    if not words:
        return str(message)
    if not values:
        return words
    return words.format(
        **{name: translated(value, language) if isinstance(value, Message) else value for name, value in values.items()}
    )


def sentence(message: str, language: str) -> str:
    """The message of an error as a sentence, with its full stop.

    >>> sentence(Message("has {pages} pages, more than {limit}", pages=3, limit=2), "zh")
    '共 3 页，超过 2 页。'
    >>> sentence(Message("an entry needs a term"), "en")
    'An entry needs a term.'
    """
    words = translated(message, language).strip()
    if not words or words.endswith(tuple("!?…。！？.")):
        return words[:1].upper() + words[1:]
    return words[0].upper() + words[1:] + ("。" if language == "zh" and words != message else ".")
