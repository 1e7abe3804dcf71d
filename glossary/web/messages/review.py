"""Words of the review queue."""

from __future__ import annotations

__all__ = ["WORDING"]

WORDING: dict[str, tuple[str, str]] = {
    "review.title": ("Review", "审核"),
    "review.progress": ("{done} decided in this sitting, {left} wait", "本次已决定 {done} 条，待审 {left} 条"),
    "review.approve": ("Approve", "批准"),
    "review.reject": ("Reject", "否决"),
    "review.edit": ("Edit", "编辑"),
    "review.next": ("Later", "稍后"),
    "review.previous": ("Back", "上一条"),
    "review.undo": ("Undo", "撤销"),
    "review.open": ("Open the entry", "打开条目"),
    "review.minimum": ("Score of at least", "分数不低于"),
    "review.apply": ("Apply", "应用"),
    "review.more_contexts": ("{count} more", "另有 {count} 例"),
    "review.finished": ("Nothing more waits here.", "这里没有待审条目了。"),
    "review.finished_help": ("Download what is approved:", "下载已批准的条目："),
    "review.finished_again": ("See again those put off", "再看留待稍后的条目"),
    "review.empty_filtered": ("No proposed entry passes these filters.", "没有符合筛选条件的待审条目。"),
    "review.clear": ("Clear filters", "清除筛选"),
    "review.decided.approved": ("Approved", "已批准"),
    "review.decided.rejected": ("Rejected", "已否决"),
    "review.failed": (
        "This decision was not saved, so the entry is here again:",
        "这一决定没有保存，条目退回待审：",
    ),
    "review.nothing_to_undo": ("Nothing to undo in this sitting.", "本次没有可撤销的决定。"),
    "review.undone": ("Taken back.", "已撤销。"),
    "review.key.next": ("Later: to the next one, undecided", "稍后：不作决定，看下一条"),
    "review.key.previous": ("Back to the one before", "回到上一条"),
    "review.key.open": ("Open the entry in a new tab", "在新标签页打开条目"),
}
