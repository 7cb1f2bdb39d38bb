"""Polish a minimum with mpmath: Newton steps on the precise gradient with the inverse of the float Hessian.

The float inverse gains ten digits or so with each step, and one step costs one precise gradient. Flat directions are
left alone (a pseudo-inverse). A strict point that does not reach the precision that way gets Newton steps with a
precise Hessian; a point that does not reach it at all is no minimum as far as this search can tell. Where floats
cannot tell the least eigenvalue from 0, balls at the precision of the polish do.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import flint

from theoremcheck.decide.minima.inertia import least_sign
from theoremcheck.functions.arrays import np
from theoremcheck.functions.precise import Real
from theoremcheck.functions.rationals import MAX_BINARY_EXPONENT, two
from theoremcheck.functions.special import Array
from theoremcheck.search.endpoints import FLAT
from theoremcheck.search.landscape import Landscape
from theoremcheck.search.precise import Evaluation, PreciseLandscape
from theoremcheck.search.report import Kind
from theoremcheck.search.spectra import spectrum
from theoremcheck.trusted.bounds import MAX_PRECISION
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.minima.expansion import expand
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

_PRECISE_PARAMETERS: Final = 24
_PRECISE_STEPS: Final = 5
_MOVED: Final = 1e-3
_MARGIN: Final = 1000
_PRECISE_WORK: Final = 3_000_000


@dataclass(frozen=True)
class Polished:
    """A polished point: the full parameter vector, its evaluation, the largest gradient entry, and what it is.

    ``smallest`` is the least eigenvalue of the Hessian in the trained parameters, computed in floats at this point.
    """

    full: list[Real]
    found: Evaluation
    gradient: Real
    kind: Kind
    smallest: float


def polish(landscape: Landscape, precise: PreciseLandscape, point: Array, digits: int) -> Polished:
    """Polish ``point``, shape (P,), in search coordinates, to ``digits`` digits.

    ``kind`` is STRICT, DEGENERATE or SADDLE by the Hessian at the polished point; ESCAPING or UNRESOLVED if the
    gradient does not vanish to the precision or the point wanders off.
    """
    full = precise.lift([float(value) for value in landscape.layout.expand(point[None, :])[0]])
    target = precise.ctx.mpf(10) ** -(digits + 5)
    at = _chord(landscape, precise, _at(landscape, precise, full), target)
    if at.size > target and landscape.size <= _PRECISE_PARAMETERS and _is_strict(landscape, at):
        at = _newton(landscape, precise, at, target)
    final = _point(landscape, at.full)
    reach = 1.0 + float(np.abs(point).max(initial=0.0))
    kind, smallest = hessian_kind(landscape, final)
    if kind is Kind.DEGENERATE and at.size <= target:
        kind = precise_kind(landscape, precise, at.full, target)
    if not at.size <= target or not float(np.abs(final - point).max(initial=0.0)) <= _MOVED * reach:
        kind = Kind.ESCAPING if float(np.abs(final).max(initial=0.0)) > reach else Kind.UNRESOLVED
    return Polished(at.full, at.found, at.size, kind, smallest)


def _is_strict(landscape: Landscape, at: _At) -> bool:
    """True if Newton steps by LU make sense: no flat direction."""
    return hessian_kind(landscape, _point(landscape, at.full))[0] is Kind.STRICT


def hessian_kind(landscape: Landscape, point: Array) -> tuple[Kind, float]:
    """The kind of a critical point, shape (P,), by its Hessian, and the least eigenvalue in the trained parameters."""
    hessian = _hessian(landscape, point)
    values = spectrum(hessian)[0]
    scale = landscape.layout.scale
    smallest = float(spectrum(hessian / (scale[:, None] * scale[None, :]))[0][0])
    top = float(np.abs(values).max())
    if values[0] < -1e-7 * top:
        return Kind.SADDLE, smallest
    return (Kind.STRICT if values[0] > FLAT * top else Kind.DEGENERATE), smallest


def precise_kind(landscape: Landscape, precise: PreciseLandscape, full: list[Real], gradient: Real) -> Kind:
    """The kind of a point by its Hessian in balls; DEGENERATE where its least eigenvalue is within the error of 0.

    A gradient that is 0 only to ``gradient`` leaves a distance to the critical point, and with it an error of the
    eigenvalues: at most about the root of the gradient times the curvature, as on z^3.
    """
    layout, problem = landscape.layout, precise.problem
    if len(landscape.features) * landscape.size**2 > _PRECISE_WORK:
        return Kind.DEGENERATE
    with precision(min(2 * precise.ctx.prec, MAX_PRECISION)):
        try:
            centre = [_exact(full[int(k)]) for k in layout.trained]
            hessian = expand(problem, centre, Fraction(0)).hessian.tolist()
        except Refusal:
            return Kind.DEGENERATE
        scale = [flint.arb(float(entry)) for entry in layout.scale]
        rows = [
            [s * t * entry for t, entry in zip(scale, row, strict=True)] for s, row in zip(scale, hessian, strict=True)
        ]
        top = max((abs(entry).mid() for row in rows for entry in row), default=flint.arb(1))
        sign = least_sign(rows, _MARGIN * (ball(_exact(gradient)) * top).sqrt())
    return {1: Kind.STRICT, -1: Kind.SADDLE, 0: Kind.DEGENERATE}[sign]


def _exact(value: Real) -> Fraction:
    """An mpmath number, or 2^-MAX_BINARY_EXPONENT in place of a smaller one; refuses a huge one and infinity."""
    sign, mantissa, exponent, bits = value._mpf_
    require(bits >= 0 and exponent <= MAX_BINARY_EXPONENT, "polish.not_finite")
    if mantissa and exponent < -MAX_BINARY_EXPONENT:
        mantissa, exponent = 1, -MAX_BINARY_EXPONENT
    size = Fraction(int(mantissa)) * two(int(exponent))
    return -size if sign else size


def _hessian(landscape: Landscape, point: Array) -> Array:
    """The Hessian at one point, with zeros where it is not finite."""
    hessian = landscape.hessian(point[None, :])[2][0]
    return np.asarray(np.where(np.isfinite(hessian), hessian, 0.0), dtype=np.float64)


def _point(landscape: Landscape, full: list[Real]) -> Array:
    row = np.array([float(value) for value in full])
    point: Array = landscape.layout.shrink(row[None, :])[0]
    return point


@dataclass(frozen=True)
class _At:
    """A full parameter vector, the evaluation there, its gradient in search coordinates and the largest entry of it."""

    full: list[Real]
    found: Evaluation
    gradient: list[Real]
    size: Real


def _at(landscape: Landscape, precise: PreciseLandscape, full: list[Real]) -> _At:
    landscape.meter.charge(landscape.prices.precise() * (1 + precise.ctx.dps / 100))
    found = precise.evaluate(full)
    layout = landscape.layout
    gradient = [found.gradient[int(k)] * float(s) for k, s in zip(layout.trained, layout.scale, strict=True)]
    return _At(full, found, gradient, max(map(abs, gradient), default=precise.ctx.zero))


def _chord(landscape: Landscape, precise: PreciseLandscape, at: _At, target: Real) -> _At:
    """Steps with the float inverse, as long as the gradient falls fast."""
    inverse, slow = None, 0
    while at.size > target and slow < 3 and not landscape.meter.spent():
        if inverse is None:
            inverse = _pseudo_inverse(_hessian(landscape, _point(landscape, at.full)))
        step = -inverse @ np.array([float(entry / at.size) for entry in at.gradient])
        after = _at(landscape, precise, _moved(landscape, at.full, [at.size * float(entry) for entry in step]))
        if not after.size < at.size:
            break
        if after.size > 1e-3 * at.size:
            slow, inverse = slow + 1, None
        at = after
    return at


def _moved(landscape: Landscape, full: list[Real], step: list[Real]) -> list[Real]:
    moved = list(full)
    layout = landscape.layout
    for k, scale, change in zip(layout.trained, layout.scale, step, strict=True):
        moved[int(k)] = moved[int(k)] + float(scale) * change
    return moved


def _pseudo_inverse(hessian: Array) -> Array:
    """The inverse without the flat directions, each coordinate on its own scale."""
    diagonal = np.abs(np.diagonal(hessian))
    unit = np.where(diagonal > 1e-290, 1.0 / np.sqrt(np.maximum(diagonal, 1e-290)), 0.0)
    values, vectors = spectrum(hessian * unit[:, None] * unit[None, :])
    useful = np.abs(values) > 1e-11 * np.abs(values).max(initial=0.0)
    inverse = np.where(useful, 1.0 / np.where(useful, values, 1.0), 0.0)
    return np.asarray(unit[:, None] * (vectors * inverse) @ vectors.T * unit[None, :], dtype=np.float64)


def _newton(landscape: Landscape, precise: PreciseLandscape, at: _At, target: Real) -> _At:
    """Newton steps with a precise Hessian, by central differences of the precise gradient, and LU."""
    ctx = precise.ctx
    for _ in range(_PRECISE_STEPS):
        if at.size <= target or landscape.meter.spent():
            break
        matrix = _differences(landscape, precise, at.full)
        try:
            step = ctx.lu_solve(matrix, ctx.matrix([-entry for entry in at.gradient]))
        except ZeroDivisionError:
            break
        after = _at(landscape, precise, _moved(landscape, at.full, [step[k] for k in range(landscape.size)]))
        if not after.size < at.size:
            break
        at = after
    return at


def _differences(landscape: Landscape, precise: PreciseLandscape, full: list[Real]) -> Real:
    ctx, count = precise.ctx, landscape.size
    width = ctx.mpf(10) ** -(ctx.dps // 3)
    matrix = ctx.matrix(count, count)
    for k in range(count):
        sides = []
        for sign in (1, -1):
            step = [ctx.zero] * count
            step[k] = sign * width
            sides.append(_at(landscape, precise, _moved(landscape, full, step)).gradient)
        for row in range(count):
            matrix[row, k] = (sides[0][row] - sides[1][row]) / (2 * width)
    return matrix
