"""Definedness and smoothness of functions given by a formula.

A smooth piece is built from functions that are analytic on their open domains, so it is defined and C^k on a closed
interval if every partial operation in it (logarithm, division, fractional power) stays inside its domain there. These
*obligations* are listed by the kernel in a fixed order; most of them are evident, the others need a proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.functions.asymptotics import grows
from theoremcheck.trusted.functions.breaks import above, below, exact
from theoremcheck.trusted.functions.comparison import require_real, sign_of
from theoremcheck.trusted.functions.evident import evident
from theoremcheck.trusted.functions.intervals import NEGATIVE, NONNEGATIVE, POSITIVE, Interval
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.proofs import FactorProof
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import Call, Expr, Fn, Pow, Root, Z, add, neg, power, sub, substitute, walk
from theoremcheck.trusted.records import dataclass, replace
from theoremcheck.trusted.refusal import Reason, Refusal, require

MAX_ORDER: Final = 8
"""The highest derivative whose jump is looked at."""
_NEAR = Fraction(1024)
_NEAR_ORDER = 2


@dataclass(frozen=True, slots=True)
class Calculus:
    """Proofs of the domain obligations of every piece, in the kernel's order.

    Obligations that range arithmetic settles are left out.
    """

    proofs: tuple[FactorProof, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One-sided jets agree at every break point: the kernel computes them. ``domain`` as in :class:`Calculus`."""

    domain: tuple[FactorProof, ...]


@dataclass(frozen=True, slots=True)
class Jump:
    """At break ``at_break`` the one-sided derivatives of order ``order`` differ (order 0: the function jumps)."""

    at_break: int
    order: int


@dataclass(frozen=True, slots=True)
class Obligation:
    """``expr`` must satisfy one of ``relations`` to 0 on ``interval`` for the operation ``what`` to be smooth there."""

    expr: Expr
    relations: tuple[str, ...]
    interval: Interval
    what: Reason
    piece: int


def closed_interval(pieces: Pieces, index: int) -> Interval:
    """The closure of the interval of one piece."""
    lower, upper = pieces.interval(index)
    return Interval(
        None if lower is None else below(lower),
        None if upper is None else above(upper),
        lower if isinstance(lower, Root) else None,
        upper if isinstance(upper, Root) else None,
    )


def parts_within(pieces: Pieces, lower: Fraction | None, upper: Fraction | None) -> tuple[tuple[int, Interval], ...]:
    """The pieces that meet the open interval (lower, upper) (None: infinite), each with the closed common part."""
    found = []
    for index in range(len(pieces.pieces)):
        own = closed_interval(pieces, index)
        low = own.lower if lower is None else lower if own.lower is None else max(own.lower, lower)
        high = own.upper if upper is None else upper if own.upper is None else min(own.upper, upper)
        if low is None or high is None or low < high:
            found.append((index, Interval(low, high)))
    return tuple(found)


def open_interval(pieces: Pieces, index: int) -> Interval:
    """The interval of one piece without its ends."""
    return replace(closed_interval(pieces, index), lower_open=True, upper_open=True)


def obligations(pieces: Pieces, order: int | None, *, inner: bool = False) -> Iterator[Obligation]:
    """What must be proved for every piece to be C^order on its closed interval (None: analytic; 0: defined).

    A fractional power u^r with r > order may touch u = 0: its derivatives up to ``order`` are continuous there.
    Constant bases are treated like any other. The demands of a piece must be defined, whatever the order.
    ``inner``: C^order inside each piece, and C^(order - 1) up to its ends (continuous for an analytic one).
    """
    for index in range(len(pieces.pieces)):
        if inner and order != 0:
            yield from _of_piece(pieces, index, order, open_interval(pieces, index))
            yield from _of_piece(pieces, index, order - 1 if order else 0, closed_interval(pieces, index))
        else:
            yield from _of_piece(pieces, index, order, closed_interval(pieces, index))


