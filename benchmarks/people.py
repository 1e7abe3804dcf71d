"""Twenty people at one workbench: look up, review, edit, correct; nothing lost, also where the server is killed.

Each of the twenty has an account, a session and a browser's manners: think, ask, wait for the answer, ask again with the
same key where none comes. The server is `glossary serve` in a process of its own on this machine, over 20,000 made
entries, 20,000 made sentence pairs and the seed report with twelve copies of its bitext. At the end every decision that
was acknowledged is looked for in the store: it must be there, by that person, once. Then the same with the server killed
(SIGKILL) three times and started again. Three minutes and two by default; `python -m benchmarks.people --minutes 10
--killed-minutes 10` takes as long as is wanted (at most 30).
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import types
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import Row
from benchmarks.made import Maker, workplace
from benchmarks.serving import COMMAND, worked

MINUTES, KILLED_MINUTES, MOST = 3.0, 2.0, 30.0
KILLS = 3
ENTRIES = SEGMENTS = 20_000
COPIES = 12
SUBJECTS = ("industry", "finance", "law", "energy")
"""What the reviewers have divided the queue by; six people for four parts, so that some get in each other's way."""
PASSWORD = "four words are enough"
KEPT_ALIVE = 4.0
"""Seconds after which the server may have closed a quiet connection; a browser opens another."""
PATIENCE = 30.0
"""Seconds for an answer, as in the browser's outbox."""
SEEDS = Path(__file__).resolve().parent.parent / "seeds"
PARTS = (
    ("look up", "translator", 8),
    ("review", "terminologist", 6),
    ("edit", "terminologist", 3),
    ("correct", "reviser", 3),
)


def rows(data: Path) -> Iterator[Row]:
    yield from measured(MINUTES, KILLED_MINUTES)


def measured(minutes: float, killed_minutes: float) -> Iterator[Row]:
    with workplace() as kept, tempfile.TemporaryDirectory(prefix="duizhao-people-") as folder:
        made = kept / f"people-{ENTRIES}"
        if not made.exists():
            _made(kept / f"people-{ENTRIES}.part").rename(made)
        for length, kills in ((minutes, 0), (killed_minutes, KILLS)):
            if length <= 0:
                continue
            place = Path(folder, f"kills-{kills}")
            shutil.copytree(made, place)
            yield from _day(place, min(length, MOST) * 60, kills)


def _made(folder: Path) -> Path:
    """The glossary, its bitext and its people."""
    import polars as pl

    from align.types import Bead, Bitext, Segment
    from glossary.build import build
    from glossary.people.accounts import FILE, Accounts
    from glossary.search import concordance, search
    from glossary.store.delta_table import Change
    from glossary.store.glossary import Glossary
    from glossary.store.rows import schema

    build([SEEDS], folder / "glossary", bitext=folder / "bitext", by="builder")
    glossary = Glossary.open(folder / "glossary")
    columns: dict[str, pl.Expr | pl.Series] = {
        name: pl.col(name).fill_null(pl.lit([], kind)) for name, kind in schema().items() if isinstance(kind, pl.List)
    }
    columns["modified"] = pl.lit(datetime.now(UTC)).cast(schema()["modified"])
    columns["modified_by"] = pl.lit("builder")
    columns["subject"] = pl.Series([SUBJECTS[number % len(SUBJECTS)] for number in range(ENTRIES)])
    entries = Maker(1).entries(ENTRIES).with_columns(**columns)
    glossary._commit(
        lambda table: Change(entries["id"].to_list(), entries)
    )  # not `add`: made pairs would meet and merge
    pairs = list(Maker(4).sentences(SEGMENTS))
    bitexts = []
    for first in range(0, SEGMENTS, 200):
        src, tgt = (tuple(Segment(pair[side]) for pair in pairs[first : first + 200]) for side in (0, 1))
        beads = tuple(Bead((n,), (n,)) for n in range(len(src)))
        bitexts.append(
            Bitext(src, tgt, beads, "zh", "en", metadata={"symbol": f"GC.{10 + first // 2000}/{first // 200}"})
        )
    glossary.add_segments(bitexts)
    search(glossary, "a")
    concordance(glossary, "a")
    (first_file,) = (one for one in (folder / "bitext").rglob("*.parquet") if not one.parent.name.startswith("_"))
    for number in range(COPIES):
        shutil.copy(first_file, folder / "bitext" / f"copy-{number:02}.parquet")
    accounts = Accounts(folder / "glossary" / FILE)
    for part, role, count in PARTS:
        for number in range(count):
            accounts.add(f"{part} {number}", role=role, password=PASSWORD)  # type: ignore[arg-type]
    accounts.close()
    return folder


