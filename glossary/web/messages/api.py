"""Words of the page that describes the API. The description itself is in English, as programs' languages are."""

from __future__ import annotations

__all__ = ["WORDING"]

WORDING: dict[str, tuple[str, str]] = {
    "api.title": ("For programs", "程序接口"),
    "api.about": (
        "Whatever the pages do, a script or a plug-in can do at {base}/api. Answers are JSON; the description for generators is at",
        "页面上的各项操作，脚本和插件都可以通过 {base}/api 进行。应答为 JSON；接口描述文件（可用于生成代码）见",
    ),
    "api.token": (
        "Where a token is set (DUIZHAO_TOKEN), send it with every request:",
        "设有令牌（DUIZHAO_TOKEN）时，每次请求都要带上：",
    ),
    "api.errors": ("Every error has one shape:", "错误一律采用同一格式："),
    "api.changes": (
        "Changes name what they were made on: send the entry's “modified” as “expected”; 409 means that somebody was first.",
        "改动须说明依据的版本：把条目的 modified 作为 expected 发回；409 表示已有人先行改动。",
    ),
    "api.tag.search": ("Look up", "查询"),
    "api.tag.entries": ("Entries", "条目"),
    "api.tag.texts": ("Texts", "文本"),
    "api.tag.bitext": ("Aligned documents", "对齐文件"),
    "api.parameter": ("Parameter", "参数"),
    "api.type": ("Values", "取值"),
    "api.default": ("Default", "默认值"),
    "api.meaning": ("Meaning", "含义"),
    "api.required": ("required", "必填"),
    "api.body": ("Body", "请求体"),
    "api.answer": ("Answer", "应答"),
    "api.try": ("Try it", "试一试"),
    "api.copy": ("Copy the command", "复制命令"),
}
