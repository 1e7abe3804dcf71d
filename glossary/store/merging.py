"""How new concepts are merged into the entries of a glossary: the rules of `Glossary.add`, on rows, without the table.

An entry is found again by its id, then by any pair of its folded terms. What a person has decided stays: a rejected
pair is dropped wherever it turns up, and of an approved or edited entry only the evidence grows. Evidence is kept by
document, so that a document read again replaces its own evidence and nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Protocol

from glossary.folding import concept_id
from glossary.store.rows import Row, pair_keys, row_of
from glossary.types import Concept, Term

__all__ = [
    "CONTEXTS",
    "MergeResult",
    "Origin",
    "Rules",
    "merge_concepts",
    "with_new_targets",
]

CONTEXTS = 12
"""Maximum number of contexts of an entry; if there are more, its documents take turns."""

Origin = Literal["extraction", "import"]
"""Where concepts come from: a machine, which never overrules a person, or a file that a person imports."""

_STAMPS = ("created", "created_by", "modified", "modified_by")


class Rules(Protocol):
    """How the entries of a file that a person imports change those of the glossary."""

    def prepare(self, rows: Mapping[str, Row], concepts: Sequence[Concept]) -> None:
        """Look at the rows that a batch may touch."""

    def identifies(self, concept: Concept) -> bool:
        """Whether the id of an entry is the file's own."""

    def unchanged(self, concept: Concept) -> bool:
        """Whether the entry says nothing but what some entry of the glossary says."""

    def revise(self, row: Row, concept: Concept) -> Row:
        """The row with what the file changes."""


@dataclass(slots=True)
class MergeResult:
    """Outcome of a merge: the rows to write by id (None for one that goes), and what happened, counted."""

    rows: dict[str, Row | None] = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    removed: int = 0
    renamed: dict[str, str] = field(default_factory=dict)
    """The id of the entry that a concept with another id has become part of, by the id of the concept."""


def merge_concepts(
    concepts: Iterable[Concept],
    known: Mapping[str, Row],
    *,
    by: str,
    at: datetime,
    origin: Origin = "extraction",
    counts: Mapping[str, Mapping[str, int]] | None = None,
    documents: Sequence[str] = (),
    pairs: Sequence[list[int]] | None = None,
    rules: Rules | None = None,
) -> MergeResult:
    """Merge concepts into the rows they may touch: those with the same ids or pairs, and those shown by `documents`.

    `counts` gives the beads of a concept by document. `documents` have been read anew and whole: what they no longer
    show loses their evidence, and goes when it was a mere proposal with no evidence left. `pairs` are the pair keys
    of the concepts, where the caller has them. `rules` decide how an imported concept changes its entry.

    >>> from datetime import UTC
    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> concept = Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")))
    >>> first = merge_concepts([concept], {}, by="Li", at=at)
    >>> again = merge_concepts([replace(concept, id="other")], first.rows, by="Li", at=at)
    >>> first.new, again.new, again.unchanged, list(first.rows)
    (1, 0, 1, ['c1'])
    """
    outcome = MergeResult()
    rows: dict[str, Row] = dict(known)
    owners: dict[int, list[str]] = {}
    for row in known.values():
        for pair in row["pairs"]:
            owners.setdefault(pair, []).append(row["id"])
    fresh: dict[str, set[str]] = {}
    renamed: dict[str, str] = {}
    met: list[str] = []
    for number, original in enumerate(concepts):
        own = pairs[number] if pairs is not None else pair_keys(original.terms)
        concept: Concept | None = original
        if rules is not None and rules.unchanged(original):
            outcome.unchanged += 1
            continue
        named = original.id in known and rules is not None and rules.identifies(original)
        if not named and not _decided(original, origin):
            concept = _without_rejected(original, own, rows, owners)
        if concept is None:
            outcome.rejected += 1
            continue
        row = row_of(
            concept,
            evidence=(counts or {}).get(original.id),
            curated=_decided(concept, origin),
            pairs=own if concept is original else None,
        )
        target = _owner(row, rows, owners)
        if target is None:
            merged = row
            if origin == "extraction":
                merged["contexts"] = _taking_turns(row["contexts"])
            for name in ("created", "modified"):
                merged[name] = merged[name] or at
                merged[f"{name}_by"] = merged[f"{name}_by"] or by
        elif rules is not None:
            merged = rules.revise(rows[target], concept)
        else:
            merged = _merge(rows[target], row, origin)
        renamed[original.id] = merged["id"]
        rows[merged["id"]] = merged
        met.append(merged["id"])
        fresh.setdefault(merged["id"], set()).update(item["document"] for item in row["evidence"])
        for pair in merged["pairs"]:
            if merged["id"] not in owners.setdefault(pair, []):
                owners[pair].append(merged["id"])
    _drop_stale(rows, set(documents), fresh)
    _settle(outcome, known, rows, renamed, dict.fromkeys(met), by, at)
    outcome.renamed = {old: new for old, new in renamed.items() if old != new}
    return outcome


