"""Proposes parameters that fit all samples, where f goes on from one number by a fixed function (thm.realisable).

The signs of the slope of what a sample costs enclose where that is least. Where the least points are rational they are
asked for exactly, by linear equations, or between two ends by linear inequalities; where they are not, directions are
looked for along which a whole class moves at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import product
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.decide.asking import accepts, answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.data.rational import matrix, solution
from theoremcheck.decide.data.relations import kernel
from theoremcheck.decide.functions.extrema import slope_sign, troughs
from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.decide.minima.columns import MAX_FIT_ENTRIES
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.extrema import Trough, check_bottom
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.shape import Signs
from theoremcheck.trusted.minima.reach import dot
from theoremcheck.trusted.minima.realisable import (
    Descent,
    Realisable,
    Response,
    cost,
    falling,
    linear_response,
    response,
)
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass

_BISECTIONS: Final = 24
"""Halvings of an interval in which the slope of a cost changes its sign."""
_DENOMINATORS: Final = 64
"""The largest denominator of a point at which a cost is guessed to be least."""
_FAR: Final = Fraction(64)
"""How far on a cost is looked at that may be least for ever."""
_ZERO: Final = Fraction(0)

_Ends: TypeAlias = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True)
class _Cost:
    """What a sample of one class costs: its troughs, the wide ones first, and the ends of where it is least, if these
    are seen to be rational; None where that goes on for ever.
    """

    found: tuple[Trough, ...]
    ends: _Ends | None

    @property
    def closed(self) -> Trough | None:
        """A trough with two finite ends."""
        return next((own for own in self.found if own.lower is not None and own.upper is not None), None)

    def around(self, points: Sequence[Fraction]) -> Trough | None:
        """A trough between whose ends the points lie."""
        for own in self.found:
            if all((own.lower is None or own.lower <= at) and (own.upper is None or at <= own.upper) for at in points):
                return own
        return None


def _cost(expr: Expr, *, steep: bool) -> _Cost | None:
    """None where the cost is not seen to have a trough."""
    known = _Cost(tuple(_to_closed(troughs(expr, steep=steep))), None)
    if not known.found:
        return None
    least = partial(_is_least, expr, known.found)
    for low, high in _guesses(split(expr), known.closed):
        if least(low) and least(high):
            return _Cost(known.found, (None if least(low - _FAR) else low, None if least(high + _FAR) else high))
    return known


def _to_closed(found: Iterator[Trough]) -> Iterator[Trough]:
    """The troughs up to the first with two finite ends."""
    for own in found:
        yield own
        if own.lower is not None and own.upper is not None:
            return


def _is_least(expr: Expr, found: Sequence[Trough], at: Fraction) -> bool:
    """True if the cost is shown to be least at this point."""
    return any(accepts(check_bottom, expr, own, at) for own in found)


def _guesses(pieces: Pieces, closed: Trough | None) -> Iterator[tuple[Fraction, Fraction]]:
    """Guesses at the ends of where the cost is least, in a trough, at whose ends it falls and rises."""
    if closed is None or closed.lower is None or closed.upper is None:
        return
    low, high = closed.lower, closed.upper
    if low < high:
        left = _edge(pieces, low, high, falling=True)
        right = _edge(pieces, high, low, falling=False)
        yield _short_between(*left), _short_between(*right)
        low, high = min(left), max(right)
    middle = _short_between(low, high)
    yield middle, middle


def _edge(pieces: Pieces, outside: Fraction, inside: Fraction, *, falling: bool) -> tuple[Fraction, Fraction]:
    """Two near points, in order, between which the cost ceases to fall, or begins to rise."""
    for _ in range(_BISECTIONS):
        middle = (outside + inside) / 2
        sign = slope_sign(pieces, middle)
        if (sign < 0) if falling else (sign > 0):
            outside = middle
        else:
            inside = middle
    return min(outside, inside), max(outside, inside)


def _short_between(low: Fraction, high: Fraction) -> Fraction:
    """A fraction with a small denominator between two numbers, or one of these."""
    for below in range(1, _DENOMINATORS + 1):
        above = -(-low.numerator * below // low.denominator)
        if Fraction(above, below) <= high:
            return Fraction(above, below)
    return low


class _Search:
    """What is proposed for one problem, with the network as the trusted part reads it."""

    def __init__(self, problem: Problem, found: Response, *, steep: bool) -> None:
        self._problem, self._found = problem, found
        self._labels = problem.samples.labels
        self._size = len(found.rows[0])
        self._system = matrix(found.rows, self._size)
        self._costs = {label: _cost(cost(problem, label, found.outer), steep=steep) for label in (1, -1)}

    def __iter__(self) -> Iterator[Realisable]:
        plus, minus = self._costs[1], self._costs[-1]
        if plus is None or minus is None:
            return
        for base, directions in self._places(plus, minus):
            own = [self._trough(label, base, directions) for label in (1, -1)]
            if own[0] is not None and own[1] is not None:
                yield Realisable(own[0], own[1], base, directions)

    def _trough(self, label: int, base: Vector, directions: tuple[Vector, ...]) -> Trough | None:
        """One that the place asks for: with two ends where the class moves, else around the numbers u_i."""
        known = self._costs[label]
        members = [i for i, own in enumerate(self._labels) if own == label]
        if known is None:
            return None
        if any(dot(self._found.rows[members[0]], direction) for direction in directions):
            return known.closed
        numbers = [dot(self._found.rows[i], base) + self._found.shifts[i] for i in members]
        return known.around((min(numbers), max(numbers)))

    def _places(self, plus: _Cost, minus: _Cost) -> Iterator[tuple[Vector, tuple[Vector, ...]]]:
        """A base with directions, those with the simplest reasons first."""
        ends = {1: plus.ends, -1: minus.ends}
        if plus.ends is not None and minus.ends is not None:
            for up, down in product(
                *(dict.fromkeys(end for end in own if end is not None) for own in (plus.ends, minus.ends))
            ):
                base = self._solved(up, down)
                if base is not None:
                    yield base, ()
            between = self._between({1: plus.ends, -1: minus.ends})
            if between is not None:
                yield between, ()
        zero = self._solved(_ZERO, _ZERO)
        if zero is not None:
            first, second = (self._along(*unit) for unit in ((1, 0), (0, 1)))
            if first is not None and second is not None:
                yield zero, (first, second)
            for signs in ((1, -1), (1, 1)):
                direction = self._along(*signs)
                if direction is not None:
                    yield zero, (direction,)
        for label in (1, -1):
            resting = next((end for end in ends[label] or () if end is not None), None)
            if resting is None:
                continue
            direction = self._along(int(label < 0), int(label > 0))
            base = self._solved(resting, _ZERO) if label > 0 else self._solved(_ZERO, resting)
            if base is not None and direction is not None:
                yield base, (direction,)

    def _solved(self, up: Fraction, down: Fraction) -> Vector | None:
        """Parameters with u_i = ``up`` on class +, ``down`` on class -."""
        wanted = [(up if y > 0 else down) - s for y, s in zip(self._labels, self._found.shifts, strict=True)]
        return solution(self._system, wanted)

    def _along(self, up: int, down: int) -> Vector | None:
        """A direction along which u_i changes by ``up`` on class +, by ``down`` on class -."""
        return solution(self._system, [Fraction(up if y > 0 else down) for y in self._labels])

    def _between(self, ends: Mapping[int, _Ends]) -> Vector | None:
        """Parameters with every u_i at the one point where its class costs least, or strictly between two ends."""
        fixed = {label: low for label, (low, high) in ends.items() if low == high and low is not None}
        if len(fixed) == 2:
            return None
        samples = list(zip(self._found.rows, self._found.shifts, self._labels, strict=True))
        known = [(row, fixed[y] - shift) for row, shift, y in samples if y in fixed]
        start = solution(matrix([row for row, _ in known], self._size), [value for _, value in known])
        if start is None:
            return None
        free = list(kernel([row for row, _ in known], self._size))
        sides = []
        for row, shift, y in samples:
            if y not in fixed:
                steps, here = [dot(row, one) for one in free], dot(row, start) + shift
                low, high = ends[y]
                sides += [] if low is None else [(*steps, here - low)]
                sides += [] if high is None else [(*(-step for step in steps), high - here)]
        sides.append((*[_ZERO] * len(free), Fraction(1)))
        from theoremcheck.decide.data.separation import separate

        found = separate(sides, [1] * len(sides))
        if not isinstance(found, Separation):
            return None
        scale = found.normal[-1]
        moved = [
            sum((step * one[k] for step, one in zip(found.normal, free, strict=False)), _ZERO)
            for k in range(self._size)
        ]
        return tuple(a + b / scale for a, b in zip(start, moved, strict=True))


def _response(case: Case, *, linear: bool) -> Response | None:
    """The network as one function of a number, where its size allows to solve equations."""
    problem = case.shared(Ground).problem
    if not case.shared(Ground).concrete or problem.parameters:
        return None
    found = answer(linear_response if linear else response, problem)
    small = found is not None and 0 < len(found.rows) * len(found.rows[0]) <= MAX_FIT_ENTRIES
    return found if small else None


def _realisable(case: Case, *, steep: bool, linear: bool = False) -> Iterator[Proposal]:
    found = _response(case, linear=linear)
    search = None if found is None else answer(_Search, case.shared(Ground).problem, found, steep=steep)
    if search is not None:
        yield from ((True, fit) for fit in search)


def _descent(case: Case) -> Iterator[Proposal]:
    """A direction that separates the classes, to the sides where the costs fall, if they fall throughout."""
    found, problem = _response(case, linear=False), case.shared(Ground).problem
    if found is None:
        return
    shown = {side: [answer(_falls, problem, found, label, side * label) for label in (1, -1)] for side in (1, -1)}
    for side, (plus, minus) in shown.items():
        if isinstance(plus, Signs | Composed) and isinstance(minus, Signs | Composed):
            from theoremcheck.decide.data.separation import separate

            apart = separate(found.rows, problem.samples.labels)
            if isinstance(apart, Separation):
                yield True, Descent(tuple(side * entry for entry in apart.normal), plus, minus)


def _falls(problem: Problem, found: Response, label: int, side: int) -> object:
    """A proof that the cost of a class falls to that side."""
    proposal = decide_function(falling(problem, found, label, [Fraction(side)]), "nondecreasing")
    return proposal[1] if proposal is not None and proposal[0] else None


PROPOSERS: Final = MappingProxyType(
    {
        "data.realisable": partial(_realisable, steep=False),
        "data.realisable_steep": partial(_realisable, steep=True),
        "data.realisable_linear": partial(_realisable, steep=False, linear=True),
        "data.descent": _descent,
    }
)
