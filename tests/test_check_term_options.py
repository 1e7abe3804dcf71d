"""Terms one by one: forbidden ones, those that must stand as they are written, those whose capitals count."""

from __future__ import annotations

import pytest
from test_check import bitext

from glossary.quality.check import check_bitext
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term


@pytest.fixture(scope="module")
def glossary(tmp_path_factory):
    table = Glossary.open(tmp_path_factory.mktemp("options") / "g", create=True)
    table.add(
        [
            Concept(
                "a",
                (Term("最不发达国家", "zh"), Term("least developed country", "en", note="exact form")),
                status="approved",
            ),
            Concept("b", (Term("缔约国", "zh"), Term("State party", "en", note="case-sensitive")), status="approved"),
            Concept(
                "c",
                (Term("主席", "zh"), Term("Chair", "en"), Term("Chairman", "en", status="forbidden")),
                status="approved",
            ),
        ],
        by="t",
    )
    return table


@pytest.mark.parametrize(
    ("zh", "en", "kinds"),
    [
        ("一个最不发达国家", "a least developed country", []),
        ("最不发达国家的发展", "development of least developed countries", ["term missing"]),
        ("缔约国提交了报告", "The State party submitted a report", []),
        ("缔约国提交了报告", "The state party submitted a report", ["term missing"]),
        ("主席宣布开会", "The Chair opened the meeting", []),
        ("主席宣布开会", "The Chairman opened the meeting", ["term to avoid"]),
        ("会议开始", "The Chairman opened the meeting", ["term to avoid"]),
    ],
)
def test_the_options_of_a_term_are_kept(glossary, zh, en, kinds):
    found = [fault.kind for one in check_bitext(bitext((zh, en)), glossary) for fault in one.faults]
    assert sorted(kind for kind in found if kind.startswith("term")) == kinds
