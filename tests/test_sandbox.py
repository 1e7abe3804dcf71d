"""Files from strangers are read in a process of its own: what it may use, what it may not do, and what it costs to go over."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from sandbox_tasks import (
    ask_for_memory,
    compute,
    connect,
    fail,
    give,
    give_and_fail,
    look_at_network,
    print_something,
    text_of_length,
)

from align import sandbox
from align.errors import InvalidOption, UnreadableInput
from align.readers import office, read_bytes
from align.sandbox import process


@pytest.fixture
def bounds(monkeypatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("DUIZHAO_READ_IN_PROCESS", raising=False)
    return monkeypatch


def test_a_file_that_needs_too_much_memory_is_refused_in_one_line_that_names_the_limit(bounds):
    bounds.setenv("DUIZHAO_READ_MEMORY", "600")
    with pytest.raises(
        UnreadableInput, match=r"^a.pdf: needs more than 600 MB of memory to be read; .*DUIZHAO_READ_MEMORY"
    ) as caught:
        sandbox.call(ask_for_memory, 2000, where="a.pdf")
    assert caught.value.code == "over_limit"
    assert sandbox.call(ask_for_memory, 10, where="b.pdf") == 10 << 20  # the next file is read


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_is_read(bounds):
    bounds.setenv("DUIZHAO_READ_SECONDS", "1")
    bounds.setattr(process, "_PATIENCE", 100)  # the machine may be busy
    with pytest.raises(UnreadableInput, match=r"^a.md: takes more than 1 s to be read"):
        sandbox.call(compute, 60.0, where="a.md")
    assert sandbox.call(compute, 0.0, where="b.md") == "done"


def test_a_file_that_waits_for_something_is_given_up_by_the_clock(bounds):
    bounds.setenv("DUIZHAO_READ_SECONDS", "1")
    bounds.setattr(process, "_PATIENCE", 0.3)
    with pytest.raises(UnreadableInput, match="takes more than"):
        sandbox.call(fail, "sleep", where="a.md")


def test_a_file_that_gives_too_much_is_refused(bounds):
    bounds.setenv("DUIZHAO_READ_OUTPUT", "1")
    with pytest.raises(UnreadableInput, match="gives more than 1 MB of text"):
        sandbox.call(text_of_length, 2 << 20, where="a.md")
    with pytest.raises(UnreadableInput, match="gives more than 1 MB of text"):
        list(sandbox.iterate(give, 40, "x" * 100_000, where="a.tmx"))


def test_a_reader_that_dies_costs_its_file_only(bounds):
    with pytest.raises(UnreadableInput, match="SIGABRT"):
        sandbox.call(fail, "abort", where="a.pdf")
    assert sandbox.call(text_of_length, 3, where="b.pdf") == "xxx"


def test_a_fault_of_a_reader_is_one_line_and_keeps_its_traceback_for_us(bounds):
    with pytest.raises(UnreadableInput, match=r"^a.pdf: is damaged in a way .*ZeroDivisionError") as caught:
        sandbox.call(fail, "fault", where="a.pdf")
    assert "\n" not in str(caught.value)
    assert "Traceback" in caught.value.__notes__[0]


def test_an_endless_recursion_is_one_line(bounds):
    with pytest.raises(UnreadableInput, match="nested too deeply"):
        sandbox.call(fail, "recursion", where="a.toml")


def test_items_come_one_by_one_and_those_before_a_fault_are_given(bounds):
    assert list(sandbox.iterate(give, 1000, "x", where="a.tmx")) == ["x"] * 1000
    given = []
    with pytest.raises(InvalidOption, match="after ten"):
        given.extend(sandbox.iterate(give_and_fail, where="a.tmx"))
    assert given == list(range(10))


def test_two_files_can_be_read_side_by_side_and_one_can_be_left_half_read(bounds):
    bounds.setenv("DUIZHAO_READ_PROCESSES", "1")
    several = [sandbox.iterate(give, 5000, str(n), where=n) for n in range(4)]
    assert [next(items) for items in several] == ["0", "1", "2", "3"]
    assert sandbox.call(text_of_length, 1, where="a") == "x"
    for items in several:
        items.close()


def test_the_same_process_serves_many_files(bounds):
    numbers = {sandbox.call(print_something, where=n) for n in range(20)}
    assert len(numbers) == 1


def test_a_limit_that_is_none_is_refused(bounds):
    for value in ("0", "many", "-3", "²", "1e9", "9" * 30):
        bounds.setenv("DUIZHAO_READ_MEMORY", value)
        with pytest.raises(InvalidOption, match="DUIZHAO_READ_MEMORY"):
            sandbox.limits()


class Counting(http.server.BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    handler = type("Handler", (Counting,), {"asked": asked})
    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"127.0.0.1:{listening.server_address[1]}", asked
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.mark.parametrize("namespace", ["on", "off"])
def test_the_reading_process_opens_no_connection(bounds, server, namespace):
    address, asked = server
    bounds.setenv("DUIZHAO_READ_NAMESPACE", namespace)
    bounds.setenv("DUIZHAO_READ_MEMORY", "2001" if namespace == "on" else "2002")  # a process of its own
    with pytest.raises(OSError, match="may not cause a connection"):
        sandbox.call(connect, address, where="a.html")
    assert asked == []


def test_the_reading_process_has_no_network_where_the_system_gives_it_one_of_its_own(bounds):
    interfaces = sandbox.call(look_at_network, where="a")
    if interfaces is None:
        pytest.skip("this system gives no network of its own")
    assert set(interfaces) <= {"lo"}


FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:body><office:text><text:p>The General Assembly takes note of the report of the Secretary-General.
<draw:frame svg:width="3cm" svg:height="3cm" text:anchor-type="as-char"><draw:image xlink:href="http://ADDRESS/picture.png" xlink:type="simple"
 xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>
<text:section text:name="s"><text:section-source xlink:href="http://ADDRESS/section.odt"/><text:p>Section</text:p></text:section>
</office:text></office:body></office:document>"""
HTML = """<html><head><link rel="stylesheet" href="http://ADDRESS/style.css"></head><body background="http://ADDRESS/back.png">
<p>The General Assembly takes note of the report of the Secretary-General.</p><img src="http://ADDRESS/picture.png"></body></html>"""


@pytest.mark.slow
@pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("namespace", ["on", "off"])
@pytest.mark.parametrize(("name", "content"), [("a.fodt", FODT), ("a.doc", HTML)])
def test_a_document_that_links_to_a_picture_causes_no_request(bounds, server, name, content, namespace):
    address, asked = server
    bounds.setenv("DUIZHAO_READ_NAMESPACE", namespace)
    bounds.setenv("DUIZHAO_READ_MEMORY", "3001" if namespace == "on" else "3002")
    document = read_bytes(content.replace("ADDRESS", address).encode(), name, language="en", format="office")
    assert "takes note of the report" in document.text
    assert asked == []


def test_a_relative_name_is_meant_from_where_the_caller_is_now(tmp_path, monkeypatch):
    import align

    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.html").write_text(f"<p>The text of {name}, in English words.</p>", encoding="utf-8")
        monkeypatch.chdir(tmp_path / name)
        assert name in align.read("a.html").text
