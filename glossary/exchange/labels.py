"""Labelled notes: data categories of TBX that the glossary has no field for, kept as readable notes.

`definition (es): Una acumulación … [source: Oxford2007]`, `xGraphic: open cluster <https://…>`,
`geographicalUsage: Canada`. An import writes them, a person can read them, and an export to TBX puts them back into
their own elements where the dialect has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["GENDERS", "LOCATIONS", "Label", "read_label", "split_definition", "write_label"]

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
    found = _LABEL.fullmatch(note)
    if not found:
        return None
    label = Label(found["category"], found["text"], found["language"])
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
    found = _DEFINITION.fullmatch(definition)
    language, text = (found["language"], found["text"]) if found else (None, definition)
    sourced = _SOURCE.fullmatch(text)
    if sourced:
        return Label("definition", sourced["text"], language, sourced["source"])
    return Label("definition", text, language)
