"""Labels of parts of a document, with and without a break after them, pair by their value, in plain text and in Word."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from align.align_files import pair

CASES = {
    "articles": (
        ["第十四條公民依法納稅。", "第十五條國家實行市場經濟。", "第十六條企業有權自主經營。國家保護其權益。"],
        ["Article 14", "Citizens pay taxes in accordance with law.", "Article 15", "The State practises a market economy.",
         "Article 16", "Enterprises have the right to operate independently.", "The State protects their rights."],
        ["第十四條|Article 14", "公民依法納稅。|Citizens pay taxes in accordance with law.", "第十五條|Article 15",
         "國家實行市場經濟。|The State practises a market economy.", "第十六條|Article 16",
         "企業有權自主經營。|Enterprises have the right to operate independently.", "國家保護其權益。|The State protects their rights."],
    ),
    "added articles": (
        ["第三条 之二 委员会通过决议。", "第3条之三 秘书长提交报告。", "第四条 会议每年举行一次。"],
        ["Art. 3 bis", "The Committee adopts resolutions.", "Article 3 ter. The Secretary-General submits a report.",
         "Article 4 Meetings are held once a year."],
        ["第三条之二|Art. 3 bis", "委员会通过决议。|The Committee adopts resolutions.", "第3条之三|Article 3 ter.",
         "秘书长提交报告。|The Secretary-General submits a report.", "第四条|Article 4", "会议每年举行一次。|Meetings are held once a year."],
    ),
    "subparagraphs": (
        ["第(1)项 报告应当在三月提交。", "第(2)项", "预算应当在六月通过。", "第（三）项 决算在十二月审计。"],
        ["Subparagraph (1)", "The report shall be submitted in March.", "Subparagraph (2) The budget shall be adopted in June.",
         "Subparagraph (3)", "Accounts are audited in December."],
        ["第(1)项|Subparagraph (1)", "报告应当在三月提交。|The report shall be submitted in March.", "第(2)项|Subparagraph (2)",
         "预算应当在六月通过。|The budget shall be adopted in June.", "第（三）项|Subparagraph (3)",
         "决算在十二月审计。|Accounts are audited in December."],
    ),
    "sections and annexes": (
        ["第三节 组织", "秘书处由秘书长领导。秘书长每年报告工作。", "第四节", "财务", "款项由银行保管。账目每年审计。", "附件二 名单",
         "以下国家为缔约国。", "附件三", "术语表", "以下术语适用于本公约。"],
        ["Section III", "Organization", "The secretariat is headed by the Secretary-General. The Secretary-General reports every year.",
         "Section IV Finance", "Funds are kept in a bank. Accounts are audited every year.", "Annex II", "List of names",
         "The following States are parties.", "Annex III Glossary", "The following terms apply to this Convention."],
        ["第三节组织|Section III Organization", "秘书处由秘书长领导。|The secretariat is headed by the Secretary-General.",
         "秘书长每年报告工作。|The Secretary-General reports every year.", "第四节 财务|Section IV Finance",
         "款项由银行保管。|Funds are kept in a bank.", "账目每年审计。|Accounts are audited every year.",
         "附件二名单|Annex II List of names", "以下国家为缔约国。|The following States are parties.", "附件三 术语表|Annex III Glossary",
         "以下术语适用于本公约。|The following terms apply to this Convention."],
    ),
    "numbers in brackets": (
        ["（一）保护儿童；", "（二）", "促进妇女就业；", "（三）消除贫困。"],
        ["(1)", "Protecting children;", "(2) Promoting employment of women;", "(3)", "Eradicating poverty."],
        ["保护儿童；|Protecting children;", "促进妇女就业；|Promoting employment of women;", "消除贫困。|Eradicating poverty."],
    ),
    "letters and numbers": (
        ["(a)(一)水的供应；", "(a)(二)", "电的供应；", "(b)道路的修建。"],
        ["(a)(i)", "Supply of water;", "(a)(ii) Supply of electricity;", "(b)", "Building of roads."],
        ["水的供应；|Supply of water;", "电的供应；|Supply of electricity;", "道路的修建。|Building of roads."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("suffix", ["txt", "docx"])
@pytest.mark.parametrize("name", CASES)
def test_a_label_pairs_by_its_value_and_never_stays_with_the_sentence_before(
    name: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIZHAO_READ_IN_PROCESS", "1")
    files = []
    for language, lines in zip(("zh", "en"), CASES[name], strict=False):
        files.append(tmp_path / f"text.{language}.{suffix}")
        if suffix == "txt":
            files[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
        else:
            document = Document()
            for line in lines:
                document.add_paragraph(line)
            document.save(str(files[-1]))
    bitext = pair(*files)
    found = [
        "|".join(
            " ".join(side[k].text for k in part) for side, part in ((bitext.src, bead.src), (bitext.tgt, bead.tgt))
        )
        for bead in bitext.beads
    ]
    assert found == CASES[name][2]
