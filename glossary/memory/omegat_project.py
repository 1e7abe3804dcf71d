"""A project of OmegaT for a new document: the document, the terms, and the memory in the folders that OmegaT treats
differently.

`tm/auto` holds what is certain, which OmegaT fills in by itself; `tm/penalty-001` the proposals with something carried
over, which it shows with 99%; `tm/matches.tmx` every match as it was translated, with OmegaT's own percentage;
`glossary/terms.txt` the known terms. OmegaT's filter for XLIFF translates what stands in `target`, so a document that
OmegaT cannot read itself goes in as XLIFF 1.2 with its source there.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from align.errors import AlignError
from align.files import replacing
from align.formats.rows import Losses, xml_text
from glossary.errors import InvalidOption
from glossary.exchange.losses import Losses as TermLosses
from glossary.exchange.omegat import write_omegat
from glossary.memory import tmx
from glossary.memory.types import Match, Pretranslation

if TYPE_CHECKING:
    from align.types import Document
    from glossary.store.glossary import Glossary

__all__ = ["READS", "languages_of", "refresh", "write", "write_contents"]

READS = frozenset({".docx", ".odt", ".html", ".htm", ".xlsx", ".pptx", ".ods", ".odp"})
"""Suffixes of documents that OmegaT opens itself. It takes each line of a .txt for a paragraph; our reader does not."""
_XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
_TOKENIZERS = {"zh": "LuceneSmartChineseTokenizer", "ja": "LuceneJapaneseTokenizer"} | {
    code: f"Lucene{name}Tokenizer"
    for code, name in (
        ("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ru", "Russian"), ("ar", "Arabic"), ("de", "German"),
    )
}  # fmt: skip


def write(made: Pretranslation, document: Path | None, folder: Path) -> Losses:
    """Make the project in a folder that is not there yet, or is empty; `document` is the file of the new document.

    Raises InvalidOption where the folder holds anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidOption("this exists already", where=folder, remedy="name a new folder with -o")
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        losses = _fill(made, document, beside)
        beside.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return losses


def _fill(made: Pretranslation, document: Path | None, folder: Path) -> Losses:
    for name in ("source", "target", "tm/auto", "tm/penalty-001", "glossary", "dictionary", "omegat"):
        (folder / name).mkdir(parents=True)
    as_it_is = document is not None and document.suffix.lower() in READS
    (folder / "omegat.project").write_bytes(_settings(made, segments=as_it_is))
    losses = Losses()
    if document is not None and as_it_is:
        shutil.copyfile(document, folder / "source" / document.name)
    else:
        name = f"{Path(made.name).name or 'text'}.xlf"
        (folder / "source" / name).write_bytes(_xliff(made, losses))
    write_contents([made], folder)
    losses.written = len(made.sentences)
    return losses


def write_contents(
    documents: Sequence[Pretranslation], folder: Path, *, statuses: Collection[str] = ()
) -> tuple[int, int]:
    """Write the memories and the terms of a project's documents into its folder; returns how many pairs and terms they
    hold.

    Each file is written whole or not at all, so that OmegaT may read it meanwhile; a file that would be empty is
    removed.
    `statuses` limits the terms to those of entries with such a status.
    """
    every = [(made, one, match) for made in documents for one in made.sentences for match in one.matches]
    memories = {
        "tm/auto/certain.tmx": [(m.source, m.target, m) for _, one, m in every if m is one.best and m.certain],
        "tm/penalty-001/carried-over.tmx": [
            (one.text, m.proposal, m) for _, one, m in every if m is one.best and m.kind == "all but numbers"
        ],
        "tm/matches.tmx": [(m.source, m.target, m) for _, _, m in every],
    }
    for path, pairs in memories.items():
        _replace(folder / path, _tmx(pairs, documents[0]) if pairs else b"")
    concepts = {
        known.concept.id: known.concept
        for made in documents
        for one in made.sentences
        for known in one.terms
        if not statuses or known.concept.status in statuses
    }
    out = io.BytesIO()
    if concepts:
        direction = (documents[0].src_lang, documents[0].tgt_lang)
        write_omegat(concepts.values(), out, TermLosses(), direction=direction)
    _replace(folder / "glossary" / "terms.utf8", out.getvalue())
    return len(memories["tm/matches.tmx"]), len(concepts)


