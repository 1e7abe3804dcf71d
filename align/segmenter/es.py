"""Rules of Spanish, as the United Nations writes it."""

from __future__ import annotations

from align.segmenter.rules import Rules, words

__all__ = ["RULES"]

RULES = Rules(
    "es",
    joining=words("""
        Sr. Sra. Sres. Sras. Srta. Dr. Dra. Dres. Prof. Profa. Lic. Ing. Arq. Excmo. Excma. Ilmo. Ilma. S.E. S.M. Gral.
        Cnel. Cap. Mons. Sto. Sta. D. Dña. Ud. Uds. Vd. Vds. p.ej. cf. cfr. v. vs. aprox. tel. op. cit. ibíd. av.
        avda. Fr.""") - words("ibíd. cit."),
    numbered=words("""
        núm. núms. nro. no. n.º art. arts. párr. párrs. pág. págs. p. pp. vol. vols. cap. caps. secc. fig. figs. t. add.
        rev. corr. res. dec. supl. ed. inc. apdo. ap. ene. feb. mar. abr. jun. jul. ago. sept. oct. nov. dic."""),
    doubtful=words("EE.UU. EE. UU. S.A. Ltda. Cía. Inc. Jr. etc. a.C. d.C. R.U. N.U. O.N.U. U.E."),
    lettered=words("""
        anexo apéndice capítulo parte sección cuadro grupo categoría artículo figura gráfico objetivo meta
        recuadro fase opción comité tema párrafo título volumen"""),
    openers=words("""
        el la los las lo un una unos unas él ella ellos ellas ello en de del a al por para con sin sobre entre según
        desde hasta tras durante mediante pero y o ni si cuando como aunque porque sin embargo además asimismo también
        este esta estos estas ese esa esos esas esto eso aquel su sus se no es son fue fueron ha han hay todo todos
        toda todas cada muchos varios algunos así luego después antes finalmente véase véanse qué quién cómo cuándo
        dónde nuestro nuestra"""),
)  # fmt: skip
