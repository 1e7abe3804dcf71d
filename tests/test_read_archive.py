"""Archives are read in place and within limits."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from align.errors import UnreadableInput, UnsupportedFormat
from align.readers import archive, read_bytes
from align.readers.archive import iter_archive


def packed(folder: Path, members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "session.zip"
    with zipfile.ZipFile(path, "w", how) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def test_members_come_in_order_without_hidden_files(tmp_path):
    path = packed(tmp_path, {"b/二.txt": b"2", "a.txt": b"1", "__MACOSX/a.txt": b"x", "b/.DS_Store": b"x", "c/": b""})
    assert list(iter_archive(path)) == [("a.txt", b"1"), ("b/二.txt", b"2")]


def test_names_written_by_a_chinese_windows_are_read(tmp_path):
    path = packed(tmp_path, {"XXXX.txt": b"1"})
    path.write_bytes(path.read_bytes().replace(b"XXXX", "大会".encode("gb18030")))
    assert [name for name, _ in iter_archive(path)] == ["大会.txt"]


@pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd", "a/../../b.txt", "C:/a.txt", "..\\a.txt"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, name):
    with pytest.raises(UnreadableInput, match="leads out"):
        list(iter_archive(packed(tmp_path, {name: b"1"})))


def test_a_link_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as out:
        member = zipfile.ZipInfo("a.txt")
        member.external_attr = 0o120777 << 16
        out.writestr(member, "/etc/passwd")
    with pytest.raises(UnreadableInput, match="link"):
        list(iter_archive(path))


def test_bombs_are_refused(tmp_path, monkeypatch):
    with pytest.raises(UnreadableInput, match="bomb"):
        list(iter_archive(packed(tmp_path, {"a.txt": b" " * 30_000_000})))
    monkeypatch.setattr(archive, "MEMBERS", 2)
    with pytest.raises(UnreadableInput, match="more than 2"):
        list(iter_archive(packed(tmp_path, {"a": b"", "b": b"", "c": b""})))


def test_a_size_that_lies_is_found_out(tmp_path):
    path = packed(tmp_path, {"a.txt": b"1" * 5000}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    central = data.rfind(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableInput, match=r"a\.txt"):
        list(iter_archive(path))


def test_damage_is_named(tmp_path):
    path = packed(tmp_path, {"a.txt": b"1" * 5000})
    data = path.read_bytes()
    for bad in (b"", b"PK", data[:60], data[:-30]):
        path.write_bytes(bad)
        with pytest.raises(UnreadableInput, match="damaged"):
            list(iter_archive(path))
    with pytest.raises(UnreadableInput, match="no such file"):
        list(iter_archive(tmp_path / "none.zip"))


def test_an_archive_is_no_document():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("a.txt", "a")
    with pytest.raises(UnsupportedFormat, match="is an archive"):
        read_bytes(file.getvalue(), "session.zip")
