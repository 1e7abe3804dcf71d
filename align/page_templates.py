"""The pages that are written as files: templates of Jinja that escape everything and refuse what is not defined."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

__all__ = ["environment", "part"]


def part(package: str, name: str) -> str:
    """The text of a template, a style sheet or a script in a package, such as `page/report.html`."""
    return files(package).joinpath(*name.split("/")).read_text(encoding="utf-8")


def environment(package: str, folder: str = "") -> Any:
    """The environment for the templates in a package's folder.

    >>> environment("align.batch", "page").get_template("report.html").name
    'report.html'
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(lambda name: part(package, f"{folder}/{name}".lstrip("/"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
