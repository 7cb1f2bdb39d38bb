"""What kind of point a descent ended at, judged in floats.

The words are careful on purpose. A small gradient is not a minimum: far out on a tail every gradient is small. A point
counts as critical only if Newton steps from it stop moving; if they keep moving outwards while the loss still falls,
the point is escaping; whatever fits neither is unresolved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy.typing as npt

from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import FloatFunction
from theoremcheck.functions.special import Array
from theoremcheck.search.descent import newton
from theoremcheck.search.landscape import Landscape
from theoremcheck.search.rays import falls_along_ray
from theoremcheck.search.report import Kind
from theoremcheck.search.spectra import spectra
from theoremcheck.trusted.records import dataclass

Flags = npt.NDArray[np.bool_]


ZERO: Final = 1e-12
"""A loss below this, at right answers, counts as zero for losses that attain zero."""
FLAT: Final = 1e-9
"""Eigenvalues below this share of the largest count as zero."""
_UNSEEN: Final = 1e-9
_FALLING: Final = 1e-7
_STILL: Final = 1e-6
_MOVING: Final = 1e-4
_CRITICAL: Final = 1e-10
_RESTING: Final = 1e-10
_SETTLING_STEPS: Final = 30
_OUTWARD_STEPS: Final = 7
_FURTHER_STEPS: Final = 150
_KINK: Final = 1e-6
_PROBES: Final = 6
_PROBE_RADIUS: Final = 1e-3


@dataclass(frozen=True)
class Endpoints:
    """Judged endpoints: points (S, P), losses (S,), kinds (S), outputs (S, n), and the least Hessian eigenvalues (S,).

    The eigenvalues are those in search coordinates, NaN where no Hessian was made. ``zero`` marks the points of loss
    zero (to 1e-12) of losses that attain zero, ``wrong`` (S, n) the samples with the wrong sign of f, where
    sgn(0) = +1; at a point of loss zero, f is 0 at such a sample to the accuracy of the search. ``seen`` (S, k) is what
    L sees of the outputs: equal rows are one minimum, or one continuum of minima.
    """

    points: Array
    losses: Array
    kinds: tuple[Kind, ...]
    outputs: Array
    least: Array
    zero: Flags
    wrong: Flags
    seen: Array


@np.errstate(all="ignore")
def what_is_seen(landscape: Landscape, outputs: Array) -> Array:
    """The outputs, but where the loss is flat its value and whether the sample is wrong instead; shape (S, 2n)."""
    value, slope, bend = landscape.loss.jet(landscape.margins(outputs))
    slope, bend = np.abs(slope), np.abs(bend)
    flat = (slope <= _UNSEEN * np.max(slope, axis=1, keepdims=True)) & (bend <= _UNSEEN)
    wrong = flat & landscape.wrong(outputs)
    return np.concatenate([np.where(flat, value, outputs), np.where(wrong, 1.0, 0.0)], axis=1)


@np.errstate(all="ignore")
def attains_zero(loss: FloatFunction) -> bool:
    """True if the least value of the loss seems to be 0 and to be attained (hinge, square), unlike the logistic's."""
    grid = np.arange(-64.0, 64.0, 0.0625)
    values = loss.value(grid)
    values = np.where(np.isfinite(values), values, np.inf)
    k = int(np.argmin(values))
    if values[k] <= 0.0:
        return bool(values[k] == 0.0)
    if k in (0, len(grid) - 1):
        return False
    z = grid[k : k + 1]
    for _ in range(20):
        _, slope, bend = loss.jet(z)
        z = z - np.clip(np.where(bend > 0, slope / np.where(bend > 0, bend, 1.0), 0.0), -0.1, 0.1)
    return bool(abs(loss.value(z)[0]) < 1e-25)


