"""The conditions on a neuron or a loss: what each one asks of the pieces, and the check of its evidence.

One-sided throughout: at a break point both one-sided derivatives count. On a C^1 (C^2) function this is the statement
of the condition word for word; on others it is the reading under which the theorems still hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.functions.breaks import Break, above, below, compare, exact
from theoremcheck.trusted.functions.comparison import require_real, sign_of
from theoremcheck.trusted.functions.intervals import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval, violates
from theoremcheck.trusted.functions.normal import is_zero, normalise, rational_value
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.proofs import FactorProof, SignProof
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import (
    Agreement,
    Calculus,
    Jump,
    check_evident,
    check_jump,
    check_matching,
    check_obligations,
    closed_interval,
    jump,
    open_interval,
)
from theoremcheck.trusted.problem.expr import Expr, Fn, Num, add, call, is_constant, mul, neg, power, sub, substitute
from theoremcheck.trusted.problem.expr import Z as VARIABLE
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass, replace
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class DeepDomains:
    """One :class:`Calculus` for each function of ``Problem.deep_functions``, in that order."""

    functions: tuple[Calculus, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """One sign proof for every piece that meets the condition's domain; ``positive`` is read for ``signed`` and
    ``sigmoidal`` only.

    ``domain`` as in ``smooth.Calculus``, for the order of the derivative that is proved.
    """

    domain: tuple[FactorProof, ...]
    proofs: tuple[SignProof, ...]
    positive: bool


@dataclass(frozen=True, slots=True)
class Strict:
    """The shape's derivative has its weak sign on every piece (``signs``), and in each a point where it is not 0."""

    signs: Signs
    points: NoPiece


@dataclass(frozen=True, slots=True)
class Witness:
    """The condition fails at ``at`` (a constant expression), seen from piece ``piece``."""

    piece: int
    at: Expr


@dataclass(frozen=True, slots=True)
class TwoWitnesses:
    """Neither sign holds throughout: the function is <= 0 at the first witness and >= 0 at the second."""

    not_positive: Witness
    not_negative: Witness


@dataclass(frozen=True, slots=True)
class SlopeDrop:
    """At break ``at_break`` the right slope is smaller than the left slope, so the function is not convex."""

    at_break: int


@dataclass(frozen=True, slots=True)
class LowerBound:
    """The function is >= ``bound``: one sign proof of f - bound >= 0 for every piece; ``domain`` as in Calculus."""

    bound: Fraction
    domain: tuple[FactorProof, ...]
    proofs: tuple[SignProof, ...]


@dataclass(frozen=True, slots=True)
class UnboundedTail:
    """Beyond ``beyond`` the function is <= -``slope`` |z|^``power`` (<= -``slope`` log|z| if ``power`` is 0).

    ``right``: towards z = inf, else towards -inf; slope > 0.
    """

    right: bool
    beyond: Fraction
    slope: Fraction
    power: Fraction
    proof: SignProof


@dataclass(frozen=True, slots=True)
class Piece:
    """The piece that is constant (affine)."""

    index: int


@dataclass(frozen=True, slots=True)
class NoPiece:
    """In every (analytic) piece, a point where the first (second) derivative is not 0. ``domain`` as in Calculus."""

    domain: tuple[FactorProof, ...]
    points: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """The kernel's normal form proves the identity."""


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """The identity fails at this point."""

    at: Expr


@dataclass(frozen=True, slots=True)
class Shape:
    """The derivative of order ``order`` satisfies ``relation`` to 0 on ``domain``, one-sided at breaks.

    The function is continuous on the domain; a sign that is not strict is asked for inside the pieces only, up to whose
    ends the derivative before is continuous (|z|^(3/2) is convex). With ``kinks`` = 1 slopes do not drop at a break,
    with -1 they do not rise. ``after``: at the least point of the domain the slope to the right alone counts.
    """

    order: int
    relation: str
    domain: Interval
    kinks: int = 0
    after: bool = False

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
        "active_right": Shape(1, POSITIVE, Interval(Fraction(0), None), after=True),
        "decreasing": Shape(1, NEGATIVE, _REALS),
        "convex": Shape(2, NONNEGATIVE, _REALS, kinks=1),
        "strictly_convex": Shape(2, POSITIVE, _REALS, kinks=1),
        "strictly_concave": Shape(2, NEGATIVE, _REALS, kinks=-1),
    }
)
"""The conditions that are one sign of one derivative."""

STRICT: Final = MappingProxyType(
    {
        "strictly_increasing": SHAPES["nondecreasing"],
        "strictly_decreasing": Shape(1, NONPOSITIVE, _REALS),
        "slope_increasing": SHAPES["convex"],
        "slope_decreasing": Shape(2, NONPOSITIVE, _REALS, kinks=-1),
    }
)
"""The functions that are strictly monotone, or whose slope is: a weak sign of a derivative that may be 0 at points."""