class Server:
    """`glossary serve`, which can be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._command = [sys.executable, "-c", COMMAND, "serve", "-g", str(folder / "glossary")]
        self._command += ["--bitext", str(folder / "bitext"), "--port", str(self.port)]
        self._log = (folder / "server.log").open("ab")
        self.log = folder / "server.log"
        self._spent = 0.0
        self._process: subprocess.Popen[bytes]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stderr=self._log)
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the workbench did not start: {self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        self._spent += worked(self._process.pid)
        self._process.kill()
        self._process.wait()

    def worked(self) -> float:
        """Seconds of CPU time since the first start."""
        return self._spent + worked(self._process.pid)

    def memory(self) -> float:
        """The most memory that the process had, in MB."""
        text = Path(f"/proc/{self._process.pid}/status").read_text()
        return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmHWM")), 0.0)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
        self._log.close()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the server has acknowledged."""

    by: str
    operation: str
    id: str
    version: int | None
    """Of the glossary; None for a correction, which is known by its key."""
    key: str


@dataclass
class Seen:
    """What all people together have seen."""

    spent: dict[str, list[float]] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, seconds: float) -> None:
        with self.lock:
            self.spent.setdefault(what, []).append(seconds)


class Person:
    """One person's browser: a connection, a session, and the patience to ask again."""

    def __init__(self, name: str, port: int, seen: Seen, until: float, seed: int) -> None:
        self.name, self.seen, self.until = name, seen, until
        self.random = random.Random(seed)
        self._port = port
        self._connection: http.client.HTTPConnection | None = None
        self._cookie, self._quiet_since = "", 0.0
        self._keys = 0

    def think(self, least: float, most: float) -> bool:
        """Read and think; whether there is time for more."""
        time.sleep(max(0.0, min(self.random.uniform(least, most), self.until - time.monotonic())))
        return time.monotonic() < self.until

    def ask(
        self,
        what: str,
        path: str,
        *,
        form: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        part: bool = False,
        key: str | None = None,
    ) -> tuple[int, Mapping[str, str], str]:
        """Status, headers and text of the answer; where none comes, it is asked for again, as the browser does."""
        headers = {"cookie": self._cookie, "accept": "text/html", "connection": "keep-alive"}
        if part:
            headers["hx-request"] = "true"
        if key is not None:
            headers |= {"idempotency-key": key} | ({} if part else {"accept": "application/json"})
        data = None
        if form is not None:
            data = urllib.parse.urlencode(form, doseq=True)
            headers["content-type"] = "application/x-www-form-urlencoded"
        elif body is not None:
            data, headers["content-type"] = json.dumps(body), "application/json"
        wait = 0.25
        while True:
            start = time.monotonic()
            try:
                status, out, text = self._once("GET" if data is None else "POST", path, data, headers)
            except (OSError, http.client.HTTPException):
                self._connection = None
                with self.seen.lock:
                    self.seen.counts["asked again"] += 1
                if time.monotonic() > self.until + 60:
                    raise
                time.sleep(wait)
                wait = min(2 * wait, 4.0)
                continue
            self.seen.note(what, time.monotonic() - start)
            if status >= 500 or (status >= 400 and status != 409):
                with self.seen.lock:
                    self.seen.errors.append(f"{status} {path}: {text[:300]}")
            return status, out, text

    def _once(self, method: str, path: str, data: str | None, headers: Mapping[str, str]) -> tuple[int, Any, str]:
        if self._connection is None or time.monotonic() > self._quiet_since + KEPT_ALIVE:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        self._connection.request(method, path, data, dict(headers))
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self._quiet_since = time.monotonic()
        return answer.status, answer.headers, text

    def key(self) -> str:
        self._keys += 1
        return f"{self.name.replace(' ', '-')}-{self._keys}"

    def sign_in(self) -> None:
        status, headers, text = self.ask("sign in", "/sign-in", form={"name": self.name, "password": PASSWORD})
        assert status == 303, text
        self._cookie = "; ".join(one.partition(";")[0] for one in headers.get_all("set-cookie"))  # type: ignore[attr-defined]

    def acknowledged(self, decision: Decision) -> None:
        with self.seen.lock:
            self.seen.decisions.append(decision)
            self.seen.counts[decision.operation] += 1

    def overtaken(self) -> None:
        with self.seen.lock:
            self.seen.counts["colleague was first (409)"] += 1


