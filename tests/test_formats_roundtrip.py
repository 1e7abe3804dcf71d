"""What a format holds comes back as it was, whatever is in it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.formats import FORMATS, read, write
from align.formats.rows import joined
from align.types import Bead, Bitext, Segment

PRINTABLE = st.characters(exclude_categories=["C", "Z"], include_characters=" ")
TEXT = st.text(PRINTABLE, min_size=1, max_size=20).filter(str.strip) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''@x",
        "-5 度",
        "＝和",
        '"quoted"',
        '"',
        "a ‖ b",
        "‖",
        " ‖ ",
        "\\",
        "\\n",
        "\\u0041",
        "\\‖",
        "<b>&amp;",
    ]
)
ANY_TEXT = TEXT | st.text(min_size=1, max_size=20).filter(str.strip)
KINDS = st.sampled_from(["title", "heading", "paragraph", "list item", "cell", "footnote"])
CONFIDENCES = st.integers(0, 10_000).map(lambda n: n / 10_000)

quick = settings(max_examples=40, deadline=None)


@st.composite
def bitexts(draw, texts=ANY_TEXT, most=3):
    """Bitexts whose beads cover both sides in order, at least one segment a bead."""
    sizes = st.tuples(st.integers(0, most), st.integers(0, most)).filter(any)
    src: list[Segment] = []
    tgt: list[Segment] = []
    beads = []
    for a, b in draw(st.lists(sizes, min_size=1, max_size=5)):
        numbers = []
        for side, size in ((src, a), (tgt, b)):
            numbers.append(tuple(range(len(side), len(side) + size)))
            for _ in range(size):
                place = draw(st.none() | st.integers(0, 1000))
                end = None if place is None else place + 5
                number = draw(st.none() | st.sampled_from(["1", "a", "十"]))
                level = draw(st.integers(0, 3))
                paragraph = draw(st.integers(0, 99))
                side.append(Segment(draw(texts), place, end, paragraph, draw(KINDS), number, level))
        beads.append(Bead(numbers[0], numbers[1], draw(CONFIDENCES), draw(st.booleans())))
    metadata = draw(st.dictionaries(st.sampled_from(["symbol", "body", "title"]), TEXT, max_size=3))
    paths = draw(st.sampled_from([(None, None), ("in/a.zh.txt", "in/a.en.txt"), ("甲.txt", None)]))
    return Bitext(tuple(src), tuple(tgt), tuple(beads), "zh", "en", *paths, metadata)


def there_and_back(bitext, format):
    file = io.BytesIO()
    losses = write(bitext, file, format=format)
    file.seek(0)
    from align.formats import _module

    return list(_module(FORMATS[format]).read(file, "x")), losses


def plain(bitext, *, metadata=True):
    """What JSON Lines and tables hold of a bitext: each bead's texts, kind, paragraph and confidence."""
    sides = []
    for name in ("src", "tgt"):
        side = list(getattr(bitext, name))
        for bead in bitext.beads:
            for n in getattr(bead, name):
                side[n] = Segment(side[n].text, paragraph=bitext.paragraph(bead), kind=bitext.kind(bead))
        sides.append(tuple(side))
    symbol = {"symbol": bitext.metadata["symbol"]} if "symbol" in bitext.metadata else {}
    return replace(bitext, src=sides[0], tgt=sides[1], metadata=dict(bitext.metadata) if metadata else symbol)


def one_segment_a_side(bitext, keep):
    """What TMX and XLIFF hold of it: the sentences of a side joined, the beads that `keep` says."""
    known = plain(bitext, metadata=False)
    src, tgt, beads = [], [], []
    for bead in known.beads:
        if not keep(bead):
            continue
        numbers = []
        for side, name, language in ((src, "src", "zh"), (tgt, "tgt", "en")):
            segments = [getattr(known, name)[n] for n in getattr(bead, name)]
            numbers.append((len(side),) if segments else ())
            if segments:
                side.append(replace(segments[0], text=joined(segments, language)))
        beads.append(replace(bead, src=numbers[0], tgt=numbers[1]))
    return replace(known, src=tuple(src), tgt=tuple(tgt), beads=tuple(beads))


@quick
@given(bitexts())
def test_parquet_keeps_everything(bitext):
    assert there_and_back(bitext, "parquet")[0] == [bitext]


@quick
@given(bitexts())
def test_json_lines_keep_texts_kinds_paragraphs_confidence_and_metadata(bitext):
    assert there_and_back(bitext, "jsonl")[0] == [plain(bitext)]


