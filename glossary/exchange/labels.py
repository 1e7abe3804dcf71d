"""Labelled notes: data categories of TBX that the glossary has no field for, kept as readable notes.

`definition (es): Una acumulación … [source: Oxford2007]`, `xGraphic: open cluster <https://…>`,
`geographicalUsage: Canada`. An import writes them, a person can read them, and an export to TBX puts them back into
their own elements where the dialect has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = [
    "GENDERS",
    "LOCATIONS",
    "Label",
    "join_definition",
    "join_region",
    "read_label",
    "split_definition",
    "split_region",
    "write_label",
]

_LABEL = re.compile(
    r"(?P<category>[A-Za-z][A-Za-z-]*)(?: \((?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\))?: (?P<text>.+)",
    re.DOTALL,
)
_SOURCE = re.compile(r"(?P<text>.*\S) \[source: (?P<source>[^\[\]\n]+)\]", re.DOTALL)
_TARGET = re.compile(r"(?P<text>[^\n]*) <(?P<target>https?://[^\s<>\"]+)>")
_DEFINITION = re.compile(r"\((?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\) (?P<text>.+)", re.DOTALL)

GENDERS = frozenset({"masculine", "feminine", "neuter", "other"})
LOCATIONS = frozenset(
    [
        "checkBox",
        "comboBox",
        "comboBoxElement",
        "dialogBox",
        "groupBox",
        "informativeMessage",
        "interactiveMessage",
        "menuItem",
        "progressBar",
        "pushButton",
        "radioButton",
        "slider",
        "spinBox",
        "tab",
        "tableText",
        "textBox",
        "toolTip",
        "user-definedType",
    ]
)


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled note taken apart: category, language, text, source (definitions) or target (links)."""

    category: str
    text: str
    language: str | None = None
    source: str | None = None
    target: str = ""


def read_label(note: str) -> Label | None:
    """The parts of a labelled note, None for any other note.

    >>> read_label("definition (es): Un disco. [source: Oxford2007]")
    Label(category='definition', text='Un disco.', language='es', source='Oxford2007', target='')
    >>> read_label("xGraphic: disk <https://example.org/a.jpg>").target
    'https://example.org/a.jpg'
    >>> read_label("Nothing special") is None
    True
    """
    match = _LABEL.fullmatch(note)
    if not match:
        return None
    label = Label(match["category"], match["text"], match["language"])
    if label.category in ("xGraphic", "externalCrossReference"):
        link = _TARGET.fullmatch(label.text)
        return Label(label.category, link["text"], label.language, None, link["target"]) if link else None
    if label.category == "definition":
        sourced = _SOURCE.fullmatch(label.text)
        if sourced:
            label = Label(label.category, sourced["text"], label.language, sourced["source"])
    return label if write_label(label) == note else None


def write_label(label: Label) -> str:
    """The note that says what the label holds.

    >>> write_label(Label("definition", "Un disco.", "es", "Oxford2007"))
    'definition (es): Un disco. [source: Oxford2007]'
    """
    language = f" ({label.language})" if label.language else ""
    target = f" <{label.target}>" if label.target else ""
    source = f" [source: {label.source}]" if label.source else ""
    return f"{label.category}{language}: {label.text}{target}{source}"


def split_definition(definition: str) -> Label:
    """A definition with its language and source, where it says them: `(en) A disk. [source: Oxford2007]`.

    >>> split_definition("(en) A disk. [source: Oxford2007]")
    Label(category='definition', text='A disk.', language='en', source='Oxford2007', target='')
    """
    match = _DEFINITION.fullmatch(definition)
    language, text = (match["language"], match["text"]) if match else (None, definition)
    sourced = _SOURCE.fullmatch(text)
    if sourced:
        return Label("definition", sourced["text"], language, sourced["source"])
    return Label("definition", text, language)


def join_definition(text: str, source: str = "") -> str:
    """A definition that names its source, as `split_definition` takes it apart; brackets in the source become round.

    >>> join_definition("A disk.", "ISO [1]")
    'A disk. [source: ISO (1)]'
    """
    text = text.strip()
    source = " ".join(source.translate(str.maketrans("[]", "()")).split())
    return f"{text} [source: {source}]" if text and source else text


_REGION = "geographicalUsage"
_LAST = ("customerSubset", "projectSubset")
"""Labels that stand after the region, as the elements do in TBX."""


def split_region(note: str | None) -> tuple[str, str]:
    """The note of a term without the line that says where the term is used, and that place.

    >>> split_region("Written so since 2019.\\ngeographicalUsage: Canada")
    ('Written so since 2019.', 'Canada')
    """
    lines = (note or "").split("\n")
    for n in range(len(lines) - 1, -1, -1):
        label = read_label(lines[n])
        if label and label.category == _REGION and not label.language:
            return "\n".join(lines[:n] + lines[n + 1 :]), label.text
        if not label or label.category not in _LAST:
            break
    return note or "", ""


def join_region(note: str, region: str) -> str | None:
    """The note of a term with the line that says where it is used; None where there is nothing to say.

    >>> join_region("Written so since 2019.", "Canada")
    'Written so since 2019.\\ngeographicalUsage: Canada'
    >>> join_region("", "") is None
    True
    """
    lines = note.strip().split("\n") if note.strip() else []
    region = " ".join(region.split())
    if region:
        at = len(lines)
        while at and (label := read_label(lines[at - 1])) and label.category in _LAST:
            at -= 1
        lines.insert(at, write_label(Label(_REGION, region)))
    return "\n".join(lines) or None
