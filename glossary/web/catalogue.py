"""Messages in the reader's language, found by their templates in gettext catalogues.

The catalogues are `locale/LANGUAGE/*.po`, read as they are, so that a translator's change needs no build step. The
packages below speak English; a message that has no Chinese is shown in English.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from align.errors import Message

__all__ = ["LOCALE", "entries", "sentence", "translated"]

LOCALE = Path(__file__).resolve().parent / "locale"


def entries(language: str, name: str) -> list[tuple[str, str, str]]:
    """The entries of a catalogue, in its order: msgctxt (empty where there is none), msgid, msgstr."""
    from babel.messages.pofile import read_po

    with (LOCALE / language / f"{name}.po").open("rb") as file:
        return [(entry.context or "", str(entry.id), str(entry.string)) for entry in read_po(file) if entry.id]


@cache
def _errors(language: str) -> dict[str, str]:
    """Words by template; none for English, in which the templates are."""
    return {} if language == "en" else {template: words for _, template, words in entries(language, "errors")}


def translated(message: str, language: str) -> str:
    """A message in a language, its parameters in it; in English where there are no words for it.

    >>> translated(Message("is {kind}, not plain text", kind=Message("a PDF document")), "zh")
    '是 PDF 文件，不是纯文本'
    """
    template, values = (message.template, message.values) if isinstance(message, Message) else (message, {})
    words = _errors(language).get(template)
    if not words and any(isinstance(value, Message) for value in values.values()):
        words = template  # a frame around other messages, such as “{where}: {what}”, has no words of its own
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
