"""Word lists for the candidates: words that cannot be part of a term, cannot begin one, or make it less likely."""

from __future__ import annotations

__all__ = [
    "BODIES_ZH",
    "EVALUATIVE_EN",
    "GENERAL_MODIFIERS_EN",
    "GENERIC_EN",
    "GENERIC_HEADS_EN",
    "GENERIC_HEADS_ZH",
    "GENERIC_ZH",
    "KINDS_ZH",
    "LOOSE_MODIFIERS_EN",
    "NOMINAL_ZH",
    "PLURAL_HEADS",
    "STOP_EN",
    "STOP_ZH",
    "word_set",
]


def word_set(words: str) -> frozenset[str]:
    """The words of a text, as a set.

    >>> sorted(word_set("of for on"))
    ['for', 'of', 'on']
    """
    return frozenset(words.split())


STOP_EN = word_set("""
    the a an of and or to in on for with by at from as is are was were be been being it its their this that these those
    such which who whom whose not no nor also there here both either each every all any some other others another same
    have has had do does did will would shall should may might can could must very more most than then thus so
""")

GENERIC_EN = word_set("""
    other others another such several various many much few numerous certain different same own new further additional
    relevant respective particular specific main major important significant overall whole entire
    recent current previous following above second third next last latest
    more most any some each every both either neither
    increasing increased growing enhanced strengthened continued ongoing accelerated rising escalating greater
    appropriate necessary possible available existing potential better best-known great large
    including regarding concerning based aimed number part taken made given provided held requested entitled past nearly almost
""")
"""Words that no term begins with."""

GENERAL_MODIFIERS_EN = word_set("""
    national global local regional domestic international world relevant effective efficient adequate traditional modern
    specific sound positive negative successful strong active concrete comprehensive appropriate affordable reliable
    accessible inclusive sustainable safe equal equitable universal additional extensive public private official
    dedicated overall conventional individual practical immediate complete progressive increased enhanced improved
""")
"""Adjectives that go with any noun: national policy is less of a term than fiscal policy."""

LOOSE_MODIFIERS_EN = word_set("""
    traditional holistic conventional overall practical comprehensive successful sound strong concrete modern whole
    close dedicated inefficient wasteful adequate affordable reliable timely meaningful
""")
"""Adjectives that a longer term seldom begins with: traditional technical cooperation."""

EVALUATIVE_EN = word_set("""
    beautiful bold broad careful clear close considerable constant constructive continuous crucial dangerous decisive deep
    detailed difficult direct durable easy eminent enormous entire essential excellent exceptional extensive extraordinary
    extreme fair firm flexible frequent fresh fruitful fulfilling full fundamental genuine good grave hard harmful healthy
    heavy high historic huge ideal immense impressive indispensable insufficient intense interesting key lasting limited
    little long low massive meaningful mere notable noticeable obvious ordinary outstanding perfect poor powerful precise
    profound prompt proper rapid rare ready real remarkable rich rigorous satisfactory seamless sensitive serious severe
    sharp short sincere slow small smooth solid special steady strict subsequent substantial sudden sufficient
    systematic tangible thorough timely total tragic tremendous true unacceptable unique unprecedented urgent useful
    usual valuable varied vast vital weak wide widespread young
""")
"""Adjectives that judge or measure: a detailed assessment is just an assessment."""

GENERIC_HEADS_EN = word_set("""
    way number part area aspect issue matter case situation need effort activity action measure work progress level use
    role importance challenge problem question result example basis context field respect order term view regard
    opportunity possibility purpose aim objective extent degree range set series kind type form manner means time year
    day month period date end beginning majority half third quarter share proportion increase decrease
    reduction improvement strengthening promotion implementation establishment provision support
    development achievement participation discussion consideration comment input thing people country world
""")
"""Nouns that say little alone, and make a weak head."""

