"""What the processes of a batch need, loaded once for all of them by the server that they are forked from.

Nothing here may start a thread, for a fork of a process that runs several may hang; Polars starts some when it is
imported, so each process imports it for itself.
"""

from __future__ import annotations

import io
import os
from contextlib import suppress

from align.batch.process_pool import THREADS

__all__: list[str] = []

for _name in THREADS:
    os.environ.setdefault(_name, "1")  # before NumPy is imported, which reads them

from align.alignment import aligner  # noqa: E402
from align.formats import write  # noqa: E402

# One pair of sentences asks for everything that is loaded at its first use: dictionary, patterns, machine code, page.
# Where something is missing, the documents themselves will say so.
with suppress(Exception):
    _bitext = aligner.align("大会于2023年通过了决议。", "In 2023 the Assembly adopted a resolution.")
    for _format in ("html", "tmx"):
        write(_bitext, io.BytesIO(), format=_format)