@np.errstate(all="ignore")
def leave_saddles(landscape: Landscape, points: Array, steps: int, rounds: int = 4) -> Array:
    """Move points with a falling direction along it, and descend again, at most ``rounds`` times."""
    points = points.copy()
    waiting = np.arange(len(points))
    for _ in range(rounds):
        if landscape.meter.spent():
            break
        losses, gradients, hessians = landscape.hessian(points[waiting])
        values, vectors = spectra(hessians)
        flat = np.abs(gradients).max(axis=1) < 1e-5
        falling = flat & (losses > landscape.least + ZERO) & (values[:, 0] < -_FALLING * np.abs(values).max(axis=1))
        waiting, losses, direction = waiting[falling], losses[falling], vectors[falling][:, :, 0]
        if not len(waiting):
            break
        best, best_loss = points[waiting], losses.copy()
        for length in (1.0, -1.0, 0.2, -0.2, 0.03, -0.03, 0.003, -0.003):
            trial = points[waiting] + length * (1.0 + np.abs(points[waiting]).max(axis=1))[:, None] * direction
            found = landscape.value(trial)
            lower = found < best_loss
            best[lower], best_loss[lower] = trial[lower], found[lower]
        lowered = best_loss < losses
        waiting = waiting[lowered]
        if not len(waiting):
            break
        points[waiting] = newton(landscape, best[lowered], steps).points
    return points


@np.errstate(all="ignore")
def judge(landscape: Landscape, points: Array, zero_attained: bool, *, hessians: bool = True) -> Endpoints:
    """Judge the ends of descents, shape (S, P).

    Newton steps settle them first, so the points returned differ a little. With ``hessians`` False (too many
    parameters) only points of loss zero and tails are told from unresolved ones.
    """
    if not hessians:
        return _judge_plainly(landscape, points, zero_attained)
    settled = _settle_twice(landscape, points)
    points, losses = settled.points, settled.losses
    landscape.meter.charge(landscape.prices.spectrum(len(points)))
    values, vectors = spectra(landscape.hessian(points)[2])
    top = np.maximum(np.abs(values).max(axis=1), 1e-300)
    outputs = landscape.outputs(points)
    wrong = landscape.wrong(outputs)
    zero = (losses < landscape.least + ZERO) & (~wrong.any(axis=1) | zero_attained)
    kinked = near_kink(landscape, points)
    onward = falls_along_ray(landscape, points) & ~settled.critical
    kinds = []
    for i in range(len(points)):
        if zero[i]:
            kinds.append(Kind.DEGENERATE if zero_attained else Kind.ESCAPING)
        elif settled.growing[i] or onward[i]:
            kinds.append(Kind.ESCAPING)
        elif kinked[i] or not settled.critical[i] or not np.isfinite(losses[i]):
            kinds.append(Kind.UNRESOLVED)
        elif values[i, 0] < -_FALLING * top[i]:
            kinds.append(Kind.SADDLE)
        elif values[i, 0] > FLAT * top[i]:
            kinds.append(Kind.STRICT)
        else:
            kinds.append(Kind.DEGENERATE)
    judged = Endpoints(
        points,
        losses,
        tuple(kinds),
        outputs,
        values[:, 0],
        zero & zero_attained,
        wrong,
        what_is_seen(landscape, outputs),
    )
    return _probe(landscape, judged, values, vectors)


def _judge_plainly(landscape: Landscape, points: Array, zero_attained: bool) -> Endpoints:
    losses, outputs = landscape.value(points), landscape.outputs(points)
    wrong = landscape.wrong(outputs)
    lowest = losses < landscape.least + ZERO
    zero = lowest & zero_attained
    tail = falls_along_ray(landscape, points) | (lowest & ~wrong.any(axis=1))
    kinds = tuple(
        Kind.DEGENERATE if least else Kind.ESCAPING if falling else Kind.UNRESOLVED
        for least, falling in zip(zero, tail, strict=True)
    )
    return Endpoints(points, losses, kinds, outputs, np.full(len(points), np.nan), zero, wrong, outputs)


@np.errstate(all="ignore")
def near_kink(landscape: Landscape, points: Array) -> Flags:
    """Which points have a pre-activation or a margin where the neuron or the loss is not twice differentiable; (S,).

    Where a unit receives nothing, its pre-activation is always 0 and f is smooth in its parameters.
    """
    found = np.zeros(len(points), dtype=np.bool_)
    pairs = [(landscape.loss, landscape.margins(landscape.outputs(points)))]
    for branch, (first, *above) in zip(landscape.branches, landscape.preactivations(points), strict=True):
        received = [first[:, :, landscape.moved(biased=branch.layers[0].biased)], *above]
        for layer, arguments in zip(branch.layers, received, strict=True):
            pairs += [(neuron, arguments[:, own]) for own, neuron in layer.units]
    for function, arguments in pairs:
        if arguments.size:
            found |= _is_kink(function, arguments.reshape(len(points), -1)).any(axis=1)
    return found


