"""A project of OmegaT for a new document: the document, the memory in the folders that OmegaT gives meaning to, the terms.

`tm/auto` holds what is certain, which OmegaT fills in by itself; `tm/penalty-001` the proposals with something carried
over, which it shows with 99%; `tm/matches.tmx` every match as it was translated, with OmegaT's own percentage;
`glossary/terms.txt` the known terms. OmegaT's filter for XLIFF translates what stands in `target`, so a document that
OmegaT cannot read itself goes in as XLIFF 1.2 with its source there.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from lxml import etree

from align.formats.rows import Losses, xml_text
from glossary.errors import InvalidOption
from glossary.exchange.losses import Losses as TermLosses
from glossary.exchange.omegat import write_omegat
from glossary.memory import tmx
from glossary.memory.types import Pretranslation

__all__ = ["READS", "write"]

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
        raise InvalidOption("this is there already", where=folder, remedy="name a new folder with -o")
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
    every = [(one, match) for one in made.sentences for match in one.matches]
    memories = {
        "tm/auto/certain.tmx": [(m.source, m.target, m) for one, m in every if m is one.best and m.certain],
        "tm/penalty-001/carried-over.tmx": [
            (one.text, m.proposal, m) for one, m in every if m is one.best and m.kind == "all but numbers"
        ],
        "tm/matches.tmx": [(m.source, m.target, m) for _, m in every],
    }
    for path, pairs in memories.items():
        if pairs:
            with (folder / path).open("wb") as stream:
                tmx.write_pairs(pairs, made, stream)
    concepts = {known.concept.id: known.concept for one in made.sentences for known in one.terms}
    if concepts:
        out = io.BytesIO()
        write_omegat(concepts.values(), out, TermLosses(), direction=(made.src_lang, made.tgt_lang))
        (folder / "glossary" / "terms.utf8").write_bytes(out.getvalue())
    losses.written = len(made.sentences)
    return losses


def _settings(made: Pretranslation, *, segments: bool) -> bytes:
    """The project's file; OmegaT `segments` the document where it is not sentence by sentence already."""
    root = etree.Element("omegat")
    project = etree.SubElement(root, "project", version="1.0")
    known = {
        **{f"{name}_dir": "__DEFAULT__" for name in ("source", "target", "tm", "glossary")},
        "glossary_file": "__DEFAULT__",
        "dictionary_dir": "__DEFAULT__",
        "source_lang": made.src_lang,
        "target_lang": made.tgt_lang,
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
        "source-language": made.src_lang,
        "target-language": made.tgt_lang,
        "datatype": "plaintext",
    }
    body = etree.SubElement(etree.SubElement(root, f"{{{_XLIFF}}}file", attributes), f"{{{_XLIFF}}}body")
    for number, sentence in enumerate(made.sentences, 1):
        unit = etree.SubElement(body, f"{{{_XLIFF}}}trans-unit", {"id": f"s{number}"})
        for side in ("source", "target"):
            etree.SubElement(unit, f"{{{_XLIFF}}}{side}").text = xml_text(sentence.text, losses)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written
