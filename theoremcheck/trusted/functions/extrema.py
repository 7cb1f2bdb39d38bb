"""Continuous neurons without local maxima, or without local minima (theory: neuron.no_local_maximum and its relatives).

In the weak sense: a constant piece is made of local maxima and minima. A function that falls up to p, is convex from p
to r and rises from r on, is continuous and constant on no interval, has no local maximum, and its local minima lie in
[p, r]. What is said of local minima is said of the opposite function.

Where every local maximum lies above a level and every local minimum below it, as those of a sine do, no interval is
constant either: its points would be both.

Of losses: if the slopes before p and after r are not 0, the function has its least value wherever it falls to neither
side (loss.pseudoconvex); there it may be constant on intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.functions.breaks import above, below, exact
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.intervals import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.proofs import FactorProof, SignProof
from theoremcheck.trusted.functions.shape import NoPiece, check_no_piece, require_defined
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_obligations, closed_interval, jump
from theoremcheck.trusted.problem.expr import Expr, Num, mul, neg, sub, substitute
from theoremcheck.trusted.records import dataclass, replace
from theoremcheck.trusted.refusal import require

_ORDERS: Final = 9
"""Derivatives of order below this are looked at."""


@dataclass(frozen=True, slots=True)
class Valley:
    """The function falls up to ``lower``, is convex from there to ``upper``, and rises from there on; None: infinite.

    ``domain``: that every piece is C^2 inside and C^1 up to its ends (``smooth.obligations``); ``proofs``: one sign for
    every part of ``parts``; ``points``: that no interval carries a constant.
    """

    lower: Fraction | None
    upper: Fraction | None
    domain: tuple[FactorProof, ...]
    proofs: tuple[SignProof, ...]
    points: NoPiece


@dataclass(frozen=True, slots=True)
class SignedValley:
    """A valley with values > 0 (``positive``), or < 0, from its lower to its upper end: one proof for every piece.

    ``positive`` None, without proofs: a valley of the opposite function.
    """

    valley: Valley
    positive: bool | None
    proofs: tuple[SignProof, ...]


@dataclass(frozen=True, slots=True)
class Summit:
    """``left`` < ``top`` < ``right``, and the function is greater at ``top`` than at the others.

    ``domain``: that it is defined, and continuous on every piece.
    """

    left: Fraction
    top: Fraction
    right: Fraction
    domain: tuple[FactorProof, ...]


@dataclass(frozen=True, slots=True)
class Touch:
    """A local minimum at which the value is 0."""

    at: Fraction


@dataclass(frozen=True, slots=True)
class Between:
    """(s - ``level``) s'' < ``factor`` s'^2 everywhere: one proof for every piece.

    ``domain``: that every piece is C^2 up to its ends.
    """

    level: Fraction
    factor: Fraction
    domain: tuple[FactorProof, ...]
    proofs: tuple[SignProof, ...]


@dataclass(frozen=True, slots=True)
class BoundedSummit:
    """A summit, and that the function is nowhere above the level from its left to its right end: a proof per piece."""

    summit: Summit
    proofs: tuple[SignProof, ...]


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A local maximum that is not above ``level`` (``low``), and a local minimum that is not below it (``high``).

    ``high`` is a summit of the opposite function, which is not above -``level`` there. Where the level has to be 0, one
    of the two is enough.
    """

    level: Fraction
    low: BoundedSummit | None
    high: BoundedSummit | None