def _is_kink(function: FloatFunction, z: Array) -> Flags:
    reach = _KINK * (1.0 + np.abs(z))
    left, right = function.jet(z - reach), function.jet(z + reach)
    found = np.zeros(z.shape, dtype=np.bool_)
    for a, b in zip(left, right, strict=True):
        found |= ~(np.abs(b - a) <= 1e-3 * (0.1 + np.abs(a) + np.abs(b) + sum(np.abs(p) for p in left)))
    return found


@dataclass(frozen=True)
class _Settled:
    points: Array
    losses: Array
    critical: Flags
    growing: Flags


def _settle_twice(landscape: Landscape, points: Array) -> _Settled:
    """Settle; descend further from the points that did not, on their own scales, and settle those again."""
    first = _settle(landscape, points)
    open_ends = ~first.critical & ~first.growing & np.isfinite(first.losses) & (first.losses > landscape.least + ZERO)
    rest = np.flatnonzero(open_ends & ~near_kink(landscape, first.points))
    if not len(rest) or landscape.meter.spent():
        return first
    further = newton(landscape, first.points[rest], _FURTHER_STEPS, scaled=True)
    second = _settle(landscape, further.points, np.abs(first.points[rest]).max(axis=1))
    reach = 1.0 + np.abs(first.points[rest]).max(axis=1)
    falls = second.losses < first.losses[rest] - 1e-13 * np.abs(first.losses[rest])
    outward = falls & (1.0 + np.abs(second.points).max(axis=1) > 1.1 * reach)
    second.growing[outward & ~second.critical] = True
    for target, source in zip(_fields(first), _fields(second), strict=True):
        target[rest] = source
    return first


def _fields(settled: _Settled) -> tuple[npt.NDArray[Any], ...]:
    return settled.points, settled.losses, settled.critical, settled.growing


def _settle(landscape: Landscape, points: Array, start: Array | None = None) -> _Settled:
    """Take Newton steps, each coordinate on its own scale, until they stop or have moved outwards for long.

    A gradient entry counts as zero only against the terms that cancel in it (``Landscape.magnitude``). On a tail every
    term is tiny and nothing cancels, so that the steps keep going however small the gradient is. Nothing cancels at a
    minimum with parameters that are 0 either, as under weight decay: there the Hessian is definite and Newton's method
    has come to rest, while on a tail it takes long steps.
    """
    points = points.copy()
    start = np.abs(points).max(axis=1) if start is None else start
    outward = np.zeros(len(points), dtype=np.intp)
    found = landscape.evaluate(points)
    losses = found.values.copy()
    critical = np.zeros(len(points), dtype=np.bool_)
    active = np.flatnonzero(np.isfinite(losses) & (losses > landscape.least + ZERO))
    found = found.take(active)
    for number in range(_SETTLING_STEPS + 1):
        if not len(active):
            break
        if landscape.meter.spent():
            critical[active] = False
            break
        here = points[active]
        _, gradients, hessians = landscape.derivatives(found)
        magnitude = landscape.magnitude(found)
        critical[active] = (np.abs(gradients) <= _CRITICAL * magnitude + 1e-290).all(axis=1)
        gradients = np.where(np.abs(gradients) <= 1e-13 * magnitude, 0.0, gradients)
        step, definite = _scaled_step(gradients, hessians)
        size = 1.0 + np.abs(here).max(axis=1)
        critical[active] |= definite & (np.abs(step).max(axis=1) <= _RESTING * size)
        if number == _SETTLING_STEPS:
            break
        step *= np.minimum(1.0, size / np.maximum(np.abs(step).max(axis=1), 1e-300))[:, None]
        trial, ok = _not_worse(landscape, here, losses[active], step)
        relative = np.abs(trial - here).max(axis=1) / size
        grew = ok & (relative > _MOVING) & (np.abs(trial).max(axis=1) > np.abs(here).max(axis=1))
        points[active[ok]] = trial[ok]
        outward[active] = np.where(grew, outward[active] + 1, 0)
        still = ~ok | (relative < _STILL) & (critical[active] | (relative < 1e-12))
        stop = still | (outward[active] >= _OUTWARD_STEPS)
        found = landscape.evaluate(points[active])
        losses[active] = found.values
        active, found = active[~stop], found.take(np.flatnonzero(~stop))
    grown = np.abs(points).max(axis=1) > start + 1e-2 * (1.0 + start)
    growing = ~critical & grown & (outward >= _OUTWARD_STEPS)
    return _Settled(points, losses, critical, growing)


