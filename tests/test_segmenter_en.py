"""Golden rules of English: each text is written with | where one sentence ends and the next begins."""

from __future__ import annotations

import pytest

from align.segmenter import split

GOLD = [
    # ends
    "The Conference adopted the resolution. | The meeting rose.",
    "Who is responsible? | The Director General is.",
    "Act now! | Time is short.",
    "Really?! | Nobody believed it.",
    "The meeting was held in 2022. | The next is planned.",
    "It was held in 2022. | 105 States attended.",
    "It amounted to 45%. | Exports followed.",
    "Nothing was said… | The meeting went on.",
    "Nothing was said... | The meeting went on.",
    "Nothing was said . . . | The meeting went on.",
    "Nothing was said... and the meeting went on.",
    "I . . . do not know.",
    "It was a vitamin C. | The rest is known.",
    # abbreviations of titles and names
    "H.E. Mr. A. B. Smith took the floor. | He spoke for an hour.",
    "Ms. Jones and Dr. Wang agreed. | Prof. Li did not.",
    "Messrs. Smith and Jones left.",
    "St. Vincent and the Grenadines voted in favour. | St. Lucia abstained.",
    "John F. Kennedy spoke. | He was applauded.",
    "The report by J. Smith was noted. | It was long.",
    "J.-P. Dupont was elected. | He accepted.",
    "Lt. Gen. Romeo Dallaire reported. | The Council took note.",
    "Martin Luther King Jr. was quoted. | Nobody objected.",
    "Siemens Inc. Germany and Acme Ltd. Vienna signed.",
    "It was signed by Acme Ltd. | The other company did not sign.",
    # abbreviations of UN prose
    "See No. 5 of the series. | See also Nos. 6 and 7.",
    "See para. 3 above. | It refers to paras. 4-6.",
    "See pp. 3-5 and p. 9. | They are short.",
    "Art. 5 and arts. 6 and 7 apply. | Sect. II does not.",
    "See vol. II, chap. IV, sect. A. | The rest is omitted.",
    "Vol. II was published. | Vol. III was not.",
    "See fig. 3. | It shows growth.",
    "Many States, e.g. Austria, agreed. | Others, i.e. those absent, did not.",
    "Cf. General Assembly resolution 70/1. | See also A/RES/70/2.",
    "Compare, e.g., Austria. | It is a member.",
    "Smith et al. Report on trade is cited. | It is old.",
    "See Smith et al. | The study is old.",
    "The Board discussed trade, industry, etc. | It then adjourned.",
    "Trade, industry, etc. were discussed.",
    "Ibid. | See also the annex.",
    "Ibid., para. 5. | Ibid., p. 7.",
    "The answer was no. | We left.",
    "No. | We did not agree.",
    # symbols, numbers, addresses
    "The Board took note of A/RES/70/1. | It also took note of GC.18/Res.9. | It adjourned.",
    "See IDB.51/CRP.4 and IDB.50/Dec.6. | They are available.",
    "See GC.19/18/Add.1 and Corr.1. | They are available.",
    "See document A/72/1/Rev.1 The text was amended.",
    "Growth was 5.3 per cent. | It had been 4.9 per cent.",
    "It cost $3.5 million. | The budget was $4 million.",
    "It is 5.3. | The rest follows.",
    "See www.unido.org/files/annual-report.pdf. | It is long.",
    "See http://undocs.org/GC.19/18?lang=en. | It is long.",
    "The meeting began at 9 a.m. on Monday. | It ended at 6 p.m. | Nobody left early.",
    "The meeting began at 9 a.m. Monday and ended at 6 p.m. Vienna time.".replace("Vienna time", "GMT"),
    "On 3 Dec. 2022 it met. | On Jan. 5 it met again.",
    # countries
    "The U.S. Government agreed. | The U.K. delegation abstained.",
    "It was held in the U.S. | The next will be held in Vienna.",
    "The U.S. and the U.K. agreed.",
    "Washington, D.C. was chosen. | It was cold.",
    # quotes and brackets after the stop
    "He said, “We agree.” | The others agreed.",
    'He said, "We agree." | The others agreed.',
    "He said, 'We agree.' | The others agreed.",
    "“Do we agree?” | “We do.”",
    '"Do we agree?" he asked. | "We do!" they said.',
    "“Do we agree?” Mr. Wang asked. | They did.",
    "“Do we agree?” Wang asked. | They did.",
    "“We agree. | We sign.” | They signed.",
    "The plan was adopted (see para. 3). | The meeting rose.",
    "The plan was adopted. (See para. 3.) | The meeting rose.".replace(". (", ". | ("),
    "The plan (see sect. II. The text was amended.) was adopted. | The meeting rose.",
    "It is called “Act now!” in the plan. | It is short.",
    "He asked [why?] and left. | Nobody answered.",
    "It stated that “all is well […]. | No more is known.”",
    # lists, labels, headings
    "UNIDO provides: (a) advice; (b) training; and (c) forums. | Governments welcomed it.",
    "UNIDO provides: (i) policy inputs; (ii) technical advice; and (iii) forums.",
    "1. According to the World Bank, most are middle-income countries. | They are many.",
    "12. Technical cooperation remains important. | It is funded.",
    "I. Introduction",
    "IV. Action required of the Conference",
    "A. Background",
    "(a) Background. | (b) Trends.",
    "The following were noted. | • Growth. | • Trade.",
    "Vienna, 27 November–1 December 2023",
    # footnote marks
    "It was published in 2022.1 | See the annex.",
    "The plan was adopted.1 | The meeting rose.",
    "The plan was adopted.12 | The meeting rose.",
    "He said, “We agree.”3 | The others agreed.",
    "Services followed (4.4 per cent).1 | The Hub includes training.",
    "The plan was adopted.³ | The meeting rose.",
    "The plan was adopted.[3] | The meeting rose.",
    "The plan was adopted.* | The meeting rose.",
    "The plan was adopted in IDB.51 The text follows.",
    "See Add.1 The text follows.",
    "Growth of 5.3 Million was reported.",
    "See version 2.1 The text follows.",
    # labels within a sentence, references at its end
    "Recalling its resolution, 1. Decides to act; 2. Requests a report. | It adjourned.",
    "See annex I. | Table 2 shows it.",
    "See appendix B. | Growth is shown there.",
    "Goal 9. Build resilient infrastructure",
    "Gen. (ret.) A. Smith spoke. | He left.",
    "He spoke. | (Applause.) | He left.",
    "The Board, in dec. IDB.50/Dec.6, agreed. | It adjourned.",
    "Gen. (ret.) Smith (U.S.A.) spoke. | He left.",
    # other signs
    "The plan was adopted. | – The meeting rose.",
    "The plan was adopted. | “The meeting rose.”",
    "The plan was adopted. | 中国代表团表示支持。",
    "Yahoo! and others attended. | It was full.",
]


@pytest.mark.parametrize("gold", GOLD)
def test_english(gold):
    text = gold.replace(" | ", " ")
    assert [text[start:end] for start, end in split(text, "en")] == gold.split(" | ")


def test_a_lost_space_between_sentences_is_seen_before_a_word_that_opens_them():
    text = "The meeting rose.The others left. See example.Com and unido.The."
    assert [text[a:b] for a, b in split(text, "en")] == [
        "The meeting rose.",
        "The others left.",
        "See example.Com and unido.The.",
    ]


def test_there_are_enough_golden_rules():
    assert len(set(GOLD)) >= 60


def test_broken_lines_are_white_space_and_a_blank_line_ends_a_sentence():
    text = "The Conference adopted\nthe resolution. The\nmeeting rose\n\nII. Global trends\n\nGrowth is slow."
    assert [text[a:b] for a, b in split(text, "en")] == [
        "The Conference adopted\nthe resolution.",
        "The\nmeeting rose",
        "II. Global trends",
        "Growth is slow.",
    ]
