"""The floor of each figure that docs/lab/segmenting.md states."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from align.segmenter import split

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.segmenting import boundary_scores, texts

FLOORS = {
    "MAC-Dev zh": 0.985,
    "MAC-Dev en": 0.99,
    "NTREX en": 0.995,
    "NTREX zh-Hans": 0.97,
    "NTREX zh-Hant": 0.955,
}


@pytest.mark.parametrize("name", FLOORS)
def test_the_ends_of_joined_sentences_are_found_again(shared, name):
    language, lines = next((language, lines) for found, language, lines in texts(shared / "data") if found == name)
    assert boundary_scores(lines, language, lambda text: split(text, language))[2] >= FLOORS[name]
