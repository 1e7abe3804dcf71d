"""Ids on their way into XML and back: any id as a name that XML takes."""

from __future__ import annotations

import re

__all__ = ["decode_id", "encode_id"]

# Namespaces in XML 1.0, production NCName, reduced to letters of ASCII and of the BMP's large scripts.
_NAME = re.compile("[A-Za-z_\u4e00-\u9fa5][A-Za-z0-9_.\u4e00-\u9fa5-]*")
_UNNAMEABLE = re.compile("_x(?=[0-9a-f]{1,6}_)|[^A-Za-z0-9_.\u4e00-\u9fa5-]")
_CODED = re.compile("_x([0-9a-f]{1,6})_")


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
