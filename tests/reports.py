"""A report in Chinese and English for the tests of the readers, as parts, and the ways in which files set it.

Written for these tests; the office, its reports and its figures are invented.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

__all__ = ["REPORT", "Part", "wrapped"]


@dataclass(frozen=True)
class Part:
    """A paragraph: what it is, its label as printed, its text, the footnote that it carries at its end."""

    kind: str
    text: str
    label: str = ""
    note: str = ""
    level: int = 0

    @property
    def printed(self) -> str:
        if not self.label:
            return self.text
        return self.label + ("" if self.label in "㈠㈡㈢" else " ") + self.text


ZH = (
    Part("title", "工业发展理事会"),
    Part("title", "第五十二届会议"),
    Part("title", "2024 年 11 月 25 日至 27 日，维也纳"),
    Part("title", "临时议程项目 6"),
    Part("title", "区域办事处网络的运作情况"),
    Part("title", "总干事的报告"),
    Part(
        "paragraph",
        "本文件依照 IDB.51/Dec.4 号决定编写，介绍了区域办事处网络的运作情况，并就下一步工作提出了建议，供理事会审议。",
    ),
    Part("heading", "导言", "一.", level=1),
    Part(
        "paragraph",
        "理事会第五十一届会议请总干事报告区域办事处网络的运作情况，包括人员配置、经费来源以及与联合国国家工作队的协作。本报告所述期间为 2023 年 7 月 1 日至 2024 年 6 月 30 日。",
        "1.",
    ),
    Part(
        "paragraph",
        "截至 2024 年 6 月 30 日，网络由 48 个办事处组成，覆盖 156 个国家，比上一报告所述期间增加 3.5%。大多数办事处设在联合国共同房舍内，从而减少了租金支出。",
        "2.",
        "见 IDB.51/20 号文件，第 14 段。",
    ),
    Part("heading", "主要进展", "二.", level=1),
    Part("heading", "能力建设", "A.", level=2),
    Part(
        "paragraph",
        "在本报告所述期间，秘书处采取了以下措施，以提高外地工作人员的能力，并使各办事处能够更好地响应会员国的需要：",
        "3.",
    ),
    Part(
        "list item",
        "为所有新任国家代表举办了为期两周的入职培训，内容包括项目设计、成果管理制、采购程序以及与捐助方的沟通；",
        "(a)",
        level=1,
    ),
    Part("list item", "建立了网上知识库，收录了 1,200 多份项目文件，并向会员国开放；", "(b)", level=1),
    Part("list item", "与区域开发银行签署了三项谅解备忘录。", "(c)", level=1),
    Part(
        "paragraph",
        "理事会主席感谢东道国政府提供的支持。他指出，“没有伙伴关系，就没有工业化”，并呼吁各方继续提供自愿捐款。",
        "4.",
    ),
    Part("heading", "财务状况", "B.", level=2),
    Part(
        "paragraph",
        "网络的经费来自经常预算（62%）和自愿捐款（38%）。收款率虽有改善，但仍低于 2019 年疫情暴发以前的水平，因此秘书处推迟了两个办事处的开设。",
        "5.",
        "详情载于工发组织《2023 年年度报告》附录 B，网址：www.unido.org/annual-report-2023。",
    ),
    Part(
        "paragraph",
        "为了进一步提高效率，总干事打算在 2025 年底以前：㈠合并职能重叠的单位；㈡将部分行政工作转移到布达佩斯的共同服务中心；㈢对各办事处的业绩进行年度评估。",
        "6.",
    ),
    Part("heading", "需请理事会采取的行动", "三.", level=1),
    Part("paragraph", "理事会似宜注意到本文件所载信息，并就网络的今后发展提供指导。", "7."),
    Part("heading", "附件"),
    Part("heading", "按区域开列的办事处"),
    Part("list item", "非洲：十八个办事处，其中两个为区域中心；", "•", level=1),
    Part("list item", "亚洲及太平洋：十二个办事处；", "•", level=1),
    Part("list item", "拉丁美洲和加勒比：九个办事处。", "•", level=1),
)
EN = (
    Part("title", "Industrial Development Board"),
    Part("title", "Fifty-second session"),
    Part("title", "Vienna, 25–27 November 2024"),
    Part("title", "Item 6 of the provisional agenda"),
    Part("title", "Functioning of the network of regional offices"),
    Part("title", "Report by the Director General"),
    Part(
        "paragraph",
        "The present document, which was prepared pursuant to decision IDB.51/Dec.4, describes the functioning of the network of regional offices and makes recommendations on the next steps for consideration by the Board.",
    ),
    Part("heading", "Introduction", "I.", level=1),
    Part(
        "paragraph",
        "At its fifty-first session, the Board requested the Director General to report on the functioning of the network of regional offices, including its staffing, its sources of funding and its collaboration with United Nations country teams. The reporting period of the present report runs from 1 July 2023 to 30 June 2024.",
        "1.",
    ),
    Part(
        "paragraph",
        "As at 30 June 2024, the network consisted of 48 offices covering 156 countries, an increase of 3.5 per cent over the previous reporting period. Most offices are located on common United Nations premises, which has reduced expenditure on rent.",
        "2.",
        "See document IDB.51/20, para. 14.",
    ),
    Part("heading", "Main developments", "II.", level=1),
    Part("heading", "Capacity-building", "A.", level=2),
    Part(
        "paragraph",
        "During the reporting period, the Secretariat took the following measures to strengthen the capacity of field staff and to enable the offices to respond better to the needs of Member States:",
        "3.",
    ),
    Part(
        "list item",
        "It held a two-week induction course for all newly appointed country representatives that covered project design, results-based management, procurement procedures and communication with donors;",
        "(a)",
        level=1,
    ),
    Part(
        "list item",
        "It set up an online knowledge base that holds more than 1,200 project documents and is open to Member States;",
        "(b)",
        level=1,
    ),
    Part("list item", "It signed three memorandums of understanding with regional development banks.", "(c)", level=1),
    Part(
        "paragraph",
        "The President of the Board thanked the host Governments for their support. He said that “without partnership there is no industrialization” and called upon all parties to continue to make voluntary contributions.",
        "4.",
    ),
    Part("heading", "Financial situation", "B.", level=2),
    Part(
        "paragraph",
        "The network is funded from the regular budget (62 per cent) and from voluntary contributions (38 per cent). Although it has improved, the collection rate is still below the level of 2019, before the outbreak of the pandemic. The Secretariat has therefore postponed the opening of two offices.",
        "5.",
        "Details are given in UNIDO, Annual Report 2023, appendix B, available at www.unido.org/annual-report-2023.",
    ),
    Part(
        "paragraph",
        "To increase efficiency further, the Director General intends, by the end of 2025: (i) to merge units whose functions overlap; (ii) to move part of the administrative work to the common service centre in Budapest; and (iii) to assess the performance of each office every year.",
        "6.",
    ),
    Part("heading", "Action required of the Board", "III.", level=1),
    Part(
        "paragraph",
        "The Board may wish to take note of the information contained in the present document and to provide guidance on the future development of the network.",
        "7.",
    ),
    Part("heading", "Annex"),
    Part("heading", "Offices by region"),
    Part("list item", "Africa: 18 offices, two of which are regional hubs;", "•", level=1),
    Part("list item", "Asia and the Pacific: 12 offices;", "•", level=1),
    Part("list item", "Latin America and the Caribbean: nine offices.", "•", level=1),
)
REPORT = {"zh": ZH, "en": EN}


def wrapped(text: str, columns: int, indent: str = "") -> list[str]:
    """`text` in lines of so many columns, as a printer breaks it: Chinese anywhere but before a closing mark."""
    lines, line = [], indent
    units: list[str] = []
    for char in text:
        joins = (
            units and not _wide(char) and not char.isspace() and not _wide(units[-1][-1]) and not units[-1].isspace()
        )
        if joins or (units and char in "，。、；：？！）》”’"):
            units[-1] += char
        else:
            units.append(char)
    for unit in units:
        if _columns(line + unit) > columns and line.strip():
            lines.append(line.rstrip(" "))
            line = ""
            if unit == " ":
                continue
        line += unit
    return [*lines, line]


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _columns(text: str) -> int:
    return sum(2 if _wide(c) else 1 for c in text)


TABLE = {
    "zh": (
        ("区域", "办事处数目", "工作人员人数"),
        ("非洲", "18", "212"),
        ("亚洲及太平洋", "12", "164"),
        ("拉丁美洲和加勒比", "9", "97"),
    ),
    "en": (
        ("Region", "Number of offices", "Number of staff"),
        ("Africa", "18", "212"),
        ("Asia and the Pacific", "12", "164"),
        ("Latin America and the Caribbean", "9", "97"),
    ),
}
SYMBOL = "IDB.52/6"
JOB = "V.24-12345"
_NAMESPACES = "office text table style fo"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_FONT = {"zh": "Noto Serif CJK SC", "en": "Liberation Serif"}


def flat_odt(language: str, table: bool = True, repeat: int = 1) -> str:
    """The report as a flat OpenDocument text: page head with the symbol, page numbers, footnotes, a table before the annex."""
    body = []
    for turn in range(repeat):
        for part in REPORT[language]:
            if part.text in ("附件", "Annex") and table:
                body.append(_table(language))
            body.append(_part(part))
        if turn + 1 < repeat:
            body.append('<text:p text:style-name="P"/>')
    names = " ".join(f'xmlns:{n}="{_ODF.format({"fo": "xsl-fo-compatible"}.get(n, n))}"' for n in _NAMESPACES.split())
    font = _FONT[language]
    fonts = f'style:font-name="{font}" fo:font-family="\'{font}\'" style:font-family-asian="\'{font}\'"'
    country = {"zh": ("zh", "CN"), "en": ("en", "GB")}[language]
    locale = f'fo:language="{country[0]}" fo:country="{country[1]}" style:language-asian="zh" style:country-asian="CN"'
    style = '<style:style style:name="{}" style:family="paragraph"{}><style:paragraph-properties {}/><style:text-properties fo:font-size="{}pt" style:font-size-asian="{}pt" {}/></style:style>'

    def paragraph_style(name: str, properties: str, size: float, bold: bool = False, more: str = "") -> str:
        weight = 'fo:font-weight="bold" style:font-weight-asian="bold"' if bold else ""
        return style.format(name, more, properties, size, size, f"{fonts} {locale} {weight}")

    styles = (
        paragraph_style("P", 'fo:margin-bottom="0.21cm" fo:text-align="justify"', 10)
        + paragraph_style("H", 'fo:margin-top="0.4cm" fo:margin-bottom="0.3cm"', 12, bold=True)
        + paragraph_style("T", 'fo:margin-bottom="0.3cm"', 13, bold=True)
        + paragraph_style("L", 'fo:margin-left="1.2cm" fo:margin-bottom="0.21cm"', 10)
        + paragraph_style("F", "", 8)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:styles>{styles}</office:styles><office:automatic-styles>"
        '<style:page-layout style:name="pl"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2.5cm"/>'
        '<style:header-style><style:header-footer-properties fo:min-height="1cm"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:min-height="1cm"/></style:footer-style></style:page-layout></office:automatic-styles>'
        f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl"><style:header><text:p text:style-name="P">{SYMBOL}</text:p></style:header>'
        f'<style:footer><text:p text:style-name="P">{JOB}<text:tab/><text:page-number/>/<text:page-count/></text:p></style:footer></style:master-page></office:master-styles>'
        f"<office:body><office:text>{''.join(body)}</office:text></office:body></office:document>"
    )


def _part(part: Part) -> str:
    name = {"title": "T", "heading": "H", "list item": "L"}.get(part.kind, "P")
    note = ""
    if part.note:
        note = f'<text:note text:note-class="footnote"><text:note-citation/><text:note-body><text:p text:style-name="F">{part.note}</text:p></text:note-body></text:note>'
    if part.kind == "heading":
        return f'<text:h text:style-name="H" text:outline-level="{part.level or 1}">{part.printed}</text:h>'
    return f'<text:p text:style-name="{name}">{part.printed}{note}</text:p>'


def _table(language: str) -> str:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p text:style-name="P">{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in TABLE[language]
    )
    return f'<table:table table:name="t"><table:table-column table:number-columns-repeated="3"/>{rows}</table:table>'