def _of_piece(pieces: Pieces, index: int, order: int | None, interval: Interval) -> Iterator[Obligation]:
    """The obligations of one piece on an interval that are not evident."""
    nodes = [(node, order) for node in walk(pieces.pieces[index])]
    for demand in sorted(pieces.demands[index], key=repr):
        nodes += [(node, 0) for node in walk(demand)]
    seen: set[tuple[Expr, tuple[str, ...]]] = set()
    for node, smooth in nodes:
        asked = needed(node, smooth)
        if asked is None or asked[:2] in seen:
            continue
        seen.add(asked[:2])
        expr, relations, what = asked
        if not any(evident(expr, relation, interval) for relation in relations):
            yield Obligation(expr, relations, interval, what, index)


def needed(node: Expr, order: int | None) -> tuple[Expr, tuple[str, ...], Reason] | None:
    """What an operation asks of its operand to be C^order: the operand, relations to 0 of which one suffices, why."""
    match node:
        case Call(Fn.LOG, arg):
            return arg, (POSITIVE,), Reason("smooth.log_domain")
        case Pow(base, exponent) if exponent.denominator == 1:
            return (base, (POSITIVE, NEGATIVE), Reason("smooth.denominator")) if exponent < 0 else None
        case Pow(base, exponent) if exponent > 0 and order is not None and exponent > order:
            return base, (NONNEGATIVE, POSITIVE), Reason("smooth.root_domain")
        case Pow(base, _):
            return base, (POSITIVE,), Reason("smooth.root_smooth")
        case _:
            return None


def check_evident(pieces: Pieces, order: int | None, index: int, interval: Interval) -> None:
    """Accept if piece ``index`` is C^order on a part ``interval`` of its interval, without any further proof."""
    for obligation in _of_piece(pieces, index, order, interval):
        raise Refusal("smooth.not_evident", what=obligation.what)


def check_obligations(
    pieces: Pieces, order: int | None, proofs: tuple[FactorProof, ...], *, inner: bool = False
) -> None:
    """Accept that every piece is C^order on its closed interval: each obligation is evident or has its proof."""
    found = tuple(obligations(pieces, order, inner=inner))
    require(len(found) == len(proofs), "smooth.obligation_parts")
    for obligation, part in zip(found, proofs, strict=True):
        if part.relation not in obligation.relations:
            raise Refusal(obligation.what)
        check_sign(obligation.expr, part.relation, obligation.interval, part.proof)


def jump(pieces: Pieces, at_break: int, order: int) -> Expr:
    """Right minus left one-sided derivative of the given order at a break, as a constant expression.

    Raises ``Refusal`` where one of them is not seen to be a number: in the difference what is not defined may cancel.
    """
    point = exact(pieces.breaks[at_break])
    right, left = (substitute(nth_derivative(pieces.pieces[at_break + side], order), point) for side in (1, 0))
    require_real(right)
    require_real(left)
    return sub(right, left)


def check_matching(pieces: Pieces, order: int) -> None:
    """Accept that pieces that are C^order up to their ends form one C^order function.

    The one-sided derivatives of orders 0..order agree at every break; the mean value theorem then gives the derivative
    there as their common limit.
    """
    for at_break, point in enumerate(pieces.breaks):
        for k in range(order + 1):
            require(is_zero(jump(pieces, at_break, k)), "smooth.disagreement", order=k, at=point)


def check_jump(pieces: Pieces, evidence: Jump, max_order: int | None) -> None:
    """Accept that a function is not C^max_order: one-sided derivatives up to there differ, or one is infinite."""
    require(0 <= evidence.at_break < len(pieces.breaks), "smooth.no_such_break")
    require(0 <= evidence.order <= MAX_ORDER, "smooth.jump_order", most=MAX_ORDER)
    require(max_order is None or evidence.order <= max_order, "smooth.higher_jump")
    if any(_infinite(pieces, evidence, right=right) for right in (False, True)):
        return
    difference = jump(pieces, evidence.at_break, evidence.order)
    require(sign_of(difference) != 0, "smooth.no_jump")


def _infinite(pieces: Pieces, evidence: Jump, *, right: bool) -> bool:
    """True if the one-sided derivative is infinite: at b + 1/w (b - 1/w) it is expanded for w -> inf."""
    slope = nth_derivative(pieces.pieces[evidence.at_break + (1 if right else 0)], evidence.order)
    step = power(Z, -1)
    near = substitute(slope, add((exact(pieces.breaks[evidence.at_break]), step if right else neg(step))))
    try:
        return grows(near, _NEAR, _NEAR_ORDER)
    except Refusal:
        return False
