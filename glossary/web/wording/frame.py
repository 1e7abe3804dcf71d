"""Words of the frame around every page, of signing in and of what goes wrong."""

from __future__ import annotations

__all__ = ["WORDING"]

WORDING: dict[str, tuple[str, str]] = {
    "name": ("duizhao", "对照"),
    "nav.lookup": ("Look up", "查询"),
    "nav.review": ("Review", "审校"),
    "nav.documents": ("Documents", "文件"),
    "nav.reading": ("Read a text", "读新文"),
    "nav.dashboard": ("Dashboard", "概览"),
    "nav.skip": ("Skip to content", "跳到正文"),
    "nav.main": ("Main", "主菜单"),
    "language.other": ("中文", "English"),
    "language.switch": ("Show the interface in Chinese", "界面改用英文"),
    "theme.auto": ("Theme: as the system", "主题：随系统"),
    "theme.light": ("Theme: light", "主题：浅色"),
    "theme.dark": ("Theme: dark", "主题：深色"),
    "sign_in.title": ("Sign in", "登录"),
    "sign_in.password": ("Password", "密码"),
    "sign_in.button": ("Sign in", "登录"),
    "sign_in.wrong": ("That is not the password.", "密码不对。"),
    "sign_out": ("Sign out", "退出"),
    "problem.title": ("That did not work", "没有成功"),
    "problem.home": ("Back to the start", "回到首页"),
}
