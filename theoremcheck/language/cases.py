"""Cases: from conditions in order, the first met wins, to pieces over consecutive intervals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from theoremcheck.language.diagnostics import Collector, Located
from theoremcheck.language.folding import same
from theoremcheck.trusted.bounds import MAX_BREAKS
from theoremcheck.trusted.problem.expr import Cases, Expr
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True, slots=True)
class Arm:
    """``subject op level: body``; ``op`` None is the else arm."""

    op: str | None
    level: Fraction
    body: Expr
    place: Located

    def met(self, at: Fraction) -> bool:
        """True if a subject of that value meets the condition."""
        match self.op:
            case "<":
                return at < self.level
            case "<=":
                return at <= self.level
            case ">":
                return at > self.level
            case ">=":
                return at >= self.level
            case _:
                return True


def join(collector: Collector, subject: Expr, arms: Sequence[Arm], place: Located) -> Expr | None:
    """The cases as one expression, or None with the error reported.

    Every value of the subject must meet a condition, and no single point may have a value that is that of neither side.
    """
    breaks = tuple(sorted({arm.level for arm in arms if arm.op is not None}))
    if len(breaks) > MAX_BREAKS:
        collector.error("E048", f"more than MAX_BREAKS = {MAX_BREAKS} break points", place)
        return None
    inside = _inside(breaks)
    bare = next((point for point in (*inside, *breaks) if not any(arm.met(point) for arm in arms)), None)
    if bare is not None:
        collector.error("E048", f"no case covers the value {bare}", place, help="add `else: ...`")
        return None
    between = [_first(arms, point) for point in inside]
    at = [_first(arms, point) for point in breaks]
    found = _merge(collector, breaks, between, at, arms)
    if found is None:
        return None
    for index, arm in enumerate(arms):
        if index not in between and index not in at:
            collector.warning("W001", "this case is never met", arm.place)
    kept, left_closed, chosen = found
    pieces = tuple(arms[index].body for index in chosen)
    return Cases(subject, kept, left_closed, pieces) if kept else pieces[0]


def _merge(
    collector: Collector,
    breaks: tuple[Fraction, ...],
    between: Sequence[int],
    at: Sequence[int],
    arms: Sequence[Arm],
) -> tuple[tuple[Fraction, ...], tuple[bool, ...], tuple[int, ...]] | None:
    """The breaks where the case changes, which side each belongs to, and the case of each interval."""
    kept: list[Fraction] = []
    left_closed: list[bool] = []
    chosen = [between[0]]
    for number, point in enumerate(breaks):
        left, own, right = between[number], at[number], between[number + 1]
        if own not in (left, right):
            if same(arms[own].body, arms[left].body):
                own = left
            elif same(arms[own].body, arms[right].body):
                own = right
            else:
                message = f"this case is met at the single point {point} only"
                collector.error(
                    "E048", message, arms[own].place, help="change < to <=, or > to >=, in a neighbouring case"
                )
                return None
        if left != right:
            kept.append(point)
            left_closed.append(own == left)
            chosen.append(right)
    return tuple(kept), tuple(left_closed), tuple(chosen)


def _first(arms: Sequence[Arm], at: Fraction) -> int:
    return next(index for index, arm in enumerate(arms) if arm.met(at))


def _inside(breaks: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """A point of every interval between the breaks."""
    if not breaks:
        return (Fraction(0),)
    middle = ((a + b) / 2 for a, b in pairwise(breaks))
    return (breaks[0] - 1, *middle, breaks[-1] + 1)
