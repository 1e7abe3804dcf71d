"""Correcting an alignment by hand: join, split, cut, move, omit, confirm, undo, and align the rest again.

A Revision is immutable: each correction gives a new one. What a person has touched is confirmed, and stays when the
rest is aligned again. The beads cover every segment of both sides in order, before and after every correction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from align.correction.cutting import Cut, parts
from align.errors import InvalidOption
from align.types import Bead, Bitext, Segment

__all__ = ["Change", "Revision"]

Side = Literal["src", "tgt"]


@dataclass(frozen=True, slots=True)
class Change:
    """One correction: from bead number `at`, the beads `before` became the beads `after`."""

    action: str
    at: int
    before: tuple[Bead, ...]
    after: tuple[Bead, ...]
    by: str = ""
    """Who made it; empty where nobody said."""
    when: str = ""
    """When, in ISO 8601 with its zone."""
    request: str = ""
    """Key of the request that made it, or took it back, so that one that comes twice is done once."""
    cut: Cut | None = None
    """The sentence that was cut in two; `before` and `after` then name the segments as they are after the cut."""

    @property
    def inverse(self) -> Change:
        return replace(self, before=self.after, after=self.before)

    def renumbered(self, cut: Cut, *, back: bool = False) -> Change:
        """The change with the numbers that segments have after a cut, or with `back` before it."""
        turn = cut.backward if back else cut.forward
        return replace(self, before=turn(self.before), after=turn(self.after))


@dataclass(frozen=True, slots=True)
class Revision:
    """A bitext under correction: as it stands, what was done, and what was taken back.

    >>> from align.types import Segment
    >>> pair = Bitext((Segment("一"), Segment("二")), (Segment("One two"),), (Bead((0,), (0,)), Bead((1,), ())), "zh", "en")
    >>> joined = Revision(pair).join(0)
    >>> joined.bitext.beads
    (Bead(src=(0, 1), tgt=(0,), confidence=1.0, confirmed=True),)
    >>> joined.undo().bitext == pair
    True
    """

    bitext: Bitext
    done: tuple[Change, ...] = ()
    undone: tuple[Change, ...] = ()
    number: int = 0
    """Grows with every step, undoing included: whoever names an older number has not seen the newest beads."""

    def join(self, bead: int) -> Revision:
        """Join bead number `bead` and the next one."""
        first, second = self._beads(bead, 2)
        return self._with("join", bead, 2, (first.src + second.src, first.tgt + second.tgt))

    def split(self, bead: int, src: int, tgt: int) -> Revision:
        """The first `src` source and `tgt` target segments of the bead become one bead, the others the next."""
        (whole,) = self._beads(bead, 1)
        if not (0 <= src <= len(whole.src) and 0 <= tgt <= len(whole.tgt)):
            raise InvalidOption(
                "bead {bead} has {src_count} and {tgt_count} segments; cannot split at {src}, {tgt}",
                bead=bead,
                src_count=len(whole.src),
                tgt_count=len(whole.tgt),
                src=src,
                tgt=tgt,
            )
        parts = (whole.src[:src], whole.tgt[:tgt]), (whole.src[src:], whole.tgt[tgt:])
        if not all(a or b for a, b in parts):
            raise InvalidOption("a part of the split would be empty")
        return self._with("split", bead, 1, *parts)

    def move(self, bead: int, side: Side, direction: Literal["up", "down"]) -> Revision:
        """The bead's first segment of a side goes up into the bead before, or its last goes down into the next one."""
        at = bead - 1 if direction == "up" else bead
        upper, lower = self._beads(at, 2)
        first, second = [[*upper.src], [*upper.tgt]], [[*lower.src], [*lower.tgt]]
        n = 0 if side == "src" else 1
        giver = second if direction == "up" else first
        if not giver[n]:
            raise InvalidOption("bead {bead} has no segment to move {direction}", bead=bead, direction=direction)
        if direction == "up":
            first[n].append(second[n].pop(0))
        else:
            second[n].insert(0, first[n].pop())
        sides = ((tuple(a), tuple(b)) for a, b in (first, second))
        return self._with("move", at, 2, *(pair for pair in sides if any(pair)))

    def cut(self, bead: int, side: Side, sentence: int, at: int) -> Revision:
        """Sentence number `sentence` of a side of the bead becomes two, the second from code point `at` of its text on."""
        (whole,) = self._beads(bead, 1)
        numbers = whole.src if side == "src" else whole.tgt
        if not 0 <= sentence < len(numbers):
            raise InvalidOption("bead {bead} has no sentence {sentence}", bead=bead, sentence=sentence)
        number = numbers[sentence]
        cut = Cut(side, number, at, (self.bitext.src if side == "src" else self.bitext.tgt)[number])
        parts(cut.whole, at)
        (before,) = cut.forward((whole,))
        made = replace(before, confidence=1.0, confirmed=True)
        change = Change("cut", bead, (before,), (made,), cut=cut)
        return replace(self._numbered(cut), undone=())._apply(change)

    def omit(self, bead: int) -> Revision:
        """Part the two sides of a bead that do not belong together: each becomes an omission."""
        (whole,) = self._beads(bead, 1)
        if whole.is_omission:
            raise InvalidOption("bead {bead} is an omission already", bead=bead)
        return self._with("omit", bead, 1, (whole.src, ()), ((), whole.tgt))

    def confirm(self, bead: int, *, confirmed: bool = True) -> Revision:
        """Record that a person has checked the bead, or takes the check back."""
        (whole,) = self._beads(bead, 1)
        if whole.confirmed == confirmed:
            return self
        checked = replace(whole, confirmed=confirmed)
        return self._apply(Change("confirm", bead, (whole,), (checked,)))

    def align_rest(self, align: Callable[[Sequence[Segment], Sequence[Segment]], Bitext]) -> Revision:
        """Align every run of unconfirmed beads anew with `align`, which takes segments of both sides."""
        beads: list[Bead] = []
        run: list[Bead] = []
        for bead in (*self.bitext.beads, None):
            if bead is not None and not bead.confirmed:
                run.append(bead)
                continue
            if run:
                beads += self._aligned(run, align)
                run = []
            if bead is not None:
                beads.append(bead)
        if tuple(beads) == self.bitext.beads:
            return self
        return self._apply(Change("align rest", 0, self.bitext.beads, tuple(beads)))

    def undo(self, change: Change | None = None) -> Revision:
        """Undo a correction, by default the last one; returns this revision where there is none.

        Raises InvalidOption where the beads that it made have been corrected since.
        """
        if not self.done:
            return self
        last = self.done[-1] if change is None else change
        left = tuple(one for one in self.done if one is not last)
        if last.cut is not None:
            if not self._can_mend(last):
                raise _corrected_since()
            before = last.cut.mended(self._patched(last.inverse))
            left = tuple(one.renumbered(last.cut, back=True) for one in left)
            return Revision(before, left, (*self.undone, last), self.number + 1)
        return Revision(self._patched(last.inverse), left, (*self.undone, last), self.number + 1)

    def last_of(self, by: str) -> Change | None:
        """The latest correction of a person, or of nobody, that can be taken back: its beads stand as it left them."""
        own = (change for change in reversed(self.done) if change.by in ("", by))
        return next(
            (
                change
                for change in own
                if self._place(change.after, change.at) is not None and (change.cut is None or self._can_mend(change))
            ),
            None,
        )

    def signed(self, before: Revision, *, by: str, when: str, request: str = "") -> Revision:
        """This revision, one step after `before`, with the author and the time of the step."""
        if self is before:
            return self
        if len(self.undone) > len(before.undone):
            return replace(self, undone=(*self.undone[:-1], replace(self.undone[-1], request=request)))
        return replace(self, done=(*self.done[:-1], replace(self.done[-1], by=by, when=when, request=request)))

    def redo(self) -> Revision:
        """Redo what was undone last; returns this revision where there is nothing to redo."""
        if not self.undone:
            return self
        last = self.undone[-1]
        here = self if last.cut is None else self._numbered(last.cut)
        return Revision(here._patched(last), (*here.done, last), self.undone[:-1], self.number + 1)

    def _numbered(self, cut: Cut) -> Revision:
        """This revision with the sentence cut and everything numbered anew; the bead that holds it is as it was."""
        done = tuple(one.renumbered(cut) for one in self.done)
        return replace(self, bitext=cut.applied(self.bitext), done=done)

    def _can_mend(self, change: Change) -> bool:
        """Whether the halves of a cut have stayed together in everything that was done since."""
        cut = change.cut
        if cut is None or self._place(change.after, change.at) is None:
            return False
        others = (one for one in self.done if one is not change)
        return not any(cut.parted((*one.before, *one.after)) for one in others)

    def _beads(self, at: int, count: int) -> tuple[Bead, ...]:
        if at < 0 or at + count > len(self.bitext.beads):
            raise InvalidOption("there is no bead {bead}", bead=at if at < 0 else at + count - 1)
        return self.bitext.beads[at : at + count]

    def _with(self, action: str, at: int, count: int, *sides: tuple[tuple[int, ...], tuple[int, ...]]) -> Revision:
        made = tuple(Bead(src, tgt, confidence=1.0, confirmed=True) for src, tgt in sides)
        return self._apply(Change(action, at, self._beads(at, count), made))

    def _apply(self, change: Change) -> Revision:
        return Revision(self._patched(change), (*self.done, change), (), self.number + 1)

    def _place(self, beads: tuple[Bead, ...], near: int) -> int | None:
        """Where these beads stand, one after the other; None where they do not. Each sentence is in one bead only."""
        here = self.bitext.beads
        if here[near : near + len(beads)] == beads:
            return near
        found = next((n for n, bead in enumerate(here) if bead == beads[0]), None)
        return found if found is not None and here[found : found + len(beads)] == beads else None

    def _patched(self, change: Change) -> Bitext:
        at = self._place(change.before, change.at)
        if at is None:
            raise _corrected_since()
        beads = self.bitext.beads
        patched = beads[:at] + change.after + beads[at + len(change.before) :]
        return replace(self.bitext, beads=patched)

    def _aligned(self, run: list[Bead], align: Callable[[Sequence[Segment], Sequence[Segment]], Bitext]) -> list[Bead]:
        src = [n for bead in run for n in bead.src]
        tgt = [n for bead in run for n in bead.tgt]
        part = align([self.bitext.src[n] for n in src], [self.bitext.tgt[n] for n in tgt])
        return [
            replace(bead, src=tuple(src[n] for n in bead.src), tgt=tuple(tgt[n] for n in bead.tgt))
            for bead in part.beads
        ]


def _corrected_since() -> InvalidOption:
    return InvalidOption("these beads have been corrected since", remedy="take the later corrections back first")
