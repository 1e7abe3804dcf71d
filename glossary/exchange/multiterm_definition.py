"""The termbase definition (.xdt) that MultiTerm wants before it takes the data of `glossary.exchange.multiterm`.

Source: the shape of a definition as Acrolinx's REST API documentation shows one that MultiTerm reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from lxml import etree
from lxml.etree import SubElement

from glossary.exchange.columns import header_of
from glossary.exchange.multiterm import FIELDS, LOCALES, TERM_FIELDS

__all__ = ["write_definition"]

_TYPE = "{urn:schemas-microsoft-com:datatypes}dt"
_SEVERAL = frozenset({"Note", "Context"})
_ONE, _MAYBE, _SOME, _ANY = ("1", "1"), ("0", "1"), ("1", "*"), ("0", "*")


def write_definition(languages: Iterable[str], out: IO[bytes]) -> None:
    """Write the definition: the languages as indexes, the fields and the levels they stand at."""
    root = etree.Element("Output", nsmap={"dt": "urn:schemas-microsoft-com:datatypes"})
    termbase = SubElement(root, "Object")
    _tree(SubElement(termbase, "Tree"))
    names = SubElement(termbase, "Languages")
    for tag in languages:
        _text(names, "ItemLocale", LOCALES.get(tag, tag.upper()))
        _text(names, "ItemText", header_of(tag))
        _text(names, "IsTargetOnly", "false")
    fields = SubElement(termbase, "TerminologyFields")
    for name, values in {**FIELDS, **TERM_FIELDS}.items():
        _field(fields, name, values)
    _text(termbase, "Option", "2", "i4")
    _text(termbase, "CaseSensitive", "1", "boolean")
    _text(termbase, "IgnoreNonAlpha", "0", "boolean")
    _text(termbase, "TermbaseDescription", "Glossary exported by duizhao")
    for name in ("CopyrightText", "SplashImage", "IconFile", "RefInfo"):
        SubElement(termbase, name)
    _schema(SubElement(SubElement(root, "Schema"), "Schema", {"name": "Termbase Definition"}))
    etree.indent(root, "")
    out.write(etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n")


def _text(parent: etree._Element, name: str, text: str, kind: str = "") -> None:
    SubElement(parent, name, {_TYPE: kind} if kind else {}).text = text


def _tree(parent: etree._Element) -> None:
    """The fields at their levels: those of an entry, of an index (a language) and of a term."""
    entry = _level(parent, "Entry level", 0)
    for name in FIELDS:
        _level(entry, name, 1)
    terms = _level(_level(entry, "Index level", 2), "Term level", 3)
    for name in TERM_FIELDS:
        field = _level(terms, name, 1)
        if name == "Context":
            _level(field, "Source", 1)
            _level(field, "duizhao", 1)


def _level(parent: etree._Element, name: str, kind: int) -> etree._Element:
    """A node of the tree of fields; `kind` 0 is the entry, 1 a field, 2 an index (language), 3 a term."""
    node = SubElement(parent, "Node", {"ID": "0"})
    _text(node, "TextChild", name, "string")
    _text(node, "NodeType", str(kind), "i4")
    _text(node, "Mandatory", str(int(kind != 1)), "boolean")
    _text(node, "Multiply", str(int(kind != 1 or name in _SEVERAL)), "boolean")
    _text(node, "Readonly", "0", "boolean")
    SubElement(node, "labels")
    SubElement(node, "description")
    return node


def _field(parent: etree._Element, name: str, values: tuple[str, ...]) -> None:
    """A field and what it can hold: one of some values, or any text."""
    node = SubElement(parent, "Node", {"ID": "0"})
    _text(node, "TextChild", name, "string")
    structure = SubElement(node, "Structure")
    _text(structure, "Type", "Picklist" if values else "Text")
    for value in values:
        _text(structure, "PicklistValue", value)
    _text(structure, "History", "F")


def _schema(parent: etree._Element) -> None:
    """The elements of MTF, each with what it can contain and how often."""
    root = SubElement(parent, "ElementType", {"name": "mtf", "content": "eltOnly", "order": "many"})
    SubElement(root, "description")
    concept = _element(root, "conceptGrp", "eltOnly", _SOME)
    _element(concept, "concept", "textOnly", _ONE, type="ui4")
    _element(concept, "system", "textOnly", _MAYBE, type="ui4")
    _transaction(concept)
    _description(concept)
    language = _element(concept, "languageGrp", "eltOnly", _ANY)
    name = _element(language, "language", "empty", _ANY)
    _attribute(name, "lang")
    _attribute(name, "type")
    term = _element(language, "termGrp", "eltOnly", _SOME)
    _element(term, "term", "textOnly", _ONE, type="string")
    for level in (term, language):
        _description(level)
        _transaction(level)


def _transaction(parent: etree._Element) -> None:
    group = _element(parent, "transacGrp", "eltOnly", _ANY)
    transaction = _element(group, "transac", "textOnly", _ANY, type="string")
    _attribute(transaction, "type", type="enumeration", values="origination|modification")
    _element(group, "date", "textOnly", _ANY, type="date")


def _description(parent: etree._Element) -> None:
    group = _element(parent, "descripGrp", "eltOnly", _ANY, history="F")
    _attribute(_element(group, "descrip", "mixed", _ANY, type="string"), "type")


def _element(
    parent: etree._Element, name: str, content: str, occurs: tuple[str, str], **attributes: str
) -> etree._Element:
    """A type of element of MTF, as a definition describes it."""
    element = SubElement(parent, "ElementType", {"name": name, "content": content, "order": "many", **attributes})
    _occurs(element, occurs)
    return element


def _attribute(parent: etree._Element, name: str, **attributes: str) -> None:
    _occurs(SubElement(parent, "AttributeType", {"name": name, **(attributes or {"type": ""})}), _ONE)


def _occurs(parent: etree._Element, times: tuple[str, str]) -> None:
    SubElement(parent, "description")
    level = SubElement(SubElement(parent, "Occurences"), "Level")
    level.set("minOccurs", times[0])
    level.set("maxOccurs", times[1])
