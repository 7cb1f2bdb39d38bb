"""A box around a minimum, from a point close to it (theory: rule.strict, rule.sharp). Untrusted: the kernel accepts it.

Newton's method polishes the point; where margins lie on kinks of the loss, it solves for z_i = z0_i and for their
multipliers g_i as well, on the function in which g_i z_i stands for l(z_i). The least eigenvalue in floats suggests mu;
the radius shrinks until the kernel accepts. Where nothing is accepted there is a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Final

import flint
import numpy.typing as npt

from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.heads import dead_heads
from theoremcheck.decide.minima.mixed import near_levels
from theoremcheck.decide.minima.polishing import FLAT, Critical, End, Loss, eigenvalues, falls, polished
from theoremcheck.decide.minima.profiles import near_profiles
from theoremcheck.decide.minima.quadric import near_squares
from theoremcheck.decide.minima.ridges import near_ridges
from theoremcheck.decide.minima.slices import slices_at
from theoremcheck.decide.minima.turns import near_turns
from theoremcheck.decide.minima.zeros import near_fits
from theoremcheck.decide.refuting import knows_all
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import finite_float, finite_floats
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box, OnKink
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.expansion import Expansion, Forward, assemble, box, expand, margins
from theoremcheck.trusted.minima.slices import Slice, moving_places
from theoremcheck.trusted.problem.expr import substitute
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal

_BITS: Final = (128, 256, 512)
_RADII: Final = (4, 7, 10, 14, 20, 28, 40, 60)  # minus log2
_SMALL_RADII: Final = (14, 20, 28, 40, 60)
_SMALL: Final = 60
_LEEWAY: Final = 0.25


def certify_strict(problem: Problem, point: Sequence[Fraction]) -> Fact | Reason:
    """minimum.strict by a box around the minimum near ``point`` (trained parameters), or why not."""
    reason = Reason.of("box.none")
    for bits in _BITS:
        try:
            found = _at_precision(problem, point, bits)
        except Refusal as refusal:
            return refusal.reason
        if isinstance(found, Fact) or found in _FINAL or found.code == "samples.none_wrong":
            return found
        reason = found
    return Reason.of("box.tried", reason=reason, exponent=_RADII[-1], bits=_BITS[-1])


_RIGHT: Final = Reason.of("box.all_right")
_AWAY: Final = Reason.of("box.no_critical_point")
_UNSETTLED: Final = Reason.of("box.flat_or_falling")
_SADDLE: Final = Reason.of("box.saddle")
_DEGENERATE: Final = Reason.of("box.degenerate")
_FINAL: Final = frozenset({_RIGHT, _AWAY, _UNSETTLED, _SADDLE, _DEGENERATE})


def _at_precision(problem: Problem, point: Sequence[Fraction], bits: int) -> Fact | Reason:
    first: Reason | None = None
    for chosen in slices_at(problem, point):
        found = _in_slice(problem, point, bits, chosen)
        if isinstance(found, Fact) or found == _RIGHT:
            return found
        first = first or found
    return first or _AWAY


def _in_slice(problem: Problem, point: Sequence[Fraction], bits: int, chosen: Slice) -> Fact | Reason:
    moving = moving_places(chosen, len(point))
    found = polished(Loss(problem, len(point)), point, bits, moving, _LEEWAY)
    with precision(bits):
        local = expand(problem, found.at, Fraction(0))
    widest = widest_box(local, chosen, bits)
    if found.end is End.LOST or (found.end is End.LEFT and widest is not None):
        return _AWAY
    if not _some_wrong(problem, local):
        return _RIGHT
    if widest is None:
        if falls(local, moving, bits):
            return _SADDLE
        return _UNSETTLED if found.end is End.LEFT else _DEGENERATE
    return accepted(problem, "minimum.strict", widest, _RADII if len(moving) <= _SMALL else _SMALL_RADII)


def widest_box(local: Expansion, chosen: Slice, bits: int) -> Box | None:
    """The box of radius 1 around the centre of an expansion, mu half the least eigenvalue in what moves in the slice.

    None where that counts as 0 or is negative. To be accepted the radius has to shrink.
    """
    centre = local.slopes.box.centre
    least, largest = eigenvalues(local, moving_places(chosen, len(centre)))
    if least <= FLAT * largest:
        return None
    return Box(centre, Fraction(1), Fraction(least / 2), bits, chosen, (), Fraction(0), (), ())


def accepted(problem: Problem, condition: str, widest: Box, exponents: Sequence[int]) -> Fact | Reason:
    """The first box that the kernel accepts, its radius a negative power of 2, or why it refuses the last one.

    Where it does not say of every sample whether it is right, a smaller one that shows more to be wrong, or to be
    right, for as long as smaller ones do.
    """
    reason: Reason = Reason.of("box.none")
    known: Fact | None = None
    for exponent in exponents:
        try:
            found = establish(problem, condition, True, replace(widest, radius=Fraction(1, 2**exponent)))
        except Refusal as refusal:
            reason = refusal.reason
            continue
        if knows_all(found):
            return found
        if known is not None and found.wrong == known.wrong:
            break
        known = found
    return known or reason


def _some_wrong(problem: Problem, local: Expansion) -> bool:
    data = problem.dataset
    if not isinstance(data, Dataset):
        return False
    return any(not label * f > 0 for label, f in zip(data.labels, local.outputs, strict=True))


# --- margins on kinks of the loss ---------------------------------------------------------------------------------

_KINK_BITS: Final = 256
_KINK_GRID: Final = 232
_NEAR: Final = 0.02
_KINK_LEEWAY: Final = 0.5
_KINK_RADII: Final = (8, 12, 16, 20, 26, 34, 44, 60)
_STIFFEST: Final = 24


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
        with precision(_KINK_BITS):
            return bool(_kinks(problem, tuple(point), _NEAR))
    except Refusal:
        return False


def certify_on_kinks(problem: Problem, point: Sequence[Fraction], near: float = _NEAR) -> Fact | Reason:
    """minimum.sharp by a box around the minimum near ``point`` (trained parameters), or why not.

    Margins within ``near`` of a kink are taken to lie on it, as long as their multipliers stay inside.
    """
    try:
        with precision(_KINK_BITS):
            kinks = _kinks(problem, tuple(point), near)
            first = None if kinks else Reason.of("box.no_kink")
            active = {kink.sample: (flint.arb(1), flint.arb(1)) for kink in kinks}
            for chosen in slices_at(problem, point, active) if kinks else ():
                found = _in_slice_on_kinks(problem, tuple(point), near, list(kinks), chosen)
                if isinstance(found, Fact):
                    return found
                first = first or found
    except Refusal as refusal:
        return refusal.reason
    return first or Reason.of("box.none")


def _in_slice_on_kinks(
    problem: Problem, point: Vector, near: float, kinks: list[_Kink], chosen: Slice
) -> Fact | Reason:
    moving = moving_places(chosen, len(point))
    if not moving:
        return Reason.of("box.nothing_moves")
    while True:
        solved = _solved(_OnKinks(problem, tuple(kinks), len(point)), point, moving)
        if isinstance(solved, Reason):
            return solved
        centre, multipliers = solved
        outside = [max(k.lower - float(g), float(g) - k.upper) for k, g in zip(kinks, multipliers, strict=True)]
        worst = max(range(len(kinks)), key=lambda k: outside[k])
        if outside[worst] < 0:
            break
        if len(kinks) == 1 or near <= _NEAR / 2:
            return Reason.of("box.outside_kink", sample=kinks[worst].sample)
        del kinks[worst]
    stiffness, least = _stiffness(_OnKinks(problem, tuple(kinks), len(point)), centre, multipliers, moving)
    if least <= 0:
        return Reason.of("box.falls_along_kinks")
    marks = tuple(OnKink(kink.sample, kink.place, g) for kink, g in zip(kinks, multipliers, strict=True))
    widest = Box(centre, Fraction(1), Fraction(least / 2), _KINK_BITS, chosen, marks, stiffness, (), ())
    return accepted(problem, "minimum.sharp", widest, _KINK_RADII)


def _kinks(problem: Problem, point: Vector, near: float) -> list[_Kink]:
    data, found = samples(problem), []
    losses = {label: loss_pieces(problem, label) for label in (1, -1)}
    heights = {label: [evaluate(exact(b), flint.arb(0)) for b in own.breaks] for label, own in losses.items()}
    forward = Forward(problem, box(problem, point, Fraction(0)).full, 1)
    for sample, (f, label) in enumerate(zip(forward.outputs, data.labels, strict=True)):
        for place, height in enumerate(heights[label]):
            if abs((-label * f - height).mid()) < near:
                lower, upper = (_slope(losses[label], place, side) for side in (0, 1))
                if lower < upper:
                    found.append(_Kink(sample, place, height, lower, upper))
    return found


def _slope(pieces: Pieces, place: int, side: int) -> float:
    slope = substitute(nth_derivative(pieces.pieces[place + side], 1), exact(pieces.breaks[place]))
    return finite_float(evaluate(slope, flint.arb(0)).mid())


def on_kinks(problem: Problem, evidence: Box) -> Critical | None:
    """The function whose critical point a box with kinks encloses, in the centre and the multipliers; None without."""
    if not evidence.kinks:
        return None
    kinks, labels = [], samples(problem).labels
    with precision(evidence.precision):
        for kink in evidence.kinks:
            pieces = loss_pieces(problem, labels[kink.sample])
            where = evaluate(exact(pieces.breaks[kink.place]), flint.arb(0))
            lower, upper = (_slope(pieces, kink.place, side) for side in (0, 1))
            kinks.append(_Kink(kink.sample, kink.place, where, lower, upper))
    return _OnKinks(problem, tuple(kinks), len(evidence.centre))


@dataclass(frozen=True)
class _OnKinks:
    """L with g_i (z_i - z0_i) for l(z_i) at the samples on kinks, in the trained parameters and then the g_i."""

    problem: Problem
    kinks: tuple[_Kink, ...]
    parameters: int

    def gradient(self, at: Vector) -> Sequence[flint.arb]:
        """In the parameters, (P,), and in the multipliers: the weighted offsets, (K,)."""
        return self.both(at)[0]

    def both(self, at: Vector) -> tuple[Sequence[flint.arb], flint.arb_mat]:
        """The gradient and the Hessian, whose last columns are the weighted gradients of the margins on kinks."""
        local, rows, offsets = self.near(at[: self.parameters], at[self.parameters :], Fraction(0))
        zeros = [flint.arb(0)] * len(rows)
        columns = [list(column) for column in zip(*rows, strict=True)]
        upper = [[*own, *column] for own, column in zip(local.hessian.tolist(), columns, strict=True)]
        return [*local.gradient, *offsets], flint.arb_mat([*upper, *([*row, *zeros] for row in rows)])

    def near(
        self, centre: Vector, multipliers: Sequence[Fraction], stiffness: Fraction
    ) -> tuple[Expansion, list[list[flint.arb]], list[flint.arb]]:
        """Psi to second order, the weighted gradients of the margins on kinks, (K, P), and their offsets, (K,)."""
        data = samples(self.problem)
        place = box(self.problem, centre, Fraction(0))
        forward = Forward(self.problem, place.full, 2)
        total = sum(data.weights, Fraction(0))
        offsets, rows, replaced = [], [], {}
        for kink, multiplier in zip(self.kinks, multipliers, strict=True):
            label, share = data.labels[kink.sample], data.weights[kink.sample] / total
            offset = (-label * forward.outputs[kink.sample] - kink.height).mid()
            offsets.append(ball(share) * offset)
            rows.append([ball(-label * share) * forward.jacobian[kink.sample][k] for k in place.trained])
            replaced[kink.sample] = (ball(multiplier) + 2 * ball(stiffness) * offset, 2 * ball(stiffness))
        first, second = margins(self.problem, forward.outputs, 2, replaced)
        return assemble(self.problem, place, forward, first, second), rows, offsets


def _solved(function: _OnKinks, point: Vector, moving: list[int]) -> tuple[Vector, Vector] | Reason:
    """The point with z_i = z0_i on the kinks and the multipliers that make it stationary."""
    guess = [Fraction((kink.lower + kink.upper) / 2) for kink in function.kinks]
    local, rows, _ = function.near(point, guess, Fraction(0))
    free = finite_floats([[local.gradient[k].mid() for k in moving]])[0]
    table = finite_floats([row[k].mid() for k in moving] for row in rows)
    change = np.linalg.lstsq(table.T, -free, rcond=None)[0]
    start = (*point, *(g + Fraction(float(step)) for g, step in zip(guess, change, strict=True)))
    unknown = [*moving, *(len(point) + k for k in _independent(table))]
    found = polished(function, start, _KINK_GRID, unknown, _KINK_LEEWAY)
    if found.end is not End.SETTLED:
        return Reason.of(_UNSOLVED[found.end])
    return found.at[: len(point)], found.at[len(point) :]


_UNSOLVED: Final = {
    End.SINGULAR: "box.singular_on_kinks",
    End.LEFT: "box.leaves_kinks",
    End.LOST: "box.unsettled_on_kinks",
}


def _independent(table: npt.NDArray[np.float64]) -> list[int]:
    """Rows of (K, P) that are independent, greedily; the multipliers of the others stay as they are."""
    kept: list[int] = []
    for k in range(len(table)):
        if np.linalg.matrix_rank(table[[*kept, k]], tol=1e-9 * max(1.0, float(np.abs(table).max()))) > len(kept):
            kept.append(k)
    return kept


def _stiffness(function: _OnKinks, centre: Vector, multipliers: Vector, moving: list[int]) -> tuple[Fraction, float]:
    """The least power of 2 whose Psi is nearly as convex as any stiffer one, and its least eigenvalue."""
    found = []
    for exponent in range(0, _STIFFEST, 3):
        stiffness = Fraction(2**exponent)
        found.append((stiffness, eigenvalues(function.near(centre, multipliers, stiffness)[0], moving)[0]))
    best = max(least for _, least in found)
    return next(entry for entry in found if entry[1] >= best / 4) if best > 0 else found[-1]


# --- without a search ---------------------------------------------------------------------------------------------


def _around_plain(ground: Ground) -> Iterator[Box]:
    """Boxes around the best quadric of squares, and around minima of one neuron on data of one feature."""
    return _certified(ground, chain(near_squares(ground), near_profiles(ground)), certify_strict)


def _around_copies(ground: Ground) -> Iterator[Box]:
    """Boxes around minima of one neuron, on data of one feature, that is split into all that the network has."""
    from theoremcheck.decide.minima.copies import narrower, widen  # which certifies by what stands above

    for narrow in narrower(ground.problem, 1):
        own = ground.of(narrow)
        for point in near_profiles(own):
            core = certify_strict(own.problem, point)
            found = widen(ground.problem, own.problem, core) if isinstance(core, Fact) else core
            if isinstance(found, Fact) and isinstance(found.evidence, Box):
                yield found.evidence


def _around_heads(certify: Callable[[Problem, Vector], Fact | Reason], ground: Ground) -> Iterator[Box]:
    """Boxes around best affine fits of a residual network whose head sees dead units."""
    return _certified(ground, dead_heads(ground), certify)


def _certified(
    ground: Ground, points: Iterable[Vector], certify: Callable[[Problem, Vector], Fact | Reason]
) -> Iterator[Box]:
    """The boxes that are accepted around the points."""
    for point in points:
        fact = certify(ground.problem, point)
        if isinstance(fact, Fact) and isinstance(fact.evidence, Box):
            yield fact.evidence


def _around_heads_or_fits(certify: Callable[[Problem, Vector], Fact | Reason], ground: Ground) -> Iterator[Box]:
    """The same, boxes around best fits without a constant, as biases are frozen at 0, or with decay, and turns."""
    points = chain(dead_heads(ground), near_fits(ground), near_levels(ground), near_ridges(ground), near_turns(ground))
    return _certified(ground, points, certify)


_HEADS: Final[Constructions] = MappingProxyType(
    {
        "minimum.strict": partial(_around_heads, certify_strict),
        "minimum.sharp": partial(_around_heads, certify_on_kinks),
    }
)

CONSTRUCTIONS: Final[Constructions] = MappingProxyType(
    {**_HEADS, "minimum.strict": _around_plain, "minimum.split": _around_copies}
)
"""Candidates by condition; most boxes come from a search."""
MIXED: Final[Constructions] = MappingProxyType(
    {
        "minimum.strict": partial(_around_heads_or_fits, certify_strict),
        "minimum.sharp": partial(_around_heads_or_fits, certify_on_kinks),
    }
)
"""Those of networks that are not plain, as one with a residual head is not, or of which something is frozen."""
