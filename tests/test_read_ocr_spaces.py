"""Spaces that the recognizer of pictures is not sure of."""

from __future__ import annotations

import numpy as np

from align.readers.ocr_spaces import SpacedDecoder

CHARACTERS = ["blank", "a", "b", "大", "会", " "]


def line(*columns: dict[int, float]) -> np.ndarray:
    """Probabilities by column; what is left goes to no character."""
    found = np.zeros((1, len(columns), len(CHARACTERS)), dtype=np.float32)
    for n, column in enumerate(columns):
        for character, probability in column.items():
            found[0, n, character] = probability
        found[0, n, 0] = 1 - sum(column.values())
    return found


def decoded(*columns: dict[int, float]) -> str:
    return SpacedDecoder(CHARACTERS)(line(*columns))[0][0]


def test_a_space_that_has_some_hundredths_between_two_letters_is_one():
    assert decoded({1: 0.9}, {5: 0.1}, {2: 0.9}) == "a b"
    assert decoded({1: 0.9}, {5: 0.005}, {2: 0.9}) == "ab"
    assert decoded({1: 0.9}, {5: 0.9}, {2: 0.9}) == "a b"


def test_beside_chinese_only_what_is_sure_is_a_space():
    assert decoded({3: 0.9}, {5: 0.1}, {4: 0.9}) == "大会"
    assert decoded({3: 0.9}, {5: 0.1}, {1: 0.9}) == "大a"
    assert decoded({3: 0.9}, {5: 0.9}, {1: 0.9}) == "大 a"


def test_a_character_over_several_columns_is_one_and_an_empty_line_is_none():
    assert decoded({1: 0.9}, {1: 0.9}, {}, {1: 0.9}) == "aa"
    assert SpacedDecoder(CHARACTERS)(line({}, {})) == [("", 0.0)]
