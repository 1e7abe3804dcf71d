"""Two languages without a dictionary: German and French passages of our own, and what is left out of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align.alignment.aligner import align
from align.alignment.lattice import Lattice, first_pass
from align.alignment.model import Model, feature_matrix
from align.lexicon.core_vocabulary import LANGUAGES, core_pairs, notions
from align.lexicon.ibm_model1 import association
from align.lexicon.links import links
from align.resources import FOLDER
from align.words import index, normalized, words
from benchmarks.training import Beads, strict, without

ASCENT = """\
Am 3. August 1887 brachen wir um zwei Uhr morgens von der Hütte auf.	Le 3 août 1887, à deux heures du matin, nous quittâmes la cabane.
Der Himmel war klar und die Sterne leuchteten über dem Gletscher.	Le ciel était clair et les étoiles brillaient au-dessus du glacier.
Unser Führer Peter Anderegg ging voran, die Laterne in der Hand.	Notre guide Peter Anderegg marchait en tête, la lanterne à la main.
Niemand sprach ein Wort.	Personne ne disait mot.
Nach einer Stunde erreichten wir den Rand des Gletschers.	Au bout d'une heure, nous atteignîmes le bord du glacier.
Hier legten wir das Seil an. || Der Schnee war hart gefroren.	C'est là que nous mîmes la corde, car la neige était durement gelée.
Um fünf Uhr standen wir auf dem Sattel, 3410 Meter über dem Meer.	À cinq heures, nous étions sur le col, à 3410 mètres d'altitude.
Ein kalter Wind empfing uns, und Anderegg riet, sogleich weiterzugehen; wir assen also nur ein Stück Brot.	Un vent froid nous accueillit et Anderegg conseilla de repartir aussitôt. || Nous ne mangeâmes donc qu'un morceau de pain.
«Wird das Wetter halten?» fragte mein Freund Meyer.	« Le temps tiendra-t-il ? » demanda mon ami Meyer.
Der Führer schwieg und zeigte nach Westen.	Le guide se tut et montra l'ouest.
Dort stand eine graue Wolke über dem Montblanc.	Un nuage gris y était suspendu au-dessus du Mont-Blanc.
So ging es denn.	·
Der Grat wurde schmaler, und auf beiden Seiten fiel der Fels steil ab.	L'arête se rétrécissait et, des deux côtés, le rocher tombait à pic.
Wir kletterten langsam und prüften jeden Griff.	Nous grimpions lentement en éprouvant chaque prise.
An einer Stelle musste Anderegg fast 40 Stufen in das Eis hauen.	À un endroit, Anderegg dut tailler près de 40 marches dans la glace.
Meyer zählte sie laut.	Meyer les comptait à haute voix.
·	Il avait toujours aimé les chiffres.
Endlich, um neun Uhr, betraten wir den Gipfel.	Enfin, à neuf heures, nous foulâmes le sommet.
Wer kann diese Aussicht beschreiben?	Qui peut décrire cette vue ?
Im Süden lag Italien, im Norden die ganze Schweiz bis zum Jura.	Au sud s'étendait l'Italie, au nord toute la Suisse jusqu'au Jura.
Wir blieben eine halbe Stunde. || Dann begann der Abstieg.	Nous restâmes une demi-heure, puis la descente commença.
Der Schnee war nun weich geworden, und zweimal brach Meyer bis zur Brust ein.	La neige était maintenant devenue molle et, par deux fois, Meyer enfonça jusqu'à la poitrine.
Doch das Seil hielt!	Mais la corde tint bon !
Gegen Mittag erreichten wir wieder die Hütte, wo der Wirt uns mit Suppe und Wein erwartete; am Abend sassen wir in Zermatt.	Vers midi, nous avions regagné la cabane, où l'hôte nous attendait avec de la soupe et du vin. || Le soir, nous étions assis à Zermatt.
Der Gipfel des Berges war mit neuem Schnee bedeckt.	Le sommet de la montagne était couvert de neige nouvelle.
Die Hütte gehört seit 1879 der Sektion Bern.	La cabane appartient depuis 1879 à la section de Berne.
Sie bietet Platz für 16 Personen.	Elle offre de la place à 16 personnes.
Der Führer erhielt 60 Franken.	Le guide reçut 60 francs.
Im folgenden Jahr kehrten wir zurück, aber das Wetter war schlecht.	L'année suivante, nous revînmes, mais le temps était mauvais.
Der Gletscher ist seither um 120 Meter zurückgegangen.	Le glacier a reculé depuis lors de 120 mètres.
"""


def passage(rows: str = ASCENT) -> tuple[list[str], list[str], Beads]:
    de: list[str] = []
    fr: list[str] = []
    gold: Beads = []
    for row in rows.splitlines():
        a, b = ([part for part in side.split(" || ") if part != "·"] for side in row.split("\t"))
        gold.append((tuple(range(len(de), len(de) + len(a))), tuple(range(len(fr), len(fr) + len(b)))))
        de += a
        fr += b
    return de, fr, gold


def test_a_german_and_a_french_account_of_an_ascent_are_aligned() -> None:
    de, fr, gold = passage()
    there = align(de, fr, src_lang="de", tgt_lang="fr").beads
    back = align(fr, de, src_lang="fr", tgt_lang="de").beads
    assert strict([([(b.src, b.tgt) for b in there], gold)]) > 0.9
    assert strict([([(b.tgt, b.src) for b in back], gold)]) > 0.9


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize(("start", "count"), [(4, 4), (10, 10), (18, 6)])
def test_a_part_that_is_missing_on_one_side_is_reported_as_left_out(side: int, start: int, count: int) -> None:
    one, other, gold = without(*passage(), side, start, count)
    beads = align(one, other, src_lang="de", tgt_lang="fr").beads
    found = [(bead.src, bead.tgt) for bead in beads]
    assert strict([(found, gold)]) > 0.9
    gone = {bead for bead in gold if not all(bead)}
    assert len(gone & set(found)) >= len(gone) - 1


def probabilities(lattice: Lattice) -> NDArray[np.float32]:
    """Of every bead, by the weights of any two languages."""
    return Model.load("de", "fr", "first").posterior(lattice, feature_matrix(lattice, "first"))


def test_words_that_meet_again_and_again_are_associated_and_their_inflections_with_them() -> None:
    de = ["Der Gletscher liegt dort.", "Die Spalten des Gletschers sind tief.", "Gletscher sind kalt.", "Es regnet."]
    fr = ["Le glacier est là.", "Les crevasses du glacier sont profondes.", "Un glacier est froid.", "Il pleut."]
    left, right = index(de, "de"), index(fr, "fr")
    lattice = first_pass(left, right, links(left, right))
    rows, columns, values = association(lattice.beads, probabilities(lattice), left, right)
    found = {(left.types[i], right.types[j]): v for i, j, v in zip(rows, columns, values.tolist(), strict=True)}
    assert found["gletscher", "glacier"] == found["gletschers", "glacier"]
    assert found["gletscher", "glacier"] == max(v for (a, _), v in found.items() if a == "gletscher")
    assert all(0 < value <= 1 for value in found.values())


def test_a_long_text_teaches_by_a_part_of_its_beads() -> None:
    de, fr, _ = passage()
    left, right = index(de * 5, "de"), index(fr * 5, "fr")
    lattice = first_pass(left, right, links(left, right))
    one = association(lattice.beads, probabilities(lattice), left, right)
    few = association(lattice.beads, probabilities(lattice), left, right, most=15_000)
    assert 0 < len(few[0]) < len(one[0])


def test_every_row_of_the_core_has_words_in_every_language() -> None:
    head, *rows = (FOLDER / "core.tsv").read_text(encoding="utf-8").splitlines()
    assert tuple(head.split("\t")) == LANGUAGES
    assert all(len(row.split("\t")) == len(LANGUAGES) and all(row.split("\t")) for row in rows)
    # what stands for all words that begin so must not be so short that it stands for anything
    assert all(len(word) > 2 for row in rows for word in row.split() if word.endswith("-"))


def test_common_words_of_two_languages_meet_in_their_notions_inflected_or_not() -> None:
    left, right = index(["Wir erreichten die Hütte im Winter."], "de"), index(["C'est l'hiver à la cabane."], "fr")
    found = {(left.types[i], right.types[j]) for i, j, _ in core_pairs(left, right)}
    assert {("hutte", "cabane"), ("winter", "hiver")} <= found
    assert ("hutte", "hiver") not in found
    assert notions("winters", "de") == notions("winter", "de") != set()
    assert not list(core_pairs(left, index(["Zimní chata."], "cs")))


def test_numbers_meet_however_their_thousands_and_decimals_are_written() -> None:
    french = words("Le 1er août, 4 478 mètres, 1 250 000 francs et 3,5 km en 1865 300 fois", "fr")
    assert [w for w in french if w[0].isdigit()] == ["1", "4 478", "1 250 000", "3,5", "1865", "300"]
    german = [normalized(w, "de") for w in words("4.478 4'478 4478 3,5 3.5 1.250.000", "de")]
    assert german == ["4478", "4478", "4478", "3.5", "3.5", "1250000"]


def test_what_french_elides_is_a_word_of_its_own_and_english_keeps_its_genitive() -> None:
    assert words("l'altitude d’Anderegg", "fr") == ["l", "altitude", "d", "Anderegg"]
    assert words("Anderegg's rope", "en") == ["Anderegg's", "rope"]


@settings(max_examples=30, deadline=None)
@given(*[st.lists(st.text(alphabet="abcé ß12.,?«»'", max_size=9), max_size=7)] * 2)
def test_every_sentence_of_any_two_languages_is_in_one_bead(src: list[str], tgt: list[str]) -> None:
    beads = align(src, tgt, src_lang="de", tgt_lang="fr").beads
    assert [k for bead in beads for k in bead.src] == list(range(len(src)))
    assert [k for bead in beads for k in bead.tgt] == list(range(len(tgt)))
