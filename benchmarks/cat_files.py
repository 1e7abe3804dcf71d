"""Files out of other people's translation programs: what is in them, counted by itself, against what comes in."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from align.errors import DuizhaoError
from align.formats import read as read_bitexts
from benchmarks import Row
from glossary.import_terms import import_file

_TAG = re.compile(r"</?[A-Za-z]{1,12}\d{1,4}/?>|<(?:bpt|ept|ph|it|ut|x|g)\s[^>]*\b(?:i|x|id|type)=")
"""Markup; “building <ph> tag shortcuts” is a text about it."""
_ENTRIES = {".tmx": r"<tu[\s>]", ".tbx": r"<(?:termEntry|conceptEntry)[\s>]", ".xml": r"<conceptGrp[\s>]"}


def rows(data: Path) -> Iterator[Row]:
    folder = data / "real/cat"
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    held = came = unexplained = fell = 0
    pairs = tagged = 0
    refused: list[str] = []
    for file in files:
        try:
            there, read, named = _entries(file)
        except DuizhaoError as error:
            refused.append(file.name)
            fell += len(str(error).splitlines()) != 1
            continue
        held, came = held + there, came + read
        unexplained += max(0, there - read - named)
        if file.suffix == ".tmx":
            ours, marked = _segments(file)
            pairs, tagged = pairs + ours, tagged + marked
    yield Row(f"entries that come in from {len(files) - len(refused)} files, which hold {held}", came, aim=str(held))
    yield Row("  of those that do not, lost without a word", unexplained, aim="0")
    yield Row("files that are no terms and are refused in one line", len(refused), published=", ".join(refused))
    yield Row("  refused in more than one line", fell, aim="0")
    yield Row(f"segments with markup, in {pairs} sentence pairs of the memories", tagged, aim="0")


def _entries(file: Path) -> tuple[int, int, int]:
    """Entries that the file holds, those that were read, and those of which it is said that they were left out."""
    with tempfile.TemporaryDirectory() as folder:
        losses = import_file(Path(folder, "g"), file).losses
    left = sum(count for what, count in losses.lost.items() if what.startswith(("unit", "entry")))
    return _held(file), losses.entries, left + losses.fault_count


def _held(file: Path) -> int:
    raw = file.read_bytes()
    text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    if file.suffix in _ENTRIES:
        return len(re.findall(_ENTRIES[file.suffix], text))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    header = len(lines[0].split("\t")) > 3  # MultiTerm's own table names its columns
    return sum("\t" in line for line in lines) - header


def _segments(file: Path) -> tuple[int, int]:
    pairs = tagged = 0
    for bitext in read_bitexts(file, src_lang="en", tgt_lang="zh"):
        pairs += len(bitext.beads)
        tagged += sum(bool(_TAG.search(segment.text)) for segment in (*bitext.src, *bitext.tgt))
    return pairs, tagged
