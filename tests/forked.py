"""Runs our commands, and other code, in processes of their own that start in no time.

    done = command("glossary", "search", "unido", "-g", folder)   # a subprocess.CompletedProcess with text
    done = python("import sys; print(sys.argv[1])", "x")

Each is a fork of a process that has imported our modules and has run none of them, so nothing of one test is seen by
another; but to import them anew would take 0.3 to 0.6 s each time. What a test has to show of the start itself (what is
imported, variables that Python reads when it starts) needs a process that starts: subprocess.run([sys.executable, ...]).
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import io
import json
import multiprocessing.process
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

__all__ = ["Job", "command", "python"]

ROOT = Path(__file__).resolve().parent.parent
_START = "import sys; sys.path[:0] = sys.argv[1:3]; import forked; forked.serve(int(sys.argv[3]))"


def command(
    *words: object,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    input: str | None = None,
    timeout: float = 300,
) -> subprocess.CompletedProcess[str]:
    """A command line of ours, `align` or `glossary` with its arguments, run to its end."""
    code = f"from {words[0]}.cli import main; main()"
    return _run(code, [str(word) for word in words], cwd=cwd, env=env, input=input, timeout=timeout)


def python(
    code: str,
    *arguments: object,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    input: str | None = None,
    timeout: float = 300,
) -> subprocess.CompletedProcess[str]:
    """What `python -c code arguments` does."""
    return _run(code, ["-c", *map(str, arguments)], cwd=cwd, env=env, input=input, timeout=timeout)


class Job:
    """Stands for the subprocess.Popen of a job of the workbench, `python -m MODULE FOLDER`: its work, in a fork.

    It tells no progress and cannot be killed; tests of that start the real one.
    """

    def __init__(self, command: list[str], **_: object) -> None:
        _, _, self._module, self._folder = command
        self.stdin, self.stdout, self.returncode = io.StringIO(), io.StringIO(), None

    def wait(self) -> int:
        code = (
            f"import sys; from pathlib import Path; from {self._module} import main; sys.exit(main(Path(sys.argv[1])))"
        )
        done = python(code + "  # loads what a build needs", self._folder)
        sys.stderr.write(done.stderr)
        self.returncode = done.returncode
        return done.returncode


def _run(code, words, *, cwd, env, input, timeout) -> subprocess.CompletedProcess[str]:
    pipes = [os.pipe() for _ in range(3)]
    (given, stdin), (stdout, out), (stderr, err) = pipes
    request = {
        "code": code,
        "words": words,
        "cwd": str(cwd or Path.cwd()),
        "env": dict(os.environ if env is None else env),
    }
    with _lock:
        link = _connection()
        data = json.dumps(request).encode()
        socket.send_fds(link, [len(data).to_bytes(8, "big")], [given, out, err])
        link.sendall(data)
        for end in (given, out, err):
            os.close(end)
        pid = _number(link)
        texts: dict[int, bytes] = {}
        readers = [threading.Thread(target=_read, args=(end, texts)) for end in (stdout, stderr)]
        for reader in readers:
            reader.start()
        killer = threading.Timer(timeout, os.kill, (pid, signal.SIGKILL))
        killer.start()
        try:
            with open(stdin, "wb") as stream:  # noqa: PTH123 - a descriptor
                stream.write((input or "").encode())
        except BrokenPipeError:
            pass
        status = os.waitstatus_to_exitcode(_number(link))
        late = not killer.is_alive()
        killer.cancel()
    for reader in readers:
        reader.join()
    if late:
        raise subprocess.TimeoutExpired(words, timeout, texts[stdout], texts[stderr])
    shown, told = (texts[end].decode("utf-8").replace("\r\n", "\n") for end in (stdout, stderr))
    return subprocess.CompletedProcess(words, status, shown, told)


def _read(end: int, into: dict[int, bytes]) -> None:
    with open(end, "rb") as stream:
        into[end] = stream.read()


_lock = threading.Lock()
_link: socket.socket | None = None


def _connection() -> socket.socket:
    """The socket of the process that forks, which is started at the first call."""
    global _link
    if _link is None:
        _link, theirs = socket.socketpair()
        with theirs:
            server = subprocess.Popen(
                [sys.executable, "-c", _START, str(ROOT), str(ROOT / "tests"), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
            )
        link = _link
        atexit.register(lambda: (link.close(), server.wait()))
    return _link


def _number(link: socket.socket) -> int:
    data = b""
    while len(data) < 8:
        more = link.recv(8 - len(data))
        if not more:
            raise RuntimeError("the process that forks has ended")
        data += more
    return int.from_bytes(data, "big")


def serve(descriptor: int) -> None:
    """Fork a process for each request until the other end of the socket is closed."""
    import warnings

    # Polars has threads that clear away, and jemalloc as well; both are made for forks.
    warnings.filterwarnings("ignore", message=".*multi-threaded, use of fork", category=DeprecationWarning)
    link = socket.socket(fileno=descriptor)
    _load()
    gc.freeze()  # what is loaded stays where it is, and is shared by all
    while True:
        head, descriptors, _, _ = socket.recv_fds(link, 8, 3)
        if not head:
            return
        size, data = int.from_bytes(head, "big"), b""
        while len(data) < size:
            data += link.recv(size - len(data))
        request = json.loads(data)
        if "build" in request["words"] or "build" in request["code"]:
            _load_extraction()
        pid = os.fork()
        if pid == 0:
            link.close()
            _become(request, descriptors)
        for end in descriptors:
            os.close(end)
        link.sendall(pid.to_bytes(8, "big"))
        link.sendall(os.waitpid(pid, 0)[1].to_bytes(8, "big"))


def _load() -> None:
    """Import what commands need. Nothing of Polars is used here: it would start the threads that work for it."""
    import deltalake  # noqa: F401
    import polars as pl  # noqa: F401
    import tantivy  # noqa: F401

    import align.batch.process_imports  # first, for it limits the threads of NumPy
    import align.cli
    import glossary.build
    import glossary.cli
    import glossary.exchange
    import glossary.search
    import glossary.store.glossary

    with contextlib.redirect_stdout(io.StringIO()):
        for package in (align, glossary):
            sys.argv = [package.__name__, "--version"]
            with contextlib.suppress(SystemExit):
                package.cli.main()


@functools.cache
def _load_extraction() -> None:
    """Extract from one pair of sentences, which asks for spaCy's model and most lists of words, and ask for the others."""
    from lemminflect import getLemma

    from align.alignment.aligner import align
    from glossary.extraction.bilingual import extract
    from glossary.extraction.word_equivalents import dictionary

    texts = (
        "执行局审议了两个国家的糖尿病方案。",
        "The Executive Board considered the programmes of diabetes of two countries.",
    )
    extract([align(*texts, src_lang="zh", tgt_lang="en")])
    getLemma("diabetes", "NOUN")
    dictionary().glosses_have("green hydrogen")


def _become(request, descriptors) -> None:
    """Be the process that was asked for: its descriptors, folder, environment and arguments; then end."""
    for target, end in enumerate(descriptors):
        os.dup2(end, target)
        os.close(end)
    os.environ.clear()
    os.environ.update(request["env"])
    status = 0
    try:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
        os.chdir(request["cwd"])
        multiprocessing.process.ORIGINAL_DIR = request["cwd"]  # where its own processes begin
        sys.argv = request["words"]
        main = type(sys)("__main__")
        sys.modules["__main__"] = main
        try:
            exec(compile(request["code"], "<string>", "exec"), main.__dict__)
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
            if isinstance(ended.code, str):
                print(ended.code, file=sys.stderr)
        except BaseException:
            import traceback

            traceback.print_exc()
            status = 1
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)
