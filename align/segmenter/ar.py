"""Rules of Arabic, as the United Nations writes it."""

from __future__ import annotations

from align.segmenter.rules import Rules, words

__all__ = ["RULES"]

RULES = Rules(
    "ar",
    joining=words("د. أ. أ.د. م. السيد. ش. ج.م.ع. مثلا. هـ. ق.م. ص.ب. Mr. Ms. Dr. e.g. i.e. cf."),
    numbered=words("ص. ص.ص. ف. ج. ع. رقم. مج. ط. م. ق. No. para. paras. p. pp. vol. art."),
    doubtful=words("U.S. U.N. Inc. Ltd."),
    cased=False,
)
