"""Golden rules of Chinese: each text is written with | where one sentence ends and the next begins."""

from __future__ import annotations

import pytest

from align.segmenter import split

GOLD = [
    # ends
    "大会通过了决议。|会议闭幕。",
    "谁来负责？|总干事负责。",
    "必须立即行动！|时间不多了。",
    "真的吗？！|没有人相信。",
    "真的吗!?|没有人相信。",
    "会议结束了吗?|没有!|还在继续。",
    "理事会注意到该报告｡|会议闭幕｡",
    "成员国 105 个. 多数是中等收入国家.".replace(". ", ".| "),
    "这是中国代表团的立场.|其他代表团表示支持.",
    "占投资的 45%。|其次是出口。",
    "  大会通过了决议。 | 会议闭幕。".strip().replace(" | ", "| "),
    # quotes and brackets after the stop
    "他说：“会议开始了。”|代表们入座。",
    "他问：“会议开始了吗？”|代表们入座。",
    "主席高呼：“和平万岁！”|全场起立。",
    "他说：‘会议开始了。’|代表们入座。",
    "主席說：「會議開始了。」|代表們入座。",
    "主席問：『會議開始了嗎？』|代表們入座。",
    "理事会通过了该计划。|（见附件一。）|随后闭幕。",
    "（大会第 70/1 号决议。）|会议闭幕。",
    '他说："会议开始了。"|代表们入座。',
    '他说："会议开始了。|代表们入座。"|会议于是开始。',
    "“会议开始了。|代表们入座。”|主席敲槌。",
    "会议开始了。|“代表们入座！”|主席敲槌。",
    "他说：“会议开始了。 ”|代表们入座。",
    "工发组织的座右铭是“通过创新取得进步”。|该计划与之一致。",
    "总干事报告了进展（GC.19/18 和 IDB.51/20）。|理事会注意到报告。",
    # quotations within a sentence
    "“……？”他说。|没有人回答。",
    "“你同意吗？”主席问。|代表点头。",
    "“我们必须行动。”秘书长说。|会场安静下来。",
    "「你同意嗎？」主席問道。|代表點頭。",
    "“你同意吗？”主席看了看四周，又坐下了。".replace("”主", "”|主"),
    "关于“谁来付钱？”的问题尚未解决。|讨论将继续。",
    "他提出“怎么办？”这一问题。|没有答案。",
    "题为“未来何去何从？”、“我们准备好了吗？”和“现在行动！”的三场会议。|会议很成功。",
    "报告《谁来付钱？》已经发表。|各国表示欢迎。",
    "《行动起来！》一书出版了。",
    "他写下“完了。”，然后离开了。",
    "代表问（为什么？）并要求答复。|主席作了答复。",
    "主席说（他没有看稿。他从不看稿。）会议结束了。|代表们离开了。",
    "决议草案（一读通过。二读待定。）已经分发。",
    # ellipses and dashes
    "这个……我不知道。|请问别人。",
    "这个…… 我不知道。",
    "他说：“我不知道……”|会场安静下来。",
    "各国代表、观察员……都出席了会议。",
    "他停了停。……|会议继续。",
    "这个...我不知道。",
    "会议——如果举行的话——将在维也纳举行。|日期待定。",
    # commas, semicolons and colons do not split
    "第一，加强合作；第二，扩大投资；第三，交流经验。|会议对此表示同意。",
    "决定如下：通过该计划；请总干事提交报告。",
    "提供：㈠政策投入；㈡技术咨询；㈢全球论坛。|各国政府表示欢迎。",
    "工发组织：(a) 提供咨询；(b) 组织论坛；(c) 交流经验。",
    "包括：（一）制定政策；（二）开展培训。",
    "包括①政策②培训③融资。|会议同意。",
    "见决议第1段㈠和㈡。|会议同意。",
    # numbers, dates, symbols, addresses
    "增长率为 5.3%，高于上年的 4.9%。|预计将继续增长。",
    "增长率为5.3。|预计将继续增长。",
    "会议于 2023.11.27 在维也纳举行。|会期五天。",
    "经由 GC.18/Res.9 号决议通过。|请总干事编写计划。",
    "文件 IDB.51/CRP.4 和 A/RES/70/1 已经分发。|请参阅。",
    "网址：www.unido.org/sites/default/files/annual-report.pdf。|请参阅。",
    "见 http://undocs.org/GC.19/18?lang=zh&page=1!2。|请参阅。",
    "电话：+43 1 26026.0。|请来电。",
    "U.S. 政府表示支持。|其他政府弃权。",
    "与 Siemens Inc. 公司合作。|项目已启动。",
    "见 No. 5 号文件。|请参阅。",
    "1. 根据世界银行的分类，多数成员国是中等收入国家。|在此背景下，大会通过了战略框架。",
    "一. 导言",
    "一、导言",
    "A. 背景",
    "（a） 背景。|现状。",
    "四. 需请大会采取的行动",
    # footnote marks
    "其次是“跨领域服务”（4.4%）。1|此外，平台包括培训。",
    "其次是“跨领域服务”（4.4%）。1",
    "成员国注意到这一点。12 |理事会随后通过。".replace(" |", "| "),
    "成员国注意到这一点。³|理事会随后通过。",
    "成员国注意到这一点。[3]|理事会随后通过。",
    "成员国注意到这一点。*|理事会随后通过。",
    "他说：“会议开始了。”2|代表们入座。",
    "会议闭幕。|12 月 3 日将再次举行会议。",
    "会议闭幕。|12月3日将再次举行会议。",
    "会议闭幕。|2023年将再次举行会议。",
    "会议闭幕。|3 个国家弃权。",
    "会议闭幕。|15名成员弃权。",
    "会议闭幕。|45%的成员弃权。",
    # Traditional
    "聯合國大會通過了決議。|會議閉幕。",
    "主席說：「『和平』是什麼？」|沒有人回答。",
    "秘書長表示：「我們必須行動！」|會場起立。",
    "「我們必須行動。」秘書長說。|會場起立。",
    "會議（見附件。）已經結束。|代表離開了。",
    # other languages within
    "会议通过了 Agenda 2030。|各国表示欢迎。",
    "原文为 “Leave no one behind.”| 这是承诺。",
    "原文如下：Leave no one behind. This is a promise.".replace(". T", ".| T"),
    "第二十届会议",
    "2023 年 11 月 27 日至 12 月 1 日，维也纳",
]


