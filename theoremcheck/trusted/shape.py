"""The conditions on a neuron or a loss: what each one asks of the pieces, and the check of its evidence.

One-sided throughout: at a break point both one-sided derivatives count. On a C^1 (C^2) function this is the statement
of the condition word for word; on others it is the reading under which the theorems still hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.breaks import Break, above, below, compare, exact
from theoremcheck.trusted.comparison import require_real, sign_of
from theoremcheck.trusted.evidence import (
    Asymmetry,
    Calculus,
    DeepDomains,
    Jets,
    Jump,
    LowerBound,
    NoPiece,
    Piece,
    SlopeDrop,
    TwoWitnesses,
    UnboundedTail,
    Witness,
)
from theoremcheck.trusted.expr import Expr, Fn, Num, add, call, is_constant, mul, neg, power, sub, substitute
from theoremcheck.trusted.expr import Z as VARIABLE
from theoremcheck.trusted.model import Problem
from theoremcheck.trusted.normal import is_zero, normalise, rational_value
from theoremcheck.trusted.pieces import Pieces, split
from theoremcheck.trusted.proofs import Signs
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.signs import (
    NEGATIVE,
    NONNEGATIVE,
    NONPOSITIVE,
    POSITIVE,
    Interval,
    check_sign,
)
from theoremcheck.trusted.slopes import nth_derivative
from theoremcheck.trusted.smooth import (
    check_evident,
    check_jump,
    check_matching,
    check_obligations,
    closed_interval,
    jump,
    open_interval,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The derivative of order ``order`` satisfies ``relation`` to 0 on ``domain``, one-sided at breaks.

    The function is continuous on the domain; a sign that is not strict is asked for inside the pieces only, up to whose
    ends the derivative before is continuous (|z|^(3/2) is convex). With ``kinks`` = 1 slopes do not drop at a break,
    with -1 they do not rise.
    """

    order: int
    relation: str
    domain: Interval
    kinks: int = 0

    @property
    def inner(self) -> bool:
        """True if the sign is asked for inside the pieces only."""
        return self.relation in (NONNEGATIVE, NONPOSITIVE)


_REALS = Interval(None, None)

SHAPES: Final = MappingProxyType(
    {
        "increasing": Shape(1, POSITIVE, _REALS),
        "nondecreasing": Shape(1, NONNEGATIVE, _REALS),
        "active": Shape(1, POSITIVE, Interval(Fraction(0), None)),
        "decreasing": Shape(1, NEGATIVE, _REALS),
        "convex": Shape(2, NONNEGATIVE, _REALS, kinks=1),
        "strictly_convex": Shape(2, POSITIVE, _REALS, kinks=1),
        "strictly_concave": Shape(2, NEGATIVE, _REALS, kinks=-1),
    }
)
"""The conditions that are one sign of one derivative."""

SMOOTHNESS: Final = MappingProxyType({"c1": 1, "c2": 2})
"""The conditions C^k with their k."""


def domains(pieces: Pieces, shape: Shape) -> tuple[tuple[int, Interval], ...]:
    """The pieces that meet the shape's domain (a single common point counts), with the closed common interval."""
    found = []
    for index in range(len(pieces.pieces)):
        own, least = (open_interval if shape.inner else closed_interval)(pieces, index), shape.domain.lower
        if least is not None and (own.lower is None or own.lower < least):
            own = replace(own, lower=least, lower_root=None, lower_open=False)
        if own.upper is None or own.lower is None or own.lower <= own.upper:
            found.append((index, own))
    return tuple(found)


def check_defined(expr: Expr, evidence: Calculus) -> None:
    """Accept that the function is a real number for every z."""
    check_obligations(split(expr), 0, evidence.proofs)


def check_deep_defined(problem: Problem, evidence: DeepDomains) -> None:
    """Accept that every neuron of the deep part is a real number for every z, so that f is one at every parameter.

    The neuron s itself is neuron.defined; an opaque function is a function on R by what the word means.
    """
    parts, functions = evidence.functions, problem.deep_functions
    require(len(parts) == len(functions), "the evidence does not have one part for every neuron of the deep part")
    for function, part in zip(functions, parts, strict=True):
        check_defined(function.expr, part)