BODIES_ZH = word_set(
    "组织 集团 基金 基金会 机构 公司 协会 联盟 委员会 理事会 办公室 办事处 署 局 部 司 中心 大会 会议 网络 平台 方案 项目 倡议"
)
"""Words that Chinese adds to a name where English has no such word: 欧洲氢组织, Hydrogen Europe."""

KINDS_ZH = word_set(
    "状况 情况 活动 行为 问题 工作 意见 事件 现象 制度 疾病 做法 性质 状态 作用 行动 分子 人员 方面 措施 过程 事务 事项 关系"
)
"""Words that Chinese adds to a noun where English has no such word: 不安全状况 insecurity, 指导意见 guidance."""

PLURAL_HEADS = word_set("""
    affairs amenities armaments arms arrears assets auspices authorities belongings billings briefs children
    circumstances clothes conditions contents credentials customs damages deliberations dues earnings
    economics electronics emissions ethics expenses exports finances findings forces goods headquarters
    hostilities implications imports liabilities logistics materials mathematics means minutes modalities monies
    morals narcotics negotiations news people peoples physics politics premises privileges proceedings proceeds
    rations relations remains reparations resources rights sanctions savings sciences securities series
    statistics supplies surroundings talks troops valuables wages waters women works
""")
"""Nouns that a glossary lists in the plural if the text has the plural: extrabudgetary resources, indigenous women."""

STOP_ZH = word_set("""
    是 有 为 包括 确保 实现 进行 使 使得 能够 可以 应 应当 请 似宜 继续 开始 正在 已经 已 曾 正 均 予以 加以 得到 取得 提出 做出 作出
    令 让 由 受 被 把 将 给 向 从 到 在 于 对 对于 关于 根据 按照 依照 通过 经由 以及 并 并且 而 而且 或者 但 但是 因此 因为 由于
    所以 如果 尽管 虽然 不 没有 未 也 都 还 又 再 就 才 只 仅 很 更 最 非常 尤其 例如 其中 其他 其它 其 它 它们 他们 她们 我们
    这 那 该 此 本 各 每 某 这些 那些 一些 某些 任何 所有 一切 若干 许多 大量 多数 大多数 大部分
    之 的 了 着 过 等 等等 个 项 种 次 位 名 份 年 月 日 号 时 第 至 以 与 同 跟
    呼吁 强调 指出 认为 注意到 欢迎 赞赏 要求 敦促 鼓励 重申 回顾 铭记 关切 决定 确认 表示 涉及 参阅 请参阅 载有
    帮助 协助 促使 努力 有助于 用于 属于 具有 位于 基于 鉴于 来自 导致 造成 妨碍 反映 探讨 概述 酌情
""")
"""Words that no term contains."""

NOMINAL_ZH = word_set("要求 决定 协助 帮助 努力 关切 确认")
"""Those of them that are nouns at the end of a phrase: 法规|要求, 书面|决定."""

GENERIC_ZH = word_set("""
    各种 各类 各项 各级 其他 某些 若干 一些 许多 相关 有关 不同 可能 现有 目前 最新 进一步 更 更加 较 较大 大幅 日益 不断
    整个 本 该 此 这 那 这一 这种 此类 这类 上述 下列 以下 其余 全部 所有 一切 任何 每个 每年 每人 各自 各国 多数 大多数
    一个 一项 一种 一次
""")
"""Words that no term begins with."""

GENERIC_HEADS_ZH = word_set("""
    方面 情况 问题 工作 作用 需要 挑战 影响 程度 过程 原因 结果 内容 方式 方法 手段 目的 意义 重要性 必要性 部分 大部分
    比例 数量 人数 次数 期间 时间 时候 时期 期限 层面 层级 领域 范围 条件 因素 现象 关系 水平 机会 能力 措施 行动 活动 努力
    进展 成果 目标 形式 类型 种类 特点 特征 概率 总数 总量 总额 占比 办法 做法 关切 现实 建议 意见 信息 资料 举措 发展 增长
""")
