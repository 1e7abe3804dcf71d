"""Files that a page offers for download."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from starlette.responses import Response

from align.errors import UnsupportedFormat

__all__ = ["attachment", "refuse_unknown"]


def refuse_unknown(format: str, offered: Iterable[str]) -> None:
    """Raise UnsupportedFormat, which lists the formats offered, if `format` is none of them."""
    formats = tuple(offered)
    if format not in formats:
        raise UnsupportedFormat(
            "no download in {format!r}",
            remedy="choose one of {formats}",
            format=format[:20],
            formats=", ".join(formats),
        )


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A response that the browser saves as a file with this name, whatever letters it contains (RFC 6266).

    >>> attachment(b"", "报告.tmx", "text/xml").headers["content-disposition"]
    "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.tmx"
    """
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type=media_type, headers=headers)