def _scaled_step(gradients: Array, hessians: Array) -> tuple[Array, Flags]:
    """The Newton step with absolute eigenvalues, in coordinates that make the Hessian's diagonal +-1, (S, P).

    And which of the Hessians are clearly positive definite in these coordinates, (S,).
    """
    diagonal = np.abs(np.diagonal(hessians, axis1=1, axis2=2))
    unit = np.where(diagonal > 1e-290, 1.0 / np.sqrt(np.maximum(diagonal, 1e-290)), 0.0)
    values, vectors = spectra(hessians * unit[:, :, None] * unit[:, None, :])
    parts = np.matmul(np.swapaxes(vectors, 1, 2), (gradients * unit)[:, :, None])[:, :, 0]
    largest = np.abs(values).max(axis=1, keepdims=True)
    useful = np.abs(values) > 1e-11 * largest
    parts = np.where(useful, parts / np.where(useful, np.abs(values), 1.0), 0.0)
    step = np.asarray(-unit * np.matmul(vectors, parts[:, :, None])[:, :, 0], dtype=np.float64)
    return step, np.asarray(values[:, 0] > FLAT * largest[:, 0], dtype=np.bool_)


def _not_worse(landscape: Landscape, points: Array, losses: Array, step: Array) -> tuple[Array, Flags]:
    """Shorten each step until the loss does not grow beyond rounding; returns the trial points and who succeeded."""
    bound = losses + 1e-14 * np.abs(losses) + 1e-18
    step = step.copy()
    trial = points + step
    ok = landscape.value(trial) <= bound
    for _ in range(6):
        bad = np.flatnonzero(~ok)
        if not len(bad):
            break
        step[bad] *= 0.25
        trial[bad] = points[bad] + step[bad]
        ok[bad] = landscape.value(trial[bad]) <= bound[bad]
    return trial, ok


def _probe(landscape: Landscape, judged: Endpoints, values: Array, vectors: Array) -> Endpoints:
    """Look for lower points beside degenerate ones, a little along the flat directions.

    Where one is found the point is no minimum: it is escaping if a descent from it goes outwards, else a saddle.
    """
    kinds = list(judged.kinds)
    chosen = np.array([i for i, kind in enumerate(kinds) if kind is Kind.DEGENERATE and not judged.zero[i]], dtype=int)
    if not len(chosen):
        return judged
    stream = np.random.default_rng(np.random.SeedSequence([20180214]))
    flat = np.abs(values[chosen]) <= FLAT * np.abs(values[chosen]).max(axis=1, keepdims=True)
    base, losses = judged.points[chosen], judged.losses[chosen]
    size = 1.0 + np.abs(base).max(axis=1)
    bound = losses - 1e-12 * (1.0 + np.abs(losses))
    lower = np.zeros(len(chosen), dtype=np.bool_)
    for _ in range(_PROBES):
        if landscape.meter.spent():  # not looked at well enough to be called a minimum
            for k in np.flatnonzero(~lower):
                kinds[int(chosen[k])] = Kind.UNRESOLVED
            break
        draw = np.where(flat, stream.standard_normal(flat.shape[1])[None, :], 0.0)
        shift = np.matmul(vectors[chosen], draw[:, :, None])[:, :, 0]
        shift /= np.maximum(np.linalg.norm(shift, axis=1, keepdims=True), 1e-300)
        ends = newton(landscape, base + _PROBE_RADIUS * size[:, None] * shift, 15)
        near = np.abs(ends.points - base).max(axis=1) < 30 * _PROBE_RADIUS * size
        lower |= np.asarray((ends.losses < bound) & near)
    fallen = np.flatnonzero(lower)
    if len(fallen):
        ends = newton(landscape, base[fallen], _FURTHER_STEPS, scaled=True)
        outward = (1.0 + np.abs(ends.points).max(axis=1) > 1.01 * size[fallen]) & (ends.losses < bound[fallen])
        for k, out in zip(fallen, outward, strict=True):
            kinds[int(chosen[k])] = Kind.ESCAPING if out else Kind.SADDLE
    return replace(judged, kinds=tuple(kinds))