SMOOTHNESS: Final = MappingProxyType({"c1": 1, "c2": 2})
"""The conditions C^k with their k."""


def domains(pieces: Pieces, shape: Shape) -> tuple[tuple[int, Interval], ...]:
    """The pieces that meet the shape's domain (a single common point counts), with the closed common interval."""
    found = []
    for index in range(len(pieces.pieces)):
        own, least = (open_interval if shape.inner else closed_interval)(pieces, index), shape.domain.lower
        if least is not None and (own.lower is None or own.lower < least):
            if shape.after and own.upper is not None and own.upper <= least:
                continue  # it ends where the domain begins
            own = replace(own, lower=least, lower_root=None, lower_open=False)
        if own.upper is None or own.lower is None or own.lower <= own.upper:
            found.append((index, own))
    return tuple(found)


def check_defined(expr: Expr, evidence: Calculus) -> None:
    """Accept that the function is a real number for every z (condition ``defined``): all of its operations are."""
    check_obligations(split(expr), 0, evidence.proofs)


def check_deep_defined(problem: Problem, evidence: DeepDomains) -> None:
    """Accept that every neuron of the deep part is a real number for every z, so that f is one at every parameter.

    The neuron s itself is neuron.defined; an opaque function is a function on R by what the word means.
    """
    parts, functions = evidence.functions, problem.deep_functions
    require(len(parts) == len(functions), "shape.deep_parts")
    for function, part in zip(functions, parts, strict=True):
        check_defined(function.expr, part)


def check_smooth(expr: Expr, order: int | None, evidence: Agreement) -> None:
    """Accept that the function is C^order on R (``c1``, ``c2``; None: ``analytic``, which then needs a single piece).

    Each piece is C^order up to its ends; where the one-sided derivatives agree there, so is the whole.
    """
    pieces = split(expr)
    check_obligations(pieces, order, evidence.domain)
    if order is None:
        require(len(pieces.pieces) == 1, "shape.not_analytic")
    else:
        check_matching(pieces, order)


def check_not_smooth(expr: Expr, order: int | None, evidence: Jump) -> None:
    """Accept that the function is not C^order (None: not analytic): a one-sided derivative of order <= order jumps."""
    check_jump(split(expr), evidence, order)


def check_shape(expr: Expr, shape: Shape, evidence: Signs) -> None:
    """Accept that the shape holds (the conditions of ``SHAPES``), one-sided as the theorems read it."""
    pieces = split(expr)
    # Each piece is smooth enough up to its ends (for a sign that is not strict: inside, see ``Shape``) ...
    check_obligations(pieces, shape.order, evidence.domain, inner=shape.inner)
    # ... it has the sign on every piece that meets the domain ...
    parts = domains(pieces, shape)
    require(len(parts) == len(evidence.proofs), "shape.piece_parts")
    for (index, interval), proof in zip(parts, evidence.proofs, strict=True):
        check_sign(nth_derivative(pieces.pieces[index], shape.order), shape.relation, interval, proof)
    # ... and the pieces join: a continuous function that rises on each of them rises; one that is convex on each of
    # them is convex if its slope does not drop between them.
    for at_break, point in enumerate(pieces.breaks):
        if shape.domain.contains(above(point)):
            require(is_zero(jump(pieces, at_break, 0)), "shape.not_continuous", at=point)
            if shape.kinks:
                require(shape.kinks * sign_of(jump(pieces, at_break, 1)) >= 0, "shape.slope_jump", at=point)


def check_strict(expr: Expr, shape: Shape, evidence: Strict) -> None:
    """Accept that the function, or its slope, is strictly monotone (the conditions of ``STRICT``).

    Order 1: it is continuous and weakly monotone, and constant on no interval: so it takes no value twice. Order 2: it
    is convex (concave), and affine on no interval: so it touches each of its tangents in one point.
    """
    check_shape(expr, shape, evidence.signs)
    check_no_piece(expr, shape.order, evidence.points)


def check_not_shape(expr: Expr, shape: Shape, evidence: Witness | Jump | SlopeDrop) -> None:
    """Accept that the shape fails: a point where the sign is not, a jump of the function, or a drop of the slope."""
    pieces = split(expr)
    match evidence:
        case Witness():
            _check_witness(pieces, shape, evidence)
        case Jump():
            require(shape.domain.contains(below(_break(pieces, evidence.at_break))), "shape.jump_outside")
            check_jump(pieces, evidence, 0)
        case SlopeDrop() if shape.kinks == 1:
            _break(pieces, evidence.at_break)
            require(sign_of(jump(pieces, evidence.at_break, 1)) < 0, "shape.no_slope_drop")
        case _:
            raise Refusal("shape.no_refutation")


