"""Proposes what ``trusted/functions/extrema.py`` checks: where a neuron falls, is convex and rises, or three points.

The signs of the slope at the points of a grid say where the valley lies; between the last fall and the first rise the
function has to be convex, and where it is not, the grid is refined around the lowest point. Levels between the local
maxima and minima are read off a grid as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache, partial
from math import ceil, floor, inf
from operator import itemgetter
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.decide.asking import accepts, answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.functions.shape import decide_function, domain_proofs, propose
from theoremcheck.decide.functions.signs import prove
from theoremcheck.trusted.functions.balls import START_PRECISION, ball, evaluate, precision
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.extrema import (
    Between,
    BoundedSummit,
    Misplaced,
    Rest,
    SignedValley,
    Summit,
    Touch,
    Trough,
    Valley,
    below_level,
    bending,
    check_between,
    check_minimum_zero,
    check_misplaced,
    check_no_maximum,
    check_rest,
    check_some_maximum,
    check_trough,
    parts,
    steep_parts,
    within,
)
from theoremcheck.trusted.functions.intervals import NEGATIVE, NONPOSITIVE, POSITIVE
from theoremcheck.trusted.functions.periods import period_bound
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.proofs import SignProof
from theoremcheck.trusted.functions.shape import NoPiece, Piece
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import closed_interval
from theoremcheck.trusted.problem.expr import Expr, Num, neg, substitute
from theoremcheck.trusted.problem.model import Function

_GRID: Final = tuple(Fraction(k, 2) for k in range(-16, 17))
_REFINED: Final = 5
_ZEROS: Final = tuple(Fraction(k, 2) for k in (0, -1, 1, -2, 2, -3, 3, -4, 4))

_FACTORS: Final = tuple(map(Fraction, (1, 2, 4, 16, 64, 256, 1024)))
_FAR: Final = (12, 20, 50, 100)
_FINE: Final = tuple(
    map(Fraction, (*(-end for end in reversed(_FAR)), *(Fraction(k, 8) for k in range(-64, 65)), *_FAR))
)
_STEPS: Final = 128
_LARGE: Final = 10**100

_Ends = tuple[Fraction | None, Fraction | None]
_Sample: TypeAlias = tuple[Fraction, float, float, float]
_Turn: TypeAlias = tuple[tuple[Fraction, Fraction, Fraction], float]
_Slope: TypeAlias = Callable[[Fraction], int]
"""The sign of the slope at a point."""


def no_maximum(expr: Expr, *, opposite: bool) -> Proposal | None:
    """Evidence for or against a function (or its opposite) without local maxima."""
    constant = _constant_piece(expr)
    if isinstance(constant, Piece):
        return False, constant
    pieces = split(neg(expr) if opposite else expr)
    slope = cache(partial(slope_sign, pieces))
    summit = _summit(expr, pieces, slope, opposite=opposite)
    if summit is not None:
        return False, summit
    valley = next(_valleys(expr, pieces, slope, opposite=opposite), None)
    return None if valley is None else (True, valley)


def minima_signed(expr: Expr, *, opposite: bool) -> Proposal | None:
    """Evidence for or against local minima (or maxima) of one strict sign."""
    for at in _ZEROS:
        if accepts(check_minimum_zero, expr, opposite, Touch(at)):
            return False, Touch(at)
    if isinstance(_constant_piece(expr), Piece):
        return None
    pieces = split(neg(expr) if opposite else expr)
    for valley in _valleys(expr, pieces, partial(slope_sign, pieces), opposite=opposite):
        for positive in (True, False):
            relation = POSITIVE if positive else NEGATIVE
            ranges = within(pieces, valley.lower, valley.upper)
            proofs = [prove(pieces.pieces[index], relation, interval) for index, interval in ranges]
            known = tuple(proof for proof in proofs if proof is not None)
            if len(known) == len(proofs):
                return True, SignedValley(valley, positive, known)
    mirrored = split(expr if opposite else neg(expr))
    without = next(_valleys(expr, mirrored, partial(slope_sign, mirrored), opposite=not opposite), None)
    return None if without is None else (True, SignedValley(without, None, ()))


def apart(expr: Expr, *, at_zero: bool) -> Proposal | None:
    """Evidence for or against a level (``at_zero``: the level 0) between the local maxima and minima of a function."""
    constant = _constant_piece(expr)
    if isinstance(constant, Piece):
        return False, constant
    pieces = split(expr)
    seen = _seen(expr, pieces)
    low = min(_turns(seen, 1), key=itemgetter(1), default=None)
    high = max(_turns(seen, -1), key=itemgetter(1), default=None)
    level = Fraction(0) if at_zero else _level(low, high)
    found = None if level is None else _between(expr, pieces, level, seen)
    if found is not None and accepts(check_between, expr, at_zero, found):
        return True, found
    refuted = None if level is None else _misplaced(expr, level, low, high)
    return None if refuted is None or not accepts(check_misplaced, expr, at_zero, refuted) else (False, refuted)


def _seen(expr: Expr, pieces: Pieces) -> tuple[_Sample, ...]:
    """A point, and s, s', s'' there about, at points of one period, or of a grid."""
    period = answer(period_bound, expr)
    grid = _FINE if period is None else tuple(period * Fraction(k, _STEPS) for k in range(-1, _STEPS + 2))
    formulas = [tuple(nth_derivative(piece, k) for k in range(3)) for piece in pieces.pieces]
    found: list[_Sample] = []
    with precision(START_PRECISION):
        for point in grid:
            values = [evaluate(formula, ball(point)) for formula in formulas[pieces.index_at(point)]]
            if all(abs(value) < _LARGE for value in values):
                height, slope, bend = (float(value.mid()) for value in values)
                found.append((point, height, slope, bend))
    return tuple(found)


