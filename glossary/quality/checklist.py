"""A checklist of the user's own: regular expressions with messages, in a TOML file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from glossary.errors import InvalidOption
from glossary.quality.faults import Fault

__all__ = ["SECONDS", "Rule", "checklist_faults", "example", "read_checklist"]

SECONDS = 0.2
"""Seconds that one expression may search in one sentence."""
_FIELDS = {"find", "message", "language", "source", "missing", "name"}


@dataclass(frozen=True)
class Rule:
    """One line of a checklist: what to find in a translation (or to miss there), and what to say about it."""

    find: str
    message: str
    language: str | None = None
    """Check only translations into this language."""
    source: str | None = None
    """Check only where the source matches this."""
    missing: bool = False
    """Whether it is a fault that the translation lacks the expression, rather than has it."""

    @cached_property
    def patterns(self) -> tuple[Any, Any]:
        import regex

        return regex.compile(self.find), regex.compile(self.source) if self.source is not None else None


def example() -> Path:
    """The checklist of UN style that is shipped."""
    return Path(__file__).parent.parent / "resources" / "checklist.un-style.toml"


def read_checklist(path: str | os.PathLike[str]) -> tuple[Rule, ...]:
    """The rules of a checklist. Raises InvalidOption, naming the rule, for one that cannot be read."""
    import regex

    try:
        rows = tomllib.loads(Path(path).read_text(encoding="utf-8-sig")).get("rule", [])
    except OSError as error:
        raise InvalidOption("cannot read the checklist", where=str(path), remedy="check its name") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidOption(
            "is no checklist: {error}",
            where=str(path),
            remedy="write it as glossary/resources/checklist.un-style.toml is written",
            error=str(error),
        ) from error
    if not isinstance(rows, list):
        rows = [None]
    rules = []
    for number, row in enumerate(rows, 1):
        where = f"{path}, rule {number}"
        if not isinstance(row, dict) or not {"find", "message"} <= set(row) or not set(row) <= _FIELDS:
            remedy = "give [[rule]] with find and message; language, source and missing where needed"
            raise InvalidOption("is no rule of a checklist", where=where, remedy=remedy)
        texts = all(isinstance(row[name], bool if name == "missing" else str) for name in row)
        rule = Rule(**{name: value for name, value in row.items() if name != "name"}) if texts else None
        try:
            if rule is None:
                raise InvalidOption("has a value that is no text", where=where, remedy="put it between quotation marks")
            _ = rule.patterns
        except regex.error as error:
            raise InvalidOption(
                "is no regular expression: {error}", where=where, remedy="correct it", error=str(error)
            ) from error
        rules.append(rule)
    return tuple(rules)


def checklist_faults(rules: Sequence[Rule], src: str, tgt: str, tgt_lang: str) -> Iterator[Fault]:
    """What the rules find in one sentence pair. Raises InvalidOption for an expression that takes too long.

    >>> [fault.message for fault in checklist_faults([Rule("percent", "write per cent")], "45%", "45 percent", "en")]
    ['write per cent']
    """
    for rule in rules:
        if rule.language not in (None, tgt_lang):
            continue
        find, source = rule.patterns
        try:
            there = source.search(src, timeout=SECONDS) if source is not None else None
            if source is not None and there is None:
                continue
            spans = tuple(match.span() for match in find.finditer(tgt, timeout=SECONDS))
        except TimeoutError as error:
            raise InvalidOption(
                "the expression {find} takes more than {seconds} seconds for one sentence",
                remedy="write it without repetitions inside repetitions",
                find=rule.find,
                seconds=SECONDS,
            ) from error
        if rule.missing and not spans:
            yield Fault("checklist", rule.message, (there.span(),) if there else ())
        elif spans and not rule.missing:
            yield Fault("checklist", rule.message, (there.span(),) if there else (), spans)