def _break(pieces: Pieces, at_break: int) -> Break:
    require(0 <= at_break < len(pieces.breaks), "smooth.no_such_break")
    return pieces.breaks[at_break]


def _check_witness(pieces: Pieces, shape: Shape, witness: Witness) -> None:
    """The derivative at the witness, taken from its piece, violates the relation."""
    value = witness_value(pieces, shape.order, witness)
    for index, interval in domains(pieces, shape):
        if index == witness.piece:
            require(_in_interval(witness.at, interval), "shape.witness_domain")
            break
    else:
        raise Refusal("shape.witness_domain")
    require(violates(sign_of(value), shape.relation), "shape.not_violated")


def witness_value(pieces: Pieces, order: int, witness: Witness) -> Expr:
    """The derivative of the witness's piece at the witness, which must lie in that piece's closed interval.

    The formula has to be defined there, with all that it computes besides the piece.
    """
    require(0 <= witness.piece < len(pieces.pieces), "shape.no_such_piece")
    require(is_constant(witness.at), "shape.witness_constant")
    require_real(witness.at)
    require_defined(pieces, witness.piece, witness.at)
    inside = _in_interval(witness.at, closed_interval(pieces, witness.piece))
    require(inside, "shape.witness_piece")
    return substitute(nth_derivative(pieces.pieces[witness.piece], order), witness.at)


def require_defined(pieces: Pieces, index: int, at: Expr) -> None:
    """Accept if the formula is a real number at a constant point, seen from a piece: the piece and its demands are."""
    for part in (pieces.pieces[index], *sorted(pieces.demands[index], key=repr)):
        try:
            require_real(substitute(part, at))
        except Refusal as refusal:
            raise Refusal("shape.undefined_at_point", reason=refusal.reason) from None


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
    """Accept that s > 0 on R (or s < 0 on R), both one-sided values at a break included (condition ``signed``)."""
    pieces = split(expr)
    check_obligations(pieces, 0, evidence.domain)
    require(len(pieces.pieces) == len(evidence.proofs), "shape.piece_parts")
    relation = POSITIVE if evidence.positive else NEGATIVE
    for index, proof in enumerate(evidence.proofs):
        check_sign(pieces.pieces[index], relation, closed_interval(pieces, index), proof)


def check_not_signed(expr: Expr, evidence: TwoWitnesses) -> None:
    """Accept that s takes a value <= 0 and a value >= 0, so it is not ``signed``; values, not one-sided limits."""
    pieces = split(expr)
    for witness, signs in ((evidence.not_positive, (-1, 0)), (evidence.not_negative, (0, 1))):
        require(_owns(pieces, witness), "shape.witness_side")
        require(sign_of(witness_value(pieces, 0, witness)) in signs, "shape.sign_not_violated")


def _owns(pieces: Pieces, witness: Witness) -> bool:
    """True if the function takes the value of the witness's piece at the witness."""
    for at_break, (point, owner) in enumerate(zip(pieces.breaks, pieces.owner, strict=True)):
        if witness.piece in (at_break, at_break + 1) and sign_of(sub(witness.at, exact(point))) == 0:
            return owner == 0 or (owner < 0) == (witness.piece == at_break)
    return True


def check_lower_bound(expr: Expr, evidence: LowerBound) -> None:
    """Accept that the function is >= the stated bound on R, piece by piece (condition ``bounded_below``)."""
    pieces = split(expr)
    check_obligations(pieces, 0, evidence.domain)
    require(len(pieces.pieces) == len(evidence.proofs), "shape.piece_parts")
    for index, proof in enumerate(evidence.proofs):
        height = sub(pieces.pieces[index], Num(evidence.bound))
        check_sign(height, NONNEGATIVE, closed_interval(pieces, index), proof)


def check_unbounded(expr: Expr, evidence: UnboundedTail) -> None:
    """Accept that the function is not bounded below: on one tail it stays below a function that tends to -inf."""
    pieces = split(expr)
    index = len(pieces.pieces) - 1 if evidence.right else 0
    reached = all(above(b) <= evidence.beyond if evidence.right else evidence.beyond <= below(b) for b in pieces.breaks)
    require(reached, "shape.tail_piece")
    require(evidence.slope > 0, "shape.tail_slope")
    tail = Interval(evidence.beyond, None) if evidence.right else Interval(None, evidence.beyond)
    require((evidence.beyond if evidence.right else -evidence.beyond) > 1, "shape.tail_start")
    require(evidence.power >= 0, "shape.tail_power")
    check_evident(pieces, 0, index, tail)
    check_sign(above_tail(pieces.pieces[index], evidence), NONPOSITIVE, tail, evidence.proof)


