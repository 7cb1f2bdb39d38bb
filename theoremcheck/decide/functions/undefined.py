"""Where a formula is not a real number: what makes it an input error. Only what is shown is reported.

What a formula performs at z: max, min and abs evaluate all of their arguments, so max(z, log(z)) is undefined for
z <= 0 although z is the larger one wherever both exist: the largest of two numbers of which one does not exist is no
number. Cases evaluate their subject and the one case that is met, so cases { z <= 0: z; else: log(z) } is defined.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from theoremcheck.decide.functions.shape import owned_interval
from theoremcheck.decide.functions.witnesses import find_violation, find_zero, sample_points
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.intervals import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.smooth import Obligation, needed, obligations
from theoremcheck.trusted.problem.expr import (
    Abs,
    Call,
    Cases,
    Expr,
    Fn,
    Max,
    Min,
    Num,
    Pow,
    Var,
    children,
    neg,
    parameters,
    rebuild,
    sub,
    walk,
)
from theoremcheck.trusted.records import dataclass, replace
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.work import Ledger, OutOfWork, counted

_REALS: Final = Interval(None, None)


@dataclass(frozen=True)
class Undefined:
    """A domain obligation that is violated: at the point ``lower`` = ``upper``, or somewhere between the two."""

    obligation: Obligation
    lower: Expr
    upper: Expr


def undefined(expr: Expr, ledger: Ledger, steps: int) -> Undefined | None:
    """Where the function is shown to be undefined, or None if no such place is found with ``steps`` of the ledger.

    Piece by piece; and at single points, which also finds what keeps the pieces from being found.
    """
    for look in (_in_pieces, _at_points):
        try:
            with counted(ledger, steps // 2):
                if look is _in_pieces and next(obligations(split(expr), 0), None) is None:
                    return None  # that every operation is defined is evident: most formulas need no search
                found = look(expr)
        except (Refusal, OutOfWork):
            continue
        if found is not None:
            return found
    return None


# --- piece by piece -----------------------------------------------------------------------------------------------


def _in_pieces(expr: Expr) -> Undefined | None:
    pieces = split(expr)
    for obligation in obligations(pieces, 0):
        place = _violation(replace(obligation, interval=owned_interval(pieces, obligation.piece)))
        if place is not None:
            return Undefined(obligation, *place)
    return None


def _violation(obligation: Obligation) -> tuple[Expr, Expr] | None:
    if set(obligation.relations) == {POSITIVE, NEGATIVE}:
        return _zero(obligation.expr, obligation.interval)
    point = find_violation(obligation.expr, _weakest(obligation.relations), obligation.interval, thorough=True)
    return None if point is None else (point, point)


def _weakest(relations: tuple[str, ...]) -> str:
    return NONNEGATIVE if NONNEGATIVE in relations else POSITIVE


def _zero(expr: Expr, interval: Interval) -> tuple[Expr, Expr] | None:
    """An exact zero, or two points between which a continuous function changes its sign."""
    exact = find_zero(expr, interval)
    if exact is not None:
        return exact, exact
    below = find_violation(expr, NONNEGATIVE, interval, thorough=True)
    above = find_violation(expr, NONPOSITIVE, interval, thorough=True)
    return None if below is None or above is None else (below, above)


# --- at points ----------------------------------------------------------------------------------------------------


class _Hole(Exception):  # noqa: N818 - a place, not an error
    """An operation that is performed at the point and undefined there."""

    def __init__(self, node: Expr) -> None:
        super().__init__()
        self.node = node


def _at_points(expr: Expr) -> Undefined | None:
    if not any(needed(node, 0) for node in walk(expr)):
        return None
    for point in dict.fromkeys(_candidates(expr)):
        try:
            _value(expr, point)
        except Refusal:
            continue
        except _Hole as hole:
            what = needed(hole.node, 0)
            if what is not None:
                operand, relations, reason = what
                return Undefined(Obligation(operand, relations, _REALS, reason, 0), point, point)
    return None


def _candidates(expr: Expr) -> Iterator[Expr]:
    """Simple points, and those where the operand of one operation leaves its domain, whether or not it is performed."""
    yield from map(Num, sample_points(_REALS))
    for node in dict.fromkeys(walk(expr)):
        what = needed(node, 0)
        if what is None or any(isinstance(part, Max | Min | Abs | Cases) for part in walk(what[0])):
            continue
        operand, relations, _ = what
        zeros = set(relations) == {POSITIVE, NEGATIVE}
        try:
            found = (
                find_zero(operand, _REALS)
                if zeros
                else find_violation(operand, _weakest(relations), _REALS, thorough=True)
            )
        except Refusal:
            continue
        if found is not None and not parameters(found):
            yield found


def _value(expr: Expr, point: Expr) -> Expr:
    """The value at a point as a smooth constant. Raises ``_Hole`` at an operation that is undefined there, and
    ``Refusal`` where a sign that decides what is performed is not known.
    """
    match expr:
        case Var():
            return point
        case Max(args) | Min(args):
            values = [_value(arg, point) for arg in args]
            best, greatest = values[0], isinstance(expr, Max)
            for value in values[1:]:
                if (sign_of(sub(value, best)) > 0) == greatest:
                    best = value
            return best
        case Abs(arg):
            value = _value(arg, point)
            return value if sign_of(value) >= 0 else neg(value)
        case Cases(subject, _, _, pieces):
            return _value(pieces[_met(expr, _value(subject, point))], point)
        case _:
            parts = tuple(_value(part, point) for part in children(expr))
            if _leaves_domain(expr, parts):
                raise _Hole(expr)
            return rebuild(expr, parts)


def _met(expr: Cases, subject: Expr) -> int:
    """The index of the case that a value of the subject meets."""
    index = 0
    for level, left_closed in zip(expr.breaks, expr.left_closed, strict=True):
        side = sign_of(sub(subject, Num(level)))
        index += 1 if side > 0 or (side == 0 and not left_closed) else 0
    return index


def _leaves_domain(node: Expr, parts: tuple[Expr, ...]) -> bool:
    """True if the operation itself is undefined at constant arguments that are defined."""
    match node:
        case Call(Fn.LOG, _):
            return sign_of(parts[0]) <= 0
        case Pow(_, exponent) if exponent < 0 and exponent.denominator == 1:
            return sign_of(parts[0]) == 0
        case Pow(_, exponent) if exponent.denominator != 1:
            return sign_of(parts[0]) < (1 if exponent < Fraction(0) else 0)
        case _:
            return False
