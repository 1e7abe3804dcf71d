"""Which forms join one entry: variants and names of one thing, not what only looks alike; and how they are written."""

from __future__ import annotations

import pytest

from glossary.extraction.abbreviations import chinese_definitions
from glossary.extraction.concept_assembly import assemble
from glossary.extraction.span_pairing import Pair
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.types import Concept


def found(zh: str, en: str, *, bead: int, score: float = 0.8, mean: float = 1.0, **features: float) -> CandidatePair:
    item = CandidatePair(zh, en.lower(), score=score, total=mean, times=1, beads=1)
    item.occurrences = [(bead, Pair(0, 1, 0, 1, mean))]
    item.zh_forms[zh] = item.en_forms[en] = 1
    item.features = {name.replace("_", " "): value for name, value in features.items()}
    return item


def entries(*items: CandidatePair) -> dict[tuple[str, ...], Concept]:
    many = 1 + max(number for item in items for number, _ in item.occurrences)
    texts = Sentences(["句子"] * many, ["sentence"] * many, [("", "", n, 1.0) for n in range(many)])
    return {concept.texts("zh"): concept for concept in assemble(list(items), texts)}


@pytest.mark.parametrize(
    ("one", "other", "english", "features", "joined"),
    [
        ("武器禁运", "军火禁运", "arms embargo", {"pair_in_dictionary": 1.0}, True),
        ("教育体系", "教育体制", "education system", {}, True),
        ("移徙工人", "移徙家庭", "migrant worker", {"mean": 0.71}, False),
        ("恐怖活动", "恐怖主义活动给予", "terrorist activity", {"behind_zh": 0.22}, False),
        ("矿床", "存款", "deposit", {"pair_in_dictionary": 1.0}, False),
        ("捐助方", "捐助者", "donor", {"pair_in_dictionary": 1.0}, True),
    ],
)
def test_chinese_variants_are_well_paired_and_alike(
    one: str, other: str, english: str, features: dict[str, float], joined: bool
) -> None:
    second = found(other, english, bead=1, score=0.7, **features)
    assert ((one, other) in entries(found(one, english, bead=0), second)) == joined


def test_the_full_name_stands_before_its_acronym() -> None:
    acronym = found("化学武器公约", "CWC", bead=0, score=0.98)
    full = found("化学武器公约", "Chemical Weapons Convention", bead=1, score=0.9, pair_in_dictionary=1.0)
    concept = entries(acronym, full)["化学武器公约",]
    assert concept.texts("en") == ("Chemical Weapons Convention", "CWC")


def test_one_form_stands_once() -> None:
    one, other = found("采取行动", "taking action", bead=0), found("采取行动", "took action", bead=1, score=0.7)
    for item in (one, other):
        item.known["take action"] = 1
        item.features["pair in dictionary"] = 1.0
    assert entries(one, other)["采取行动",].texts("en") == ("take action",)


def test_capitals_of_headings_yield_to_what_stands_in_mid_sentence() -> None:
    heading = found("申诉", "Complaint", bead=0, score=0.9)
    heading.doubtful["Complaint"] = 1
    concepts = entries(heading, found("投诉", "complaint", bead=1, score=0.3, pair_in_dictionary=1.0))
    assert concepts["申诉", "投诉"].texts("en") == ("complaint",)


def test_hyphens_are_those_of_the_text() -> None:
    item = found("中小微企业", "micro, small and medium-sized enterprise", bead=0)
    item.known["micro-, small and medium-sized enterprises"] = 1
    assert item.en_form == "micro, small and medium-sized enterprises"


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("第350(1974)号决议延长的联合国脱离接触观察员部队(观察员部队)", ("联合国脱离接触观察员部队", "观察员部队")),
        ("儿基会和联合国环境规划署执行主任(执行主任)", ("联合国环境规划署执行主任", "执行主任")),
        ("关于化学品的鹿特丹公约缔约方大会(缔约方大会)", ("鹿特丹公约缔约方大会", "缔约方大会")),
    ],
)
def test_a_full_name_begins_where_names_do(text: str, definition: tuple[str, str]) -> None:
    assert list(chinese_definitions(text)) == [definition]
