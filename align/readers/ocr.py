"""Pictures of pages: their lines read by RapidOCR, whose Chinese and English models come with its package.

Nothing is fetched while it reads. A page is drawn at 300 dpi, or with fewer dots where it would be larger than 5,000;
two threads read it, in about 1.1 GB of address space.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING, Any

from align.extras import require
from align.readers.page_columns import Piece

if TYPE_CHECKING:
    import numpy as np
    import pypdfium2
    from numpy.typing import NDArray

__all__ = [
    "SECONDS_A_PAGE",
    "WATCHER",
    "RecognizedLine",
    "mean_confidence",
    "needed",
    "pieces",
    "read_page",
    "render",
    "watched",
]

SECONDS_A_PAGE = 60
"""Seconds of processor time that a picture of a page may cost; the usual one takes three or four."""

_DPI = 300
_MOST_DOTS = 5000
_SURE = 0.5
"""Lines that are less sure than this are dirt, stamps and drawings."""


@dataclass(frozen=True, slots=True)
class RecognizedLine:
    """A line of a picture: its box in dots from the upper left corner, and how sure it is, 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


WATCHER: ContextVar[Callable[[str, int, int], None] | None] = ContextVar("WATCHER", default=None)
"""Who is told of each page that has been read: name of the file, pages done, pages in all."""


def watched(name: str, done: int, pages: int) -> None:
    """Tell the watcher, if there is one, of a page that has been read."""
    if (watcher := WATCHER.get()) is not None:
        watcher(name, done, pages)


def needed() -> None:
    """Raise MissingExtra where the engine is not installed."""
    require("rapidocr_onnxruntime", "ocr", "--ocr")


@lru_cache(maxsize=1)
def _engine() -> Any:
    needed()
    import cv2
    from rapidocr_onnxruntime import RapidOCR

    from align.readers.ocr_spaces import spaced

    cv2.setNumThreads(1)
    _thrifty()
    return spaced(RapidOCR(intra_op_num_threads=2, inter_op_num_threads=1))


def _thrifty() -> None:
    """Let the models' threads sleep while they wait, and take memory once for each run, not for each layer of a model.

    Otherwise half of a page's processor time goes into waiting and into memory that is fetched and given back hundreds
    of times. RapidOCR has no option for either.
    """
    from onnxruntime import RunOptions
    from rapidocr_onnxruntime.utils.infer_engine import OrtInferSession as Session

    if hasattr(Session, "_given_back"):
        return
    options_of = Session._init_sess_opts
    Session._given_back = RunOptions()
    Session._given_back.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def options(config: dict[str, Any]) -> Any:
        made = options_of(config)
        made.add_session_config_entry("session.intra_op.allow_spinning", "0")
        made.enable_cpu_mem_arena = True
        return made

    def run(self: Any, picture: NDArray[np.float32]) -> Any:
        session = self.session
        return session.run(None, {session.get_inputs()[0].name: picture}, self._given_back)

    Session._init_sess_opts = staticmethod(options)
    Session.__call__ = run


def read_page(bitmap: NDArray[np.uint8]) -> list[RecognizedLine]:
    """The lines of a picture, an array of rows, columns and three colours, from above to below.

    Raises MissingExtra, and MemoryError where the process may not have the memory for it.
    """
    try:
        found, _ = _engine()(bitmap, use_cls=False)
    except Exception as error:
        # Neither library raises MemoryError.
        if any(sign in str(error) for sign in ("bad_alloc", "Insufficient memory", "Failed to allocate")):
            raise MemoryError from error
        raise
    lines = []
    for corners, text, confidence in found or ():
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        # Of a line that is not quite level the mean of both ends.
        box = (xs[0], (ys[0] + ys[1]) / 2, xs[3], (ys[2] + ys[3]) / 2)
        if text.strip() and float(confidence) >= _SURE:
            lines.append(RecognizedLine(" ".join(text.split()), *box, float(confidence)))
    return lines


def render(page: pypdfium2.PdfPage) -> tuple[NDArray[np.uint8], float]:
    """The picture of a page, and its dots to a point."""
    scale = min(_DPI / 72, _MOST_DOTS / max(page.get_width(), page.get_height(), 1))
    bitmap = page.render(scale=scale, grayscale=False, rev_byteorder=False)
    return bitmap.to_numpy()[:, :, :3].copy(), scale


def pieces(lines: Sequence[RecognizedLine], height: float, scale: float) -> list[Piece]:
    """The lines as pieces of a page `height` points high, of which `scale` dots are a point."""
    if not lines:
        return []
    usual = median(line.bottom - line.top for line in lines)
    made: list[Piece] = []
    for line in _in_rows(lines, usual):
        high = line.bottom - line.top
        # Boxes of one font differ by a few dots; its size is that of most lines.
        size = 0.8 * (usual if abs(high - usual) < 0.25 * usual else high) / scale
        base = height - (line.bottom + line.top) / 2 / scale - 0.36 * size
        before = made[-1] if made else None
        left, right = line.left / scale, line.right / scale
        if before and abs(before.base - base) < 0.4 * size and -0.5 * size < left - before.right < 1.2 * size:
            before.text += (" " if before.text[-1:].isascii() or line.text[:1].isascii() else "") + line.text
            before.right = right
            continue
        made.append(
            Piece(
                line.text, left, right, base, size, top=height - line.top / scale, bottom=height - line.bottom / scale
            )
        )
    return made


def _in_rows(lines: Sequence[RecognizedLine], usual: float) -> list[RecognizedLine]:
    """From top to bottom, and lines at the same height from left to right."""
    rows: list[list[RecognizedLine]] = []
    for line in sorted(lines, key=lambda line: line.top + line.bottom):
        middle = (line.top + line.bottom) / 2
        if rows and middle - (rows[-1][0].top + rows[-1][0].bottom) / 2 < 0.5 * usual:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def mean_confidence(lines: Sequence[RecognizedLine]) -> float:
    """How sure the lines are on average, longer ones counting for more; 0 without lines.

    >>> mean_confidence([RecognizedLine("ab", 0, 0, 9, 9, 0.9), RecognizedLine("abcd", 0, 9, 9, 18, 0.6)])
    0.7
    """
    characters = sum(len(line.text) for line in lines)
    return round(sum(len(line.text) * line.confidence for line in lines) / characters, 4) if characters else 0.0
