"""Rules of French, as the United Nations writes it."""

from __future__ import annotations

from align.segmenter.rules import Rules, words

__all__ = ["RULES"]

RULES = Rules(
    "fr",
    joining=words("""
        M. MM. Mme. Mmes. Mlle. Mlles. Dr. Pr. Prof. Me. Mgr. S.E. S.Exc. S.M. St. Ste. Sts. gén. col. cap. cdt. cf.
        c.-à-d. p.ex. ex. env. v. vs. id. op. loc. réf. tél. prés. av. bd."""),
    numbered=words("""
        no. nos. n. art. arts. al. par. para. p. pp. vol. chap. ch. sect. fig. tab. t. add. rev. corr. rés. déc. suppl.
        sér. éd. ann. app. janv. févr. avr. juil. sept. oct. nov. déc."""),
    doubtful=words("S.A. S.A.R.L. Cie. Ltd. Inc. É.-U. E.U. U.E. O.N.U. N.U. Jr. etc. R.-U."),
    lettered=words("""
        annexe appendice chapitre partie section tableau groupe catégorie article figure objectif cible
        encadré phase option comité point paragraphe titre volume"""),
    openers=words("""
        le la les l' l’ il elle ils elles on nous vous je un une des ce cet cette ces c'est c’est en dans sur par pour
        avec sans sous à au aux de du d' d’ mais ou et donc or ni car si lorsque quand comme selon après avant pendant
        depuis toutefois cependant néanmoins ainsi enfin ensuite puis aussi son sa ses leur leurs notre nos tout tous
        toute toutes plusieurs certains aucun voir conformément outre qui que quoi pourquoi comment y afin lors"""),
)  # fmt: skip
