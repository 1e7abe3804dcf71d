"""Files from strangers are read in a process of its own, within limits of memory, time and output, without network.

    document = call(parse, data, name, where=name)     # what `parse(data, name)` gives, from the reading process
    for entry in iterate(entries_of, path, where=path): ...

One process serves many files, one after the other; a few stand side by side where several threads read. It is started
when the first file asks for it. A file that goes over a limit costs its process, and gives one error that names the
limit. What the limits are, and how they are set, is on the page docs/safety.md.
"""

from __future__ import annotations

from align.sandbox.limits import Limits, limits
from align.sandbox.process import call, iterate

__all__ = ["Limits", "call", "iterate", "limits"]
