"""What processes that extract terms need, loaded once for all of them by the server that they are forked from.

As in `align.batch.process_imports`, nothing here may start a thread.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress

from align.batch.process_pool import THREADS

__all__: list[str] = []

for _name in THREADS:
    os.environ.setdefault(_name, "1")  # before NumPy is imported, which reads them

from glossary.extraction.candidates import chinese, english  # noqa: E402
from glossary.extraction.parallel import lexicon_of  # noqa: E402

# One sentence of each language asks for everything that is loaded at its first use.
# Where something is missing, the work itself will say so.
with suppress(Exception):
    list(chinese.annotate(["大会通过了决议。"], chinese.KnownWords(lexicon_of(None).sure)))
    list(english.annotate(["The Assembly adopted a resolution."]))
gc.collect()
gc.freeze()  # what the processes share is not looked through, so that it stays shared
