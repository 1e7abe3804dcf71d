"""Footnotes below a drawn rule in PDF: as the same footnotes of the Word document that was printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from made_files import noted_docx
from test_read_pdf import Word, lines, pdf

from align.align_files import pair
from align.readers import read, read_bytes
from align.types import Bitext, Paragraph

TEXTS = {
    "zh": (
        "一. 导言",
        "本报告根据大会第七十五届会议的要求编写，说明工业发展组织在过去两年中为执行各项决议而采取的措施。[[见大会第75/1号决议，第3段。]]报告还介绍了成员国提出的意见，以及秘书处为改进工作方法而作出的努力。",
        *(
            f"委员会在第{n}次会议上审议了该国提交的报告。委员会欢迎缔约国为改善农村地区的供水和卫生条件而采取的步骤，但仍然感到关切的是，许多家庭无法获得安全饮用水。委员会建议缔约国增加预算拨款，并确保最贫困的人口能够从这些方案中受益，同时定期公布有关的统计数据。"
            for n in range(1, 8)
        ),
        "各成员国在一般性辩论中强调，发展中国家的工业化需要长期的资金支持，[[关于资金来源的详细资料，载于秘书处的说明，其中列出了各个捐助方在两年期内承诺的数额，以及已经收到的款项。]]而目前的捐款水平不足以满足这些国家提出的全部要求。若干代表团指出，应当优先考虑最不发达国家的需要，并应当与其他国际组织密切合作，避免工作重复。另一些代表团认为，技术合作方案的效果取决于受援国政府本身的承诺，[[同上，第12段。]]因此必须加强国家一级的协调机制。委员会注意到这些意见，并决定在下届会议上继续审议这一问题，届时将收到秘书处关于执行情况的进一步报告，包括对各个区域方案的独立评价结果。",
        *(
            f"第{n}工作组建议理事会核准拟议的工作方案，并请总干事在现有资源范围内加以执行。工作组还请秘书处至迟于明年六月向成员国分发一份订正预算。"
            for n in range(1, 4)
        ),
        "理事会感谢东道国政府的盛情接待。[[讲话全文可在网站上查阅。]]",
    ),
    "en": (
        "I. Introduction",
        "The present report has been prepared in response to a request of the General Assembly at its seventy-fifth session, and describes the measures taken by the Organization during the last two years.[[See General Assembly resolution 75/1, paragraph 3.]] It also sets out the views of Member States and the efforts of the Secretariat to improve its methods of work.",
        *(
            f"At its meeting number {n} the Committee considered the report submitted by that country. The Committee welcomes the steps taken by the State party to improve water supply and sanitation in rural areas, but remains concerned that many families have no access to safe drinking water. It recommends that the State party increase the budget allocated, ensure that the poorest people benefit from these programmes and regularly publish the statistics."
            for n in range(1, 6)
        ),
        "In the general debate Member States emphasized that the industrialization of developing countries needs long-term financial support,[[Details of the sources of funds are given in a note by the Secretariat, which lists the amounts pledged by each donor for the biennium and the payments that have already been received.]] and that the present level of contributions is not sufficient to meet all the requests which these countries have made. Several delegations pointed out that priority should be given to the needs of the least developed countries and that close cooperation with other international organizations was required in order to avoid duplication. Other delegations held that the effect of technical cooperation depends on the commitment of the recipient Government itself,[[Ibid., paragraph 12.]] so that coordination at the national level must be strengthened. The Committee took note of these views and decided to consider the question further at its next session, when it will have before it a report on implementation, including the results of an independent evaluation of the regional programmes.",
        *(
            f"Working group {n} recommends that the Board approve the proposed programme of work and request the Director General to carry it out within existing resources. It also requests the Secretariat to circulate a revised budget to Member States not later than June of next year."
            for n in range(1, 5)
        ),
        "The Board thanks the host Government for its hospitality.[[The full text of the speech is available on the website.]]",
    ),
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two documents, as Word and as printed by LibreOffice."""
    folder = tmp_path_factory.mktemp("notes")
    for code, texts in TEXTS.items():
        (folder / f"{code}.docx").write_bytes(noted_docx(*texts))
    home = f"-env:UserInstallation=file://{folder}/home"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, folder.glob("*.docx"))], check=True, capture_output=True, timeout=180)
    return folder


def seen(paragraphs: Iterable[Paragraph]) -> list[tuple[str, str | None, str, list[str]]]:
    """Kind, number, text without white space and marks; LibreOffice prints room between Chinese and figures."""
    return [(p.kind, p.number, re.sub(r"\s", "", p.text), [label for _, label in p.marks]) for p in paragraphs]


