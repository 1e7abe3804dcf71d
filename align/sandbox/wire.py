"""What goes between a command and its reading process: frames of a length and a pickle.

The reading process works on files from strangers, so what it sends is unpickled with care: only our own classes and a
few plain ones may be named in it.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from types import MappingProxyType
from typing import IO, Any

__all__ = ["EndOfStream", "TooLong", "receive", "send"]

_PLAIN = {
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("builtins", "bytearray"),
    ("builtins", "complex"),
    ("builtins", "range"),
    ("collections", "Counter"),
    ("collections", "OrderedDict"),
    ("datetime", "datetime"),
    ("datetime", "date"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("copyreg", "_reconstructor"),
    ("builtins", "object"),
}


class EndOfStream(Exception):
    """The other process has gone."""


class TooLong(Exception):
    """A frame is longer than was agreed."""


def frozen(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A read-only view, which pickle cannot make by itself."""
    return MappingProxyType(content)


copyreg.pickle(MappingProxyType, lambda view: (frozen, (dict(view),)))


class _Careful(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("align.sandbox.wire", "frozen"):
            return frozen
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.partition(".")[0] in ("align", "glossary"):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is nothing that a reading process sends")


def send(stream: IO[bytes], content: object, *, most: int | None = None) -> int:
    """Write a frame, and return its length. Raises TooLong before anything is written."""
    data = pickle.dumps(content, protocol=5)
    if most is not None and len(data) > most:
        raise TooLong
    stream.write(len(data).to_bytes(8, "big"))
    stream.write(data)
    stream.flush()
    return len(data)


def receive(stream: IO[bytes], *, most: int | None = None, careful: bool = True) -> Any:
    """The content of the next frame. Raises EndOfStream, TooLong, UnpicklingError."""
    head = stream.read(8)
    if len(head) < 8:
        raise EndOfStream
    length = int.from_bytes(head, "big")
    if most is not None and length > most:
        raise TooLong
    data = stream.read(length)
    if len(data) < length:
        raise EndOfStream
    return (_Careful(io.BytesIO(data)) if careful else pickle.Unpickler(io.BytesIO(data))).load()  # noqa: S301
