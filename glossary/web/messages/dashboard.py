"""Words of the dashboard."""

from __future__ import annotations

__all__ = ["WORDING"]

WORDING: dict[str, tuple[str, str]] = {
    "dashboard.title": ("Dashboard", "概览"),
    "dashboard.entries": ("entries", "条目"),
    "dashboard.documents": ("documents", "文件"),
    "dashboard.sentences": ("sentence pairs", "句对"),
    "dashboard.proposed": ("proposed", "待审"),
    "dashboard.approved": ("approved", "已批准"),
    "dashboard.rejected": ("rejected", "已否决"),
    "dashboard.review": ("Review what is proposed", "审核待审条目"),
    "dashboard.growth": ("Entries, day by day", "历日条目累计数"),
    "dashboard.growth_key": (
        "Each bar: all entries so far; its lower, solid part: those approved.",
        "整柱为累计条目，底部实色部分为已批准条目。",
    ),
    "dashboard.sessions": ("By session", "按届会"),
    "dashboard.session": ("Session", "届会"),
    "dashboard.no_session": ("none named", "未注明"),
    "dashboard.sessions_none": ("No sentences yet.", "尚无句对。"),
    "dashboard.sessions_plot": ("Sentence pairs by session", "各届会句对数"),
    "dashboard.worst": ("Documents that want a look", "待核对的文件"),
    "dashboard.worst_none": ("No document wants a look.", "没有待核对的文件。"),
    "dashboard.damaged": ("Bitext files that cannot be read", "无法读取的对齐文件"),
    "dashboard.changes": ("Last changes", "最近改动"),
    "dashboard.changes_none": ("Nothing has been changed yet.", "尚无改动。"),
    "dashboard.when": ("When", "时间"),
    "dashboard.who": ("Who", "操作人"),
    "dashboard.what": ("What", "操作"),
    "dashboard.how_many": ("Entries", "条目数"),
    "dashboard.day": ("Day", "日期"),
    "dashboard.table": ("The same as a table", "以表格查看"),
    "dashboard.op.add": ("extracted", "提取"),
    "dashboard.op.import": ("imported", "导入"),
    "dashboard.op.approve": ("approved", "批准"),
    "dashboard.op.reject": ("rejected", "否决"),
    "dashboard.op.edit": ("edited", "编辑"),
    "dashboard.op.merge": ("merged", "合并"),
    "dashboard.op.split": ("split", "拆分"),
    "dashboard.op.undo": ("undone", "撤销"),
}
