"""Sigmoidal neurons: s''/s' grows from a centre to both sides (theory: neuron.sigmoidal)."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.trusted.functions.comparison import require_real, sign_of
from theoremcheck.trusted.functions.intervals import NONNEGATIVE, POSITIVE, Interval
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.proofs import FactorProof, SignProof
from theoremcheck.trusted.functions.shape import SHAPES, Signs, Witness, check_shape, witness_value
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_obligations
from theoremcheck.trusted.problem.expr import Expr, Num, Z, add, is_constant, mul, neg, power, sub, substitute
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

HALF_LINE: Final = Interval(Fraction(0), None)
"""The distances from the centre."""


@dataclass(frozen=True, slots=True)
class Side:
    """The sign proofs of :func:`claims` on one side of the centre, in their order."""

    slope: SignProof
    growth: SignProof
    convexity: SignProof


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """The centre c, a constant, and the proofs to its right and to its left; ``domain`` as in Calculus."""

    centre: Expr
    domain: tuple[FactorProof, ...]
    right: Side
    left: Side


@dataclass(frozen=True, slots=True)
class Turns:
    """s''/s' is greater at the second of the two points ``rise`` than at the first, and less at that of ``fall``."""

    domain: tuple[FactorProof, ...]
    rise: tuple[Fraction, ...]
    fall: tuple[Fraction, ...]


def claims(piece: Expr, centre: Expr, way: int) -> tuple[tuple[Expr, str], ...]:
    """What has to be shown for t >= 0 of g(t) = way s(centre + way t), up to the sign of s': ``way`` is 1 or -1.

    With g' > 0, the sign e of g'''/g' at 0 and K = e g''/g' this is K' >= 0, which has the sign of e (g' g''' -
    g''^2), and (1/K)'' >= 0 where K > 0, which has the sign of 2 K'^2 - K K'' = (2 g' g'''^2 - g''^2 g''' - g' g''
    g'''') / g'^3.
    Raises ``Refusal`` where s' or s''' is 0 at the centre, or their signs are not found.
    """
    slope, third = (sign_of(substitute(nth_derivative(piece, order), centre)) for order in (1, 3))
    require(slope != 0 and third != 0, "sigmoids.centre")
    factor = Num(Fraction(slope * way))
    moved = mul((factor, substitute(piece, add((centre, Z if way > 0 else neg(Z))))))
    one, two, three, four = (nth_derivative(moved, order) for order in (1, 2, 3, 4))
    growth = mul((Num(Fraction(slope * third)), sub(mul((one, three)), power(two, 2))))
    convexity = sub(
        mul((Num(Fraction(2)), one, power(three, 2))),
        add((mul((power(two, 2), three)), mul((one, two, four)))),
    )
    return (one, POSITIVE), (growth, NONNEGATIVE), (convexity, NONNEGATIVE)


def check_sigmoidal(expr: Expr, evidence: Sigmoid) -> None:
    """Accept that s is sigmoidal (condition ``sigmoidal``): one analytic formula, s' of one strict sign, and the rest.

    At c, K = e s''/s' is 0 and K' > 0; as K' >= 0 from there on, K > 0 beyond c and grows, and 1/K is convex there; to
    the left the same is shown of t -> -s(c - t), whose K is -K(c - t).
    """
    pieces, centre = split(expr), evidence.centre
    require(len(pieces.pieces) == 1, "sigmoids.pieces")
    check_obligations(pieces, None, evidence.domain)
    require(is_constant(centre), "shape.witness_constant")
    require_real(centre)
    piece = pieces.pieces[0]
    require(is_zero(substitute(nth_derivative(piece, 2), centre)), "sigmoids.centre")
    for way, side in ((1, evidence.right), (-1, evidence.left)):
        proofs = (side.slope, side.growth, side.convexity)
        for (claim, relation), proof in zip(claims(piece, centre, way), proofs, strict=True):
            check_sign(claim, relation, HALF_LINE, proof)


def check_one_curvature(expr: Expr, evidence: Signs) -> None:
    """Accept that s is not sigmoidal: s'' > 0 everywhere (``positive``), or s'' < 0, so s'' has no zero."""
    check_shape(expr, SHAPES["strictly_convex" if evidence.positive else "strictly_concave"], evidence)


def check_turns(expr: Expr, evidence: Turns) -> None:
    """Accept that s is not sigmoidal: s''/s' is monotone in neither way, and with K grows or falls on all of R."""
    pieces = split(expr)
    require(len(pieces.pieces) == 1, "sigmoids.pieces")
    check_obligations(pieces, 2, evidence.domain)
    for points, sign in ((evidence.rise, 1), (evidence.fall, -1)):
        require(len(points) == 2 and points[0] < points[1], "sigmoids.order")
        (slope, bend), (later_slope, later_bend) = (_slope_and_bend(pieces, point) for point in points)
        require(sign_of(mul((slope, later_slope))) == 1, "sigmoids.slopes")
        rise = sub(mul((later_bend, slope)), mul((bend, later_slope)))
        require(sign_of(rise) == sign, "sigmoids.no_turn")


def _slope_and_bend(pieces: Pieces, point: Fraction) -> tuple[Expr, Expr]:
    at = Witness(0, Num(point))
    return witness_value(pieces, 1, at), witness_value(pieces, 2, at)
