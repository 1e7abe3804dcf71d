"""JSON Lines: one bead a line, `{"id", "src": [sentences], "tgt": [sentences], "kind", "paragraph", "confidence"}`.

Further keys: `confirmed` on beads that a person has checked; on each line src_lang, tgt_lang, and where they are known
symbol, src_path, tgt_path; on a document's first line its whole metadata. Lost: the places of the segments, and kind and paragraph of a bead's segments but the
first. Other people's files need no more than src and tgt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from align.errors import InvalidExchange, Message
from align.formats.rows import KINDS, BitextBuilder, Losses, file_name, metadata_of, rows
from align.types import Bitext, Segment

__all__ = ["read", "write"]

_SURROGATE = re.compile("[\ud800-\udfff]")


def write(bitexts: Iterable[Bitext], stream: IO[bytes], *, min_confidence: float = 0.0) -> Losses:
    """Write the beads, one a line, in UTF-8."""
    losses = Losses()
    for bitext in bitexts:
        head: dict[str, object] = {"src_lang": bitext.src_lang, "tgt_lang": bitext.tgt_lang}
        known = {
            "symbol": bitext.metadata.get("symbol"),
            "src_path": file_name(bitext.src_path),
            "tgt_path": file_name(bitext.tgt_path),
        }
        head |= {key: value for key, value in known.items() if value}
        first: dict[str, object] = {"metadata": metadata_of(bitext)}
        for row in rows(bitext, losses, min_confidence):
            line = {
                "id": row.number,
                "src": [segment.text for segment in row.src],
                "tgt": [segment.text for segment in row.tgt],
                "kind": row.kind,
                "paragraph": row.paragraph,
                "confidence": row.confidence,
            }
            checked = {"confirmed": True} if row.bead.confirmed else {}
            text = json.dumps(line | checked | head | first, ensure_ascii=False)
            # A lone surrogate has no UTF-8; JSON's own escape carries it.
            stream.write((text + "\n").encode("utf-8", "backslashreplace"))
            first = {}
    return losses


def read(
    stream: IO[bytes], where: str, *, src_lang: str | None = None, tgt_lang: str | None = None
) -> Iterator[Bitext]:
    """The bitexts of a file. Raises InvalidExchange with the line of the fault."""
    gathering = BitextBuilder(where, src_lang=src_lang, tgt_lang=tgt_lang)
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            bead = json.loads(line.decode("utf-8-sig"))
            if not isinstance(bead, dict):
                raise ValueError("not an object")
            if b"\\u" in line and _SURROGATE.search(json.dumps(bead, ensure_ascii=False)):
                raise ValueError("holds half of a surrogate pair")  # no file could hold it again
            yield from _add(gathering, bead)
        except UnicodeDecodeError as error:
            raise InvalidExchange("not UTF-8", where=where, line=number, remedy="save it as UTF-8") from error
        except (ValueError, RecursionError) as error:
            reason = "not JSON" if isinstance(error, json.JSONDecodeError) else str(error) or "not a bead"
            raise InvalidExchange(
                "{reason}",
                where=where,
                line=number,
                remedy=Message('each line is {"src": [sentences], "tgt": [sentences], ...}'),
                reason=reason,
            ) from error
    yield from gathering.finish()


def _add(gathering: BitextBuilder, bead: dict[str, Any]) -> Iterator[Bitext]:
    kind = bead.get("kind") if bead.get("kind") in KINDS else "paragraph"
    paragraph = bead.get("paragraph")
    paragraph = paragraph if type(paragraph) is int and paragraph >= 0 else 0
    confidence = bead.get("confidence", 1.0)
    if type(confidence) not in (int, float) or not 0 <= confidence <= 1:
        raise ValueError("confidence is not a number from 0 to 1")
    metadata = bead.get("metadata") or {}
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise ValueError("metadata is not an object of texts")
    yield from gathering.add(
        [Segment(text, paragraph=paragraph, kind=kind) for text in _side(bead, "src")],  # type: ignore[arg-type]
        [Segment(text, paragraph=paragraph, kind=kind) for text in _side(bead, "tgt")],  # type: ignore[arg-type]
        float(confidence),
        number=bead["id"] if type(bead.get("id")) is int else None,
        confirmed=bead.get("confirmed") is True,
        metadata=metadata,
        src_lang=_text(bead, "src_lang"),
        tgt_lang=_text(bead, "tgt_lang"),
        symbol=_text(bead, "symbol"),
        src_path=_text(bead, "src_path"),
        tgt_path=_text(bead, "tgt_path"),
    )


def _side(bead: dict[str, Any], key: str) -> list[str]:
    side = bead.get(key)
    sentences = [side] if isinstance(side, str) else side
    if not isinstance(sentences, list) or not all(isinstance(text, str) for text in sentences):
        raise ValueError(f"{key} is not a list of sentences")
    return sentences


def _text(bead: dict[str, Any], key: str) -> str | None:
    value = bead.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} is not a text")
    return value
