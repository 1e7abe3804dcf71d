"""Subtitles: SubRip (.srt) and WebVTT (.vtt). The time of a caption is the place of its paragraph, never text.

Captions that carry on one sentence become one paragraph, at the time of the first. Spans are those of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from align.errors import UnreadableInput
from align.readers.decoding import decode
from align.readers.line_joining import WritingConventions
from align.readers.lines import Block, Line, ends_sentence
from align.readers.paragraphs import build
from align.types import Paragraph

__all__ = ["paragraphs"]

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[,.](\d{1,3})"
_CUE = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
# <i>, <c.yellow>, <v Speaker>, <00:01:02.000>, {\an8}
_MARKUP = re.compile(r"</?(?:[a-zA-Z][^<>\n]{0,200}|\d[\d:.]{4,12})>|\{\\[^{}\n]{1,60}\}")
_NOT_CUES = re.compile(r"(?:NOTE|STYLE|REGION|WEBVTT)(?:\s|$)")
_LONGEST_GAP = 2.0
"""Seconds after which a caption no longer carries on the sentence before it."""


@dataclass(slots=True)
class _Cue:
    begin: float
    end: float
    lines: list[Line]


def paragraphs(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...], str]:
    """The text of the file, its captions as paragraphs with spans of that text, and the encoding."""
    text, encoding = decode(data, name)
    cues = _cues(text)
    if not cues:
        raise UnreadableInput(
            "has no captions",
            where=name,
            remedy="each has a line such as 00:00:01,000 --> 00:00:02,000",
            code="no_text",
        )
    blocks: list[Block] = []
    times: dict[int, str] = {}
    end = 0.0
    for cue in cues:
        groups = _speeches(cue)
        last = blocks[-1].lines[-1] if blocks else None
        if (
            last is not None
            and len(groups) == 1
            and not ends_sentence(last.text)
            and cue.begin - end <= _LONGEST_GAP
            and groups[0][0].text[:1].islower()
        ):
            blocks[-1].lines += groups[0]
        else:
            blocks += [Block(lines, kind="paragraph") for lines in groups]
            times |= {lines[0].start: _shown(cue.begin) for lines in groups}
        end = cue.end
    starts = sorted(times)
    found = []
    for paragraph in build(text, blocks, WritingConventions.of(text)):
        # Its first span begins at its line, or after markup and a dash that are left out.
        at = bisect_right(starts, paragraph.runs[0][1]) - 1 if paragraph.runs else -1
        found.append(paragraph if at < 0 else replace(paragraph, place=times[starts[at]]))
    return text, tuple(found), encoding


def _cues(text: str) -> list[_Cue]:
    cues: list[_Cue] = []
    current: _Cue | None = None
    skipping = False
    for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|$)", text):
        line = match[0].rstrip("\r\n")
        timing = _CUE.fullmatch(line)
        if timing:
            current = _Cue(_seconds(timing.groups()[:4]), _seconds(timing.groups()[4:]), [])
            cues.append(current)
            skipping = False
        elif not line.strip("\ufeff \t"):
            current, skipping = None, False
        elif current is None or skipping:
            skipping = skipping or bool(_NOT_CUES.match(line))
        else:
            _add_line(current, line, match.start())
    return [cue for cue in cues if cue.lines]


def _add_line(cue: _Cue, line: str, at: int) -> None:
    cuts = tuple((at + m.start(), at + m.end()) for m in _MARKUP.finditer(line))
    if not _MARKUP.sub("", line).strip():
        return
    start = at + len(line) - len(line.lstrip())
    content = line.strip()
    cue.lines.append(Line(start, start + len(content), content, cuts=cuts))


def _speeches(cue: _Cue) -> list[list[Line]]:
    """The lines of a caption; two people who speak in it, each with a dash, are two."""
    if sum(bool(re.match(r"[-–—]\s?\S", line.text)) for line in cue.lines) < 2:
        return [cue.lines]
    groups: list[list[Line]] = []
    for line in cue.lines:
        if groups and not re.match(r"[-–—]\s?\S", line.text):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction}")


def _shown(seconds: float) -> str:
    """A time as WebVTT writes it.

    >>> _shown(3723.5)
    '01:02:03.500'
    """
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"
