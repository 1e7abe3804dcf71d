"""Names are the field's words: those that a review found to be riddles do not come back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OF_ANYTHING = frozenset(
    [
        "alike",
        "alone",
        "arm",
        "desk",
        "drawn",
        "found",
        "gone",
        "here",
        "leftovers",
        "lessons",
        "look",
        "looking",
        "meant",
        "meet",
        "meets",
        "ragged",
        "said",
        "shelf",
        "take_back",
        "there",
        "told",
    ]
)
"""Names of no module, class, function, parameter or attribute; local variables may have some of them (docs/decisions.md)."""
OF_WHAT_IS_DEFINED = OF_ANYTHING | frozenset(
    [
        "bring_in",
        "carry",
        "core",
        "crossing",
        "desk",
        "draw",
        "look_twice",
        "one",
        "other",
        "spread",
        "structure",
        "waiting",
    ]
)
"""Names of no module, class or function besides."""
OF_CLASSES = frozenset(
    ["Entry", "Found", "Gathering", "Habits", "Half", "Look", "Marks", "Meeting", "RangeTable", "Shelf", "Side"]
)
FORMER_MODULES = frozenset(
    [
        "acronyms",
        "alone",
        "association",
        "blocks",
        "building",
        "cleaning",
        "compiled",
        "contents",
        "crossing",
        "desk",
        "editing",
        "entrance",
        "figures",
        "finding",
        "found",
        "freshness",
        "guessing",
        "joining",
        "leftovers",
        "local",
        "meeting",
        "neighbours",
        "placing",
        "ragged",
        "running",
        "scoring",
        "selecting",
        "shelf",
        "stamped",
        "undocument",
        "wording",
        "wordlist",
        "words_en",
    ]
)
NEVER = frozenset(["data", "helper", "helpers", "manager", "util", "utils"])
"""What says nothing as the name of a module, class or function (STYLE.md)."""
OF_THE_API = frozenset(
    f"glossary/web/{name}.py"
    for name in ("api", "api_comments", "api_models", "api_pairing", "api_review", "review_table", "taking")
)
"""Names there are those of operations and fields of the API, which programs know."""


def names(path: Path) -> Iterator[tuple[str, str, int]]:
    """Kind, name and line of what a module defines."""
    yield "module", path.stem, 0
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield "function", node.name, node.lineno
            for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                yield "parameter", argument.arg, argument.lineno
        elif isinstance(node, ast.ClassDef):
            yield "class", node.name, node.lineno
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    yield "attribute", field.target.id, field.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield "attribute", node.attr, node.lineno


def banned(kind: str, name: str) -> bool:
    plain = name.strip("_")
    if kind == "class":
        return plain in OF_CLASSES or plain.lower() in OF_WHAT_IS_DEFINED | NEVER
    if kind == "module":
        return plain in OF_WHAT_IS_DEFINED | FORMER_MODULES | NEVER
    if kind == "function":
        return plain in OF_WHAT_IS_DEFINED | NEVER
    return plain in OF_ANYTHING - {"found"} if kind == "parameter" else plain in OF_ANYTHING


@pytest.mark.parametrize("package", ["align", "glossary"])
def test_no_name_is_one_that_a_newcomer_would_have_to_guess(package: str):
    seen = list((ROOT / package).rglob("*.py"))
    riddles = [
        f"{kind} {name}, {path.relative_to(ROOT)}:{line}"
        for path in seen
        if path.relative_to(ROOT).as_posix() not in OF_THE_API
        for kind, name, line in names(path)
        if banned(kind, name)
    ]
    assert len(seen) > 100
    assert riddles == []


def test_the_names_forbidden_are_found(tmp_path: Path):
    module = tmp_path / "shelf.py"
    module.write_text("class _Found:\n    gone: int\ndef take_back(found, said): ...\n", encoding="utf-8")
    forbidden = {(kind, name) for kind, name, _ in names(module) if banned(kind, name)}
    assert forbidden == {
        *[("module", "shelf"), ("class", "_Found"), ("attribute", "gone")],
        *[("function", "take_back"), ("parameter", "said")],
    }
