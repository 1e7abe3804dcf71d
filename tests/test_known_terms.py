"""Terms of the vocabulary, names built by rule, forms as a glossary writes them, and the cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.types import Bead, Bitext, Segment
from glossary.extraction.bilingual import extract
from glossary.extraction.candidates import chinese
from glossary.extraction.term_patterns import pattern_equivalents, pattern_matches
from glossary.extraction.vocabulary import kinds, shipped
from glossary.types import Concept


def bitext(*pairs: tuple[str, str]) -> Bitext:
    src, tgt = tuple(Segment(zh) for zh, _ in pairs), tuple(Segment(en) for _, en in pairs)
    return Bitext(src, tgt, tuple(Bead((n,), (n,)) for n in range(len(pairs))), "zh", "en", metadata={"symbol": "A/1"})


def pairs_of(concepts: list[Concept]) -> set[tuple[str, str]]:
    return {(zh, en) for c in concepts for zh in c.texts("zh") for en in c.texts("en")}


@pytest.mark.parametrize(
    ("zh", "en", "term"),
    [
        ("谨提请你注意以下情况。", "I have the honour to draw your attention to the following.", ("谨提请你注意", "I have the honour to draw your attention to")),
        ("非索特派团得到支助。", "AMISOM received support.", ("非索特派团", "AMISOM")),
        ("对性剥削采取行动。", "Action against sexual exploitation.", ("性剥削", "sexual exploitation")),
        ("中非稳定团对此作出反应。", "MINUSCA responded to this.", ("中非稳定团", "MINUSCA")),
        ("酌情提供培训。", "Provide training, as appropriate.", ("酌情", "as appropriate")),
        ("遺囑人撤回遺囑。", "The testator withdraws the will.", ("遺囑人", "testator")),
        ("方案正在减少贫穷。", "The programme is reducing poverty.", ("减少贫穷", "reduce poverty")),
        ("安理会实施制裁。", "The Council imposed sanctions.", ("实施制裁", "impose sanctions")),
        ("政府采取措施。", "The Government took measures.", ("采取措施", "take measures")),
    ],
)  # fmt: skip
def test_a_term_of_the_vocabulary_is_found_wherever_both_languages_have_it(
    zh: str, en: str, term: tuple[str, str]
) -> None:
    assert term in pairs_of(extract([bitext((zh, en))]))


@pytest.mark.parametrize(
    ("zh", "en", "term"),
    [
        ("委员会处理对女童和妇女的歧视。", "The Committee deals with discrimination against girls and women.", ("对女童和妇女的歧视", "discrimination against girls and women")),
        ("支持人道主义应急行动。", "Support the humanitarian response operation.", ("人道主义应急行动", "humanitarian response operation")),
        ("人民批准了宪法。", "The people approved a local constitution.", ("宪法", "constitution")),
        ("根据《国外账户税务合规法》签署。", "Signed under the Foreign Account Tax Compliance Act.", ("国外账户税务合规法", "Foreign Account Tax Compliance Act")),
    ],
)  # fmt: skip
def test_a_term_keeps_its_borders(zh: str, en: str, term: tuple[str, str]) -> None:
    assert term in pairs_of(extract([bitext((zh, en))]))


@pytest.mark.parametrize(
    ("zh", "en", "term"),
    [
        ("回顾安全理事会第1325(2000)号决议", "Recalling Security Council resolution 1325 (2000)", ("安全理事会第 1325(2000)号决议", "Security Council resolution 1325 (2000)")),
        ("大会第六十九届会议的报告", "report on the sixty-ninth session of the General Assembly", ("第六十九届会议", "sixty-ninth session")),
        ("越南常驻联合国代表的信", "letter from the Permanent Representative of Viet Nam to the United Nations", ("越南常驻联合国代表", "Permanent Representative of Viet Nam to the United Nations")),
    ],
)  # fmt: skip
def test_names_built_by_rule_are_found(zh: str, en: str, term: tuple[str, str]) -> None:
    assert term in pairs_of(extract([bitext((zh, en))]))


@pytest.mark.parametrize(
    ("zh", "en", "form"),
    [
        ("遵守《巴黎原则》。", "Comply with the Paris Principles.", "Paris Principles"),
        ("糖尿病是问题。", "It is diabetes that matters.", "diabetes"),
        ("戈兰高地的局势。", "The situation in the Golan Heights.", "Golan Heights"),
        ("工作人员细则已修订。", "They amended the Staff Rules.", "Staff Rules"),
        ("与会者讨论了这一问题。", "Participants discussed the issue.", "participant"),
        ("土著妇女参加了会议。", "The indigenous women attended the meeting.", "indigenous women"),
    ],
)
def test_english_forms_are_as_a_glossary_writes_them(zh: str, en: str, form: str) -> None:
    assert form in {text for c in extract([bitext((zh, en))]) for text in c.texts("en")}


def test_a_short_known_term_inside_another_word_is_not_believed() -> None:
    sentence = next(chinese.annotate(["召开重大会议"], chinese.KnownWords(["大会"])))
    assert sentence.known == []
    assert "".join(sentence.pieces) == "召开重大会议"


@given(st.text(alphabet="对性剥削和联合国大会秘书长的报告第十届会议号决议1/()", max_size=30))
def test_known_terms_end_at_borders_of_pieces(text: str) -> None:
    sentence = next(chinese.annotate([text], chinese.KnownWords(shipped())))
    assert "".join(sentence.pieces) == sentence.simplified
    for start, end in sentence.known:
        assert start in sentence.bounds
        assert end in sentence.bounds


@given(st.text(max_size=20))
def test_patterns_take_any_text(text: str) -> None:
    for start, end in pattern_matches(text):
        assert 0 <= start < end <= len(text)
    pattern_equivalents(text)


def test_the_vocabulary_is_well_formed() -> None:
    assert set(kinds().values()) == {"body", "mission", "post", "instrument", "document", "formula", "concept", "law"}
    for zh in kinds():
        assert len(zh) > 1
        assert zh == zh.strip()
        assert all(form and form == form.strip() for form in shipped()[zh])


@pytest.mark.slow
def test_terms_of_united_nations_sentences_are_found_and_stand_first(shared: Path) -> None:
    from benchmarks.term_lists import labelled, term_lists
    from glossary.extraction.bilingual import find
    from glossary.extraction.concept_entries import lead
    from glossary.extraction.termhood import probability
    from glossary.extraction.weights import WEIGHTS

    text = next(one for one in term_lists(shared / "data") if one.name == "UN sentences, half 1")
    found = find(text.sentences)
    for item in found:
        item.score = probability(item.features, WEIGHTS)
    leading = sorted((entry.lead for entry in lead(found)), key=lambda item: -item.score)
    example = labelled(text, leading, shared / "data")
    assert sum(example.labels) >= 0.85 * example.size
    assert sum(example.labels[: example.size]) >= 0.65 * example.size


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("给安全理事会主席的信", ["主席", "的", "信"]),  # a word of the vocabulary does not hide the border of another
        ("土著妇女的谋杀率为全国平均水平", ["谋杀", "率", "为"]),
        ("在城镇环境下减少灾害风险", ["在", "城镇", "环境"]),
    ],
)
def test_small_words_are_pieces_of_their_own(text: str, pieces: list[str]) -> None:
    (sentence,) = chinese.annotate([text])
    at = sentence.pieces.index(pieces[0])
    assert sentence.pieces[at : at + len(pieces)] == pieces
