"""Names of the bodies whose documents carry symbols."""

from __future__ import annotations

__all__ = ["BODIES"]

BODIES = {
    "GC": ("General Conference", "大会"),
    "IDB": ("Industrial Development Board", "工业发展理事会"),
    "PBC": ("Programme and Budget Committee", "方案和预算委员会"),
    "A": ("General Assembly", "大会"),
    "A/HRC": ("Human Rights Council", "人权理事会"),
    "S": ("Security Council", "安全理事会"),
    "E": ("Economic and Social Council", "经济及社会理事会"),
    "ST": ("Secretariat", "秘书处"),
    "T": ("Trusteeship Council", "托管理事会"),
    "TD": ("United Nations Conference on Trade and Development", "联合国贸易和发展会议"),
    "UNCTAD": ("United Nations Conference on Trade and Development", "联合国贸易和发展会议"),
    "DP": ("Executive Board of UNDP, UNFPA and UNOPS", "开发署、人口基金和项目署执行局"),
    "UNEP": ("United Nations Environment Programme", "联合国环境规划署"),
    "UNODC": ("United Nations Office on Drugs and Crime", "联合国毒品和犯罪问题办公室"),
    "CRC": ("Committee on the Rights of the Child", "儿童权利委员会"),
    "CEDAW": ("Committee on the Elimination of Discrimination against Women", "消除对妇女歧视委员会"),
    "CCPR": ("Human Rights Committee", "人权事务委员会"),
    "CERD": ("Committee on the Elimination of Racial Discrimination", "消除种族歧视委员会"),
    "CAT": ("Committee against Torture", "禁止酷刑委员会"),
    "CRPD": ("Committee on the Rights of Persons with Disabilities", "残疾人权利委员会"),
    "CED": ("Committee on Enforced Disappearances", "强迫失踪问题委员会"),
    "CMW": (
        "Committee on the Protection of the Rights of All Migrant Workers and Members of Their Families",
        "保护所有移徙工人及其家庭成员权利委员会",
    ),
    "HRI": ("International Human Rights Instruments", "国际人权文书"),
    "FCCC": ("United Nations Framework Convention on Climate Change", "联合国气候变化框架公约"),
    "CBD": ("Convention on Biological Diversity", "生物多样性公约"),
    "CTOC": (
        "Conference of the Parties to the Convention against Transnational Organized Crime",
        "打击跨国有组织犯罪公约缔约方会议",
    ),
    "CAC": ("Conference of the States Parties to the Convention against Corruption", "反腐败公约缔约国会议"),
    "ECE": ("Economic Commission for Europe", "欧洲经济委员会"),
    "HSP": ("United Nations Human Settlements Programme", "联合国人类住区规划署"),
    "JIU": ("Joint Inspection Unit", "联合检查组"),
    "ICSC": ("International Civil Service Commission", "国际公务员制度委员会"),
    "NPT": (
        "Review Conference of the Parties to the Treaty on the Non-Proliferation of Nuclear Weapons",
        "不扩散核武器条约缔约国审议大会",
    ),
    "BWC": ("Biological Weapons Convention", "生物武器公约"),
    "CCM": ("Convention on Cluster Munitions", "集束弹药公约"),
    "APLC": ("Anti-Personnel Mine Ban Convention", "禁止杀伤人员地雷公约"),
    "CCW": ("Conference on Certain Conventional Weapons", "特定常规武器会议"),
    "CD": ("Conference on Disarmament", "裁军谈判会议"),
    "UNW": ("Executive Board of UN-Women", "妇女署执行局"),
    "ICCD": ("United Nations Convention to Combat Desertification", "联合国防治荒漠化公约"),
    "ISBA": ("International Seabed Authority", "国际海底管理局"),
    "SPLOS": ("States Parties to the Convention on the Law of the Sea", "联合国海洋法公约缔约国会议"),
    "CLCS": ("Commission on the Limits of the Continental Shelf", "大陆架界限委员会"),
    "ICC-ASP": ("Assembly of States Parties to the Rome Statute", "国际刑事法院罗马规约缔约国大会"),
    "INFCIRC": ("International Atomic Energy Agency", "国际原子能机构"),
    "LC": ("Economic Commission for Latin America and the Caribbean", "拉丁美洲和加勒比经济委员会"),
    "IPBES": (
        "Intergovernmental Science-Policy Platform on Biodiversity and Ecosystem Services",
        "生物多样性和生态系统服务政府间科学政策平台",
    ),
}
"""English and Chinese name of a body by the first part of its symbols."""