def _settle(
    outcome: MergeResult,
    known: Mapping[str, Row],
    rows: Mapping[str, Row],
    renamed: Mapping[str, str],
    met: Iterable[str],
    by: str,
    at: datetime,
) -> None:
    """Point relations at the entries that the concepts have become; stamp and count what differs."""
    touched = set(met)
    for key in [*touched, *(key for key in known if key not in touched)]:
        before, row = known.get(key), rows.get(key)
        if row is None:
            outcome.rows[key] = None
            outcome.removed += 1
            continue
        if key in touched:
            row = {**row, "relations": _relations(row, renamed)}
        if before is None:
            outcome.new += 1
        elif _same(before, row):
            outcome.unchanged += key in touched
            continue
        else:
            outcome.changed += 1
            row = {**row, "modified": at, "modified_by": by}
        outcome.rows[key] = row


def with_new_targets(
    rows: Iterable[Row], renamed: Mapping[str, str], *, by: str, at: datetime
) -> dict[str, tuple[Row, Row]]:
    """The rows with a relation to an entry that goes by another id now: each by its id, before and after."""
    found = {}
    for row in rows:
        relations = _relations(row, renamed)
        if relations != row["relations"]:
            found[row["id"]] = row, {**row, "relations": relations, "modified": at, "modified_by": by}
    return found


def _relations(row: Row, renamed: Mapping[str, str]) -> list[dict[str, str]]:
    pairs = [(item["type"], renamed.get(item["target"], item["target"])) for item in row["relations"]]
    return [{"type": kind, "target": target} for kind, target in dict.fromkeys(pairs) if target != row["id"]]


def _same(one: Row, other: Row) -> bool:
    return all(one[name] == other[name] for name in one if name not in _STAMPS)


def _decided(concept: Concept, origin: Origin) -> bool:
    return origin == "import" and concept.status == "approved"


def _without_rejected(
    concept: Concept, pairs: Sequence[int], rows: Mapping[str, Row], owners: Mapping[int, list[str]]
) -> Concept | None:
    """The concept without the terms that only make pairs that a person has rejected; None when none is left."""

    def rejected(pair: int) -> bool:
        # A pair that some entry still stands for is no longer rejected.
        statuses = {rows[owner]["status"] for owner in owners.get(pair, ())}
        return bool(statuses) and statuses == {"rejected"}

    if not any(rejected(pair) for pair in pairs):
        return concept
    if all(rejected(pair) for pair in pairs):
        return None
    kept: list[Term] = []
    for term in concept.terms:
        own = [pair for other in concept.terms if other.language != term.language for pair in pair_keys((term, other))]
        if not own or not all(rejected(pair) for pair in own):
            kept.append(term)
    if len({term.language for term in kept}) < 2:
        return None
    # Pairs of what is kept may still be rejected one by one (A-x, B-y of A, B, x, y); then the best free pair leads.
    first = next(
        (one, other)
        for one in kept
        for other in kept
        if one.language != other.language and not rejected(pair_keys((one, other))[0])
    )
    rest = [term for term in kept if term not in first and not any(rejected(p) for p in pair_keys((*first, term)))]
    terms = tuple(sorted((*first, *rest), key=concept.terms.index))
    return replace(concept, id=concept_id(terms), terms=terms)


def _drop_stale(rows: dict[str, Row], read: set[str], fresh: Mapping[str, set[str]]) -> None:
    """Take the evidence of documents that were read anew from the rows that they no longer show, and mere proposals with it."""
    for key, row in list(rows.items()):
        stale = {item["document"] for item in row["evidence"]} & read - fresh.get(key, set())
        if stale and row["status"] != "rejected":
            rows[key] = _with_evidence(
                row, [e for e in row["evidence"] if e["document"] not in stale], (), without=stale
            )
            if not rows[key]["evidence"] and row["status"] == "proposed" and not row["curated"]:
                del rows[key]


def _owner(row: Row, rows: Mapping[str, Row], owners: Mapping[int, list[str]]) -> str | None:
    """Id of the entry that the row belongs to: the same id, else the entry with most of its pairs."""
    if row["id"] in rows:
        return str(row["id"])
    shared: dict[str, int] = {}
    for pair in row["pairs"]:
        for owner in owners.get(pair, ()):
            shared[owner] = shared.get(owner, 0) + 1
    # An approved entry before a proposed one before a rejected one; then the one that shares most.
    rank = {"approved": 0, "proposed": 1, "rejected": 2}
    return min(shared, key=lambda key: (rank[rows[key]["status"]], -shared[key], key), default=None)


