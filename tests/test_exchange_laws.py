"""The laws of exchange: out, in and out again is the same file; what a format holds comes back as it was."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from align.languages import script_of
from glossary.exchange import Losses, read, write
from glossary.types import Concept, Context, Relation, Scores, Term

NASTY = [
    "a & b < c > d \" ' ]]> <![CDATA[",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'=x",
    "a|b;c\\|d\\",
    " spaces ",
    "line\nbreak\r\nand\ttab",
    "السلام عليكم",
    "👩‍🔬 𠀀",
    "nul\x00bell\x07\x85\ufffe",
    "definition (zh): 定义",
    "duizhao: status approved; a\\; b",
    "note (en): x",
    "grammaticalGender: neuter",
    "_x000D_ _x0041_",
    "\u2028",
    "#hash",
    "A, para. 3",
    "(en) text [source: S]",
    "\\ ",
    "x" * 5000,
]
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text(alphabet=" |;\\'=\n\r\t\"ab汉漢", max_size=8),
)
words = texts.filter(str.strip)
maybe = st.none() | words
names = st.from_regex(r"[A-Za-z0-9./: _-]{1,12}", fullmatch=True)
unit = st.floats(0, 1, allow_nan=False).map(lambda x: round(x, 6) + 0.0)
moments = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@st.composite
def terms(draw):
    language, script = draw(st.sampled_from([("zh", "Hans"), ("zh", "Hant"), ("en", None), ("en", None), ("fr", None)]))
    text = draw(words)
    return Term(
        text,
        language,
        "Hant" if language == "zh" and script_of(text) == "Hant" else script,
        draw(st.sampled_from(["fullForm", "shortForm", "acronym", "abbreviation", "variant", "symbol"])),
        draw(st.sampled_from([None, "noun", "properNoun", "verb", "adjective", "adverb", "other"])),
        draw(st.sampled_from([None, "preferred", "admitted", "deprecated", "superseded", "forbidden"])),
        draw(maybe),
        draw(maybe),
    )


contexts = st.builds(
    Context,
    words,
    words,
    st.just("zh"),
    st.just("en"),
    texts,
    texts,
    st.none() | st.integers(0, 10**6),
    st.none() | unit,
)
relations = st.builds(Relation, st.sampled_from(["broader", "narrower", "related", "conflict"]), names)
concepts = st.builds(
    Concept,
    id=st.one_of(names, words),
    terms=st.lists(terms(), min_size=1, max_size=4).map(tuple),
    subject=maybe,
    definition=maybe,
    notes=st.lists(words, max_size=3).map(tuple),
    contexts=st.lists(contexts, max_size=2).map(tuple),
    relations=st.lists(relations, max_size=2).map(tuple),
    frequency=st.integers(0, 10**6),
    documents=st.lists(words, max_size=2).map(tuple),
    scores=st.builds(Scores, unit, unit, unit, unit),
    status=st.sampled_from(["proposed", "approved", "rejected"]),
    created=moments,
    created_by=maybe,
    modified=moments,
    modified_by=maybe,
)
glossaries = st.lists(concepts, min_size=1, max_size=3, unique_by=lambda c: "".join(filter(str.isprintable, c.id)))
SIMPLE = Concept("c1", (Term("绿色氢", "zh", "Hans"), Term("green hydrogen", "en")))
# Shrinking a glossary of nasty texts takes minutes; the first example found says enough.
LAWFUL = settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def out(entries, format, **options) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.out")
        write(entries, path, format=format, **options)
        return path.read_bytes()


def back(data: bytes, format: str | None = None, losses: Losses | None = None, languages=None) -> list[Concept]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.in")
        path.write_bytes(data)
        return list(read(path, format=format, losses=losses, languages=languages))


FORMATS = [
    ("tbx", {}),
    ("tbx", {"style": "dct"}),
    ("tbx-min", {}),
    ("tbx-min", {"style": "dct"}),
    ("tbx2", {}),
    ("csv", {}),
    ("xlsx", {}),
    ("omegat", {}),
    ("omegat", {"direction": ("en", "zh")}),
    ("multiterm", {}),
    ("skos", {}),
    ("json", {}),
    ("parquet", {}),
]


@pytest.mark.parametrize(
    ("format", "options"),
    FORMATS,
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else value,
)
def test_out_in_and_out_again_is_the_same_file(format, options):
    @LAWFUL
    @given(glossaries)
    @example([SIMPLE])
    @example([replace(SIMPLE, notes=tuple(text for text in NASTY if text.strip()))])
    @example([replace(SIMPLE, terms=tuple(Term(text, language) for text in NASTY for language in ("zh", "en")))])
    def law(entries):
        entries = [SIMPLE, *(entry for entry in entries if entry.id != "c1")]
        first = out(entries, format, **options)
        losses = Losses()
        omegat = ("omegat", losses, options.get("direction", ("zh", "en")))
        again = back(first, *(omegat if format == "omegat" else (None, losses)))
        assert not losses.fault_count, losses.fault_lines()
        assert out(again, format, **options) == first

    law()


@LAWFUL
@given(glossaries)
def test_json_and_parquet_hold_everything(entries):
    clean = back(out(entries, "json"))
    assert clean == entries
    assert back(out(entries, "parquet")) == entries


@LAWFUL
@given(glossaries)
def test_tbx_2_and_multiterm_hold_every_term_with_its_details(entries):
    kept = back(out(entries, "json"))
    for format in ("tbx2", "multiterm"):
        again = back(out(entries, format))
        # Control characters are not for XML; entries without them come back with every term as it was.
        for entry, found in zip(kept, again, strict=False):
            if all(term.text.isprintable() and (term.note or "").isprintable() for term in entry.terms):
                plain = sorted((t.language, t.text, t.type, t.part_of_speech or "") for t in entry.terms)
                assert sorted((t.language, t.text, t.type, t.part_of_speech or "") for t in found.terms) == plain
                assert found.status == entry.status
                assert found.scores == entry.scores


def test_white_space_within_a_text_is_kept_where_we_wrote_the_file():
    entry = replace(SIMPLE, notes=(" two  spaces\n\nand lines ",))
    for format in ("tbx", "tbx2", "multiterm", "skos", "csv", "xlsx", "json", "parquet"):
        assert back(out([entry], format))[0].notes == entry.notes, format


def test_the_format_is_told_by_the_content_not_by_the_name():
    for format, _ in FORMATS:
        if format != "omegat":
            assert back(out([SIMPLE], format))[0].texts("en") == ("green hydrogen",), format


def test_an_open_file_is_written_to_as_it_is():
    buffer = io.BytesIO()
    write([SIMPLE], buffer, format="csv")
    assert buffer.getvalue() == out([SIMPLE], "csv")