def _turns(seen: Sequence[_Sample], sign: int) -> Iterator[_Turn]:
    """The local maxima (``sign`` -1: minima) of the samples: points around one, and its height."""
    for (left, before, *_), (top, height, *_), (right, after, *_) in zip(seen, seen[1:], seen[2:], strict=False):
        if sign * height > max(sign * before, sign * after):
            yield (left, top, right), height


def _level(low: _Turn | None, high: _Turn | None) -> Fraction | None:
    """A short number between the lowest maximum and the highest minimum, well inside; 0 if it lies between."""
    top = inf if low is None else low[1]
    bottom = -inf if high is None else high[1]
    if bottom < 0 < top:
        return Fraction(0)
    if low is None or high is None:
        return Fraction(ceil(bottom) + 1 if low is None else floor(top) - 1)
    middle, room = (top + bottom) / 2, abs(top - bottom) / 6
    candidates = (Fraction(middle).limit_denominator(2**k) for k in range(20))
    return next((level for level in candidates if abs(float(level) - middle) < room), None)


def _between(expr: Expr, pieces: Pieces, level: Fraction, seen: Sequence[_Sample]) -> Between | None:
    """The least factor that the samples bear out."""
    domain = answer(domain_proofs, pieces, 2)
    bends = [((height - float(level)) * bend, slope * slope) for _, height, slope, bend in seen]
    factor = next((k for k in _FACTORS if all(bend <= float(k) * square for bend, square in bends)), None)
    if domain is None or factor is None:
        return None
    proofs: list[SignProof] = []
    for index, piece in enumerate(pieces.pieces):
        proof = prove(bending(piece, level, factor), NEGATIVE, closed_interval(pieces, index))
        if proof is None:
            return None
        proofs.append(proof)
    return Between(level, factor, domain, tuple(proofs))


def _misplaced(expr: Expr, level: Fraction, low: _Turn | None, high: _Turn | None) -> Misplaced | None:
    """A maximum that is not above the level, and a minimum that is not below it; each where there is one."""
    found: list[BoundedSummit | None] = []
    for turn, opposite in ((low, False), (high, True)):
        domain = answer(domain_proofs, split(neg(expr) if opposite else expr), 0)
        if turn is None or domain is None:
            found.append(None)
            continue
        summit = Summit(*turn[0], domain)
        proofs = [prove(piece, NONPOSITIVE, part) for piece, part in below_level(expr, opposite, level, summit)]
        known = tuple(proof for proof in proofs if proof is not None)
        found.append(BoundedSummit(summit, known) if len(known) == len(proofs) else None)
    return Misplaced(level, *found)


def trough(expr: Expr) -> Proposal | None:
    """Evidence for or against a function that has its least value wherever it falls to neither side."""
    found = next(troughs(expr), None)
    if found is not None:
        return True, found
    rest = _rest(expr, split(expr))
    return None if rest is None else (False, rest)


def troughs(expr: Expr, *, steep: bool = True) -> Iterator[Trough]:
    """The troughs that the kernel accepts; of one that need not be ``steep`` the slopes outside may be 0."""
    pieces = split(expr)
    domain = answer(domain_proofs, pieces, 2, inner=True)
    for ends in _steep_ends(pieces) if domain is not None else ():
        proofs: list[SignProof] = []
        for index, order, relation, interval in (steep_parts if steep else parts)(pieces, *ends):
            proof = prove(nth_derivative(pieces.pieces[index], order), relation, interval)
            if proof is None:
                break
            proofs.append(proof)
        found = Trough(*ends, domain or (), tuple(proofs))
        if accepts(check_trough, expr, found, steep):
            yield found


def _steep_ends(pieces: Pieces) -> Iterator[_Ends]:
    """Ends of a trough: convex throughout; a kink; from the last fall that is seen to the first rise, ever closer.

    Where no fall is seen, or no rise, the trough has no end to that side.
    """
    yield None, None
    yield from ((point, point) for point in pieces.breaks if isinstance(point, Fraction))
    grid = _GRID
    for _ in range(_REFINED):
        signs = [slope_sign(pieces, point) for point in grid]
        falls, rises = ([at for at, sign in zip(grid, signs, strict=True) if sign == wanted] for wanted in (-1, 1))
        low, high = max(falls, default=None), min(rises, default=None)
        if (low is None and high is None) or (low is not None and high is not None and low >= high):
            return
        yield low, high
        start = grid[0] if low is None else low
        end = grid[-1] if high is None else high
        grid = tuple(start + (end - start) * Fraction(k, 8) for k in range(9))


