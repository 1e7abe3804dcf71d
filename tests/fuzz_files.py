"""Real files, damaged at random, given to every reader and importer: run by `make fuzz`, and shortly in the suite.

    python tests/fuzz_files.py --seconds 600

A case falls where a reader ends in anything but a result or one of our own errors: a traceback, a death of its process,
or more memory, time or output than a file of this size may take. What fell is kept in --keep, to be mended.
"""

from __future__ import annotations

import argparse
import collections
import io
import os
import random
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from made_files import AKN, PO, SRT, TMX, VTT, XLIFF, epub, packed, pptx, xlsx

from align.errors import DuizhaoError
from align.types import Bead, Bitext, Segment

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
ZH = "一、导言\n\n1. 大会通过了第70/1号决议。工发组织支持绿色氢价值链（见附件）。\n\n2. 请执行主任提交报告。\n"
EN = "I. Introduction\n\n1. The General Assembly adopted resolution 70/1. UNIDO supports green hydrogen (see annex).\n\n2. It requests a report.\n"

TOKENS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"&#0;", b"&#xD800;", b"&a;", b"<!--", b"-->", b"<![CDATA[", b"]]>",
    b"99999999999", b"-1", b"NaN", b"1e999", b"null", b"\xc2\xb2", "²".encode(), "٣".encode(), b"''", b'"', b"\t", b"\r", b"\n\n", b"\x1a", b"{", b"}", b"[", b"]", b"(", b")",
    b"<", b">", b"</", b"/>", b"=", b"|", b",", b";", b"\\", b"..", b"/", b"%1", b"xml:lang", b"zh", b"en", b"xx", b"true", b"2020-13-45", b"\xe2\x80\xae", b"\xf0\x9f\x98\x80",
]  # fmt: skip
"""What is put into a file: what parsers trip over, and pieces of their own languages."""


def documents() -> dict[str, bytes]:
    """A small document in every format that needs no other program."""
    import docx

    out: dict[str, bytes] = {}
    for name, text in (("zh", ZH), ("en", EN)):
        out[f"{name}.txt"] = text.encode()
        out[f"{name}.gb.txt"] = text.encode("gb18030")
        out[f"{name}.16.txt"] = text.encode("utf-16")
        out[f"{name}.md"] = (
            "# " + text + "\n| a | b |\n|---|---|\n| 1 | [x](http://a.b) |\n\n[^1]: **note** `c`\n- item\n"
        ).encode()
        out[f"{name}.html"] = (
            '<html><head><meta charset="utf-8"><title>t</title></head><body><main><h1>' + text.replace("\n\n", "</h1><p>")
            + '</p><ol start="3" type="a"><li>one<sup>1</sup></li></ol><table><tr><td colspan="2">x</td></tr></table></main></body></html>'
        ).encode()  # fmt: skip
        made = docx.Document()
        made.add_heading(text[:8], 1)
        for part in text.split("\n\n"):
            made.add_paragraph(part)
            made.add_paragraph(part[:9], style="List Number")
        made.add_table(2, 2).cell(0, 0).text = text[:5]
        stream = io.BytesIO()
        made.save(stream)
        out[f"{name}.docx"] = stream.getvalue()
    out["a.pdf"] = pdf(EN)
    return out | more_documents()


def more_documents() -> dict[str, bytes]:
    """Slides, sheets, books, subtitles, laws, and the formats of segment pairs read as documents."""
    made = {"a.srt": SRT, "a.vtt": VTT, "a.po": PO, "doc.tmx": TMX, "doc.xlf": XLIFF, "a.akn": AKN}
    out = {"a.pptx": pptx(), "a.xlsx": xlsx(), "a.epub": epub(), **{name: text.encode() for name, text in made.items()}}
    out["doc.csv"] = 'zh,en\n大会通过了决议。,The Conference adopted the resolution.\n“是”,"yes, so"\n'.encode()
    return out


def archives() -> dict[str, bytes]:
    """Documents packed together, and the copy of a glossary."""
    from glossary.store.backup import backup
    from glossary.store.glossary import Glossary
    from glossary.types import Concept, Term

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "g")
        Glossary.open(home, create=True).add([Concept("c1", (Term("大会", "zh"), Term("assembly", "en")))], by="Li")
        backup(home, Path(folder, "copy.tar"))
        return {
            "a.zip": packed({"GC20_14_C.txt": ZH, "GC20_14_E.txt": EN}),
            "copy.tar": Path(folder, "copy.tar").read_bytes(),
        }


