"""`python -m benchmarks.timed ARGS`: run the command `align ARGS` in a process of its own; print its time and memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    start = time.perf_counter()
    command = [str(Path(sys.executable).with_name("align")), *sys.argv[1:]]
    status = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": used.ru_utime + used.ru_stime,
                "megabytes": used.ru_maxrss / 1024,
                "status": status,
            }
        )
    )
    sys.exit(status)