def look_up(person: Person, folder: Path) -> None:
    """Type a query, look at an entry with its comments and history, every few seconds."""
    import lxml.html

    maker = Maker(person.random.randrange(10**6))
    while person.think(2, 5):
        word = person.random.choice(maker.words(1)[0])
        text = ""
        for end in sorted({max(1, len(word) // 2), len(word)}):
            _, _, text = person.ask("look-up", f"/?{urllib.parse.urlencode({'q': word[:end]})}", part=True)
            person.think(0.2, 0.4)
        links = [a.get("href") for a in lxml.html.fromstring(text or "<p>").iter("a")]
        entries = [link for link in links if link and link.startswith("/entry/")]
        if entries and person.think(1, 3):
            _open_entry(person, person.random.choice(entries[:5]))


def _open_entry(person: Person, address: str) -> str:
    _, _, text = person.ask("entry", address)
    id = address.removeprefix("/entry/").partition("?")[0]
    person.ask("part of an entry", f"/comments/entry/{id}", part=True)
    person.ask("part of an entry", f"/entry/{id}?part=around", part=True)
    person.ask("part of an entry", f"/here/{id}", form={})
    return text


def review(person: Person, folder: Path) -> None:
    """Decide what the queue offers, take a decision in twelve back, load the queue anew now and then."""
    import lxml.html

    subject = SUBJECTS[int(person.name.rpartition(" ")[2]) % len(SUBJECTS)]
    while person.think(0, 1):
        text = person.ask("review", f"/review?subject={subject}")[2]
        cards = lxml.html.fromstring(text).find_class("review-card")
        for card in cards[:8]:
            if not person.think(1.5, 5):
                return
            _decide(person, card.get("data-id"), card.get("data-expected"))


def _decide(person: Person, id: str, expected: str) -> None:
    action, key = person.random.choice(("approve", "approve", "reject")), person.key()
    status, _, text = person.ask(
        "decision", "/review/decide", form={"id": id, "action": action, "expected": expected}, key=key
    )
    if status == 409:
        person.overtaken()
        return
    version = json.loads(text)["version"]
    person.acknowledged(Decision(person.name, action, id, version, key))
    if version is not None and person.random.random() < 1 / 12 and person.think(0.5, 2):
        key = person.key()
        status, _, text = person.ask("decision", "/review/undo", form={"id": id, "version": version}, key=key)
        if status == 409:
            person.overtaken()
        else:
            person.acknowledged(Decision(person.name, "undo", id, json.loads(text)["version"], key))


def edit(person: Person, folder: Path) -> None:
    """Open an entry, write a note into its form, save it."""
    import lxml.html

    number = 0
    while person.think(2, 5):
        id = f"c{person.random.randrange(ENTRIES):07}"
        _open_entry(person, f"/entry/{id}")
        form = lxml.html.fromstring(person.ask("part of an entry", f"/entry/{id}?part=edit", part=True)[2])
        if not person.think(4, 10):
            return
        number += 1
        for template in form.xpath("//template"):
            template.drop_tree()
        (fields,) = [one for one in form.iter("form") if one.get("action", one.get("hx-post", "")).endswith("/edit")]
        values: dict[str, list[str]] = {}
        for name, value in fields.form_values():
            values.setdefault(name, []).append(value)
        values |= {"note": [*values.get("note", []), f"Seen by {person.name}, {number}"], "then": [""]}
        key = person.key()
        status, headers, _ = person.ask("edit saved", f"/entry/{id}/edit", form=values, part=True, key=key)
        if status == 409:
            person.overtaken()
            continue
        version = json.loads(headers.get("hx-trigger", "{}")).get("entry-changed", {}).get("version")
        person.acknowledged(Decision(person.name, "edit", id, version, key))


def correct(person: Person, folder: Path) -> None:
    """Confirm, join, split and move beads of documents in which others are at work as well."""
    import lxml.html

    names = [f"copy-{number:02}" for number in range(COPIES)]
    while person.think(1, 3):
        name = person.random.choice(names)
        page = lxml.html.fromstring(person.ask("document", f"/documents/{name}")[2])
        token = page.xpath("//@data-token")[0]
        beads = page.find_class("bead")
        for bead in person.random.sample(beads, min(10, len(beads) // 2)):
            if not person.think(1.5, 4):
                return
            seen = [{side: [int(n) for n in bead.get(f"data-{side}").split()] for side in ("src", "tgt")}]
            both = seen[0]["src"] and seen[0]["tgt"]
            action = person.random.choice(("confirm", "confirm", "confirm", "omit" if both else "confirm"))
            key = person.key()
            body = {"document": name, "token": token, "action": action, "sees": seen}
            body["bead"] = int(bead.get("id").removeprefix("bead-"))
            status, _, text = person.ask("correction", "/document-corrections?terms=false", body=body, key=key)
            if status == 409:
                person.overtaken()
                break
            if status == 200:
                said = json.loads(text)
                token = said["token"]
                if not said["removed"]:
                    continue  # a colleague has confirmed it already: nothing is changed, and nothing kept
                person.acknowledged(Decision(person.name, "correction", name, None, key))
                if action == "omit":
                    break  # the rows have moved: a page shows them, this script loads them


WORK: dict[str, Callable[[Person, Path], None]] = {
    "look up": look_up,
    "review": review,
    "edit": edit,
    "correct": correct,
}


def _day(folder: Path, seconds: float, kills: int) -> Iterator[Row]:
    seen, server = Seen(), Server(folder)
    at = f"{sum(count for *_, count in PARTS)} people, {seconds / 60:g} min" + (
        f", killed {kills} times" if kills else ""
    )
    try:
        until = time.monotonic() + seconds
        failed: list[str] = []
        threads: list[threading.Thread] = []
        for part, _, count in PARTS:
            for number in range(count):
                person = Person(f"{part} {number}", server.port, seen, until, len(threads))
                threads.append(threading.Thread(target=_works, args=(person, WORK[part], folder, failed), daemon=True))
        begun = server.worked()
        for thread in threads:
            thread.start()
        for number in range(kills):
            time.sleep(max(0.0, until - seconds * (1 - (number + 1) / (kills + 1)) - time.monotonic()))
            server.kill()
            server.start()
        for thread in threads:
            thread.join(max(1.0, until + 120 - time.monotonic()))
        assert not any(thread.is_alive() for thread in threads), "somebody has not come to an end"
        spent, memory = server.worked() - begun, server.memory()
    finally:
        server.stop()
    yield from _summary(at, seen, failed, seconds, spent, memory, kills)
    lost, twice = _missing(folder, seen.decisions)
    yield Row(f"{at}: acknowledged decisions that the store does not have", len(lost), "", "0")
    yield Row(f"{at}: changes in the store that were not acknowledged, or came twice", len(twice), "", "0")
    for line in [*failed[:5], *lost[:5], *twice[:5], *seen.errors[:10]]:
        print(f"people: {line}", file=sys.stderr)


def _works(person: Person, work: Callable[[Person, Path], None], folder: Path, failed: list[str]) -> None:
    try:
        time.sleep(person.random.uniform(0, 3))  # nobody comes at the same second
        person.sign_in()
        work(person, folder)
    except Exception as error:
        failed.append(f"{person.name}: {type(error).__name__}: {error}")


PAGES = ("look-up", "entry", "part of an entry", "review", "document")
SAVED = ("decision", "edit saved", "correction")


def _summary(
    at: str, seen: Seen, failed: list[str], seconds: float, spent: float, memory: float, kills: int
) -> Iterator[Row]:
    asked = sum(map(len, seen.spent.values()))
    yield Row(f"{at}: requests answered, {asked / seconds:.1f} a second", asked)
    said = ", ".join(f"{count} {what}" for what, count in sorted(seen.counts.items()))
    yield Row(f"{at}: acknowledged ({said})", len(seen.decisions))
    yield Row(f"{at}: errors", len(failed) + len(seen.errors), "", "0")
    pages = sorted(spent for what in PAGES for spent in seen.spent.get(what, ()))
    yield Row(f"{at}: a page, p50", statistics.median(pages) * 1000, "ms")
    yield Row(f"{at}: a page, p95", pages[int(len(pages) * 0.95)] * 1000, "ms", "< 150 ms")
    each = ", ".join(f"{what} {_p95(seen, what)}" for what in (*PAGES, *SAVED) if seen.spent.get(what))
    yield Row(f"{at}: p95 of each kind", each, "ms")
    yield Row(f"{at}: CPU time of the server", spent / asked * 1000, "ms a request")
    yield Row(f"{at}: the server's processor, of one core", 100 * spent / seconds, "%")
    if not kills:
        yield Row(f"{at}: the most memory of the server", memory, "MB")


def _p95(seen: Seen, what: str) -> str:
    ordered = sorted(seen.spent[what])
    return f"{ordered[int(len(ordered) * 0.95)] * 1000:.0f}"


def _missing(folder: Path, decisions: list[Decision]) -> tuple[list[str], list[str]]:
    """Acknowledged decisions that the store does not have as that person's, and changes that nobody was told of."""
    from align.correction import journal
    from glossary.store.glossary import Glossary

    glossary = Glossary.open(folder / "glossary")
    people = {one.by for one in decisions}
    commits = {one.version: one for one in glossary.log.commits(limit=10**6) if one.by in people}
    lost, told = [], set()
    for one in decisions:
        if one.operation == "correction" or one.version is None:
            continue
        made = commits.get(one.version)
        if made is None or made.by != one.by or one.id not in made.ids or made.operation != one.operation:
            lost.append(f"lost: {one} ({made})")
        elif one.version in told:
            lost.append(f"two decisions, one change: {one}")
        told.add(one.version)
    twice = [f"not told: {commits[version]}" for version in commits.keys() - told]
    kept: Counter[tuple[str, str]] = Counter()
    for number in range(COPIES):
        name = f"copy-{number:02}"
        revision = journal.load(folder / "bitext" / f"{name}.parquet")
        kept.update((name, change.request) for change in (*revision.done, *revision.undone) if change.request)
    for one in decisions:
        if one.operation == "correction" and not kept.pop((one.id, one.key), 0):
            lost.append(f"lost: {one}")
    twice += [f"not told: {name} {key}" for name, key in kept]
    return lost, twice


if __name__ == "__main__":
    from benchmarks.__main__ import run

    parser = argparse.ArgumentParser(prog="python -m benchmarks.people", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of the first part")
    parser.add_argument("--killed-minutes", type=float, default=KILLED_MINUTES, help="of the part with kills")
    given = parser.parse_args()

    part = types.ModuleType("people", __doc__)
    part.rows = lambda data: measured(given.minutes, given.killed_minutes)  # type: ignore[attr-defined]
    run("people", part)