def above_tail(piece: Expr, evidence: UnboundedTail) -> Expr:
    """F + slope |z|^power, or f + slope log|z|: what must be <= 0 on the tail."""
    size = VARIABLE if evidence.right else neg(VARIABLE)
    growth = power(size, evidence.power) if evidence.power else call(Fn.LOG, size)
    return add((piece, mul((Num(evidence.slope), growth))))


def check_piece(expr: Expr, order: int, evidence: Piece) -> None:
    """Accept that one piece is constant (order 1, ``flat_piece``) or affine (order 2, ``affine_piece``).

    Its derivative of that order is 0 on an interval; that it is smooth there must be evident.
    """
    pieces = split(expr)
    require(0 <= evidence.index < len(pieces.pieces), "shape.no_such_piece")
    check_evident(pieces, order, evidence.index, closed_interval(pieces, evidence.index))
    require(is_zero(nth_derivative(pieces.pieces[evidence.index], order)), "shape.piece_form")


def check_no_piece(expr: Expr, order: int, evidence: NoPiece) -> None:
    """Accept that no open interval carries a constant (affine) part.

    Every piece is analytic inside its interval, so one point where the derivative is not 0 is enough.
    """
    pieces = split(expr)
    check_obligations(pieces, None, evidence.domain, inner=True)
    require(len(pieces.pieces) == len(evidence.points), "shape.piece_points")
    for index, point in enumerate(evidence.points):
        value = witness_value(pieces, order, Witness(index, point))
        require(sign_of(value) != 0, "shape.derivative_zero")


def mirrored_sum(expr: Expr, *, even: bool) -> tuple[Pieces, Pieces]:
    """The pieces of s(z) and of s(-z) for an even function, of s(z) and of -s(-z) for an odd one."""
    mirror = substitute(expr, neg(VARIABLE))
    return split(expr), split(mirror if even else neg(mirror))


def check_identity(expr: Expr, even: bool) -> None:
    """Accept that s is ``even``, or that s(z) + s(-z) is constant (``odd_up_to_constant``), by pieces that agree.

    They agree, up to one constant, by normal form; or s is continuous, and the slopes of all differences are 0.
    """
    plain, mirror = mirrored_sum(expr, even=even)
    check_obligations(plain, 0, ())
    alike = len(plain.breaks) == len(mirror.breaks) and not any(map(compare, plain.breaks, mirror.breaks))
    require(alike, "shape.asymmetric_breaks")
    require(even or all(owner == 0 for owner in plain.owner), "shape.odd_jump")
    differences = [sub(left, right) for left, right in zip(plain.pieces, mirror.pieces, strict=True)]
    constants = {normalise(difference).rational for difference in differences}
    if None in constants or len(constants) > 1:
        require(not any(plain.owner), "shape.no_identity")
        check_obligations(plain, 1, ())
        require(all(is_zero(nth_derivative(difference)) for difference in differences), "shape.no_identity")
        return  # an even function is 0 minus itself at 0, so the constant is 0
    require(not even or constants == {Fraction(0)}, "shape.no_identity")
    require(plain.owner == mirror.owner, "shape.asymmetric_jump")


def check_asymmetry(expr: Expr, even: bool, evidence: Asymmetry) -> None:
    """Accept that s is not ``even``, s(z) != s(-z), or not ``odd_up_to_constant``, s(z) + s(-z) != 2 s(0)."""
    value = rational_value(evidence.at)
    if value is None:
        raise Refusal("shape.asymmetry_point")
    pieces = split(expr)
    here, there = _values(pieces, (value, -value))
    if even:
        difference = sub(here, there)
    else:
        (origin,) = _values(pieces, (Fraction(0),))
        difference = sub(add((here, there)), add((origin, origin)))
    require(sign_of(difference) != 0, "shape.symmetric")


def check_quadratic(expr: Expr) -> None:
    """Accept that s(z) = alpha z^2 + gamma with alpha != 0 (condition ``quadratic``)."""
    require(quadratic_form(expr), "shape.not_quadratic")


def check_not_quadratic(expr: Expr, evidence: Asymmetry) -> None:
    """Accept that s is not alpha z^2 + gamma: s(z) differs from s(-z), or s(2 z) - s(0) from 4 (s(z) - s(0)).

    At the point 1, s(1) = s(0) refutes it as well.
    """
    value = rational_value(evidence.at)
    if value is None:
        raise Refusal("shape.asymmetry_point")
    pieces = split(expr)
    here, there = _values(pieces, (value, -value))
    if _differs(here, there):
        return
    twice, origin = _values(pieces, (2 * value, Fraction(0)))
    lift, lift_twice = sub(here, origin), sub(twice, origin)
    flat = value == 1 and is_zero(lift)
    require(flat or _differs(lift_twice, mul((Num(Fraction(4)), lift))), "shape.looks_quadratic")


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
