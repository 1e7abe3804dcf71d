"""The message templates of the code, found by walking it; run as a program, it brings the catalogue up to date.

A template is the text of an error (`what` and `remedy`), of a refusal of the workbench (`Problem`) and of a `Message`.
It has to be written out where it is used, or be given a name in the same module: what is put together cannot be found.
Commands (`cli/`) speak English only, all other modules can be reached from the workbench.
"""

from __future__ import annotations

import ast
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "glossary" / "web" / "locale" / "zh" / "errors.po"
HEADER = """\
# What can go wrong, in Chinese. A msgid is a template of the code, word for word; `make messages` adds the new ones.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
NOT_VALUES = {"what", "where", "line", "remedy", "code"}


@dataclass
class Found:
    """What the walk found: templates with their places, what cannot be translated, and parameters that do not fit."""

    templates: dict[str, str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@cache
def modules() -> dict[Path, ast.Module]:
    """The parsed modules of both packages."""
    paths = sorted(path for package in ("align", "glossary") for path in (ROOT / package).rglob("*.py"))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def error_classes(trees: dict[Path, ast.Module]) -> set[str]:
    """The names of all classes of the tree of errors."""
    bases = {
        node.name: {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"DuizhaoError"}
    while new := {name for name, of in bases.items() if of & found} - found:
        found |= new
    return found


def walk() -> Found:
    """Every template of both packages."""
    trees, found = modules(), Found()
    errors = error_classes(trees)
    for path, tree in trees.items():
        if "cli" in path.parts or path == ROOT / "align" / "errors.py":
            continue
        named = _assigned(tree)
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                _look(call, errors, named, f"{path.relative_to(ROOT)}:{call.lineno}", found)
    return found


def codes() -> set[str]:
    """Every code that an error or a refusal of the workbench can carry."""
    trees = modules()
    errors, found = error_classes(trees), set[str]()
    for tree in trees.values():
        for node in ast.walk(tree):
            given: list[ast.expr] = []
            if isinstance(node, ast.ClassDef) and node.name in errors:
                given = [one.value for one in node.body if isinstance(one, ast.Assign) and _names(one) == ["code"]]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in errors:
                    given = [k.value for k in node.keywords if k.arg == "code"]
                elif node.func.id == "Problem":
                    given = node.args[1:2]
            found |= {one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def _names(assignment: ast.Assign) -> list[str]:
    return [target.id for target in assignment.targets if isinstance(target, ast.Name)]


def _look(call: ast.Call, errors: set[str], named: dict[str, list[ast.expr]], place: str, found: Found) -> None:
    name = call.func.id  # type: ignore[attr-defined]
    if name == "Problem":
        given = {"message": call.args[2:3], "remedy": call.args[3:4]}
        expressions = [given.get(k.arg or "", []) and k.value for k in call.keywords if k.arg in given]
        expressions = [*given["message"], *given["remedy"], *(one for one in expressions if one)]
    elif name == "Message":
        expressions = call.args[:1]
    elif name in errors and call.args:
        expressions = [call.args[0], *(k.value for k in call.keywords if k.arg == "remedy")]
    else:
        return
    values = {k.arg for k in call.keywords if k.arg} - NOT_VALUES
    for expression in expressions:
        for template in _texts(expression, named, set()):
            if template is None:
                # A Problem shows what an error or the interface's own words say.
                if name != "Problem":
                    found.unreadable.append(f"{place}: {ast.unparse(expression)}")
                continue
            found.templates.setdefault(template, place)
            if name != "Problem" and values and (lacking := fields(template) - values):
                found.wrong.append(f"{place}: no value for {', '.join(sorted(lacking))} in {template!r}")


def _assigned(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """The expressions that a module gives a name to."""
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    named.setdefault(target.id, []).append(node.value)
    return named


def _texts(node: ast.expr, named: dict[str, list[ast.expr]], seen: set[str]) -> Iterator[str | None]:
    """The texts that an expression can be; None for what cannot be known here. A Message is found where it is made."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, named, seen)
        yield from _texts(node.orelse, named, seen)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value, named, seen)
    elif isinstance(node, ast.Name) and node.id in named and node.id not in seen:
        for value in named[node.id]:
            yield from _texts(value, named, seen | {node.id})
    elif not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message"):
        yield None


def fields(template: str) -> set[str]:
    """The names of a template's parameters."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name}
    except ValueError:  # a brace that is one: such a text takes no parameters
        return set()


def needs_translation(template: str) -> bool:
    """Whether there are words in it besides the parameters."""
    try:
        return any(letter.isalpha() for text, *_ in string.Formatter().parse(template) for letter in text)
    except ValueError:
        return True


def messages_by_template() -> dict[str, str]:
    """The Chinese in the catalogue, by template; empty where it is still to be written."""
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def update() -> int:
    """Add the templates that the catalogue lacks, drop those that are gone; the number that lack their Chinese."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    old = messages_by_template()
    new = Catalog(charset="utf-8")
    lacking = 0
    for template in sorted(filter(needs_translation, walk().templates)):
        new.add(template, old.get(template, ""), flags=["python-brace-format"] if fields(template) else [])
        lacking += not old.get(template)
    with CATALOGUE.open("wb") as file:
        file.write(HEADER.encode())  # Babel's own carries dates, over which branches would conflict
        write_po(file, new, width=0, omit_header=True)
    return lacking


if __name__ == "__main__":
    count = update()
    print(f"{CATALOGUE.relative_to(ROOT)}: {count} messages lack their Chinese", file=sys.stderr)
    sys.exit(1 if count else 0)
