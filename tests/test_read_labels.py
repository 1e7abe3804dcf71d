"""Labels of laws, rules and reports: known by their value with and without a break, and never glued to what stands before."""

from __future__ import annotations

import pytest

from align.readers.plain import paragraphs
from align.un_documents.labels import leading_label

LABELS = {
    "第十五條": "article 15",
    "第 2 條": "article 2",
    "第15-1條": "article 15-1",
    "第三条之二": "article 3-2",
    "Article 15": "article 15",
    "Art. 3 bis": "article 3-2",
    "Subparagraph (2)": "subparagraph 2",
    "Rule 5": "rule 5",
    "Rule 101.2": "rule 101.2",
    "Section IV": "section 4",
    "§ 5": "section 5",
    "附件三": "annex 3",
    "Annex III": "annex 3",
    "（一）": "1",
    "1.": "1",
    "(a)(ii)": "a.2",
    "(a) (ii)": "a.2",
}
BODY = {
    True: "國家實行社會主義公有制，並依照本法的規定保護公民的合法權利和利益。",
    False: "The State practises socialist public ownership and protects the rights of all of its citizens.",
}
BEFORE = {
    True: "本法由全國人民代表大會常務委員會負責解釋，但法律另有規定的情形不在此限，從其規定辦理。",
    False: "This Law is interpreted by the Standing Committee of the Congress, unless a law says otherwise.",
}


def is_chinese(label: str) -> bool:
    return label[0] in "第附（"


@pytest.mark.parametrize(("label", "number"), LABELS.items())
def test_a_label_has_one_value_however_it_is_written(label, number):
    for text in (label, f"{label} {BODY[is_chinese(label)]}"):
        found = leading_label(text)
        assert found is not None
        assert found.number == number


JOINTS = {"line of its own": "\n", "space": " ", "glued": ""}
# English glues nothing, and 附件三國家 is no label.
SET = [
    (label, how) for label in LABELS for how in JOINTS if how != "glued" or (is_chinese(label) and label != "附件三")
]


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["no empty line", "empty line"])
@pytest.mark.parametrize(("label", "how"), SET)
def test_a_label_opens_a_paragraph_before_its_text(label, how, gap):
    chinese, joint = is_chinese(label), JOINTS[how]
    body, before = BODY[chinese], BEFORE[chinese]
    # Twice, so that there is a text around it; lines end where the margin is.
    text = gap.join([before, f"{label}{joint}{body}", before, before, ""])
    found = [p for p in paragraphs(text) if p.kind != "furniture"]
    assert found[0].text == before
    number = next(p.number for p in found if p.number)
    assert number == LABELS[label]
    assert any(p.text.endswith(body) for p in found)
    assert all(not p.text.startswith(before) or p.text == before for p in found)


def test_a_label_is_not_glued_to_a_sentence_that_fills_its_line():
    width = 34
    lines: list[str] = []
    for n, numeral in enumerate("一二三四五六七八", 1):
        body = f"第{numeral}條國家實行社會主義公有制並依照本法的規定保護公民的合法權利和利益，並由第{n}次會議所通過的法律規定其施行辦法。"
        lines += [body[k : k + width] for k in range(0, len(body), width)]
    found = [p.number for p in paragraphs("\n".join(lines)) if p.number]
    assert found == [f"article {n}" for n in range(1, 9)]
