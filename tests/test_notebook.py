"""What a notebook shows of a document, a bitext and a glossary: a short table, never the whole of it."""

from __future__ import annotations

from align import Bitext, read
from align.types import Bead, Segment
from glossary import Concept, Glossary, Term


def test_a_document_shows_its_first_paragraphs_and_how_many_more_there_are(seeds):
    document = read(seeds / "gc20-item22.en.txt")
    shown = document._repr_html_()
    assert document.paragraphs[0].text in shown
    assert f"{len(document.paragraphs) - 20} more" in shown
    assert shown.count("<tr>") == 22


def test_a_bitext_shows_its_beads_and_escapes_what_looks_like_markup():
    pair = Bitext((Segment("甲<b>"),), (Segment("A & B"),), (Bead((0,), (0,), 0.5),), "zh", "en")
    assert "<td>0.50</td><td>甲&lt;b&gt;</td><td>A &amp; B</td>" in pair._repr_html_()


def test_a_glossary_shows_its_best_entries(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")))])
    assert "<td>工发组织</td><td>UNIDO</td><td>proposed</td>" in glossary._repr_html_()