def restore_copy(path: Path) -> None:
    from glossary.store.backup import restore

    with tempfile.TemporaryDirectory() as folder:
        restore(path, Path(folder, "g"))


def pdf(text: str) -> bytes:
    """A PDF of one page of text, with its table of objects."""
    lines = " ".join(f"({line}) Tj 0 -14 Td" for line in text.replace("(", "[").replace(")", "]").splitlines())
    content = f"BT /F1 11 Tf 60 780 Td {lines} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )
    return bytes(out)


def bitexts() -> dict[str, bytes]:
    """A small bitext in every format that is read back."""
    from align.formats import FORMATS, write

    src = tuple(Segment(text, paragraph=n, number=str(n)) for n, text in enumerate(ZH.split("\n\n")))
    tgt = tuple(Segment(text, paragraph=n) for n, text in enumerate(EN.split("\n\n")))
    beads = tuple(Bead((n,), (n,), 0.9) for n in range(len(src)))
    bitext = Bitext(src, tgt, beads, "zh", "en", "a.txt", "b.txt")
    out = {}
    for name, format in FORMATS.items():
        if format.reads:
            stream = io.BytesIO()
            write(bitext, stream, format=name)
            out[f"a.{name}"] = stream.getvalue()
    return out


def glossaries() -> dict[str, bytes]:
    """Some entries in every format of exchange."""
    from glossary.exchange import FORMATS, write
    from glossary.types import Concept, Context, Term

    concepts = [
        Concept(
            f"c{n}",
            (Term(zh, "zh", "Hans", status="preferred"), Term(en, "en", type="acronym"), Term(en + "s", "en")),
            definition="Something (of a kind)",
            notes=("a note | of two parts",),
            contexts=(Context(zh, en, "zh", "en", "GC.20/14", "3", 4, 0.5),),
        )
        for n, (zh, en) in enumerate(
            [("工发组织", "UNIDO"), ("绿色氢", "green hydrogen"), ("大会", "General Assembly")]
        )
    ]
    out = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, format in FORMATS.items():
            path = Path(folder, f"g-{name}{format.suffix}")
            write(concepts, path, format=name)
            out[path.name] = path.read_bytes()
    out["g-long.csv"] = "id,language,term,status\n1,zh,工发组织,approved\n1,en,UNIDO,\n2,zh,大会,x\n".encode()
    return out


def mutated(data: bytes, random: random.Random) -> bytes:
    """The data with up to six damages; of an archive, more often inside one of its files than to the archive itself."""
    if data.startswith(b"PK\x03\x04") and random.random() < 0.85:
        return _mutated_archive(data, random)
    out = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        at = random.randrange(len(out) + 1)
        length = random.choice((1, 1, 4, 16, 200))
        kind = random.randrange(8)
        if kind == 0 and out:
            out[min(at, len(out) - 1)] ^= 1 << random.randrange(8)
        elif kind == 1:
            del out[at : at + length]
        elif kind == 2:
            out[at:at] = out[at : at + length] * random.choice((1, 2, 50, 3000))
        elif kind == 3:
            del out[at:]
        elif kind == 4:
            out[at:at] = random.choice(TOKENS) * random.choice((1, 1, 1, 300, 20_000))
        elif kind == 5:
            out[at : at + length] = random.choice(TOKENS)
        elif kind == 6:
            other = random.randrange(len(out) + 1)
            out[at : at + length] = out[other : other + length]
        else:
            _replace_number(out, random)
    return bytes(out)


def _replace_number(out: bytearray, random: random.Random) -> None:
    import re

    numbers = list(re.finditer(rb"\d+", out))
    if numbers:
        found = random.choice(numbers)
        out[found.start() : found.end()] = random.choice(
            (b"0", b"-1", b"99999999999", b"65536", "²".encode(), b"1e9", b"x")
        )


def _mutated_archive(data: bytes, random: random.Random) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = random.choice(names)
        for name in names:
            content = old.read(name)
            if name == chosen:
                if random.random() < 0.1:
                    continue
                content = mutated(content, random) if not content.startswith(b"PK\x03\x04") else content
            new.writestr(name, content)
    return stream.getvalue()


def read_document(path: Path) -> None:
    from align.readers import read

    document = read(path, language="en")
    for paragraph in document.paragraphs:
        for _, start, length in paragraph.runs:
            assert 0 <= start <= start + length <= len(document.text), "a run outside of the text"


def read_bitext(path: Path) -> None:
    from align.formats import FORMATS, read

    for bitext in read(path, format=path.name.rpartition(".")[2] if path.suffix[1:] in FORMATS else None):
        for bead in bitext.beads:
            assert all(n < len(bitext.src) for n in bead.src)
            assert all(n < len(bitext.tgt) for n in bead.tgt)


