"""XML from strangers, read without entities, without DTDs, without network, and with limits.

`glossary` reads its exchange formats through this as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from align.errors import InvalidExchange

__all__ = ["elements", "parse", "parse_bytes", "refuse_entities"]

# resolve_entities: none but the five of XML itself are expanded, so neither a bomb nor a file leaks in.
# huge_tree stays off: libxml2 then refuses text over 10 MB in one node and nesting deeper than 256.
_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
}


def parse(path: str | os.PathLike[str]) -> etree._ElementTree:
    """The whole file as a tree; `elements` is for large ones. Raises InvalidExchange with the line of the fault."""
    try:
        tree = etree.parse(os.fspath(path), etree.XMLParser(**_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise _invalid(path, error) from error
    _refuse_entities(path, tree)
    return tree


def parse_bytes(data: bytes, name: object) -> etree._Element:
    """The root of an XML file in memory. Raises InvalidExchange with the line of the fault.

    >>> parse_bytes(b"<a><b/></a>", "a.xml").tag
    'a'
    """
    try:
        root = etree.fromstring(data, etree.XMLParser(**_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise _invalid(name, error) from error
    _refuse_entities(name, root.getroottree())
    return root


def elements(path: str | os.PathLike[str] | IO[bytes], *tags: str, name: object = None) -> Iterator[etree._Element]:
    """Each element of these tags (`{namespace}name` or `{*}name`) as it is read; its memory is given back after use.

    >>> import io
    >>> xml = b"<tmx><tu n='1'/><tu n='2'/></tmx>"
    >>> [unit.get("n") for unit in elements(io.BytesIO(xml), "tu", name="a.tmx")]
    ['1', '2']
    """
    where = name or path
    try:
        for _, element in etree.iterparse(path, events=("end",), tag=tags, **_OPTIONS):
            _refuse_entities(where, element.getroottree())
            yield element
            element.clear()
            # The parent keeps an empty shell of every child that has gone by; without this, memory grows with the file.
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise _invalid(where, error) from error


def refuse_entities(path: str | os.PathLike[str]) -> None:
    """Raise InvalidExchange where an XML file declares entities, however far its first element is from its beginning.

    For files that another library reads.
    """
    try:
        for _, element in etree.iterparse(os.fspath(path), events=("start",), **_OPTIONS):
            _refuse_entities(path, element.getroottree())
            return
    except etree.XMLSyntaxError as error:
        raise _invalid(path, error) from error


def _refuse_entities(path: object, tree: etree._ElementTree) -> None:
    declared = tree.docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise InvalidExchange("declares entities, which are not read", where=path, remedy="save it without a DOCTYPE")


def _invalid(path: object, error: etree.XMLSyntaxError) -> InvalidExchange:
    line = error.lineno or None
    return InvalidExchange(
        "not well-formed XML: {reason}",
        where=path,
        line=line,
        remedy="export the file again",
        reason=" ".join((error.msg or "").split())[:200],
    )
