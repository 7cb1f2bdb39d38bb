"""Values and derivatives of one-variable functions in balls, several at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, reduce

import flint

from theoremcheck.trusted.functions.balls import apply, evaluate, power
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval, jump
from theoremcheck.trusted.problem.expr import Add, Call, Expr, Mul, Pow, Var
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal

_Step = Callable[[list[flint.arb]], flint.arb]
Where = Callable[[int], Reason]
"""What a function is evaluated at, by the sample: a unit or a margin, as reasons name it."""


class JointEvaluation:
    """Smooth expressions evaluated at one ball: what they share is evaluated once, constants when this is built."""

    def __init__(self, exprs: tuple[Expr, ...]) -> None:
        """Constants get the precision of the moment: build it and call it inside the same ``precision`` block."""
        program = _program(exprs)
        self._start = [flint.arb(0), *(evaluate(leaf, flint.arb(0)) for leaf in program.leaves)]
        self._steps, self._wanted = program.steps, program.wanted

    def __call__(self, z: flint.arb) -> list[flint.arb]:
        """Balls that contain the values of the expressions at every point of ``z``, as ``evaluate`` gives them."""
        values = [*self._start]
        values[0] = z
        for step in self._steps:
            values.append(step(values))
        return [values[k] for k in self._wanted]


@dataclass(frozen=True)
class _Program:
    """A straight-line program over a list that starts with z and the constant ``leaves``; each step appends a value."""

    leaves: tuple[Expr, ...]
    steps: tuple[_Step, ...]
    wanted: tuple[int, ...]


@lru_cache(maxsize=128)
def _program(exprs: tuple[Expr, ...]) -> _Program:
    nodes = dict.fromkeys(node for expr in exprs for node in bottom_up(expr))
    inner = [node for node in nodes if isinstance(node, Add | Mul | Pow | Call)]
    leaves = [node for node in nodes if not isinstance(node, Add | Mul | Pow | Call | Var)]
    places: dict[Expr, int] = {Var(): 0}
    for node in (*leaves, *inner):
        places[node] = len(places)
    return _Program(tuple(leaves), tuple(_step(node, places) for node in inner), tuple(places[e] for e in exprs))


def _step(node: Expr, places: dict[Expr, int]) -> _Step:
    match node:
        case Add(terms):
            return _sum([places[term] for term in terms])
        case Mul(factors):
            return _product([places[factor] for factor in factors])
        case Pow(base, exponent):
            below = places[base]
            return lambda values: power(values[below], exponent)
        case Call(fn, arg):
            below = places[arg]
            return lambda values: apply(fn, values[below])
    raise Refusal("jets.not_smooth")


def _sum(places: list[int]) -> _Step:
    if len(places) == 2:
        first, second = places
        return lambda values: values[first] + values[second]
    return lambda values: sum((values[k] for k in places), flint.arb(0))


def _product(places: list[int]) -> _Step:
    if len(places) == 2:
        first, second = places
        return lambda values: values[first] * values[second]
    return lambda values: reduce(flint.arb.__mul__, [values[k] for k in places])


def bottom_up(expr: Expr) -> list[Expr]:
    """The smooth operations inside an expression, operands first, and its leaves."""
    match expr:
        case Add(parts) | Mul(parts):
            return [*(node for part in parts for node in bottom_up(part)), expr]
        case Pow(inner, _) | Call(_, inner):
            return [*bottom_up(inner), expr]
        case _:
            return [expr]


class Jets:
    """A piecewise function with its derivatives up to ``order`` in balls; made at the precision it is used at."""

    def __init__(self, pieces: Pieces, order: int) -> None:
        self._pieces, self._order = pieces, order
        self._breaks = [evaluate(exact(point), flint.arb(0)) for point in pieces.breaks]
        self._made: dict[int, JointEvaluation] = {}

    def piece(self, place: flint.arb) -> int | None:
        """The index of the piece that holds the ball strictly inside, None if there is none."""
        first, last = self._reached(place)
        return first if place.is_finite() and first == last else None

    def flat(self, place: flint.arb) -> bool:
        """True if the ball lies strictly inside a piece on which the function is one number: so it is nearby."""
        index = self.piece(place)
        return index is not None and _is_flat(self._pieces, index)

    def _reached(self, place: flint.arb) -> tuple[int, int]:
        """The indices of the first and last piece that the ball may reach."""
        if not self._breaks:
            return 0, 0
        return sum(1 for point in self._breaks if point < place), sum(1 for p in self._breaks if not p > place)

    def at(self, place: flint.arb, where: Where, sample: int) -> list[flint.arb]:
        """Balls that hold (s, s', ..) on ``place``, for ``where(sample)``; at a break inside they must agree.

        Raises ``Refusal`` otherwise, and where a ball is not finite.
        """
        if not place.is_finite():
            raise Refusal("jets.no_ball", where=where(sample))
        first, last = self._reached(place)
        for index in range(first, last):
            if not _matches(self._pieces, index, self._order):
                raise Refusal("jets.at_break", where=where(sample), place=self._pieces.breaks[index])
        found = self._evaluated(first, place)
        for index in range(first + 1, last + 1):
            found = [own.union(other) for own, other in zip(found, self._evaluated(index, place), strict=True)]
        if not all(entry.is_finite() for entry in found):
            raise Refusal("jets.no_derivative", where=where(sample))
        return found

    def fixed(self, place: flint.arb, where: Where, sample: int) -> list[flint.arb]:
        """As ``at`` where the ball cannot move: s and no derivatives; s must be continuous there."""
        value = Jets(self._pieces, 0).at(place, where, sample)[0]
        return [value, *[flint.arb(0)] * self._order]

    def _evaluated(self, index: int, place: flint.arb) -> list[flint.arb]:
        if index not in self._made:
            self._made[index] = JointEvaluation(_derivatives(self._pieces, index, self._order))
        return self._made[index](place)


@lru_cache(maxsize=256)
def _matches(pieces: Pieces, index: int, order: int) -> bool:
    return all(is_zero(jump(pieces, index, k)) for k in range(order + 1))


@lru_cache(maxsize=128)
def _derivatives(pieces: Pieces, index: int, order: int) -> tuple[Expr, ...]:
    check_evident(pieces, order, index, closed_interval(pieces, index))
    return tuple(nth_derivative(pieces.pieces[index], k) for k in range(order + 1))


@lru_cache(maxsize=256)
def _is_flat(pieces: Pieces, index: int) -> bool:
    """True proves that a piece is one number; where it is not evidently differentiable, nothing is said."""
    try:
        check_evident(pieces, 1, index, closed_interval(pieces, index))
        return is_zero(nth_derivative(pieces.pieces[index], 1))
    except Refusal:
        return False
