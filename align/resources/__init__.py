"""Tables shipped with the package; `python -m align.lexicon.build_dictionary` makes them. Licences: LICENCES.md here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FOLDER", "read_lexicon", "readings", "simplified", "write_lexicon"]

FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    pairs = (FOLDER / "simplified.txt").read_text(encoding="utf-8")
    return dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True))


def simplified(text: str) -> str:
    """Chinese text with each traditional character replaced by its simplified one, length unchanged.

    >>> simplified("聯合國工業發展組織")
    '联合国工业发展组织'
    """
    return text.translate(_table())


Table = tuple[dict[str, int], list[str], "NDArray[np.int32]", "NDArray[np.uint16]", "NDArray[np.uint8]"]


def write_lexicon(path: Path, entries: Mapping[str, Mapping[str, float]]) -> None:
    """Write a lexicon for quick loading: a line of JSON, then words, then the arrays as they lie in memory."""
    import numpy as np

    source = sorted(entries)
    target = sorted({t for e in entries.values() for t in e})
    number = {t: k for k, t in enumerate(target)}
    pointers = np.zeros(len(source) + 1, dtype="<i4")
    columns, values = [], []
    for row, word in enumerate(source):
        for t, value in sorted(entries[word].items()):
            columns.append(number[t])
            values.append(max(1, round(255 * min(1.0, value))))
        pointers[row + 1] = len(columns)
    blobs = ["\n".join(source).encode(), "\n".join(target).encode()]
    head = {"source": len(blobs[0]), "target": len(blobs[1]), "rows": len(source), "links": len(columns)}
    with path.open("wb") as file:
        file.write(json.dumps(head).encode() + b"\n")
        for blob in blobs:
            file.write(blob)
        file.write(pointers.tobytes())
        file.write(np.array(columns, dtype="<u2").tobytes())
        file.write(np.array(values, dtype="u1").tobytes())


@lru_cache(maxsize=4)
def read_lexicon(path: Path) -> Table:
    """(row of each source word, target words, row pointers, target numbers, weights of 1 to 255).

    Read once in a process: a batch aligns thousands of documents with it. Callers must not change it.

    >>> rows, words, pointers, columns, weights = read_lexicon(FOLDER / "zh-en.lexicon")
    >>> row = rows["工业"]
    >>> [words[columns[n]] for n in range(pointers[row], pointers[row + 1])]
    ['industri']
    """
    import numpy as np

    content = path.read_bytes()
    line, _, body = content.partition(b"\n")
    head = json.loads(line)
    a = head["source"]
    b = a + head["target"]
    c = b + 4 * (head["rows"] + 1)
    d = c + 2 * head["links"]
    source = body[:a].decode().split("\n")
    return (
        dict(zip(source, range(len(source)), strict=True)),
        body[a:b].decode().split("\n"),
        np.frombuffer(body[b:c], dtype="<i4"),
        np.frombuffer(body[c:d], dtype="<u2"),
        np.frombuffer(body[d:], dtype="u1"),
    )
