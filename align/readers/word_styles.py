"""The styles of a Word document, as far as they tell headings, numbering and hidden text."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from align.readers.numbering import W, whole_number

__all__ = ["Style", "attribute", "integer", "key_of", "styles_of"]


@dataclass(slots=True)
class Style:
    name: str = ""
    based_on: str | None = None
    outline: int | None = None
    number: str | None = None
    level: int | None = None
    hidden: bool | None = None


def styles_of(root: etree._Element) -> dict[str, Style]:
    found: dict[str, Style] = {}
    for style in root.iter(f"{W}style"):
        vanish = style.find(f"{W}rPr/{W}vanish")
        numbering = style.find(f"{W}pPr/{W}numPr")
        level = attribute(numbering, "ilvl") if numbering is not None else None
        found[style.get(f"{W}styleId", "")] = Style(
            name=attribute(style, "name") or "",
            based_on=attribute(style, "basedOn"),
            outline=integer(style.find(f"{W}pPr/{W}outlineLvl")),
            number=attribute(numbering, "numId") if numbering is not None else None,
            level=whole_number(level),
            hidden=None if vanish is None else vanish.get(f"{W}val") not in ("0", "false", "off"),
        )
    return found


def key_of(styles: dict[str, Style], style: Style) -> str:
    return next((key for key, other in styles.items() if other is style), "")


def attribute(element: etree._Element, tag: str) -> str | None:
    child = element.find(f"{W}{tag}")
    return None if child is None else child.get(f"{W}val")


def integer(element: etree._Element | None) -> int | None:
    value = None if element is None else whole_number(element.get(f"{W}val"))
    return None if value is None or value < 0 else value