@pytest.mark.parametrize("gold", GOLD)
def test_chinese(gold):
    text = gold.replace("|", "")
    assert [text[start:end] for start, end in split(text, "zh")] == [s.strip() for s in gold.split("|")]


def test_there_are_enough_golden_rules():
    assert len(set(GOLD)) >= 60


def test_a_line_break_within_a_sentence_is_white_space_and_a_blank_line_ends_it():
    text = "工发组织 105 个成员国即多数成员国是中\n等收入国家。在此\n背景下\n\n二. 全球趋势"
    assert [text[a:b] for a, b in split(text, "zh")] == [
        "工发组织 105 个成员国即多数成员国是中\n等收入国家。",
        "在此\n背景下",
        "二. 全球趋势",
    ]


def test_the_sentences_of_the_report_are_found(seeds):
    import json

    beads = json.loads((seeds / "gc20-item22.gold-alignment.json").read_text(encoding="utf-8"))["beads"]
    for language, between in (("zh", ""), ("en", " ")):
        paragraph: list[str] = []
        for bead in [*beads, {"kind": "t", "zh": [], "en": []}]:
            sentences = bead[language]
            if bead["kind"] != "p" or (sentences and sentences[0][0].isdecimal()):
                text = between.join(paragraph)
                assert [text[a:b] for a, b in split(text, language)] == paragraph
                paragraph = []
            if bead["kind"] == "p":
                paragraph += sentences
