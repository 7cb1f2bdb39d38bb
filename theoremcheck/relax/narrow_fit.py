"""Short weights of the samples under which one neuron has a strict bad minimum, in floats.

A signed measure (``signed_measures``) gives labels and weights for which a place of one neuron is critical. With other
weights close to these it is so at a place close by, since the Hessian of L is positive definite: that of the outputs
and the form of the measure are. So the weights are rounded, as far as the minimum lasts. Where the loss does not bend
at small outputs, as the hinge, (a_0, A) is held by margins on kinks of it, whose multipliers are unknown. Untrusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from theoremcheck.functions.floats import FloatFunction
from theoremcheck.functions.special import Array
from theoremcheck.relax.signed_measures import Measure
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

_HEIGHTS: Final = (0.5, 0.25, 0.125, 1.0, 2.0, 1 / 16, 1 / 32)
_LARGEST: Final = (*range(1, 17), *(round(2 ** (k / 3)) for k in range(13, 31)), *(2**k for k in range(11, 31, 2)))
_STEPS: Final = 24
_SETTLED: Final = 1e-11
_DEFINITE: Final = 1e-8
_WRONG: Final = 1e-7
_STEP: Final = 0.5
_BESIDE: Final = 1e-9
_INSIDE: Final = 1e-2
_STIFF: Final = 10.0
_EXPONENTS: Final = (0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20)


@dataclass(frozen=True)
class Functions:
    """The neuron, the losses by label, and a_0: its value, None where it is trained.

    ``kinks``: by label the last kink of the loss below 0, where it has one.
    """

    neuron: FloatFunction
    losses: Mapping[int, FloatFunction]
    offset: float | None
    kinks: Mapping[int, float]


@dataclass(frozen=True)
class Kink:
    """A sample whose margin stays at ``height``, between the slopes ``below`` and ``above`` of its loss."""

    sample: int
    height: float
    below: float
    above: float


@dataclass(frozen=True)
class Fit:
    """Samples and a minimum of one neuron, (a_0, A, w), or (A, w) where a_0 is not trained.

    ``samples`` are places among the inputs; with ``labels`` and ``weights``, (n,) each. The margins on ``kinks``, whose
    samples are places among these, have ``multipliers``.
    """

    samples: tuple[int, ...]
    labels: tuple[int, ...]
    weights: tuple[int, ...]
    point: Array
    kinks: tuple[Kink, ...]
    multipliers: Array

    @property
    def size(self) -> tuple[int, int]:
        """The number of samples and the sum of their weights: less is better."""
        return len(self.samples), sum(self.weights)


def fits(functions: Functions, inputs: Array, found: Measure, most: int | None = None) -> Iterator[Fit]:
    """Fits on the support of a measure, short weights first, with a sum below ``most``.

    Raises ``Refusal`` where the loss has no slope at the outputs, or neither a bend nor a kink.
    """
    support = found.support
    narrow = _Narrow(functions, inputs[list(support)], np.sign(found.masses[list(support)]))
    point, weights = narrow.start(found, support)
    seen = set()
    for largest in _LARGEST:
        rounded = np.maximum(1.0, np.round(weights * largest))
        whole = tuple(map(int, rounded))
        if most is not None and sum(whole) >= most:
            return
        if whole in seen:
            continue
        seen.add(whole)
        solved = narrow.minimum(point, rounded)
        if solved is not None:
            yield narrow.fit(support, whole, solved)


def extended(functions: Functions, inputs: Array, few: Fit) -> Iterator[Fit]:
    """Fits on all inputs close to one on a few: the others have weight 1, and the label of f there.

    The few have their weights times a power of 2, so that the others move the minimum a little only.
    """
    outputs = _Narrow(functions, inputs, np.ones(len(inputs))).outputs(few.point)[0]
    labels = np.where(outputs >= 0.0, 1.0, -1.0)
    labels[list(few.samples)] = few.labels
    kinks = tuple(replace(kink, sample=few.samples[kink.sample]) for kink in few.kinks)
    narrow = _Narrow(functions, inputs, labels, kinks)
    for exponent in _EXPONENTS:
        weights = np.ones(len(inputs))
        weights[list(few.samples)] = np.array(few.weights) * 2.0**exponent
        solved = narrow.minimum(np.concatenate([few.point, few.multipliers]), weights)
        if solved is not None:
            yield narrow.fit(tuple(range(len(inputs))), tuple(map(int, weights)), solved)


class _Narrow:
    """L of one neuron on the samples, (n,), in (a_0, A, w), or (A, w) where a_0 is not trained, then in multipliers."""

    def __init__(self, functions: Functions, inputs: Array, labels: Array, kinks: tuple[Kink, ...] = ()) -> None:
        self.functions, self.inputs, self.labels = functions, inputs, labels
        self.first = int(functions.offset is None)
        self.size = self.first + 1 + inputs.shape[1]
        self.kinks = kinks

    def fit(self, samples: tuple[int, ...], weights: tuple[int, ...], solved: Array) -> Fit:
        """The samples, their places among the inputs, with a minimum and its multipliers."""
        labels = tuple(map(int, self.labels))
        return Fit(samples, labels, weights, solved[: self.size], self.kinks, solved[self.size :])

    def slopes(self, outputs: Array, multipliers: Array) -> tuple[Array, Array]:
        """The slopes l' and their slopes l'' at the margins of the outputs, (n,)."""
        found = {y: loss.jet(-y * outputs) for y, loss in self.functions.losses.items()}
        positive = self.labels > 0
        slope, bend = (np.where(positive, found[1][k], found[-1][k]) for k in (1, 2))
        for kink, multiplier in zip(self.kinks, multipliers, strict=True):
            slope[kink.sample], bend[kink.sample] = multiplier, 0.0
        return slope, bend

    def start(self, found: Measure, support: tuple[int, ...]) -> tuple[Array, Array]:
        """The point, and the weights with maximum 1 with which it is critical.

        The outputs are small, so that all l' are > 0 if l'(0) is; l bends at two different outputs (at one, if a_0 is
        not trained), or the output weights could move along a line; else margins are on kinks. Raises ``Refusal`` where
        there are none.
        """
        value, masses = found.place.value[list(support)], found.masses[list(support)]
        for height in _HEIGHTS:
            shift, weight = self._outer(value, height)
            slope, bend = self.slopes(shift + weight * value, np.zeros(0))
            curved = value[bend > _DEFINITE * max(float(np.max(np.abs(bend))), _DEFINITE)]
            if np.all(slope > 0.0) and self._is_fixed(curved):
                return self._with_weights((shift, weight), found, masses, slope)
        shift, weight = self._on_kinks(value)
        slope, _ = self.slopes(shift + weight * value, self._middle())
        if not (self.kinks and np.all(slope > 0.0)):
            raise Refusal("relabel.no_bend")
        return self._with_weights((shift, weight), found, masses, slope)

    def _with_weights(
        self, outer: tuple[float, float], found: Measure, masses: Array, slope: Array
    ) -> tuple[Array, Array]:
        weights = np.abs(masses) / slope
        point = np.array([*outer[1 - self.first :], *found.place.w, *self._middle()])
        return point, np.asarray(weights / np.max(weights))

    def _middle(self) -> Array:
        return np.array([(kink.below + kink.above) / 2.0 for kink in self.kinks])

    def _outer(self, value: Array, height: float) -> tuple[float, float]:
        """The (a_0, A) with which no output is larger than ``height``, but for an a_0 that is not trained."""
        least, most = float(np.min(value)), float(np.max(value))
        if self.functions.offset is not None:
            return self.functions.offset, height / max(abs(least), abs(most), _DEFINITE)
        weight = 2.0 * height / max(most - least, _DEFINITE)
        return -weight * (least + most) / 2.0, weight

    def _is_fixed(self, curved: Array) -> bool:
        """True if (a_0, A), or A, follow from the outputs where s has the values ``curved``."""
        if not len(curved):
            return False
        spread = np.ptp(curved) if self.functions.offset is None else np.max(np.abs(curved))
        return bool(spread > _DEFINITE)

    def _on_kinks(self, value: Array) -> tuple[float, float]:
        """The (a_0, A) with which one margin of each class, or one in all, is on the kink and no other is beyond it.

        There is one: the masses are those of sum nu_i s_i = 0, so some + has a larger s_i than some -, which gives
        A > 0.
        """
        if set(self.functions.kinks) != {1, -1}:
            return 0.0, 0.0
        reach = np.array([-self.functions.kinks[int(y)] for y in self.labels])  # of y f
        offset = self.functions.offset
        if offset is None:
            top = max((i for i, y in enumerate(self.labels) if y > 0), key=lambda i: float(value[i]))
            low = min((i for i, y in enumerate(self.labels) if y < 0), key=lambda i: float(value[i]))
            if value[top] <= value[low]:
                return 0.0, 0.0
            weight = float((reach[top] + reach[low]) / (value[top] - value[low]))
            self.kinks = (self._kink(top), self._kink(low))
            return float(reach[top] - weight * value[top]), weight
        room = [
            (float((own - y * offset) / (y * s)), i)
            for i, (own, y, s) in enumerate(zip(reach, self.labels, value, strict=True))
            if y * s > _DEFINITE
        ]
        if not room or min(room)[0] <= 0.0:
            return 0.0, 0.0
        weight, sample = min(room)
        self.kinks = (self._kink(sample),)
        return offset, weight

    def _kink(self, sample: int) -> Kink:
        label = int(self.labels[sample])
        height = self.functions.kinks[label]
        below, above = self.functions.losses[label].jet(np.array([height - _BESIDE, height + _BESIDE]))[1]
        return Kink(sample, height, float(below), float(above))

    def minimum(self, point: Array, weights: Array) -> Array | None:
        """The bad minimum that Newton's method finds from the point, strict, with a definite form; None without it."""
        step = np.full_like(point, np.inf)
        for _ in range(_STEPS):
            gradient, hessian, form, rows = self._derivatives(point, weights)
            if not (np.all(np.isfinite(gradient)) and np.all(np.isfinite(hessian))):
                return None
            if np.max(np.abs(step)) <= _SETTLED * (1.0 + np.max(np.abs(point))):
                return point if self._is_bad_minimum(point, hessian, form, rows) else None
            table = np.block([[hessian, rows.T], [rows, np.zeros((len(rows), len(rows)))]])
            try:
                step = np.asarray(np.linalg.solve(table, -gradient), dtype=np.float64)
            except np.linalg.LinAlgError:
                return None
            length, most = float(np.linalg.norm(step)), _STEP * (1.0 + float(np.linalg.norm(point)))
            step = step if length <= most else step * (most / length)
            point = np.asarray(point + step, dtype=np.float64)
        return None

    def _is_bad_minimum(self, point: Array, hessian: Array, form: Array, rows: Array) -> bool:
        """True if a sample is wrong, all is definite (off the kinks), and multipliers are between the slopes."""
        for kink, multiplier in zip(self.kinks, point[self.size :], strict=True):
            room = _INSIDE * (kink.above - kink.below)
            if not kink.below + room < multiplier < kink.above - room:
                return False
        stiff = hessian + _STIFF * np.trace(hessian) / max(np.trace(rows @ rows.T), 1e-300) * (rows.T @ rows)
        bad = np.any(self.labels * self.outputs(point)[0] < -_WRONG)
        return bool(bad) and _definite(stiff) and _definite(form)

    def outputs(self, point: Array) -> tuple[Array, tuple[Array, Array, Array]]:
        """The f of the samples, (n,), and s, s' and s'' there."""
        jet = self.functions.neuron.jet(self.inputs @ point[self.first + 1 : self.size])
        offset = point[0] if self.functions.offset is None else self.functions.offset
        return offset + point[self.first] * jet[0], jet

    def _derivatives(self, point: Array, weights: Array) -> tuple[Array, Array, Array, Array]:
        """The gradient and the offsets of the kinks, (P + K,), the Hessian, (P, P), the form, (D, D), and the rows.

        The form is a sum_i q_i s''_i X_i X_i^T; the rows, (K, P), are the gradients of the margins on kinks.
        """
        outputs, (value, slope, bend) = self.outputs(point)
        first, second = self.slopes(outputs, point[self.size :])
        share = weights / np.sum(weights)
        force, stiffness = -self.labels * share * first, share * second
        own, weight = self.first, point[self.first]
        jacobian = np.column_stack([np.ones((len(value), own)), value, weight * slope[:, None] * self.inputs])
        hessian = (jacobian.T * stiffness) @ jacobian
        cross = self.inputs.T @ (force * slope)
        hessian[own, own + 1 :] += cross
        hessian[own + 1 :, own] += cross
        form = weight * (self.inputs.T * (force * bend)) @ self.inputs
        hessian[own + 1 :, own + 1 :] += form
        held = [kink.sample for kink in self.kinks]
        heights = np.array([kink.height for kink in self.kinks])
        rows = (-self.labels * share)[held, None] * jacobian[held]
        offsets = share[held] * (-self.labels[held] * outputs[held] - heights)
        return np.concatenate([jacobian.T @ force, offsets]), hessian, form, rows


def _definite(matrix: Array) -> bool:
    """True if a symmetric matrix looks positive definite, whatever the units of its coordinates are."""
    sizes = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    if not np.all(sizes > 0.0):
        return False
    return bool(np.linalg.eigvalsh(matrix / np.outer(sizes, sizes))[0] > _DEFINITE)
