"""What is shown of a piece of a path, in exact arithmetic; nothing here is part of a verdict.

Let l be convex and finite on R, or let it fall nowhere: the kernel's own facts. What falls nowhere makes L fall where
all margins rise (``margins``). Let l be convex. If f(x_i) is affine in u along a piece, for each sample, and
the penalties are convex in u (``affine``, ``scaled``), L is convex along it, so it exceeds nowhere the greater of its
values at the ends. Then L rises nowhere above its value at the start if it is not greater at the end: since f and the
penalties are the same there, or as balls show. Of segments the facts may say more (``segments``), and then neither of
this is asked of l.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Final, TypeAlias

from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.trusted.declared import Declared, check_declared
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal, require
from theoremcheck.verdict.path.affine import check_affine
from theoremcheck.verdict.path.margins import Premises, check_raised, check_turned, premises_of, turns
from theoremcheck.verdict.path.scaled import level_at, neuron_scales
from theoremcheck.verdict.path.segments import check_costs, check_segment, is_segment
from theoremcheck.verdict.path.surds import Numbers
from theoremcheck.verdict.path.values import Piece, Shown, Step

CONVEX: Final = Premises(convex=True)
MAX_PATH_WORK: Final = 100_000
"""Parameters times samples of a problem up to which paths are looked for."""
BITS: Final = 256
_MORE_BITS: Final = (256, 1024, 4096)
_START, _END = Fraction(0), Fraction(1)
_Way: TypeAlias = Callable[[Problem, Piece, Premises, Enclosure, Enclosure], Step]


def check_premises(problem: Problem, facts: Iterable[Fact]) -> Premises:
    """What the argument takes from facts of this problem: its losses are convex or rise, or what holds of segments."""
    found = premises_of(problem, facts)
    require(Layout.of(problem).size * len(problem.samples.points) <= MAX_PATH_WORK, "path.size", most=MAX_PATH_WORK)
    return found


def loss_at(problem: Problem, point: Vector) -> Enclosure:
    """L at a point (trained parameters, (P,))."""
    with precision(BITS):
        return Enclosure.of(height(problem, point, Fraction(0))[0])


def check_piece(problem: Problem, piece: Piece, start: Numbers, premises: Premises = CONVEX) -> Step:
    """What is shown of a piece that has to begin at ``start``, with L at its ends.

    The ``premises`` are shown before (``check_premises``). Raises ``Refusal`` where L is not enclosed at the ends, and
    of what is no piece of exact numbers all through, or is scaled otherwise than ``neuron_scales`` accepts.
    """
    check_declared(piece, Declared.of(Piece), "piece")
    neuron_scales(problem, piece)
    before, after = (_level(problem, piece, place) for place in (_START, _END))
    if piece.start != tuple(start):
        return Step(piece, Shown.NOTHING, before, after, Reason.of("path.not_joined"))
    reason: Reason | None = None
    for shown in (_affine, *_others(problem, piece, premises)):
        try:
            return shown(problem, piece, premises, before, after)
        except Refusal as refusal:
            reason = refusal.reason
    return Step(piece, Shown.NOTHING, before, after, reason)


def _others(problem: Problem, piece: Piece, premises: Premises) -> Iterator[_Way]:
    """The ways to show of a piece something else than that f is affine along it."""
    if premises.sense and turns(problem, piece):
        yield _turned
    if premises.segments.known and is_segment(piece):
        yield _segment


def _affine(problem: Problem, piece: Piece, premises: Premises, before: Enclosure, after: Enclosure) -> Step:
    """What is shown of a piece along which f(x_i) is affine, with L at its ends. Raises ``Refusal``."""
    if check_affine(problem, piece):
        return Step(piece, Shown.SAME, before, before)
    if premises.convex:
        return Step(piece, Shown.FALLS, *_falls(problem, piece))
    if premises.rises:
        check_raised(problem, piece, premises)
        return Step(piece, Shown.MARGINS, before, after)
    require(premises.segments.pseudoconvex, "path.premise", condition="loss.pseudoconvex")
    check_costs(problem, piece)
    return Step(piece, Shown.COSTS, before, after)


def _turned(problem: Problem, piece: Piece, premises: Premises, before: Enclosure, after: Enclosure) -> Step:
    """What is shown of a piece that turns neurons. Raises ``Refusal``."""
    check_turned(problem, piece, premises)
    return Step(piece, Shown.MARGINS, before, after)


def _segment(problem: Problem, piece: Piece, premises: Premises, before: Enclosure, after: Enclosure) -> Step:
    """What is shown of a segment. Raises ``Refusal``."""
    if premises.segments.trough:
        return Step(piece, Shown.TROUGH, *_falls(problem, piece))
    check_segment(problem, piece, premises.segments)
    return Step(piece, Shown.COSTS, before, after)


def _level(problem: Problem, piece: Piece, place: Fraction) -> Enclosure:
    with precision(BITS):
        return Enclosure.of(level_at(problem, piece, place))


def _falls(problem: Problem, piece: Piece) -> tuple[Enclosure, Enclosure]:
    """L at both ends, shown to be lower at the second."""
    for bits in _MORE_BITS:
        with precision(bits):
            before, after = (level_at(problem, piece, place) for place in (_START, _END))
            if after < before:
                return Enclosure.of(before), Enclosure.of(after)
    raise Refusal("descent.not_lower")
