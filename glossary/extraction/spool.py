"""Records that are sorted by their receivers through a file, so that only those of one receiver are in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Spool", "bucket_of"]


class Spool:
    """Records of one kind in a file, each for one of `takers` receivers, numbered from 0.

    The records of each `put` are written together, sorted by receiver. Only the places where they begin are in memory.

    >>> import tempfile, numpy as np
    >>> spool = Spool(Path(tempfile.mkdtemp(), "spool"), np.dtype([("n", "<i4")]), takers=2)
    >>> for numbers in ([1, 2, 3], [4]):
    ...     records = np.array(numbers, "<i4").view([("n", "<i4")])
    ...     spool.put(records, records["n"] % 2)
    >>> [[one["n"].tolist() for one in spool.get(taker)] for taker in (0, 1)]
    [[[2], [4]], [[1, 3], []]]
    >>> spool.end()
    """

    def __init__(self, file: Path, kind: np.dtype[Any], takers: int):
        self._file, self._kind, self._takers = file, kind, takers
        self._stream = file.open("w+b")
        self._starts: list[NDArray[np.int64]] = []
        self._size = 0

    def put(self, records: NDArray[Any], takers: NDArray[Any]) -> None:
        """Write records, each for the receiver with the number in `takers`. Raises OSError if the disk is full."""
        import numpy as np

        counts = np.bincount(takers, minlength=self._takers)
        self._starts.append(self._size + np.concatenate(([0], np.cumsum(counts))))
        self._stream.seek(self._size * self._kind.itemsize)
        self._stream.write(np.ascontiguousarray(records[np.argsort(takers, kind="stable")]).data)
        self._size += len(records)

    def get(self, taker: int) -> list[NDArray[Any]]:
        """The records for a receiver: one array for each `put`, in order."""
        import numpy as np

        found = []
        for starts in self._starts:
            start, end = int(starts[taker]), int(starts[taker + 1])
            if start < end:
                self._stream.seek(start * self._kind.itemsize)
                found.append(np.frombuffer(self._stream.read((end - start) * self._kind.itemsize), self._kind))
            else:
                found.append(np.zeros(0, self._kind))
        return found

    def all(self, taker: int) -> NDArray[Any]:
        """The records for a receiver, in one array."""
        import numpy as np

        return np.concatenate([np.zeros(0, self._kind), *self.get(taker)])

    def end(self) -> None:
        """Delete the file."""
        self._stream.close()
        self._file.unlink(missing_ok=True)


def bucket_of(codes: NDArray[np.int64], buckets: int, *, bits: int = 56) -> NDArray[np.int64]:
    """The bucket of each code, from 0: equal ranges of the codes, which are hashes of `bits` bits.

    >>> import numpy as np
    >>> bucket_of(np.array([0, 2**54, 2**55, 2**56 - 1]), 4).tolist()
    [0, 1, 2, 3]
    """
    return (codes >> (bits - 32)) * buckets >> 32