def beads(bitext: Bitext) -> list[tuple[str, str]]:
    return [
        ("".join(re.sub(r"\s", "", bitext.src[n].text) for n in bead.src), "".join(re.sub(r"\s", "", bitext.tgt[n].text) for n in bead.tgt))
        for bead in bitext.beads
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice: apt-get install libreoffice-writer")
@pytest.mark.parametrize("code", TEXTS)
def test_footnotes_of_a_printed_word_document_are_those_of_word_and_cut_no_sentence(printed: Path, code: str) -> None:
    word, printed_ = read(printed / f"{code}.docx").paragraphs, read(printed / f"{code}.pdf").paragraphs
    assert seen(printed_) == seen(word)
    assert [p.number for p in printed_ if p.kind == "footnote"] == ["1", "2", "3", "4"]
    assert max(p.page or 0 for p in printed_) == 2


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice: apt-get install libreoffice-writer")
def test_the_beads_of_printed_footnotes_are_those_of_word(printed: Path) -> None:
    word = beads(pair(printed / "zh.docx", printed / "en.docx"))
    assert beads(pair(printed / "zh.pdf", printed / "en.pdf")) == word
    assert sum(bool(src and tgt) for src, tgt in word) > 20


RULE = "72 {} 113 0.7 re f"
BODY = (
    "The committee met in Vienna for its fortieth session, considered the reports that",
    "were before it.1 Members spoke about the budget and about the contributions of the",
    "industrial countries, and asked the secretariat to examine the proposals which the",
)
NOTES = ("1 See the report of the secretariat,", "page 12.", "2 Ibid., page 13.")
NEXT = ("government had made.2 They also thanked it.", "The session was closed on the same day.")


def found(*pages: list[Word], drawn: str) -> list[tuple[str, str | None, str]]:
    paragraphs = read_bytes(pdf(*pages, drawn=drawn), "a.pdf", language="en").paragraphs
    return [(p.kind, p.number, p.text) for p in paragraphs]


def test_notes_of_the_texts_own_size_below_a_rule_are_footnotes_and_the_sentence_goes_on_over_the_page():
    first = [*lines(72, 300, 10, *BODY), *lines(72, 90, 10, *NOTES)]
    second = lines(72, 740, 10, *NEXT)
    paragraphs = found(first, second, drawn=RULE.format(105))
    assert ("footnote", "1", "See the report of the secretariat, page 12.") in paragraphs
    assert ("footnote", "2", "Ibid., page 13.") in paragraphs
    assert any("the proposals which the government had made." in text for _, _, text in paragraphs)
    assert [kind for kind, _, _ in paragraphs][-2:] == ["footnote", "footnote"]


def test_each_of_two_columns_has_notes_of_its_own_and_the_text_goes_on_past_them():
    left = (
        "The committee met in Vienna for its",
        "fortieth session and considered the",
        "reports.1 Members of the committee",
        "spoke about the budget and about the",
        "contributions of industrial countries",
        "and asked the secretariat to examine",
    )
    right = (
        "the proposals of the government, which",
        "had been circulated in the spring.2 The",
        "chairman thanked the delegations for",
        "their work and closed the session on",
        "the last day of the month, after the",
        "election of the officers of the bureau.",
    )
    notes = [(60, 90, 10, "1 See the report, page 12."), (320, 90, 10, "2 See the annex, page 4.")]
    page = [*lines(60, 740, 10, *left), notes[0], *lines(320, 740, 10, *right), notes[1]]
    text = " ".join((*left, *right)).replace("s.1 ", "s. ").replace("g.2 ", "g. ")
    assert found(page, drawn="60 105 80 0.7 re f 320 105 80 0.7 re f") == [
        ("paragraph", None, text),
        ("footnote", "1", "See the report, page 12."),
        ("footnote", "2", "See the annex, page 4."),
    ]


def test_a_note_goes_on_below_the_rule_of_the_next_page():
    first = [
        *lines(72, 300, 10, *BODY),
        *lines(72, 90, 10, "1 See the report that the secretariat"),
        (300, 40, 10, "1"),
    ]
    second = [
        *lines(72, 740, 10, *NEXT),
        *lines(72, 90, 10, "had circulated.", "2 Ibid., page 13."),
        (300, 40, 10, "2"),
    ]
    notes = [item for item in found(first, second, drawn=RULE.format(105)) if item[0] == "footnote"]
    assert notes == [
        ("footnote", "1", "See the report that the secretariat had circulated."),
        ("footnote", "2", "Ibid., page 13."),
    ]


@pytest.mark.parametrize(
    ("drawn", "below"),
    [
        ("72 97 113 0.7 re f", ("1 See the report of the secretariat,", "page 12.")),  # no line above carries this mark
        ("72 98.5 60 0.5 re f", ("Contributions of the members", "were paid in time.")),  # a heading that is underlined
        ("72 105 451 0.7 re f 72 70 451 0.7 re f", ("1 Vienna 12 April", "2 Geneva 13 May")),  # a table without upright rules
        ("300 105 113 0.7 re f", ("Signed on behalf of the committee", "by its chairman.")),  # a line to sign on
    ],
    ids=["no mark", "underline", "table", "signature"],
)  # fmt: skip
def test_other_rules_make_no_footnotes(drawn: str, below: tuple[str, ...]):
    above = [text.replace("it.1 ", "it. ") for text in BODY]
    paragraphs = found([*lines(72, 300, 10, *above), *lines(72, 100 if "98" in drawn else 90, 10, *below)], drawn=drawn)
    assert not [text for kind, _, text in paragraphs if kind == "footnote"]
    assert "".join(below).replace(" ", "")[-8:] in "".join(text for _, _, text in paragraphs).replace(" ", "")
