"""What is written to a pipe or a device goes into it; an ordinary file would take its place for good."""

import os
import stat
import threading
from pathlib import Path

import pytest

from align.files import replacing

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")


def test_a_pipe_stays_a_pipe_and_gets_all_of_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()), daemon=True)
    reader.start()
    with replacing(pipe) as beside:
        beside.write_bytes(b"whole" * 50_000)
    reader.join(60)
    assert found == [b"whole" * 50_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


def test_nothing_goes_into_a_pipe_of_what_was_not_finished(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def stopped() -> None:
        with replacing(pipe) as beside:
            beside.write_bytes(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stopped()
    assert stat.S_ISFIFO(pipe.stat().st_mode)
