"""Bytes of every encoding give the text; bytes of none give an error that says where and what to do."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import AlignError, UnknownEncoding, UnreadableInput
from align.readers import read, read_bytes, read_lines
from align.readers.decoding import decode

HANS = "根据世界银行基于收入作出的分类，工发组织 105 个成员国即多数成员国是中等收入国家。"
HANT = "根據世界銀行基於收入作出的分類，工發組織 105 個成員國即多數成員國是中等收入國家。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32"])
@pytest.mark.parametrize("text", [HANS, HANT, HANS * 50, "大会", "一、总则\r\n第一条"])
def test_text_comes_back_from_every_encoding(encoding, text):
    assert decode(text.encode(encoding), "a.txt")[0] == text


@pytest.mark.parametrize(
    "text",
    [HANT, HANT * 50, "聯合國", "工業發展理事會第五十二屆會議", "本港嘅經濟發展，裏面有啲資料係香港政府提供嘅。"],
)
def test_big5_and_its_hong_kong_characters_are_told_from_gb18030(text):
    assert decode(text.encode("big5hkscs"), "a.txt") == (text, "big5")


@pytest.mark.parametrize("text", ["Генеральная Ассамблея", "الجمعية العامة", "Assemblée générale", "General Assembly"])
def test_utf_16_without_a_mark_is_read_in_every_script(text):
    assert decode(text.encode("utf-16-le"), "a.txt")[0] == text


@given(st.text(st.sampled_from(sorted(set(HANS) - {" "})), min_size=8))
def test_ordinary_characters_in_gb18030_come_back(text):
    assert decode(text.encode("gb18030"), "a.txt")[0] == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "no text"),
        (b"\x00" * 64, "empty"),
        (bytes(range(256)) * 8, "binary"),
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (HANS.encode()[:-1], f"byte {len(HANS.encode()) - 3}"),
        (HANS.encode() + HANS.encode("gb18030"), "mixes encodings: it is UTF-8 up to byte "),
        (b"caf\xe9 cr\xe8me", "byte 3 (0xE9)"),
        (HANS.encode("utf-16")[:-1], "UTF-16"),
        ((HANS * 40).encode("gb18030") + (HANT * 9).encode("big5"), "mixes encodings: it is GB18030"),
    ],
)
def test_what_is_no_text_says_what_is_wrong_and_what_to_do(data, says):
    with pytest.raises(UnreadableInput) as caught:
        decode(data, "a.txt")
    assert says in str(caught.value)
    assert str(caught.value).startswith("a.txt:")
    assert ";" in str(caught.value)


def test_a_wrong_byte_is_named_with_its_line():
    with pytest.raises(UnknownEncoding) as caught:
        decode("第一行\n第二行\n".encode() + b"\xff\xff", "a.txt")
    assert str(caught.value).startswith("a.txt:3: ")


def test_random_bytes_are_never_text():
    source = random.Random(7)
    for length in (64, 500, 5000):
        with pytest.raises(UnreadableInput):
            decode(source.randbytes(length), "a.txt")


def test_a_missing_file_a_folder_and_a_link_to_nothing_are_named(tmp_path):
    (tmp_path / "loose").symlink_to(tmp_path / "gone")
    for path, says in (
        (tmp_path / "none.txt", "no such file"),
        (tmp_path, "is a folder"),
        (tmp_path / "loose", "no such file"),
    ):
        with pytest.raises(UnreadableInput, match=says) as caught:
            read(path)
        assert str(path) in str(caught.value)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("align.readers.LIMIT", 10)
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 11)
    with pytest.raises(UnreadableInput, match="larger than"):
        read(path)


def test_the_text_of_a_document_is_the_file_unchanged(tmp_path):
    text = "第一行\r\n\r\n第二\t行。\r\n"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode("gb18030"))
    document = read(path)
    assert (document.text, document.encoding) == (text, "gb18030")


def test_lines_stay_as_they_are_and_empty_ones_stay_lines(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("一 句。\r\n\r\n 二句 \n三".encode())
    segments = read_lines(path)
    assert [s.text for s in segments] == ["一 句。", "", " 二句 ", "三"]
    assert [(s.start, s.end) for s in segments] == [(0, 4), (6, 6), (8, 12), (13, 14)]


@given(st.binary(max_size=400))
def test_only_errors_of_ours_come_out_of_any_bytes(data):
    for name in ("a.txt", "a.md", "a.html"):
        try:
            read_bytes(data, name, language="zh")
        except AlignError:
            continue
