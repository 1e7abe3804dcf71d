"""One writer at a time, in the order in which they came.

Whoever wants to write draws a ticket, a file that it keeps locked while it waits, and takes the lock of the folder when
no ticket before its own is left. The locks go with the process, however that ends; so do the tickets, which the next
in the queue takes away.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from align.files import make_folder
from glossary.errors import Conflict

__all__ = ["DRAFTS", "writing"]

DRAFTS = ".writers"
"""Folder of the locks, and of the files that a writer has not committed yet."""
_PATIENCE = 600.0
"""Seconds to wait for the writers before; a very large import takes minutes."""
_TICKET = ".ticket"


@contextmanager
def writing(folder: Path, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Wait until all who came before have written in `folder`, and keep the others out for the block.

    Not to be nested. Raises Conflict when the turn has not come after `patience` seconds.

    >>> import tempfile
    >>> with writing(Path(tempfile.mkdtemp())) as turn:
    ...     pass
    """
    from filelock import FileLock, Timeout

    home = folder / DRAFTS
    ticket = home / f"{time.time_ns():020}-{os.getpid()}-{uuid.uuid4().hex[:8]}{_TICKET}"
    place = FileLock(ticket, thread_local=False)
    turn = FileLock(home / "lock", thread_local=False)
    deadline, pause = time.monotonic() + patience, 0.002
    try:
        make_folder(home)
        place.acquire()
    except PermissionError as error:  # about the glossary, which people know, not about a ticket in it
        raise PermissionError(error.errno, error.strerror, str(folder)) from error
    try:
        while True:
            if not _anybody_before(home, ticket.name):
                with suppress(Timeout):
                    turn.acquire(timeout=0)
                    break
            if time.monotonic() > deadline:
                raise Conflict(
                    "another writer has been at work for {seconds} seconds",
                    where=folder,
                    remedy="nothing was changed; try again when it has ended",
                    seconds=round(patience),
                )
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)
        try:
            yield
        finally:
            turn.release()
    finally:
        _withdraw(place, ticket)


def _anybody_before(home: Path, own: str) -> bool:
    """Whether an earlier ticket is still held; those of processes that are gone are taken away."""
    from filelock import FileLock, Timeout

    for ticket in sorted(path for path in home.glob(f"*{_TICKET}") if path.name < own):
        other = FileLock(ticket, thread_local=False)
        try:
            other.acquire(timeout=0)
        except Timeout:
            return True
        except OSError:
            continue  # it went while we looked
        _withdraw(other, ticket)
    return False


def _withdraw(held: object, ticket: Path) -> None:
    """Take a ticket away while it is held: whoever has opened it meanwhile finds it gone, and draws it anew."""
    from filelock import BaseFileLock

    assert isinstance(held, BaseFileLock)
    if os.name == "nt":  # what is open cannot be deleted there
        held.release(force=True)
        with suppress(OSError):
            ticket.unlink()
        return
    with suppress(OSError):
        ticket.unlink()
    held.release(force=True)
