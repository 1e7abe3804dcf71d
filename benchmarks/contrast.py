"""Contrast of the workbench's colours, text on ground, in both themes (WCAG 2.2: 4.5 for text, 3 for borders of fields)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Row

STYLE = Path(__file__).resolve().parent.parent / "glossary" / "web" / "static" / "style.css"
PAIRS = [
    ("ink", "paper"), ("ink", "ground"), ("soft", "paper"), ("soft", "ground"), ("accent", "paper"), ("accent", "ground"),
    ("accent", "accent-wash"), ("accent-ink", "accent"), ("good", "paper"), ("good", "good-wash"), ("fair", "paper"),
    ("fair", "fair-wash"), ("bad", "paper"), ("bad", "bad-wash"), ("mark-ink", "mark"), ("line-strong", "paper"),
]  # fmt: skip
"""What stands on what; the last one is the border of fields and buttons, for which 3 is enough."""


def rows(data: Path) -> Iterator[Row]:
    del data
    for theme, colours in themes().items():
        for text, ground in PAIRS:
            ratio = contrast(colours[text], colours[ground])
            yield Row(f"{theme}: {text} on {ground}", f"{ratio:.1f}", aim="3" if text == "line-strong" else "4.5")


def themes() -> dict[str, dict[str, str]]:
    """The colours of the style sheet by their names, light and dark.

    >>> themes()["light"]["paper"]
    '#ffffff'
    """
    style = STYLE.read_text(encoding="utf-8")
    light, dark = style.partition('[data-theme="dark"]')[::2]
    found = re.compile(r"--([\w-]+): (#[0-9a-f]{6})")
    return {"light": dict(found.findall(light)), "dark": dict(found.findall(dark.partition("}")[0]))}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
