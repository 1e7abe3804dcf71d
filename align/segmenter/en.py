"""Rules of English, as the United Nations writes it."""

from __future__ import annotations

from align.segmenter.rules import Rules, words

__all__ = ["RULES"]

RULES = Rules(
    "en",
    joining=words("""
        Mr. Mrs. Ms. Messrs. Mmes. Mx. Dr. Drs. Prof. Rev. Fr. Hon. Rt. St. Ste. Sts. Mt. Ft. Gen. Col. Lt. Maj. Capt.
        Cmdr. Adm. Brig. Sgt. Det. Sens. Cpl. Insp. Supt. Gov. Sen. Rep. Reps. Pres. Amb. H.E. H.R.H. H.M. T.E. Msgr. Sr. Sra.
        e.g. i.e. cf. viz. vs. v. ca. c. approx. incl. esp. resp. al. seq. op. loc. trans. transl. eds. comp. i.a.
        e.g., c.f. a.k.a. est. dept. attn. Corp. Const. """)
    - words("al. seq. Corp. dept. est."),
    numbered=words("""
        No. Nos. Nr. para. paras. par. pars. subpara. subparas. p. pp. art. arts. vol. vols. ch. chap. chaps. sect.
        sects. sec. secs. fig. figs. tab. app. annex. add. rev. corr. amend. res. dec. suppl. supp. ser. pt. pts. ed.
        cl. reg. regs. r. rr. col. cols. l. ll. n. nn. fn. sess. mtg. doc. docs. ref. refs. ex. exs. item. Jan. Feb.
        Mar. Apr. Jun. Jul. Aug. Sept. Sep. Oct. Nov. Dec. tel. ext. ver. U.N.T.S. A.D.""")
    - words("item. annex. ref. refs. add. ex."),
    doubtful=words("""
        U.S. U.K. U.N. U.A.E. U.S.A. U.S.S.R. E.U. D.C. N.Y. L.A. Inc. Ltd. Co. Corp. Bros. Jr. Sr. Esq. Ph.D. M.D.
        B.A. M.A. LL.M. S.A. S.p.A. GmbH. Ave. Blvd. Rd. dept. est. al. B.C. P.O. U.S.C. et. seq.""")
    - words("Sr. et."),
    lettered=words("""
        annex appendix chapter part section goal target table group category schedule class type grade
        option phase committee article figure chart map box attachment enclosure panel list paragraph
        paragraphs tier level scenario programme zone form item module vitamin volume cluster pillar outcome
        output annexes"""),
    openers=words("""
        the this that these those it its he she they we you his her their our my there here in on at by for from with
        to of as if when while where since although though however moreover furthermore nevertheless therefore thus
        hence also after before during under over upon according but and yet nor so such some many most all both each
        every several other others another any no not only one two three what who why how which see is are was were
        has have had do does did will would can could should may might must let between among through throughout
        despite following given because unless until without within regarding concerning meanwhile instead
        additionally finally first second third subsequently similarly consequently accordingly overall today
        """),
    speech=words("asked said cried replied shouted answered added reported thought whispered protested snapped told"),
    within=words("""
        a.m. p.m. EST EDT CST CDT MST MDT PST PDT GMT UTC BST CET CEST ET PT Eastern Pacific Central Monday Tuesday
        Wednesday Thursday Friday Saturday Sunday"""),
)  # fmt: skip
