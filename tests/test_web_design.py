"""One look: colours and sizes stand in one place, and text can be read on its ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.contrast import PAIRS, STYLE, contrast, themes

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(STYLE.parent.glob("*.css"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(theme, text, ground):
    colours = themes()[theme]
    least = 3 if text == "line-strong" else 4.5
    assert round(contrast(colours[text], colours[ground]), 1) >= least


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_sizes_of_type_are_those_of_the_scale_and_no_page_has_colours_of_its_own(file):
    style = file.read_text(encoding="utf-8")
    assert not re.findall(r"font-size: [\d.]+rem", style)
    if file != STYLE:
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;,) }])", re.sub(r"@media print.*", "", style, flags=re.DOTALL))


def test_the_page_about_the_design_states_the_contrasts_there_are():
    page = (ROOT / "docs" / "appearance.md").read_text(encoding="utf-8")
    stated = re.findall(r"^\| `([\w-]+)` on `([\w-]+)` \| ([\d.]+) \| ([\d.]+) \|", page, flags=re.MULTILINE)
    assert [(text, ground) for text, ground, *_ in stated] == PAIRS
    for text, ground, *ratios in stated:
        for theme, ratio in zip(("light", "dark"), ratios, strict=True):
            assert f"{contrast(themes()[theme][text], themes()[theme][ground]):.1f}" == ratio
