"""Resolutions: the preambular clauses, which have no numbers, get a key that all languages share.

“回顾其第 70/1 号决议，” and “Recalling its resolution 70/1,” are both `pp:recalling`. Operative paragraphs are numbered
and keep their numbers, so that the keys, which begin with `pp:`, meet nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from align.types import Paragraph

__all__ = ["clause", "with_clauses"]

# What languages keep apart that Chinese writes alike (noting, taking note) shares a key.
_CLAUSES = {
    "recalling": r"回顾|回顧|忆及|憶及|recalling|having recalled|rappelant|recordando|ссылаясь|напоминая|إذ (?:ت|ي)شير",
    "reaffirming": r"重申|reaffirming|reiterating|réaffirmant|réitérant|reafirmando|reiterando|подтверждая|вновь подтверждая|إذ (?:ت|ي)ؤكد من جديد",
    "recognizing": r"认识到|認識到|确认|確認|承认|承認|recognizing|acknowledging|reconnaissant|reconociendo|признавая|إذ (?:ت|ي)درك|إذ (?:ت|ي)سلم",
    "noting": r"注意到|赞赏地注意到|满意地注意到|关切地注意到|感兴趣地注意到|noting|taking note|having noted|observing|notant|prenant note|constatant|observando|tomando nota|отмечая|принимая к сведению|إذ (?:ت|ي)لاحظ|إذ (?:ت|ي)حيط علما",
    "welcoming": r"欢迎|歡迎|welcoming|se félicitant|saluant|acogiendo con|приветствуя|إذ (?:ت|ي)رحب",
    "stressing": r"强调|強調|着重指出|著重指出|emphasizing|stressing|underlining|underscoring|soulignant|insistant|subrayando|poniendo de relieve|подчеркивая|особо отмечая|إذ (?:ت|ي)شدد",
    "expressing": r"表示|表达|expressing|exprimant|expresando|выражая|إذ (?:ت|ي)عرب",
    "concerned": r"关切|深为关切|严重关切|deeply concerned|gravely concerned|concerned|alarmed|préoccup|alarm|preocupad|profundamente preocupad|будучи .{0,20}обеспокоен|إذ (?:ت|ي)ساور",
    "bearing in mind": r"铭记|牢记|銘記|念及|bearing in mind|mindful|keeping in mind|ayant à l.esprit|consciente? |teniendo presente|памятуя|учитывая|إذ (?:ت|ي)ضع في اعتبار",
    "aware": r"意识到|意識到|aware|conscious|cognizant|consciente de|сознавая|إذ (?:ت|ي)عي",
    "convinced": r"深信|确信|相信|convinced|believing|convaincue?|convencid|будучи убежден|واقتناعا",
    "guided": r"遵循|以.{1,30}为指导|guided|guidée? par|guiad|руководствуясь|إذ (?:ت|ي)سترشد",
    "considering": r"审议了|審議了|考虑到|考慮到|having considered|having examined|considering|taking into account|ayant examiné|considérant|tenant compte|habiendo examinado|considerando|teniendo en cuenta|рассмотрев|принимая во внимание|وقد نظر",
    "affirming": r"申明|affirming|affirmant|afirmando|утверждая|заявляя",
    "acting": r"根据《?联合国宪章》?.{0,6}采取行动|acting|agissant|actuando|действуя|وإذ (?:ت|ي)تصرف",
    "determined": r"决心|決心|determined|resolved|déterminée?|résolue?|decidid|resuelt|преисполнен",
    "desiring": r"希望|切望|desiring|desirous|wishing|désireu|désirant|deseos|желая",
}  # fmt: skip
_ADVERBS = r"(?:又|还|并|再次|深为|也|同时|进一步|还?特别|also|further|once again|again|deeply|strongly|fully|firmly|rappelant également)\s*"
_CLAUSE = re.compile(
    rf"(?:{_ADVERBS})?(?:" + "|".join(f"(?P<c{n}>{words})" for n, words in enumerate(_CLAUSES.values())) + r")",
    re.IGNORECASE,
)
_KEYS = tuple(_CLAUSES)

# The body that speaks, on a line of its own: “大会，”, “The General Assembly,”.
_SPEAKER = re.compile(
    r"(?:大会|大會|安全理事会|安全理事會|经济及社会理事会|人权理事会|工业发展理事会|理事会|委员会|缔约方会议)[，,]$"
    r"|(?:The|La|L.|El|Le) ?[^.;:]{3,70},$|(?:Генеральная Ассамблея|Совет[^.;:]{0,60}|Генеральная конференция),$|إن .{3,60}،$"
)


def clause(text: str) -> str | None:
    """The shared key of a preambular clause, or None.

    >>> clause("又回顾其 2015 年 9 月 25 日第 70/1 号决议，"), clause("Further recalling its resolution 70/1,")
    ('pp:recalling', 'pp:recalling')
    >>> clause("Takes note of the report;") is None
    True
    """
    match = _CLAUSE.match(text) if text.rstrip()[-1:] in (",", "，", ";", "；", "、", "،") else None
    return None if match is None else "pp:" + _KEYS[next(n for n in range(len(_KEYS)) if match[f"c{n}"])]


def with_clauses(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs, with the key of a clause as the number of each unnumbered paragraph of a preamble.

    A preamble begins after the line on which a body speaks, and ends at the first numbered paragraph.

    >>> speech = [Paragraph("大会，"), Paragraph("回顾其决议，"), Paragraph("核可报告；", label="1.", number="1")]
    >>> [p.number for p in with_clauses(speech)]
    [None, 'pp:recalling', '1']
    """
    out: list[Paragraph] = []
    preamble = False
    for paragraph in paragraphs:
        if _SPEAKER.fullmatch(paragraph.text):
            preamble = True
        elif paragraph.label is not None and paragraph.kind != "footnote":
            preamble = False
        elif preamble and paragraph.number is None and (key := clause(paragraph.text)):
            paragraph = replace(paragraph, number=key)
        out.append(paragraph)
    return tuple(out)