def import_terms(path: Path) -> None:
    from glossary.exchange import read

    for concept in read(path):
        assert concept.terms
        str(concept).encode()  # a lone surrogate would come out again in a file that nobody can read


def read_lexicon(path: Path) -> None:
    from align.lexicon.lexicon_file import LexiconFile

    for lexicon in LexiconFile.read(path).lexicons.values():
        assert all(chance >= 0 for chance, _ in lexicon.entries.values())


def evaluate(path: Path) -> None:
    from align.evaluate import evaluate_files

    evaluate_files([path, path])


def lexicons() -> dict[str, bytes]:
    """A learned lexicon."""
    from align.lexicon.learned import Lexicon

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "learned.parquet")
        Lexicon("zh", "en", {("大会", "assembly"): (0.9, 7), ("决议", "resolution"): (0.5, 3)}).write(path)
        return {path.name: path.read_bytes()}


def find_pairs(path: Path) -> None:
    from align.batch.discovery import find

    find([path])


MANIFESTS = {
    "m.toml": b'[[document]]\nsrc = "zh.txt"\ntgt = "en.txt"\nsrc_lang = "zh"\n',
    "m.csv": b"src,tgt,symbol\nzh.txt,en.txt,GC.20/14\n",
}


def cases() -> list[tuple[str, bytes, Callable[[Path], None]]]:
    """Every file with what reads it."""
    return [
        *((name, data, read_document) for name, data in documents().items()),
        *((name, data, read_bitext) for name, data in bitexts().items()),
        *((name, data, import_terms) for name, data in glossaries().items()),
        *((name, data, find_pairs) for name, data in MANIFESTS.items()),
        *((name, data, restore_copy if name == "copy.tar" else find_pairs) for name, data in archives().items()),
        *((name, data, read_lexicon) for name, data in lexicons().items()),
        ("a.ladder", b"[0,1]:[0]\n[2]:[]\n[3]:[1,2]\n", evaluate),
    ]


def run(case: tuple[str, bytes, Callable[[Path], None]], data: bytes, folder: Path) -> str:
    """How a case ended: `read`, the code of our error, or `FELL: why`."""
    name, _, target = case
    path = folder / name
    path.write_bytes(data)
    try:
        target(path)
        return "read"
    except DuizhaoError as error:
        if error.code in ("reader_fault", "over_limit"):
            return f"FELL: {error.what} {getattr(error, '__notes__', [''])[0][-600:]}"
        if "\n" in str(error):
            return f"FELL: more than one line: {str(error)!r}"
        return error.code
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        import traceback

        return f"FELL: {type(error).__name__}: {error} {traceback.format_exc()[-600:]}"


def rounds(seed: int, all_cases: list[tuple[str, bytes, Callable[[Path], None]]]) -> Iterator[tuple[int, int, bytes]]:
    """Numbers of rounds, of cases, and damaged data, without end; the same for the same seed."""
    number = 0
    while True:
        for which, case in enumerate(all_cases):
            yield number, which, mutated(case[1], random.Random(f"{seed}.{number}.{which}"))
        number += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", default="", help="part of a file's name")
    parser.add_argument("--keep", type=Path, default=Path("out/fuzz"))
    given = parser.parse_args()
    os.environ.setdefault("DUIZHAO_READ_SECONDS", "10")
    os.environ.setdefault("DUIZHAO_READ_MEMORY", "1500")
    all_cases = [case for case in cases() if given.only in case[0]]
    ends: collections.Counter[str] = collections.Counter()
    until = time.monotonic() + given.seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in (("zh.txt", ZH), ("en.txt", EN)):
            (folder / file).write_text(text, encoding="utf-8")
        for number, which, data in rounds(given.seed, all_cases):
            if time.monotonic() > until:
                break
            end = run(all_cases[which], data, folder)
            ends[end.partition(":")[0]] += 1
            if end.startswith("FELL"):
                given.keep.mkdir(parents=True, exist_ok=True)
                kept = given.keep / f"{given.seed}-{number}-{all_cases[which][0]}"
                shutil.copyfile(folder / all_cases[which][0], kept)
                print(f"{kept}: {end[:1500].encode('ascii', 'backslashreplace').decode()}", flush=True)
    total = sum(ends.values())
    print(f"{total:,} damaged files of {len(all_cases)} kinds (seed {given.seed}); {ends['FELL']} fell; {dict(ends)}")
    return 1 if ends["FELL"] else 0


if __name__ == "__main__":
    sys.exit(main())