def _rest(expr: Expr, pieces: Pieces) -> Rest | None:
    """A point of the grid, or a break, where the slope is 0, and another with a smaller value."""
    domain = answer(domain_proofs, pieces, 1)
    points = (*_GRID, *(point for point in pieces.breaks if isinstance(point, Fraction)))
    if domain is None:
        return None
    level = [at for at in points if slope_sign(pieces, at) == 0]
    tried = (Rest(at, smaller, domain) for at in level for smaller in _GRID)
    return next((found for found in tried if accepts(check_rest, expr, found)), None)


def _constant_piece(expr: Expr) -> object:
    found = decide_function(expr, "flat_piece")
    return None if found is None else found[1]


def _valleys(expr: Expr, pieces: Pieces, slope: _Slope, *, opposite: bool) -> Iterator[Valley]:
    """The valleys that the kernel accepts."""
    points = _constant_piece(expr)
    domain = answer(domain_proofs, pieces, 2, inner=True)
    if not isinstance(points, NoPiece) or domain is None:
        return
    for ends in _candidates(pieces, slope):
        proofs = [
            prove(nth_derivative(pieces.pieces[index], order), relation, interval)
            for index, order, relation, interval in parts(pieces, *ends)
        ]
        known = tuple(proof for proof in proofs if proof is not None)
        valley = Valley(*ends, domain, known, points)
        if len(known) == len(proofs) and accepts(check_no_maximum, expr, opposite, valley):
            yield valley


def _candidates(pieces: Pieces, slope: _Slope) -> Iterator[_Ends]:
    """Ends of a valley, the narrow ones first: a known lowest point, a bracket of it; at last convex throughout."""
    grid = _GRID
    for _ in range(_REFINED):
        signs = [(point, slope(point)) for point in grid]
        falls = [point for point, sign in signs if sign < 0]
        rises = [point for point, sign in signs if sign > 0]
        if not falls or not rises or max(falls) >= min(rises):
            break
        low, high = max(falls), min(rises)
        still = [point for point, sign in signs if sign == 0 and low < point < high]
        yield from ((point, point) for point in (*still, *pieces.breaks) if isinstance(point, Fraction))
        yield low, high
        grid = tuple(low + (high - low) * Fraction(k, 8) for k in range(9))
    yield None, None


def slope_sign(pieces: Pieces, point: Fraction) -> int:
    """The sign of the slope at a point, of the piece that gives the value there; 0 also where it is not seen.

    A ball shows most of them.
    """
    slope = nth_derivative(pieces.pieces[pieces.index_at(point)])
    return answer(_ball_sign, slope, point) or answer(sign_of, substitute(slope, Num(point))) or 0


def _ball_sign(expr: Expr, point: Fraction) -> int:
    with precision(START_PRECISION):
        value = evaluate(expr, ball(point))
    return (value > 0) - (value < 0)


def _summit(expr: Expr, pieces: Pieces, slope: _Slope, *, opposite: bool) -> Summit | None:
    """A point of the grid with smaller values on both sides."""
    domain = answer(domain_proofs, pieces, 0)
    if domain is None:
        return None
    for index in range(1, len(_GRID) - 1):
        left, top, right = _GRID[index - 1 : index + 2]
        if slope(left) > 0 > slope(right):
            found = Summit(left, top, right, domain)
            if accepts(check_some_maximum, expr, opposite, found):
                return found
    return None


def _propose(decide: Callable[[Expr], Proposal | None], case: Case) -> Iterator[Proposal]:
    function = case.problem.neuron
    found = answer(decide, function.expr) if isinstance(function, Function) else None
    if found is not None:
        yield found


def _trough(expr: Expr) -> Proposal | None:
    """What ``trough`` finds; nothing of a function that is not split into pieces."""
    return answer(trough, expr)


PROPOSERS: Final = MappingProxyType(
    {
        "neuron.no_local_maximum": partial(_propose, partial(no_maximum, opposite=False)),
        "neuron.no_local_minimum": partial(_propose, partial(no_maximum, opposite=True)),
        "neuron.minima_signed": partial(_propose, partial(minima_signed, opposite=False)),
        "neuron.maxima_signed": partial(_propose, partial(minima_signed, opposite=True)),
        "neuron.extrema_signed": partial(_propose, partial(apart, at_zero=True)),
        "neuron.extrema_separated": partial(_propose, partial(apart, at_zero=False)),
        "loss.pseudoconvex": partial(propose, "loss", "pseudoconvex", _trough),
    }
)