def check_smooth(expr: Expr, order: int | None, evidence: Jets) -> None:
    """Accept that the function is C^order on R (None: analytic, which then needs a single piece)."""
    pieces = split(expr)
    check_obligations(pieces, order, evidence.domain)
    if order is None:
        require(len(pieces.pieces) == 1, "a function with break points is not shown to be analytic")
    else:
        check_matching(pieces, order)


def check_not_smooth(expr: Expr, order: int | None, evidence: Jump) -> None:
    """Accept that the function is not C^order: a one-sided derivative of order <= order jumps."""
    check_jump(split(expr), evidence, order)


def check_shape(expr: Expr, shape: Shape, evidence: Signs) -> None:
    """Accept that the shape holds."""
    pieces = split(expr)
    check_obligations(pieces, shape.order, evidence.domain, inner=shape.inner)
    parts = domains(pieces, shape)
    require(len(parts) == len(evidence.proofs), "the proof does not have one part for every piece")
    for (index, interval), proof in zip(parts, evidence.proofs, strict=True):
        check_sign(nth_derivative(pieces.pieces[index], shape.order), shape.relation, interval, proof)
    for at_break, point in enumerate(pieces.breaks):
        if shape.domain.contains(above(point)):
            require(is_zero(jump(pieces, at_break, 0)), f"the function is not shown to be continuous at {below(point)}")
            if shape.kinks:
                require(
                    shape.kinks * sign_of(jump(pieces, at_break, 1)) >= 0,
                    f"the slope jumps the wrong way at {below(point)}",
                )


def check_not_shape(expr: Expr, shape: Shape, evidence: Witness | Jump | SlopeDrop) -> None:
    """Accept that the shape fails: a point, a jump, or a drop of the slope."""
    pieces = split(expr)
    match evidence:
        case Witness():
            _check_witness(pieces, shape, evidence)
        case Jump():
            require(shape.domain.contains(below(_break(pieces, evidence.at_break))), "the jump lies outside the domain")
            check_jump(pieces, evidence, 0)
        case SlopeDrop() if shape.kinks == 1:
            _break(pieces, evidence.at_break)
            require(sign_of(jump(pieces, evidence.at_break, 1)) < 0, "the slope is not shown to drop")
        case _:
            raise Refusal("this kind of evidence does not refute a sign")


def _break(pieces: Pieces, at_break: int) -> Break:
    require(0 <= at_break < len(pieces.breaks), "there is no such break point")
    return pieces.breaks[at_break]


def _check_witness(pieces: Pieces, shape: Shape, witness: Witness) -> None:
    """The derivative at the witness, taken from its piece, violates the relation."""
    value = witness_value(pieces, shape.order, witness)
    for index, interval in domains(pieces, shape):
        if index == witness.piece:
            require(_in_interval(witness.at, interval), "the witness lies outside the domain")
            break
    else:
        raise Refusal("the witness lies outside the domain")
    sign = sign_of(value)
    violated = {POSITIVE: sign <= 0, NONNEGATIVE: sign < 0, NEGATIVE: sign >= 0, NONPOSITIVE: sign > 0}
    require(violated[shape.relation], "the condition is not violated at the witness")


def witness_value(pieces: Pieces, order: int, witness: Witness) -> Expr:
    """The derivative of the witness's piece at the witness, which must lie in that piece's closed interval.

    The formula has to be defined there, with all that it computes besides the piece.
    """
    require(0 <= witness.piece < len(pieces.pieces), "there is no such piece")
    require(is_constant(witness.at), "a witness is a constant")
    require_real(witness.at)
    require_defined(pieces, witness.piece, witness.at)
    inside = _in_interval(witness.at, closed_interval(pieces, witness.piece))
    require(inside, "the witness lies outside its piece")
    return substitute(nth_derivative(pieces.pieces[witness.piece], order), witness.at)


def require_defined(pieces: Pieces, index: int, at: Expr) -> None:
    """Accept if the formula is a real number at a constant point, seen from a piece: the piece and its demands are."""
    for part in (pieces.pieces[index], *sorted(pieces.demands[index], key=repr)):
        try:
            require_real(substitute(part, at))
        except Refusal as refusal:
            raise Refusal(f"the formula is not shown to be defined at the point: {refusal}") from None


def _values(pieces: Pieces, points: Iterable[Fraction]) -> Iterator[Expr]:
    """The function's values at rational points at which it is shown to be defined."""
    for point in points:
        require_defined(pieces, pieces.index_at(point), Num(point))
        yield substitute(pieces.piece_at(point), Num(point))


