"""The same batch, extraction and build on a real local Ray: two processors, a worker killed in the middle, the same bytes.

All that a Ray already started can show is shown on one, since its start takes four seconds of processor time.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from test_batch_run import results, session
from test_build_parts import corpus, holds, in_eight_parts
from test_extract_parallel import in_small_chunks, text

from align.batch import batch
from align.batch.engines import open_engine
from align.batch.process_pool import Failure
from align.batch.ray_cluster import Cluster
from align.errors import InvalidOption
from glossary import build as building
from glossary.extraction.bilingual import extract
from glossary.extraction.workers import open_workers

# Not imported here: every process of a run reads this file, and one of them needs Ray.
pytestmark = [pytest.mark.slow, pytest.mark.skipif(find_spec("ray") is None, reason="needs ray: pip install '.[ray]'")]


@pytest.fixture(scope="module")
def cluster():
    """A Ray of two processors, started as --engine ray starts it; what asks for the engine after that joins it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))  # where the workers find slow_double
        with open_engine("ray", 2) as started:
            assert isinstance(started, Cluster)
            patch.undo()
            yield started
    import ray

    assert not ray.is_initialized(), "who starts a Ray ends it"


def test_a_cluster_that_does_not_answer_is_one_clear_error():
    import ray

    assert not ray.is_initialized(), "stands before the tests that start one, which would be joined"
    with pytest.raises(InvalidOption, match="no Ray cluster answers"):
        Cluster(address="127.0.0.1:1")


def slow_double(item):
    folder, number = item
    Path(folder, f"{number}-{os.getpid()}").touch()
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 14:
        raise ValueError("fourteen")
    if number == 3 and len(list(Path(folder).glob("3-*"))) == 1:
        time.sleep(300)  # to be killed at its first try
    return number * 2


def test_ray_gives_the_same_bytes_as_the_local_engine_with_a_worker_killed_in_the_middle(
    tmp_path, monkeypatch, cluster
):
    source = session(tmp_path / "in", 8)
    batch([source], tmp_path / "local", jobs=2)
    killed = []
    finished = []
    items = [(str(tmp_path), number) for number in range(8)]
    for item, outcome in cluster.run(slow_double, items):
        finished.append(item)
        assert outcome == item[1] * 2
        # While a worker waits at the fourth item, the other does those after it.
        for path in tmp_path.glob("3-*"):
            if not killed:
                killed.append(int(path.name.split("-")[1]))
                os.kill(killed[0], signal.SIGKILL)
    assert sorted(finished) == items
    assert killed, "no worker was caught at work"
    assert len(list(tmp_path.glob("[0-9]-*"))) > len(items), "one item was begun twice"
    with monkeypatch.context() as patch:
        patch.setattr("align.batch.ray_cluster.RETRIES", 0)
        outcomes = dict(cluster.run(slow_double, [(str(tmp_path), 13), (str(tmp_path), 14), (str(tmp_path), 15)]))
        assert outcomes[str(tmp_path), 15] == 30
        assert "workers died of it 1 times" in outcomes[str(tmp_path), 13].reason
        assert isinstance(outcomes[str(tmp_path), 14], Failure)
        assert "ValueError: fourteen" in outcomes[str(tmp_path), 14].reason
    run = batch([source], tmp_path / "ray", jobs=2, engine="ray")
    assert (run.new, [failed.reason for failed in run.failures]) == (8, [])
    assert batch([source], tmp_path / "ray", engine="ray").known == 8
    assert results(tmp_path / "ray") == results(tmp_path / "local")


@pytest.mark.usefixtures("cluster")
def test_extraction_finds_on_ray_what_one_process_finds(monkeypatch):
    in_small_chunks(monkeypatch)
    with open_workers("ray", 2) as workers:
        assert isinstance(workers, Cluster)
        assert extract([text()], workers=workers) == extract([text()])


@pytest.mark.usefixtures("cluster")
def test_parts_of_a_build_are_the_same_on_ray(tmp_path, monkeypatch):
    in_eight_parts(monkeypatch)
    file = corpus(tmp_path)
    building.build([file], tmp_path / "one", by="t")
    building.build([file], tmp_path / "two", by="t", jobs=2, engine="ray")
    assert holds(tmp_path / "two") == holds(tmp_path / "one")


LISTENING = """
import os
from pathlib import Path
from align.batch.ray_cluster import Cluster
with Cluster(1) as cluster:
    assert [outcome for _, outcome in cluster.run(len, ["abc"])] == [3]
    parents, sockets, found = {}, set(), {os.getpid()}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    for pid in found:
        for link in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                sockets.add(os.readlink(link)[8:-1])
            except OSError:
                continue
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and columns[9] in sockets:
                print(columns[1].partition(":")[0])
"""


def test_a_ray_started_here_listens_on_this_machine_only():
    # In a process of its own: Ray looks at the setting when it is imported, which other tests have done here.
    done = subprocess.run([sys.executable, "-c", LISTENING], capture_output=True, text=True, check=True, timeout=600)
    addresses = set(done.stdout.split())
    assert addresses
    # 127.0.0.1, the same within IPv6, and ::1, as the kernel writes them
    assert addresses <= {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
