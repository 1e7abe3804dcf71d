"""Rules of German, as the United Nations writes it."""

from __future__ import annotations

from align.segmenter.rules import Rules, words

__all__ = ["RULES"]

RULES = Rules(
    "de",
    joining=words("""
        Hr. Hrn. Fr. Dr. Prof. Dipl. Ing. Mag. S.E. I.E. Gen. Hl. St. bzw. ca. evtl. ggf. gem. inkl. einschl. insb.
        insbes. vgl. z.B. d.h. u.a. o.g. sog. s.o. s.u. i.d.R. i.V.m. u.U. v.a. z.T. zzgl. zz. z.Zt. betr. bspw. geb.
        gest. jew. lfd. o.ä. m.E. resp. rd. urspr. usf. versch. allg. dt. engl. frz. z. d. u. i. o. s. B. h. Tel. Str.
        """) - words("usf."),
    numbered=words("""
        Nr. Nrn. Abs. Art. Ziff. Bd. Bde. S. Kap. Abb. Tab. Anm. Anh. Ausg. Aufl. Dok. Res. Add. Rev. Corr. Bst. lit.
        Rn. Rz. Jan. Feb. Apr. Aug. Sept. Okt. Nov. Dez. No. Vol. para. p. pp."""),
    doubtful=words("U.S. U.S.A. Inc. Ltd. Co. Jr. usw. etc. e.V. a.D. a.M. i.R. Mio. Mrd. Tsd. n.Chr. v.Chr. Chr."),
    lettered=words("""
        anhang anlage kapitel teil abschnitt tabelle gruppe kategorie artikel abbildung ziel zielvorgabe
        kasten phase ausschuss punkt ziffer titel band"""),
    openers=words("""
        der die das dem den des ein eine einer einem einen er sie es wir ihr ich man dies diese dieser dieses jener in
        im am an auf aus bei mit nach von vom zu zum zur für durch gegen ohne um über unter vor seit während wegen trotz
        aber doch und oder denn wenn als ob da weil dass obwohl jedoch außerdem ferner zudem daher deshalb dann danach
        damit so auch nur nicht kein keine alle viele einige mehrere beide jeder was wer wie wo warum gemäß laut siehe
        hier dort heute inzwischen schließlich insgesamt sein seine ihre unser unsere"""),
    ordinals=True,
    closers=")]}“”’‘\"'«»‹›",
)  # fmt: skip
