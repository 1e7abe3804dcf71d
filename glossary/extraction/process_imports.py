"""Loads what term extraction needs, once, in the server from which the worker processes are forked.

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

# One sentence in each language loads everything that is loaded at its first use.
# If something is missing, the work itself will report it.
with suppress(Exception):
    list(chinese.annotate(["大会通过了决议。"], chinese.KnownWords(lexicon_of(None).sure)))
    list(english.annotate(["The Assembly adopted a resolution."]))
gc.collect()
gc.freeze()  # the collector would write to shared memory, which would then be copied for each process