def _in_interval(point: Expr, interval: Interval) -> bool:
    start, end = interval.start(), interval.end()
    return (start is None or sign_of(sub(point, start)) >= 0) and (end is None or sign_of(sub(point, end)) <= 0)


# --- signed, bounded below, pieces, symmetry ----------------------------------------------------------------------


def check_signed(expr: Expr, evidence: Signs) -> None:
    """Accept that s > 0 on R (or s < 0 on R), both one-sided values at a break included."""
    pieces = split(expr)
    check_obligations(pieces, 0, evidence.domain)
    require(len(pieces.pieces) == len(evidence.proofs), "the proof does not have one part for every piece")
    relation = POSITIVE if evidence.positive else NEGATIVE
    for index, proof in enumerate(evidence.proofs):
        check_sign(pieces.pieces[index], relation, closed_interval(pieces, index), proof)


def check_not_signed(expr: Expr, evidence: TwoWitnesses) -> None:
    """Accept that s takes a value <= 0 and a value >= 0."""
    pieces = split(expr)
    for witness, violates in ((evidence.not_positive, (-1, 0)), (evidence.not_negative, (0, 1))):
        require(_owns(pieces, witness), "the witness sits at a jump on the wrong side")
        require(sign_of(witness_value(pieces, 0, witness)) in violates, "the sign is not violated at the witness")


def _owns(pieces: Pieces, witness: Witness) -> bool:
    """True if the function takes the value of the witness's piece at the witness."""
    for at_break, (point, owner) in enumerate(zip(pieces.breaks, pieces.owner, strict=True)):
        if witness.piece in (at_break, at_break + 1) and sign_of(sub(witness.at, exact(point))) == 0:
            return owner == 0 or (owner < 0) == (witness.piece == at_break)
    return True


def check_lower_bound(expr: Expr, evidence: LowerBound) -> None:
    """Accept that the function is >= the stated bound on R."""
    pieces = split(expr)
    check_obligations(pieces, 0, evidence.domain)
    require(len(pieces.pieces) == len(evidence.proofs), "the proof does not have one part for every piece")
    for index, proof in enumerate(evidence.proofs):
        height = sub(pieces.pieces[index], Num(evidence.bound))
        check_sign(height, NONNEGATIVE, closed_interval(pieces, index), proof)


def check_unbounded(expr: Expr, evidence: UnboundedTail) -> None:
    """Accept that the function tends to -inf: on one tail it stays below a function that does."""
    pieces = split(expr)
    index = len(pieces.pieces) - 1 if evidence.right else 0
    reached = all(above(b) <= evidence.beyond if evidence.right else evidence.beyond <= below(b) for b in pieces.breaks)
    require(reached, "the tail does not lie in one piece")
    require(evidence.slope > 0, "the slope of a tail must be positive")
    tail = Interval(evidence.beyond, None) if evidence.right else Interval(None, evidence.beyond)
    require((evidence.beyond if evidence.right else -evidence.beyond) > 1, "a tail begins beyond 1")
    require(evidence.power >= 0, "the power of a tail must not be negative")
    check_evident(pieces, 0, index, tail)
    check_sign(above_tail(pieces.pieces[index], evidence), NONPOSITIVE, tail, evidence.proof)


def above_tail(piece: Expr, evidence: UnboundedTail) -> Expr:
    """F + slope |z|^power, or f + slope log|z|: what must be <= 0 on the tail."""
    size = VARIABLE if evidence.right else neg(VARIABLE)
    growth = power(size, evidence.power) if evidence.power else call(Fn.LOG, size)
    return add((piece, mul((Num(evidence.slope), growth))))


def check_piece(expr: Expr, order: int, evidence: Piece) -> None:
    """Accept that one piece is constant (order 1) or affine (order 2); that it is smooth there must be evident."""
    pieces = split(expr)
    require(0 <= evidence.index < len(pieces.pieces), "there is no such piece")
    check_evident(pieces, order, evidence.index, closed_interval(pieces, evidence.index))
    require(is_zero(nth_derivative(pieces.pieces[evidence.index], order)), "the piece is not shown to be of that form")


