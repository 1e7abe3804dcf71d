"""Pictures of pages as PNG, JPEG and TIFF files: read with --ocr, offered without, refused in one line where they are hostile."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from ocr_pages import FONT, picture, upper

from align.batch.discovery import find
from align.errors import DuizhaoError, UnreadableInput
from align.readers import read_bytes

Image = pytest.importorskip("PIL.Image", reason="needs pillow")

TEXT = "一、导言\n1. 大会在其第二十届会议上通过了关于可持续工业发展的决议，请总干事就其执行情况提出报告。\n2. 秘书处与各成员国密切合作，开展了各项活动。"
SECOND = "3. 理事会注意到这份报告，并决定在下届会议上继续审议这一问题。"


def saved(page: Any, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    page.save(out, kind, **how)
    return out.getvalue()


def png(wide: int, high: int) -> bytes:
    """A PNG of a few bytes that claims to be this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def refused(data: bytes, name: str, *, ocr: bool) -> str:
    with pytest.raises(DuizhaoError) as caught:
        read_bytes(data, name, ocr=ocr)
    said = str(caught.value)
    assert said.startswith(name)
    assert len(said.splitlines()) == 1
    return said


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("TIFF", "a.tiff"), ("PNG", "a.txt")])
def test_without_ocr_a_picture_is_refused_and_ocr_offered(kind: str, name: str) -> None:
    said = refused(saved(Image.new("L", (300, 400), 255), kind), name, ocr=False)
    assert "is a picture and holds no text; align pair --ocr reads it" in said


def test_a_folder_takes_pictures_with_ocr_and_names_them_without(tmp_path: Path) -> None:
    (tmp_path / "a.zh.png").write_bytes(saved(Image.new("L", (30, 40), 255), "PNG"))
    assert [source.name for source in find([tmp_path], ocr=True).documents] == ["a.zh.png"]
    assert [(name, str(why)) for name, why in find([tmp_path]).unread] == [
        ("a.zh.png", "is a picture; --ocr reads the text that is on it")
    ]


class TestWithOcr:
    @pytest.fixture(autouse=True)
    def engine(self) -> None:
        pytest.importorskip("rapidocr_onnxruntime", reason="needs the extra ocr")

    @pytest.mark.parametrize(("wide", "high"), [(60_000, 60_000), (9_500, 9_500), (2_000_000_000, 1)])
    def test_a_picture_of_too_many_dots_is_refused_before_it_is_unpacked(self, wide: int, high: int) -> None:
        said = refused(png(wide, high), "bomb.png", ocr=True)
        assert "more than 80 million" in said

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
    def test_damaged_pictures_are_refused_in_one_line(self, kind: str) -> None:
        noisy = Image.effect_noise((300, 400), 90)
        whole = saved(noisy, kind)
        for data in (b"", whole[: len(whole) // 2], whole[:20], whole[:10] + b"\xff" * 400):
            assert "\n" not in refused(data, "a.png", ocr=True)

    def test_an_empty_page_says_that_nothing_was_found(self) -> None:
        said = refused(saved(Image.new("L", (600, 800), 255), "PNG"), "a.png", ocr=True)
        assert "has no text" in said

    @pytest.mark.slow
    @pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-noto-cjk")
    def test_pages_of_each_kind_of_file_are_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # In this process, which loads what recognizes once; the damaged ones above are read behind the wall.
        monkeypatch.setenv("DUIZHAO_READ_IN_PROCESS", "1")
        page, second = upper(picture(TEXT, 200)[0]), upper(picture(SECOND, 200)[0])
        clear = page.convert("RGBA")
        clear.putalpha(page.point(lambda grey: 255 - grey))
        files = {
            "a.png": saved(clear, "PNG"),
            "a.jpg": saved(page.rotate(90, expand=True), "JPEG", quality=90, exif=_turned(6)),
            "a.tif": saved(
                page.convert("1"), "TIFF", save_all=True, append_images=[second.convert("1")], compression="group4"
            ),
        }
        for name, data in files.items():
            document = read_bytes(data, name, ocr=True)
            assert (document.language, document.format) == ("zh", "picture"), name
            assert "秘书处与各成员国密切合作，开展了各项活动。" in document.text, name
            assert float(document.metadata["ocr_confidence"]) > 0.9, name
            assert {p.page for p in document.paragraphs} == ({1, 2} if name == "a.tif" else {1}), name
        assert ("3", SECOND[3:]) in [(p.number, p.text) for p in document.paragraphs]


def _turned(how: int) -> Any:
    exif = Image.Exif()
    exif[0x0112] = how
    return exif


def test_the_error_is_one_of_unreadable_input() -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_bytes(saved(Image.new("L", (30, 40), 255), "PNG"), "a.png")
    assert caught.value.code == "needs_ocr"
