"""What TBX-Basic and TBX-Min allow, and where; the names that other dialects and older versions use for the same.

From the Schematron schemas of the dialects (LTAC/TerminOrgs) and the data categories of ISO 30042:2008, annex A.
"""

from __future__ import annotations

__all__ = [
    "BASIC",
    "CATEGORIES",
    "MIN",
    "PARTS_OF_SPEECH",
    "SPECIAL",
    "STATUSES",
    "STATUS_VALUES",
    "TERM_TYPES",
    "allowed",
]

BASIC = {
    "administrativeStatus": "term",
    "partOfSpeech": "term",
    "geographicalUsage": "term",
    "grammaticalGender": "term",
    "termLocation": "term",
    "termType": "term",
    "customerSubset": "entry term",
    "projectSubset": "entry term",
    "source": "entry section term",
    "subjectField": "entry",
    "context": "term",
    "definition": "entry section",
    "crossReference": "entry term",
    "externalCrossReference": "entry section term",
    "xGraphic": "entry section",
    "transactionType": "entry section term",
    "responsibility": "entry section term",
}
"""Data categories of TBX-Basic and the levels they may stand at."""

MIN = {
    category: BASIC[category]
    for category in ("administrativeStatus", "partOfSpeech", "customerSubset", "subjectField", "externalCrossReference")
}

CATEGORIES = {
    "administrativeStatus": ("termNote", "min"),
    "partOfSpeech": ("termNote", "min"),
    "customerSubset": ("admin", "min"),
    "subjectField": ("descrip", "min"),
    "externalCrossReference": ("xref", "min"),
    "geographicalUsage": ("termNote", "basic"),
    "grammaticalGender": ("termNote", "basic"),
    "termLocation": ("termNote", "basic"),
    "termType": ("termNote", "basic"),
    "projectSubset": ("admin", "basic"),
    "source": ("admin", "basic"),
    "context": ("descrip", "basic"),
    "definition": ("descrip", "basic"),
    "crossReference": ("ref", "basic"),
    "transactionType": ("transac", "basic"),
    "responsibility": ("transacNote", "basic"),
    "xGraphic": ("xref", "basic"),
}
"""Data category: the element that carries it in DCA, the module whose namespace it has in DCT."""

STATUSES = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "deprecated": "deprecatedTerm-admn-sts",
    "superseded": "supersededTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}
"""Our administrative statuses in TBX-Basic."""

SPECIAL = {
    "forbidden": ("status", "deprecated", "forbidden"),
    "proper": ("part_of_speech", "noun", "properNoun"),
    "symbol": ("type", "fullForm", "symbol"),
}
"""Finer than TBX-Basic: a term's field, what it is written as, what it is. The facts of an entry name such terms."""

STATUS_VALUES = {
    **{value: status for status, value in reversed(STATUSES.items()) if status != "forbidden"},
    **{status: status for status in STATUSES},
    "preferredTerm": "preferred",
    "admittedTerm": "admitted",
    "deprecatedTerm": "deprecated",
    "supersededTerm": "superseded",
    "notRecommended": "deprecated",
    "obsolete": "superseded",
    "standardizedTerm-admn-sts": "preferred",
    "standardizedTerm": "preferred",
}
"""What files say for an administrative status, also under usageStatus and normativeAuthorization."""

PARTS_OF_SPEECH = {
    "noun": "noun",
    "verb": "verb",
    "adjective": "adjective",
    "adverb": "adverb",
    "other": "other",
    "properNoun": "properNoun",
    "proper noun": "properNoun",
    "Noun": "noun",
    "Verb": "verb",
    "Adjective": "adjective",
    "Adverb": "adverb",
    "Other": "other",
}

TERM_TYPES = {
    "fullForm": "fullForm",
    "shortForm": "shortForm",
    "acronym": "acronym",
    "abbreviation": "abbreviation",
    "variant": "variant",
    "symbol": "symbol",
    "full form": "fullForm",
    "short form": "shortForm",
    "initialism": "acronym",
}

_VALUES = {
    "administrativeStatus": frozenset(STATUSES.values()),
    "partOfSpeech": frozenset({"noun", "verb", "adjective", "adverb", "other"}),
    "termType": frozenset({"fullForm", "shortForm", "acronym", "abbreviation", "variant", "phrase"}),
    "transactionType": frozenset({"origination", "modification"}),
    "grammaticalGender": frozenset({"masculine", "feminine", "neuter", "other"}),
}


def allowed(dialect: str, category: str, level: str, value: str) -> str | None:
    """What is wrong with a data category at a level (entry, section, term), None where all is well.

    >>> allowed("TBX-Min", "definition", "entry", "A disk.")
    'definition is no data category of TBX-Min'
    >>> allowed("TBX-Basic", "definition", "term", "A disk.")
    'definition may not stand at the level of a term'
    >>> allowed("TBX-Basic", "partOfSpeech", "term", "nominal")
    "'nominal' is no value of partOfSpeech"
    """
    rules = {"TBX-Basic": BASIC, "TBX-Min": MIN}.get(dialect)
    if rules is None:
        return None
    if category not in rules:
        return f"{category} is no data category of {dialect}"
    if level not in rules[category].split():
        return f"{category} may not stand at the level of {'an' if level == 'entry' else 'a'} {level}"
    if category in _VALUES and value not in _VALUES[category]:
        return f"{value[:40]!r} is no value of {category}"
    return None