def check_no_piece(expr: Expr, order: int, evidence: NoPiece) -> None:
    """Accept that no open interval carries a constant (affine) part.

    Every piece is analytic inside its interval, so one point where the derivative is not 0 is enough.
    """
    pieces = split(expr)
    check_obligations(pieces, None, evidence.domain, inner=True)
    require(len(pieces.pieces) == len(evidence.points), "the evidence does not have one point for every piece")
    for index, point in enumerate(evidence.points):
        value = witness_value(pieces, order, Witness(index, point))
        require(sign_of(value) != 0, "the derivative is 0 at the point")


def mirrored_sum(expr: Expr, *, even: bool) -> tuple[Pieces, Pieces]:
    """The pieces of s(z) and of s(-z) for an even function, of s(z) and of -s(-z) for an odd one."""
    mirror = substitute(expr, neg(VARIABLE))
    return split(expr), split(mirror if even else neg(mirror))


def check_identity(expr: Expr, even: bool) -> None:
    """Accept that s is even, or that s(z) + s(-z) is constant: the pieces agree (up to one constant).

    They agree by normal form; or s is continuous, and the slopes of the pieces of the difference are 0.
    """
    plain, mirror = mirrored_sum(expr, even=even)
    check_obligations(plain, 0, ())
    alike = len(plain.breaks) == len(mirror.breaks) and not any(map(compare, plain.breaks, mirror.breaks))
    require(alike, "the break points are not symmetric")
    require(even or all(owner == 0 for owner in plain.owner), "an odd function must be continuous here")
    differences = [sub(left, right) for left, right in zip(plain.pieces, mirror.pieces, strict=True)]
    constants = {normalise(difference).rational for difference in differences}
    if None in constants or len(constants) > 1:
        require(not any(plain.owner), "the identity is not shown")
        check_obligations(plain, 1, ())
        require(all(is_zero(nth_derivative(difference)) for difference in differences), "the identity is not shown")
        return  # an even function is 0 minus itself at 0, so the constant is 0
    require(not even or constants == {Fraction(0)}, "the identity is not shown")
    require(plain.owner == mirror.owner, "the values at a jump are not symmetric")


def check_asymmetry(expr: Expr, even: bool, evidence: Asymmetry) -> None:
    """Accept that s(z) != s(-z) at the point, or that s(z) + s(-z) differs from 2 s(0) there."""
    value = rational_value(evidence.at)
    if value is None:
        raise Refusal("the point of an asymmetry must be rational")
    pieces = split(expr)
    here, there = _values(pieces, (value, -value))
    if even:
        difference = sub(here, there)
    else:
        (origin,) = _values(pieces, (Fraction(0),))
        difference = sub(add((here, there)), add((origin, origin)))
    require(sign_of(difference) != 0, "the function is symmetric at the point")


def check_quadratic(expr: Expr) -> None:
    """Accept that s(z) = alpha z^2 + gamma with alpha != 0."""
    require(quadratic_form(expr), "the function is not shown to be alpha z^2 + gamma")


def check_not_quadratic(expr: Expr, evidence: Asymmetry) -> None:
    """Accept that s is not alpha z^2 + gamma: s(z) differs from s(-z), or s(2 z) - s(0) from 4 (s(z) - s(0)).

    At the point 1, s(1) = s(0) refutes it as well.
    """
    value = rational_value(evidence.at)
    if value is None:
        raise Refusal("the point must be rational")
    pieces = split(expr)
    here, there = _values(pieces, (value, -value))
    if _differs(here, there):
        return
    twice, origin = _values(pieces, (2 * value, Fraction(0)))
    lift, lift_twice = sub(here, origin), sub(twice, origin)
    flat = value == 1 and is_zero(lift)
    require(flat or _differs(lift_twice, mul((Num(Fraction(4)), lift))), "the function looks quadratic at the point")


def _differs(left: Expr, right: Expr) -> bool:
    difference = sub(left, right)
    return not is_zero(difference) and sign_of(difference) != 0


def quadratic_form(expr: Expr) -> bool:
    """True proves that s(z) = alpha z^2 + gamma with alpha != 0, defined and smooth on R."""
    pieces = split(expr)
    if len(pieces.pieces) != 1:
        return False
    check_obligations(pieces, None, ())
    piece = pieces.pieces[0]
    slope, curvature = (substitute(nth_derivative(piece, k), Num(Fraction(0))) for k in (1, 2))
    return is_zero(nth_derivative(piece, 3)) and is_zero(slope) and sign_of(curvature) != 0