def _merge(old: Row, new: Row, origin: Origin) -> Row:
    if origin == "import":
        return _entered(old, new)
    if old["status"] == "rejected":
        return old
    merged = _grown(old, new)
    if old["status"] == "approved" or old["curated"]:
        return merged
    merged["terms"] = _terms(old["terms"], new["terms"])
    merged["pairs"] = sorted({*old["pairs"], *_pairs(merged["terms"])})
    merged["relations"] = [*old["relations"], *(item for item in new["relations"] if item not in old["relations"])]
    merged["notes"] = [*old["notes"], *(note for note in new["notes"] if note not in old["notes"])]
    for name in ("subject", "definition"):
        merged[name] = old[name] or new[name]
    if set(old["documents"]) <= set(new["documents"]) or new["scores"]["total"] > old["scores"]["total"]:
        merged["scores"] = new["scores"]
    return merged


def _entered(old: Row, new: Row) -> Row:
    """The row that a person entered wins; what it does not say stays. Those of a file are merged by `Rules`."""
    known = {item["document"] for item in old["evidence"]}
    evidence = [item for item in new["evidence"] if item["document"] not in known and (item["document"] or not known)]
    merged = _with_evidence(old, [*old["evidence"], *evidence], ())
    merged["contexts"] = [*old["contexts"], *(item for item in new["contexts"] if item not in old["contexts"])]
    merged["terms"] = _terms(new["terms"], old["terms"])
    merged["pairs"] = _pairs(merged["terms"])
    merged["relations"] = [*old["relations"], *(item for item in new["relations"] if item not in old["relations"])]
    merged["notes"] = [*new["notes"], *(note for note in old["notes"] if note not in new["notes"])]
    for name in ("subject", "definition"):
        merged[name] = new[name] or old[name]
    if any(new["scores"].values()):
        merged["scores"] = new["scores"]
    if new["status"] != "proposed":
        merged["status"] = new["status"]
    merged["curated"] = old["curated"] or new["curated"]
    return merged


def _grown(old: Row, new: Row) -> Row:
    """The old row with the new one's evidence, which replaces what the same documents gave before."""
    again = {item["document"] for item in (*new["evidence"], *new["contexts"])}
    evidence = [item for item in old["evidence"] if item["document"] not in again]
    merged = _with_evidence(old, [*evidence, *new["evidence"]], new["contexts"], without=again)
    return {**merged, "contexts": _taking_turns(merged["contexts"])}


def _with_evidence(
    row: Row,
    evidence: Sequence[Mapping[str, Any]],
    contexts: Sequence[Mapping[str, Any]],
    *,
    without: Collection[str] = (),
) -> Row:
    """The row with this evidence, and with more contexts instead of those of the documents in `without`."""
    counts = {item["document"]: item["frequency"] for item in evidence}
    kept = [item for item in row["contexts"] if item["document"] not in without]
    return {
        **row,
        "evidence": [{"document": name, "frequency": counts[name]} for name in sorted(counts)],
        "documents": sorted(name for name in counts if name),
        "frequency": sum(counts.values()),
        "contexts": [*kept, *contexts],
    }


def _taking_turns(contexts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """At most CONTEXTS of them, the documents taking turns, each document's in the order they came."""
    queues: dict[str, list[dict[str, Any]]] = {}
    for context in contexts:
        queue = queues.setdefault(context["document"], [])
        if context not in queue:
            queue.append(dict(context))
    names = sorted(queues)
    if sum(map(len, queues.values())) <= CONTEXTS:
        return [context for name in names for context in queues[name]]
    taken = dict.fromkeys(names, 0)
    while sum(taken.values()) < CONTEXTS and any(taken[name] < len(queues[name]) for name in names):
        for name in names:
            if taken[name] < len(queues[name]) and sum(taken.values()) < CONTEXTS:
                taken[name] += 1
    return [context for name in names for context in queues[name][: taken[name]]]


def _terms(first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The terms of both, those of the first leading; fields that the first leaves empty are filled from the second."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for term in (*first, *second):
        key = term["language"], term["text"]
        if key in found:
            found[key] = {name: value if value is not None else term[name] for name, value in found[key].items()}
        else:
            found[key] = dict(term)
    return list(found.values())


def _pairs(terms: Iterable[Mapping[str, Any]]) -> list[int]:
    return pair_keys(Term(text=term["text"], language=term["language"]) for term in terms)