def _tmx(pairs: Sequence[tuple[str, str, Match]], made: Pretranslation) -> bytes:
    out = io.BytesIO()
    tmx.write_pairs(pairs, made, out)
    return out.getvalue()


def _replace(path: Path, content: bytes) -> None:
    """Write a file only where its content has changed, because OmegaT reads files with a new time again."""
    if not content:
        path.unlink(missing_ok=True)
    elif not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as beside:
            beside.write_bytes(content)


def languages_of(folder: Path) -> tuple[str, str]:
    """The languages of a project, with their regions. Raises InvalidOption for a folder that is not a project of
    OmegaT.
    """
    from align.locales import locale

    try:
        root = etree.fromstring(
            (folder / "omegat.project").read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True)
        )
        source, target = (root.findtext(f".//{name}_lang") or "" for name in ("source", "target"))
        return locale(source), locale(target)
    except (OSError, etree.XMLSyntaxError, AlignError) as error:
        remedy = "make one with: glossary pretranslate NEW --format omegat"
        raise InvalidOption("is no project of OmegaT that can be read", where=str(folder), remedy=remedy) from error


def refresh(
    folder: Path, glossary: Glossary | Sequence[Glossary], *, statuses: Collection[str] = ()
) -> tuple[int, int]:
    """Write the memories and terms of a project again, for the documents in its folder `source`; pairs and terms written."""
    from glossary.memory.pretranslate import Options, pretranslate

    tags = languages_of(folder)
    source, target = (tag.partition("-")[0] for tag in tags)
    options = Options(tgt_lang=target, locales=tuple(tag for tag in tags if "-" in tag))
    documents = [
        pretranslate(_read(path, source), glossary, options=options, name=path.name)
        for path in sorted((folder / "source").rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]
    return write_contents(documents, folder, statuses=statuses) if documents else (0, 0)


def _read(path: Path, language: str) -> Document:
    """A document of the project; of an XLIFF, what is to be translated."""
    from align.readers import read, read_bytes

    if path.suffix.lower() not in (".xlf", ".xliff"):
        return read(path, language=language)
    root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    texts = [" ".join("".join(one.itertext()).split()) for one in root.iter(f"{{{_XLIFF}}}source")]
    return read_bytes("\n\n".join(texts).encode(), "source.txt", language=language)


def _settings(made: Pretranslation, *, segments: bool) -> bytes:
    """The project's file; OmegaT `segments` the document where it is not sentence by sentence already."""
    root = etree.Element("omegat")
    project = etree.SubElement(root, "project", version="1.0")
    known = {
        **{f"{name}_dir": "__DEFAULT__" for name in ("source", "target", "tm", "glossary")},
        "glossary_file": "__DEFAULT__",
        "dictionary_dir": "__DEFAULT__",
        "source_lang": made.tags[0],
        "target_lang": made.tags[1],
        "source_tok": f"org.omegat.tokenizer.{_TOKENIZERS.get(made.src_lang, 'DefaultTokenizer')}",
        "target_tok": f"org.omegat.tokenizer.{_TOKENIZERS.get(made.tgt_lang, 'DefaultTokenizer')}",
        "sentence_seg": "true" if segments else "false",
        "support_default_translations": "true",
        "remove_tags": "false",
    }
    for name, value in known.items():
        etree.SubElement(project, name).text = value
    made_bytes: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True, pretty_print=True)
    return made_bytes


def _xliff(made: Pretranslation, losses: Losses) -> bytes:
    """The document as OmegaT's filter wants it: the source in `target` as well."""
    root = etree.Element(f"{{{_XLIFF}}}xliff", {"version": "1.2"}, nsmap={None: _XLIFF})
    attributes = {
        "original": xml_text(made.name or "text", losses),
        "source-language": made.tags[0],
        "target-language": made.tags[1],
        "datatype": "plaintext",
    }
    body = etree.SubElement(etree.SubElement(root, f"{{{_XLIFF}}}file", attributes), f"{{{_XLIFF}}}body")
    for number, sentence in enumerate(made.sentences, 1):
        unit = etree.SubElement(body, f"{{{_XLIFF}}}trans-unit", {"id": f"s{number}"})
        for side in ("source", "target"):
            etree.SubElement(unit, f"{{{_XLIFF}}}{side}").text = xml_text(sentence.text, losses)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written
