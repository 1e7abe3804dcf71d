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
    "review.met": (
        "{name}: somebody was here before you. See the list above the queue.",
        "{name}：他人已先作改动，请见待审条目上方的列表。",
    ),
    "review.conflicts": ("Changed meanwhile by others", "其间他人已作改动"),
    "review.now.approved": ("is approved now, by {by}, {at}.", "现为“已批准”（{by}，{at}）。"),
    "review.now.rejected": ("is rejected now, by {by}, {at}.", "现为“已否决”（{by}，{at}）。"),
    "review.now.proposed": ("was changed by {by}, {at}, and is still proposed.", "已由 {by} 于 {at} 修改，仍为待审。"),
    "review.now.gone": ("is no longer in the glossary.", "已不在术语库中。"),
    "review.mine": ("Not saved: {what}.", "未保存：{what}。"),
    "review.mine.approve": ("your approval", "您的批准"),
    "review.mine.reject": ("your rejection", "您的否决"),
    "review.mine.undo": ("your undoing", "您的撤销"),
    "review.conflict.look": ("Look at it and decide", "查看后再决定"),
    "review.conflict.leave": ("Leave it as it is", "保持现状"),
    "review.stalled": (
        "The next entries could not be fetched. They come as soon as the workbench answers.",
        "未能取得后面的条目；工作台恢复应答后会自动显示。",
    ),
    "review.nothing_to_undo": ("Nothing to undo in this sitting.", "本次没有可撤销的决定。"),
    "review.undone": ("Taken back.", "已撤销。"),
    "review.key.next": ("Later: to the next one, undecided", "稍后：不作决定，看下一条"),
    "review.key.previous": ("Back to the one before", "回到上一条"),
    "review.key.open": ("Open the entry in a new tab", "在新标签页打开条目"),
}
