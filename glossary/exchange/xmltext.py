"""Text on its way into XML: what XML cannot hold is taken out and counted, the rest is escaped.

The writers build their lines from these; a tree of a million entries would not fit in memory.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any, TypeVar

from glossary.exchange.losses import Losses
from glossary.types import Concept, Context, Relation, Term

__all__ = ["clean", "cleaned", "decode_id", "encode_id", "escape"]

# XML 1.0 (fifth edition), section 2.2, production Char: everything else is not well-formed, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Namespaces in XML 1.0, production NCName, reduced to letters of ASCII and of the BMP's large scripts.
_NAME = re.compile("[A-Za-z_\u4e00-\u9fa5][A-Za-z0-9_.\u4e00-\u9fa5-]*")
_UNNAMEABLE = re.compile("_x(?=[0-9a-f]{1,6}_)|[^A-Za-z0-9_.\u4e00-\u9fa5-]")
_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Term, Context, Relation)}
_OPTIONAL = {(Term, name) for name in ("script", "part_of_speech", "status", "source", "note")}

Part = TypeVar("Part", Term, Context, Relation)
_CODED = re.compile("_x([0-9a-f]{1,6})_")


def clean(text: str, losses: Losses) -> str:
    """The text without the characters that XML cannot hold: control characters and halves of surrogate pairs.

    >>> clean("a\\x00b", Losses())
    'ab'
    """
    kept, count = _ILLEGAL.subn("", text)
    losses.add("character that XML cannot hold", count)
    return kept


def cleaned(concept: Concept, losses: Losses) -> Concept:
    """The entry as XML can hold it: no illegal characters, no empty texts; a term that has no text left is counted.

    >>> cleaned(Concept("c", (Term("a\\x00", "en"),), subject=""), Losses())
    Concept(id='c', terms=(Term(text='a', ...),), subject=None, ...)
    """
    changes: dict[str, Any] = {}
    for name in ("terms", "contexts", "relations"):
        parts = tuple(_cleaned(part, losses) for part in getattr(concept, name))
        if any(new is not old for new, old in zip(parts, getattr(concept, name), strict=True)):
            changes[name] = parts
    for name in ("notes", "documents"):
        texts = tuple(text for text in (clean(text, losses) for text in getattr(concept, name)) if text)
        if texts != getattr(concept, name):
            changes[name] = texts
    for name in ("id", "subject", "definition", "created_by", "modified_by"):
        text = getattr(concept, name)
        if text is not None and (not text or _ILLEGAL.search(text)):
            changes[name] = clean(text, losses) or (None if name != "id" else "")
    terms = changes.get("terms", concept.terms)
    if not all(term.text for term in terms):
        losses.add("term without text", sum(not term.text for term in terms))
        changes["terms"] = tuple(term for term in terms if term.text)
    return replace(concept, **changes) if changes else concept


def _cleaned(part: Part, losses: Losses) -> Part:
    changes: dict[str, Any] = {}
    for name in _NAMES[type(part)]:
        text = getattr(part, name)
        if isinstance(text, str) and (not text or _ILLEGAL.search(text)):
            kept = clean(text, losses)
            if kept != text or (not kept and (type(part), name) in _OPTIONAL):
                changes[name] = kept or (None if (type(part), name) in _OPTIONAL else "")
    return replace(part, **changes) if changes else part


def escape(text: str) -> str:
    """The text between tags or in a quoted attribute. Line ends survive the parser's normalization.

    >>> escape('a < b & "c"')
    'a &lt; b &amp; &quot;c&quot;'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\r", "&#13;")


def encode_id(identifier: str) -> str:
    """An id that XML takes (an NCName) for any id; `decode_id` gives it back. Coding as in ISO 9075-14.

    >>> encode_id("c1"), encode_id("67"), encode_id("a/b")
    ('c1', '_x36_7', 'a_x2f_b')
    """
    if _NAME.fullmatch(identifier) and "_x" not in identifier:
        return identifier
    coded = _UNNAMEABLE.sub(lambda found: f"_x{ord(found[0][0]):x}_" + found[0][1:], identifier)
    if not coded or not _NAME.match(coded):
        coded = f"_x{ord(coded[0]):x}_{coded[1:]}" if coded else "_x_"
    return coded


def decode_id(coded: str) -> str:
    """The id that `encode_id` coded.

    >>> decode_id("_x36_7"), decode_id("a_x2f_b"), decode_id("c1")
    ('67', 'a/b', 'c1')
    """
    if coded == "_x_":
        return ""
    return _CODED.sub(lambda found: chr(int(found[1], 16)) if int(found[1], 16) < 0x110000 else found[0], coded)