@quick
@given(bitexts())
def test_a_table_keeps_texts_kinds_paragraphs_and_confidence(bitext):
    assert there_and_back(bitext, "tsv")[0] == [plain(bitext, metadata=False)]


@quick
@given(bitexts(TEXT))
def test_tmx_keeps_all_beads_with_two_sides_and_counts_the_others(bitext):
    back, losses = there_and_back(bitext, "tmx") if any(not b.is_omission for b in bitext.beads) else ([], None)
    if losses is None:
        return
    assert back == [one_segment_a_side(bitext, lambda bead: not bead.is_omission)]
    assert losses.lost["omissions"] == sum(bead.is_omission for bead in bitext.beads)
    assert losses.lost["sentence borders"] == sum(
        len(bead.src) + len(bead.tgt) - 2 for bead in bitext.beads if not bead.is_omission
    )


@pytest.mark.parametrize("format", ["xliff", "xliff12"])
@quick
@given(bitext=bitexts(TEXT))
def test_xliff_keeps_all_beads_with_a_source_and_counts_the_others(format, bitext):
    expected = one_segment_a_side(bitext, lambda bead: bool(bead.src))
    # A sentence nobody has translated cannot be signed off in XLIFF 2.0.
    if format == "xliff":
        expected = replace(
            expected, beads=tuple(replace(b, confirmed=b.confirmed and bool(b.tgt)) for b in expected.beads)
        )
    back, losses = there_and_back(bitext, format)
    assert back == ([expected] if expected.beads else [])
    assert losses.lost["omissions without a source"] == sum(not bead.src for bead in bitext.beads)


@quick
@given(bitexts(ANY_TEXT))
def test_xliff_2_keeps_characters_that_xml_does_not_admit(bitext):
    back, _ = there_and_back(bitext, "xliff")
    expected = one_segment_a_side(bitext, lambda bead: bool(bead.src))
    assert [s.text for b in back for s in b.src] == [s.text for s in expected.src]


@pytest.mark.parametrize("format", ["jsonl", "tsv", "parquet", "tmx", "xliff", "xliff12"])
def test_several_documents_in_one_file_stay_apart(format, tmp_path):
    def document(symbol, *pairs):
        src, tgt = zip(*pairs, strict=True)
        beads = tuple(Bead((n,), (n,), 0.5) for n in range(len(pairs)))
        metadata = {"symbol": symbol} if symbol else {}
        return Bitext(tuple(map(Segment, src)), tuple(map(Segment, tgt)), beads, "zh", "en", metadata=metadata)

    documents = [document("A/1", ("甲", "a"), ("乙", "b")), document("A/1", ("丙", "c")), document("", ("丁", "d"))]
    write(documents, tmp_path / "all", format=format)
    assert list(read(tmp_path / "all", format=format)) == documents


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "html"])
def test_the_same_bitext_gives_the_same_bytes(format, tmp_path):
    bitext = Bitext((Segment("甲"),), (Segment("a"),), (Bead((0,), (0,), 0.123456),), "zh", "en", "x.txt")
    for name in ("one", "two"):
        write(bitext, tmp_path / name, format=format)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("format", [name for name in FORMATS if name not in ("html", "parquet")])
def test_beads_below_the_confidence_asked_for_are_left_out_and_counted(format, tmp_path):
    beads = (Bead((0,), (0,), 0.9), Bead((1,), (1,), 0.4))
    bitext = Bitext((Segment("甲"), Segment("乙")), (Segment("a"), Segment("b")), beads, "zh", "en")
    losses = write(bitext, tmp_path / "out", format=format, min_confidence=0.5)
    assert (losses.written, str(losses)) == (1, "1 beads below the confidence asked for")
    text = (tmp_path / "out").read_text(encoding="utf-8")
    assert "乙" not in text
    assert "[1]" not in text


def test_a_pair_the_other_way_round_is_turned(tmp_path):
    beads = (Bead((0,), (0, 1), 0.9),)
    bitext = Bitext((Segment("Yes. No."),), (Segment("是。"), Segment("否。")), beads, "en", "zh", "a.en", "a.zh")
    write(bitext, tmp_path / "b.jsonl")
    (turned,) = read(tmp_path / "b.jsonl", src_lang="zh-CN", tgt_lang="en")
    assert (turned.src_lang, turned.tgt_lang, turned.src_path) == ("zh", "en", "a.zh")
    assert turned.beads == (Bead((0, 1), (0,), 0.9),)
    assert [segment.text for segment in turned.src] == ["是。", "否。"]
