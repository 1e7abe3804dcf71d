"""Recognizes the format of a file by its content; the suffix decides only between tables."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree

from align.errors import InvalidExchange as NotWellFormed
from align.errors import UnreadableInput
from glossary.errors import UnsupportedFormat

__all__ = ["format_of"]

_ROOTS = {"tbx": "tbx", "martif": "tbx", "mtf": "multiterm", "tmx": "tmx", "RDF": "skos"}
_CHOICES = "give TBX, MultiTerm XML, CSV, XLSX, OmegaT, SKOS, TMX, JSON or Parquet, or name it with --format"


def format_of(path: Path) -> str:
    """Name of the format: tbx (all versions), multiterm, tmx, skos, xlsx, parquet, json, csv (and tsv) or omegat.

    Raises UnreadableInput where there is no file or nothing in it, UnsupportedFormat where it is none of these.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "terms.txt")
    >>> _ = file.write_text("zh,en\\n工发组织,UNIDO\\n", encoding="utf-8")
    >>> format_of(file)
    'csv'
    """
    if path.is_dir():
        raise UnreadableInput("is a folder", where=path, remedy="name a file in it", code="is_a_folder")
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError as error:
        raise UnreadableInput("there is no such file", where=path, code="no_such_file") from error
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableInput("the file is empty", where=path, remedy="export it again", code="empty")
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"PK"):
        return _archive(path)
    if start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise UnsupportedFormat("is no format of terms that we read", where=path, remedy="save it as XLSX or CSV")
    text = _text(start).lstrip("\ufeff \t\r\n")
    if text.startswith("<") and not text.startswith(("<http", "<urn:")):
        return _xml(path)
    if text.startswith(("@prefix", "@base", "PREFIX", "BASE", "<http", "<urn:")):
        return "skos"
    if text.startswith(("{", "[")):
        return "skos" if '"@context"' in text or '"@id"' in text or '"@graph"' in text else "json"
    if path.suffix.lower() in (".ttl", ".nt"):
        return "skos"
    if "\x00" in text:
        raise UnsupportedFormat("is no format of terms that we read", where=path, remedy=_CHOICES)
    return "omegat" if path.suffix.lower() in (".utf8", ".tab") else "csv"


def _text(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "ignore")
    return start.decode("utf-8", "ignore")


def _archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            if any(name.startswith("xl/") for name in archive.namelist()):
                return "xlsx"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableInput("is a damaged archive", where=path, remedy="save it again") from error
    raise UnsupportedFormat("is an archive, but no workbook", where=path, remedy="unpack it first")


def _xml(path: Path) -> str:
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    try:
        with path.open("rb") as file:
            for _, element in etree.iterparse(file, events=("start",), **options):
                root = etree.QName(element).localname
                if root in _ROOTS:
                    return _ROOTS[root]
                raise UnsupportedFormat(
                    "is XML of <{root}>, no format of terms", where=path, remedy=_CHOICES, root=root[:40]
                )
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        raise NotWellFormed("not well-formed XML: {reason}", where=path, line=line, reason=error.msg) from error
    raise UnsupportedFormat("is XML without an element", where=path, remedy=_CHOICES)