@dataclass(frozen=True, slots=True)
class Trough:
    """As ``Valley``, with slopes < 0 up to ``lower``, > 0 from ``upper`` on, and perhaps constant pieces between.

    ``domain``: that every piece is C^2 inside and C^1 up to its ends (``smooth.obligations``); ``proofs``: one sign for
    every part of ``steep_parts``.
    """

    lower: Fraction | None
    upper: Fraction | None
    domain: tuple[FactorProof, ...]
    proofs: tuple[SignProof, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """The slope is 0 at ``at``, on both sides, and the value smaller at ``smaller``.

    ``domain``: that every piece is C^1 up to its ends.
    """

    at: Fraction
    smaller: Fraction
    domain: tuple[FactorProof, ...]


def parts(pieces: Pieces, lower: Fraction | None, upper: Fraction | None) -> Iterator[tuple[int, int, str, Interval]]:
    """(piece, order of the derivative, its relation to 0, where), in the order in which a valley proves them."""
    stretches = (
        (None, lower, 1, NONPOSITIVE, lower is not None),
        (lower, upper, 2, NONNEGATIVE, True),
        (upper, None, 1, NONNEGATIVE, upper is not None),
    )
    for start, end, order, relation, present in stretches:
        for index, interval in within(pieces, start, end) if present else ():
            if interval.lower is None or interval.upper is None or interval.lower < interval.upper:
                yield index, order, relation, replace(interval, lower_open=True, upper_open=True)


def steep_parts(
    pieces: Pieces, lower: Fraction | None, upper: Fraction | None
) -> Iterator[tuple[int, int, str, Interval]]:
    """As ``parts``, for a trough: the slopes outside have a strict sign, at the ends too, one-sided at breaks."""
    steep = {NONPOSITIVE: NEGATIVE, NONNEGATIVE: POSITIVE}
    for index, order, relation, interval in parts(pieces, lower, upper):
        if order == 1:
            yield index, order, steep[relation], replace(interval, lower_open=False, upper_open=False)
        else:
            yield index, order, relation, interval


def within(pieces: Pieces, lower: Fraction | None, upper: Fraction | None) -> Iterator[tuple[int, Interval]]:
    """The pieces whose closed intervals meet [lower, upper], each with the closed common part."""
    for index in range(len(pieces.pieces)):
        own = closed_interval(pieces, index)
        if lower is not None and (own.lower is None or own.lower < lower):
            own = replace(own, lower=lower, lower_root=None)
        if upper is not None and (own.upper is None or own.upper > upper):
            own = replace(own, upper=upper, upper_root=None)
        if own.lower is None or own.upper is None or own.lower <= own.upper:
            yield index, own


def _check_break(pieces: Pieces, at_break: int, lower: Fraction | None, upper: Fraction | None) -> None:
    """The function is continuous at a break, and between the ends its slope does not drop there."""
    point = pieces.breaks[at_break]
    require(is_zero(jump(pieces, at_break, 0)), "shape.not_continuous", at=point)
    between = (lower is None or lower < above(point)) and (upper is None or below(point) < upper)
    require(not between or sign_of(jump(pieces, at_break, 1)) >= 0, "shape.slope_jump", at=point)


def _check_signs(pieces: Pieces, found: Sequence[tuple[int, int, str, Interval]], proofs: Sequence[SignProof]) -> None:
    """Each part has its sign, by a proof of its own."""
    require(len(found) == len(proofs), "shape.piece_parts")
    for (index, order, relation, interval), proof in zip(found, proofs, strict=True):
        check_sign(nth_derivative(pieces.pieces[index], order), relation, interval, proof)


def check_no_maximum(expr: Expr, opposite: bool, evidence: Valley) -> None:
    """Accept that the function (or its opposite) is continuous and has no local maximum.

    It falls strictly before ``lower`` and rises strictly after ``upper``: continuous, its slope has one weak sign
    inside every piece, and no interval carries a constant. A convex function has a local maximum only where it is
    constant.
    """
    pieces = _pieces(expr, opposite)
    lower, upper = evidence.lower, evidence.upper
    require(lower is None or upper is None or lower <= upper, "extrema.order")
    check_obligations(pieces, 2, evidence.domain, inner=True)
    for at_break in range(len(pieces.breaks)):
        _check_break(pieces, at_break, lower, upper)
    _check_signs(pieces, tuple(parts(pieces, lower, upper)), evidence.proofs)
    check_no_piece(expr, 1, evidence.points)


def check_trough(expr: Expr, evidence: Trough, steep: bool = True) -> None:
    """Accept that the function is continuous, falls weakly up to some point and rises weakly from there on (or does
    one of the two alone), and has its least value at every point from which it falls to neither side.

    To fall to a side is to have a slope there that is not 0, one-sided. Before ``lower`` the function falls to the
    right, after ``upper`` to the left. From ``lower`` to ``upper`` it is convex, so that where it falls to neither side
    it is least among these; and it is greater before ``lower`` than there, and after ``upper`` than there.

    Without ``steep`` the slopes outside are shown to be <= 0 and >= 0 only, by proofs for ``parts``; then the last of
    the three claims is not made. With two finite ends the least value is taken in [lower, upper]; if steep, only there.
    """
    pieces = split(expr)
    lower, upper = evidence.lower, evidence.upper
    require(lower is None or upper is None or lower <= upper, "extrema.order")
    check_obligations(pieces, 2, evidence.domain, inner=True)
    for at_break, point in enumerate(pieces.breaks):
        # Where a break is enclosed only, no end lies inside of that: what is cut there is cut inside one piece.
        apart = (end is None or end <= below(point) or above(point) <= end for end in (lower, upper))
        require(all(apart), "extrema.at_break", at=point)
        _check_break(pieces, at_break, lower, upper)
    _check_signs(pieces, tuple((steep_parts if steep else parts)(pieces, lower, upper)), evidence.proofs)


def check_bottom(expr: Expr, trough: Trough, at: Fraction) -> None:
    """Accept that a function with this trough, steep or not, is least at ``at``.

    There it is not above its values in [lower, upper], where it is convex, as its left slope is <= 0 and its right
    slope >= 0; nor above others, as it falls weakly up to ``lower`` and rises weakly from ``upper`` on.
    """
    inside = (trough.lower is None or trough.lower <= at) and (trough.upper is None or at <= trough.upper)
    require(inside, "extrema.no_bottom", at=at)
    pieces, here = split(expr), Num(at)
    for index, side in zip(_sides(pieces, at), (-1, 1), strict=True):
        require_defined(pieces, index, here)
        slope = sign_of(substitute(nth_derivative(pieces.pieces[index]), here))
        require(slope * side >= 0, "extrema.no_bottom", at=at)


def _sides(pieces: Pieces, at: Fraction) -> tuple[int, int]:
    """The pieces to the left and to the right of a point; of an inner point of a piece that piece twice."""
    at_break = _break_at(pieces, at)
    return (pieces.index_at(at),) * 2 if at_break is None else (at_break, at_break + 1)


def _break_at(pieces: Pieces, at: Fraction) -> int | None:
    return next((k for k, point in enumerate(pieces.breaks) if sign_of(sub(exact(point), Num(at))) == 0), None)


def check_rest(expr: Expr, evidence: Rest) -> None:
    """Accept that the function falls to neither side of a point at which it is not least: its slopes there are 0."""
    pieces, here = split(expr), Num(evidence.at)
    check_obligations(pieces, 1, evidence.domain)
    at_break = _break_at(pieces, evidence.at)
    require(at_break is None or is_zero(jump(pieces, at_break, 0)), "shape.not_continuous", at=evidence.at)
    for index in _sides(pieces, evidence.at):
        require_defined(pieces, index, here)
        require(sign_of(substitute(nth_derivative(pieces.pieces[index]), here)) == 0, "extrema.not_zero")
    require(sign_of(sub(_value(pieces, evidence.at), _value(pieces, evidence.smaller))) > 0, "extrema.no_summit")


def check_minima_signed(expr: Expr, opposite: bool, evidence: SignedValley) -> None:
    """Accept that all local minimum values of the function (or of its opposite) have one strict sign.

    They are values between the ends of the valley: before and after it the function is strictly monotone. Where the
    opposite function has no local maximum there are none.
    """
    if evidence.positive is None:
        require(not evidence.proofs, "shape.piece_parts")
        check_no_maximum(expr, not opposite, evidence.valley)
        return
    check_no_maximum(expr, opposite, evidence.valley)
    pieces = _pieces(expr, opposite)
    found = tuple(within(pieces, evidence.valley.lower, evidence.valley.upper))
    require(len(found) == len(evidence.proofs), "shape.piece_parts")
    for (index, interval), proof in zip(found, evidence.proofs, strict=True):
        check_sign(pieces.pieces[index], POSITIVE if evidence.positive else NEGATIVE, interval, proof)


def check_between(expr: Expr, at_zero: bool, evidence: Between) -> None:
    """Accept that the function is continuous, above the level at its local maxima, and below it at its local minima.

    Inside a piece s' = 0 at either, and then (s - level) s'' < 0: so s'' is not 0, and a maximum lies above the level,
    a minimum below. At a break without a kink this holds on both sides, so s' changes its sign there, if it is 0. At a
    kink the slopes before and after have strict signs: one sign, or that of s - level before it, and the other after.
    ``at_zero``: the level has to be 0.
    """
    level = Num(evidence.level)
    require(not at_zero or evidence.level == 0, "extrema.level")
    pieces = split(expr)
    check_obligations(pieces, 2, evidence.domain)
    require(len(pieces.pieces) == len(evidence.proofs), "shape.piece_parts")
    for index, proof in enumerate(evidence.proofs):
        turns = bending(pieces.pieces[index], evidence.level, evidence.factor)
        check_sign(turns, NEGATIVE, closed_interval(pieces, index), proof)
    for at_break, point in enumerate(pieces.breaks):
        require(is_zero(jump(pieces, at_break, 0)), "shape.not_continuous", at=point)
        if is_zero(jump(pieces, at_break, 1)):
            continue
        sides = pieces.pieces[at_break : at_break + 2]
        before, after = (sign_of(substitute(nth_derivative(side), exact(point))) for side in sides)
        height = sign_of(sub(substitute(sides[0], exact(point)), level))
        require(before * after > 0 or (before == height and before * after < 0), "extrema.misplaced", at=point)


def bending(piece: Expr, level: Fraction, factor: Fraction) -> Expr:
    """(s - level) s'' - factor s'^2, which is < 0."""
    slope, curvature = nth_derivative(piece), nth_derivative(piece, 2)
    return sub(mul((sub(piece, Num(level)), curvature)), mul((Num(factor), slope, slope)))


def check_misplaced(expr: Expr, at_zero: bool, evidence: Misplaced) -> None:
    """Accept that no level (``at_zero``: not the level 0) lies below all local maxima and above all local minima.

    The greatest value between the ends of a summit is a local maximum. It is not above the level, and that of the
    opposite function is not below it: the first is no greater than the second.
    """
    low, high, level = evidence.low, evidence.high, evidence.level
    require((level == 0 and (low or high) is not None) if at_zero else None not in (low, high), "extrema.level")
    for found, opposite in ((low, False), (high, True)):
        if found is not None:
            check_some_maximum(expr, opposite, found.summit)
            parts = tuple(below_level(expr, opposite, level, found.summit))
            require(len(parts) == len(found.proofs), "shape.piece_parts")
            for (piece, interval), proof in zip(parts, found.proofs, strict=True):
                check_sign(piece, NONPOSITIVE, interval, proof)


def below_level(expr: Expr, opposite: bool, level: Fraction, summit: Summit) -> Iterator[tuple[Expr, Interval]]:
    """What is <= 0 around a summit that is not above the level: the function less the level, piece by piece."""
    pieces = _pieces(expr, opposite)
    for index, interval in within(pieces, summit.left, summit.right):
        yield sub(pieces.pieces[index], Num(-level if opposite else level)), interval


def check_some_maximum(expr: Expr, opposite: bool, evidence: Summit) -> None:
    """Accept that the function (or its opposite) has a local maximum: its greatest value between two smaller ones."""
    require(evidence.left < evidence.top < evidence.right, "extrema.order")
    pieces = _pieces(expr, opposite)
    check_obligations(pieces, 0, evidence.domain)
    for at_break, point in enumerate(pieces.breaks):
        require(is_zero(jump(pieces, at_break, 0)), "shape.not_continuous", at=point)
    left, top, right = (_value(pieces, point) for point in (evidence.left, evidence.top, evidence.right))
    require(sign_of(sub(top, left)) > 0 and sign_of(sub(top, right)) > 0, "extrema.no_summit")


def check_minimum_zero(expr: Expr, opposite: bool, evidence: Touch) -> None:
    """Accept that the function (or its opposite) has the value 0 at a local minimum, so its minima have no strict sign.

    Inside a piece the first derivative that is not 0 is of even order and > 0; at a break the slopes are < 0 before and
    > 0 after it.
    """
    pieces = _pieces(expr, opposite)
    here = Num(evidence.at)
    require(sign_of(_value(pieces, evidence.at)) == 0, "extrema.not_zero")
    at_break = _break_at(pieces, evidence.at)
    if at_break is None:
        check_obligations(pieces, None, (), inner=True)
        signs = (sign_of(substitute(nth_derivative(pieces.piece_at(evidence.at), k), here)) for k in range(1, _ORDERS))
        order, sign = next(((k, sign) for k, sign in enumerate(signs, 1) if sign), (1, 0))
        require(order % 2 == 0 and sign > 0, "extrema.no_minimum")
        return
    require_defined(pieces, at_break, here)
    require_defined(pieces, at_break + 1, here)
    require(is_zero(jump(pieces, at_break, 0)), "shape.not_continuous", at=pieces.breaks[at_break])
    before, after = (substitute(nth_derivative(pieces.pieces[at_break + side]), here) for side in (0, 1))
    require(sign_of(before) < 0 < sign_of(after), "extrema.no_minimum")


def _pieces(expr: Expr, opposite: bool) -> Pieces:
    return split(neg(expr) if opposite else expr)


def _value(pieces: Pieces, point: Fraction) -> Expr:
    """The value at a rational point at which the function is shown to be defined."""
    require_defined(pieces, pieces.index_at(point), Num(point))
    return substitute(pieces.piece_at(point), Num(point))
