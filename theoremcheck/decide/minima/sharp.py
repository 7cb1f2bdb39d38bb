"""A box around a minimum that kinks of the loss hold (theory: rule.sharp). Untrusted: the kernel accepts it.

The samples on kinks have z_i = z0_i and a multiplier g_i; Newton's method solves for both, on the function in which
g_i z_i stands for l(z_i) there. Then the radius shrinks until the kernel accepts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import flint
import numpy as np
import numpy.typing as npt

from theoremcheck.decide.minima.polishing import eigenvalues, on_grid
from theoremcheck.decide.minima.slices import slices_at
from theoremcheck.functions.floats import finite_float, finite_floats
from theoremcheck.functions.rationals import midpoint
from theoremcheck.trusted.balls import ball, evaluate, precision
from theoremcheck.trusted.breaks import exact
from theoremcheck.trusted.constants import loss_pieces
from theoremcheck.trusted.expansion import Expansion, Forward, assemble, box, margins
from theoremcheck.trusted.expr import substitute
from theoremcheck.trusted.minima import OnKink, SharpMinimum, Slice
from theoremcheck.trusted.model import Problem, Vector
from theoremcheck.trusted.pieces import Pieces
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.samples import samples
from theoremcheck.trusted.sharp import check_sharp
from theoremcheck.trusted.slices import moving_places
from theoremcheck.trusted.slopes import nth_derivative

_BITS: Final = 256
_NEAR: Final = 0.02
_STEPS: Final = 16
_MOVED: Final = 0.5
_RADII: Final = (8, 12, 16, 20, 26, 34, 44, 60)
_STIFFEST: Final = 24
_NONE: Final = "no margin lies on a kink of the loss there"


@dataclass(frozen=True)
class _Kink:
    sample: int
    place: int
    height: flint.arb  # z0
    lower: float  # the slopes of l on both sides
    upper: float


def margins_on_kinks(problem: Problem, point: Sequence[Fraction]) -> bool:
    """True if some margin lies close to a kink of the loss."""
    try:
        with precision(_BITS):
            return bool(_kinks(problem, tuple(point), _NEAR))
    except Refusal:
        return False


def certify_sharp(problem: Problem, point: Sequence[Fraction], near: float = _NEAR) -> SharpMinimum | str:
    """A box that the kernel accepts around the minimum near ``point`` (trained parameters), or why not.

    Margins within ``near`` of a kink are taken to lie on it, as long as their multipliers stay inside.
    """
    try:
        with precision(_BITS):
            return _certified(problem, tuple(point), near)
    except Refusal as refusal:
        return str(refusal)


def _certified(problem: Problem, point: Vector, near: float) -> SharpMinimum | str:
    kinks = _kinks(problem, point, near)
    if not kinks:
        return _NONE
    active = {kink.sample: (flint.arb(1), flint.arb(1)) for kink in kinks}
    reason = ""
    for chosen in slices_at(problem, point, active):
        found = _in_slice(problem, point, near, list(kinks), chosen)
        if not isinstance(found, str):
            return found
        reason = reason or found
    return reason


def _in_slice(problem: Problem, point: Vector, near: float, kinks: list[_Kink], chosen: Slice) -> SharpMinimum | str:
    moving = moving_places(chosen, len(point))
    if not moving:
        return "nothing moves the margins on the kinks"
    while kinks:
        solved = _solved(problem, point, kinks, moving)
        if isinstance(solved, str):
            return solved
        centre, multipliers = solved
        outside = [_outside(kink, multiplier) for kink, multiplier in zip(kinks, multipliers, strict=True)]
        worst = max(range(len(kinks)), key=lambda k: outside[k])
        if outside[worst] < 0:
            break
        if len(kinks) == 1 or near <= _NEAR / 2:
            return f"the multiplier of sample {kinks[worst].sample + 1} is not strictly inside the kink: no minimum"
        del kinks[worst]
    marks = tuple(OnKink(kink.sample, kink.place, g) for kink, g in zip(kinks, multipliers, strict=True))
    stiffness, least = _stiffness(problem, centre, kinks, multipliers, moving)
    if least <= 0:
        return "the loss falls along the kinks: no strict minimum"
    reason = ""
    for exponent in _RADII:
        radius, mu = Fraction(1, 2**exponent), Fraction(least / 2)
        evidence = SharpMinimum(centre, radius, mu, _BITS, chosen, marks, stiffness)
        try:
            if check_sharp(problem, evidence)[0] > 0:
                return evidence
        except Refusal as refusal:
            reason = str(refusal)
    return reason


def _outside(kink: _Kink, multiplier: Fraction) -> float:
    """How far the multiplier is from the inside of the kink; below 0 if it is inside."""
    return max(kink.lower - float(multiplier), float(multiplier) - kink.upper)


def _kinks(problem: Problem, point: Vector, near: float) -> list[_Kink]:
    pieces, data = loss_pieces(problem), samples(problem)
    found = []
    heights = [evaluate(exact(entry), flint.arb(0)) for entry in pieces.breaks]
    forward = Forward(problem, box(problem, point, Fraction(0)).full, 1)
    for sample, (f, label) in enumerate(zip(forward.outputs, data.labels, strict=True)):
        for place, height in enumerate(heights):
            if abs((-label * f - height).mid()) < near:
                lower, upper = (_slope(pieces, place, side) for side in (0, 1))
                if lower < upper:
                    found.append(_Kink(sample, place, height, lower, upper))
    return found


def _slope(pieces: Pieces, place: int, side: int) -> float:
    slope = substitute(nth_derivative(pieces.pieces[place + side], 1), exact(pieces.breaks[place]))
    return finite_float(evaluate(slope, flint.arb(0)).mid())


def _solved(
    problem: Problem, point: Vector, kinks: list[_Kink], moving: list[int]
) -> tuple[Vector, list[Fraction]] | str:
    """The point with z_i = z0_i on the kinks and the multipliers that make it stationary."""
    centre = point
    guess = [Fraction((kink.lower + kink.upper) / 2) for kink in kinks]
    local, rows, offsets = _system(problem, centre, kinks, guess, Fraction(0))
    free = finite_floats([[local.gradient[k].mid() for k in moving]])[0]
    table = finite_floats([row[k].mid() for k in moving] for row in rows)
    guess = [g + Fraction(float(s)) for g, s in zip(guess, np.linalg.lstsq(table.T, -free, rcond=None)[0], strict=True)]
    base = _independent(table)
    reach = 1 + max(map(abs, point))
    for _ in range(_STEPS):
        local, rows, offsets = _system(problem, centre, kinks, guess, Fraction(0))
        step = _newton(local, rows, offsets, moving, base)
        if step is None:
            return "the kinks do not determine the point: a singular system"
        moves = dict(zip(moving, step, strict=False))
        centre = tuple(on_grid(value + moves.get(k, Fraction(0)), _BITS - 24) for k, value in enumerate(centre))
        for k, change in zip(base, step[len(moving) :], strict=True):
            guess[k] = on_grid(guess[k] + change, _BITS - 24)
        if any(abs(a - b) > Fraction(_MOVED) * reach for a, b in zip(centre, point, strict=True)):
            return "Newton's method on the kinks leaves the point"
        if max(map(abs, step)) < Fraction(1, 2 ** (_BITS // 2)):
            return centre, guess
    return "Newton's method on the kinks does not settle"


def _system(
    problem: Problem, centre: Vector, kinks: list[_Kink], multipliers: Sequence[Fraction], stiffness: Fraction
) -> tuple[Expansion, list[list[flint.arb]], list[flint.arb]]:
    """Psi to second order, the weighted gradients of the margins on kinks, (K, P), and their offsets z - z0, (K,)."""
    data = samples(problem)
    place = box(problem, centre, Fraction(0))
    forward = Forward(problem, place.full, 2)
    total = sum(data.weights, Fraction(0))
    offsets, rows, replaced = [], [], {}
    for kink, multiplier in zip(kinks, multipliers, strict=True):
        label, share = data.labels[kink.sample], data.weights[kink.sample] / total
        offset = (-label * forward.outputs[kink.sample] - kink.height).mid()
        offsets.append(offset)
        rows.append([ball(-label * share) * forward.jacobian[kink.sample][k] for k in place.trained])
        replaced[kink.sample] = (ball(multiplier) + 2 * ball(stiffness) * offset, 2 * ball(stiffness))
    first, second = margins(problem, forward.outputs, 2, replaced)
    shares = [ball(data.weights[kink.sample] / total) for kink in kinks]
    weighted = [share * offset for share, offset in zip(shares, offsets, strict=True)]
    return assemble(problem, place, forward, first, second), rows, weighted


def _independent(table: npt.NDArray[np.float64]) -> list[int]:
    """Rows of (K, P) that are independent, greedily, the multipliers of the others stay as they are."""
    kept: list[int] = []
    for k in range(len(table)):
        if np.linalg.matrix_rank(table[[*kept, k]], tol=1e-9 * max(1.0, float(np.abs(table).max()))) > len(kept):
            kept.append(k)
    return kept


def _newton(
    local: Expansion, rows: list[list[flint.arb]], offsets: list[flint.arb], moving: list[int], base: list[int]
) -> list[Fraction] | None:
    """The step in the moving parameters and then in the multipliers of ``base``."""
    size, more = len(moving), len(base)
    matrix = flint.arb_mat(size + more, size + more)
    for a, i in enumerate(moving):
        for b, j in enumerate(moving):
            matrix[a, b] = local.hessian[i, j].mid()
        for b, k in enumerate(base):
            matrix[a, size + b] = matrix[size + b, a] = rows[k][i].mid()
    right = [[-local.gradient[k].mid()] for k in moving] + [[-offsets[k]] for k in base]
    try:
        step = matrix.solve(flint.arb_mat(right)).entries()
    except ZeroDivisionError:
        return None
    return [midpoint(entry) for entry in step] if all(entry.is_finite() for entry in step) else None


def _stiffness(
    problem: Problem, centre: Vector, kinks: list[_Kink], multipliers: Sequence[Fraction], moving: list[int]
) -> tuple[Fraction, float]:
    """The least power of 2 whose Psi is nearly as convex as any stiffer one, and its least eigenvalue."""
    found = []
    for exponent in range(0, _STIFFEST, 3):
        stiffness = Fraction(2**exponent)
        local, _, _ = _system(problem, centre, kinks, multipliers, stiffness)
        found.append((stiffness, eigenvalues(local, moving)[0]))
    best = max(least for _, least in found)
    return next(entry for entry in found if entry[1] >= best / 4) if best > 0 else found[-1]
