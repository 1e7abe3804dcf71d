"""What comes from outside is refused with one line, or made harmless; nothing is half written."""

from __future__ import annotations

import io

import pytest

from align.errors import AlignError, InvalidExchange, InvalidOption, UnreadableInput, UnsupportedFormat
from align.formats import format_of, read, write
from align.types import Bead, Bitext, Segment

BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>"""
TMX = '<tmx version="1.4"><header srclang="en"/><body>{}</body></tmx>'
UNIT = '<tu><tuv xml:lang="en"><seg>{}</seg></tuv><tuv xml:lang="fr"><seg>Oui</seg></tuv></tu>'
XLIFF = '<xliff version="1.2"><file source-language="en" target-language="fr"><body>{}</body></file></xliff>'


@pytest.mark.parametrize("entity", ["&c;", "&f;"])
@pytest.mark.parametrize(
    ("suffix", "text"),
    [("tmx", TMX.format(UNIT)), ("xlf", XLIFF.format("<trans-unit><source>{}</source></trans-unit>"))],
)
def test_declared_entities_are_refused(tmp_path, suffix, text, entity):
    path = tmp_path / f"bomb.{suffix}"
    path.write_text(BOMB + text.format(entity), encoding="utf-8")
    with pytest.raises(InvalidExchange, match="entities"):
        list(read(path))


@pytest.mark.parametrize("suffix", ["tmx", "xlf", "parquet"])
def test_a_truncated_file_is_refused(tmp_path, suffix):
    bitext = Bitext((Segment("甲"),), (Segment("a"),), (Bead((0,), (0,)),), "zh", "en")
    write(bitext, tmp_path / f"whole.{suffix}")
    data = (tmp_path / f"whole.{suffix}").read_bytes()
    (tmp_path / f"half.{suffix}").write_bytes(data[: len(data) // 2])
    with pytest.raises(InvalidExchange) as caught:
        list(read(tmp_path / f"half.{suffix}"))
    assert "half" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_deep_nesting_is_refused(tmp_path):
    path = tmp_path / "deep.tmx"
    path.write_text(TMX.format(UNIT.format("<hi>" * 5000 + "x" + "</hi>" * 5000)), encoding="utf-8")
    with pytest.raises(InvalidExchange):
        list(read(path))


@pytest.mark.parametrize("suffix", ["tmx", "xlf", "tsv", "jsonl", "parquet"])
@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\xff\xfe" * 50, b"%PDF-1.7 ...", b"<html><body>no</body></html>", b"\n\n"]
)
def test_a_file_that_is_something_else_is_refused_or_empty(tmp_path, suffix, data):
    path = tmp_path / f"other.{suffix}"
    path.write_bytes(data)
    if data == b"\n\n" and suffix == "jsonl":
        assert list(read(path)) == []
        return
    with pytest.raises(AlignError, match="other") as caught:
        list(read(path))
    assert "\n" not in str(caught.value)


def test_a_missing_an_empty_and_an_unknown_file_say_so(tmp_path):
    (tmp_path / "empty.tmx").touch()
    with pytest.raises(UnreadableInput, match="empty"):
        list(read(tmp_path / "empty.tmx"))
    with pytest.raises(UnreadableInput, match="no such file"):
        list(read(tmp_path / "missing.tmx"))
    with pytest.raises(UnsupportedFormat, match=r"\.doc.*--format"):
        format_of("a.doc")
    with pytest.raises(UnsupportedFormat, match="align eval"):
        list(read("a.ladder"))
    with pytest.raises(InvalidOption, match="there are: tmx"):
        format_of("a", "docx")


def test_a_writer_that_fails_leaves_the_old_file(tmp_path):
    (tmp_path / "out.jsonl").write_text("old")

    def broken():
        yield Bitext((Segment("甲"),), (Segment("a"),), (Bead((0,), (0,)),), "zh", "en")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(broken(), tmp_path / "out.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert (tmp_path / "out.jsonl").read_text() == "old"


def test_html_shows_markup_as_text_and_runs_no_script_but_its_own():
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    metadata = {"symbol": evil, "title": evil}
    segments = (Segment(evil, number=evil),)
    bitext = Bitext(segments, segments, (Bead((0,), (0,)),), "zh", "en", evil, evil, metadata)
    page = io.BytesIO()
    write([bitext, bitext], page, format="html")
    text = page.getvalue().decode()
    assert text.count("<script") == 1
    assert "<img" not in text
    assert "script-src 'sha256-" in text
