"""What the exports look like: valid, whole, the same twice, and truthful about what they could not hold."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from glossary.errors import InvalidEntry, InvalidOption, UnsupportedFormat
from glossary.exchange import FORMATS, write
from glossary.exchange.filters import select
from glossary.types import Concept, Context, Relation, Scores, Term

FULL = Concept(
    "c1",
    (
        Term("工发组织", "zh", "Hans", "acronym", "noun", "preferred", "GC.20/1", "short\ngrammaticalGender: neuter"),
        Term("聯合國工業發展組織", "zh", "Hant"),
        Term("UNIDO & <friends>", "en", None, "acronym", "properNoun", "preferred"),
        Term("=HYPERLINK(1)|x", "fr", None, "symbol", None, "forbidden"),
    ),
    subject="organizations",
    definition="(en) A body of the United Nations. [source: UNTERM]",
    notes=("a note", "xGraphic: emblem <https://example.org/a.png>", "definition (zh-Hans): 联合国机构"),
    contexts=(
        Context(
            "工发组织成立。", "UNIDO & <friends> began.", document="GC.20/2", paragraph="3", bead=3, confidence=0.5
        ),
    ),
    relations=(Relation("broader", "67"), Relation("conflict", "not exported")),
    frequency=3,
    documents=("GC.20/2", "a; b"),
    scores=Scores(0.5, 0.4, 0.3, 0.2),
    status="approved",
    created=datetime(2026, 1, 1, tzinfo=UTC),
    created_by="extraction",
    modified=datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC),
    modified_by="Wang",
)
PLAIN = Concept("67", (Term("绿色氢", "zh"), Term("green hydrogen", "en")), relations=(Relation("narrower", "c1"),))


def written(concepts, **options) -> bytes:
    out = io.BytesIO()
    write(concepts, out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def valid(request):
    """The faults that the schemas beside the checkout find in a file."""
    tool = Path(__file__).resolve().parent.parent.parent / "shared" / "tools" / "validate_exchange.py"
    if not tool.is_file():
        pytest.skip("needs ../shared/tools, which is not beside this checkout")

    def run(*paths: Path) -> str:
        done = subprocess.run([sys.executable, str(tool), *map(str, paths)], capture_output=True, text=True)
        return "" if done.returncode == 0 else done.stdout + done.stderr

    return run


def test_tbx_of_every_dialect_and_style_is_valid(tmp_path, valid):
    paths = []
    for format, style in [("tbx", "dca"), ("tbx", "dct"), ("tbx-min", "dca"), ("tbx-min", "dct"), ("tbx2", "dca")]:
        for number, entries in enumerate([[FULL, PLAIN], [PLAIN], []]):
            if format == "tbx2" and not entries:
                continue
            paths.append(tmp_path / f"{format}-{style}-{number}.tbx")
            write(entries, paths[-1], format=format, style=style)
    assert valid(*paths) == ""


def test_tbx_2_refuses_to_write_a_file_without_entries(tmp_path):
    with pytest.raises(InvalidEntry, match="no entry"):
        write([], tmp_path / "a.tbx", format="tbx2")
    assert list(tmp_path.iterdir()) == []


def test_tbx_carries_the_review_status_the_scores_and_the_dates_where_people_see_them():
    text = written([FULL, PLAIN], format="tbx").decode()
    assert "<note>duizhao: status approved; frequency 3; score 0.5; termhood 0.4;" in text
    assert '<transac type="transactionType">modification</transac>' in text
    assert "<date>2026-02-03T04:05:06.000789Z</date>" in text
    assert '<transacNote type="responsibility">Wang</transacNote>' in text


def test_a_reference_to_an_entry_outside_the_file_becomes_a_note():
    text = written([FULL, PLAIN], format="tbx").decode()
    assert '<ref type="crossReference" target="_x36_7">broader</ref>' in text
    assert "<note>duizhao: conflict not exported</note>" in text


def test_two_entries_of_one_id_are_refused():
    with pytest.raises(InvalidEntry, match="two entries"):
        written([PLAIN, PLAIN], format="tbx")


def test_csv_opens_in_excel_and_nothing_in_it_runs():
    text = written([FULL, PLAIN], format="csv")
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    assert [row["concept_id"] for row in rows] == ["c1", "67"]
    assert rows[0]["zh"] == "工发组织"
    assert rows[0]["zh-Hant"] == "聯合國工業發展組織"
    assert rows[0]["avoid"] == "forbidden fr: =HYPERLINK(1)\\|x"
    assert rows[1]["en"] == "green hydrogen"
    assert all(row.keys() == rows[0].keys() for row in rows)
    formula = written([Concept("a", (Term("=1+1", "en"), Term("@x", "zh")))], format="csv").decode("utf-8-sig")
    assert "a,'@x,'=1+1,proposed" in formula


def test_a_language_that_turns_up_late_gets_its_column_in_every_row():
    late = Concept("c9", (Term("hydrogène vert", "fr"),))
    rows = list(csv.reader(io.StringIO(written([PLAIN, late], format="csv").decode("utf-8-sig"), newline="")))
    assert rows[0][:4] == ["concept_id", "zh", "en", "fr"]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[2][3] == "hydrogène vert"


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_entries_give_the_same_bytes(tmp_path, format):
    for name in ("a", "b"):
        write([FULL, PLAIN], tmp_path / name, format=format)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_what_a_format_cannot_hold_is_counted():
    out = io.BytesIO()
    losses = write([FULL], out, format="tbx-min")
    assert losses.lost["context"] == 1
    assert losses.lost["status forbidden (written as deprecated)"] == 1
    assert "1 definition" in str(losses)
    assert not write([FULL], out, format="tbx").lost
    assert not write([PLAIN], out, format="json").lost


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_that_fails_leaves_the_file_of_before(tmp_path, format):
    def broken():
        yield PLAIN
        raise RuntimeError("the table went away")

    target = tmp_path / "a.out"
    target.write_text("before")
    with pytest.raises(RuntimeError, match="the table went away"):
        write(broken(), target, format=format)
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.out"]


def test_wrong_options_are_refused_before_anything_is_opened(tmp_path):
    with pytest.raises(UnsupportedFormat, match="choose from tbx"):
        write([PLAIN], tmp_path / "no" / "a", format="doc")
    with pytest.raises(InvalidOption):
        write([PLAIN], tmp_path / "no" / "a", format="tbx", style="xyz")
    with pytest.raises(InvalidOption):
        write([PLAIN], tmp_path / "no" / "a", format="csv", style="dct")
    assert list(tmp_path.iterdir()) == []


def test_entries_are_chosen_by_status_subject_score_and_script():
    assert [c.id for c in select([FULL, PLAIN], status="approved")] == ["c1"]
    assert [c.id for c in select([FULL, PLAIN], subject="Organizations")] == ["c1"]
    assert [c.id for c in select([FULL, PLAIN], min_score=0.9)] == ["c1"]
    assert [t.text for c in select([FULL], script="Hant") for t in c.terms if t.language == "zh"] == [
        "聯合國工業發展組織"
    ]
    assert list(select([PLAIN], script="Hant")) == []
