"""That f(x_i) is affine in u along a piece, for every sample, and the penalties convex; whether both are constant.

f is the sum of a_0 and its branches, of which the shortcut is one. A branch moves in one of two ways: its last features
stay, wherever they enter f, and its output weights move; or all its neurons are polynomials over Q, and it moves
anyhow. The output weight of a scaled neuron is m a_j, with its other parameters as they are unscaled (``scaled``).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Final

import flint

from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.problem.layout import Branch, Layout
from theoremcheck.trusted.problem.model import AnyFunction, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.verdict.path.neurons import Known, Layered, branch_neurons, rational_polynomial
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.scaled import ONE, neuron_scales, penalties_stay
from theoremcheck.verdict.path.values import Piece

MAX_PATH_DEGREE: Final = 60
"""Degree of a polynomial along a piece."""
_BITS: Final = 256
_NOTHING: Final = Ratio.constant(Fraction(0))
_START, _END = Fraction(0), Fraction(1)


def check_affine(problem: Problem, piece: Piece) -> bool:
    """Accept if u -> f(x_i) is affine along the piece for every sample, and the penalties convex; True if constant.

    All denominators are checked to have no zero in [0, 1], so the piece is a continuous path of parameters.
    """
    layout = Layout.of(problem)
    require(len(piece.entries) == len(layout.trained), "path.entries", wanted=len(layout.trained))
    for entry in piece.entries:
        require(max(len(entry.top), len(entry.bottom)) <= MAX_PATH_DEGREE, "path.degree", most=MAX_PATH_DEGREE)
        require(entry.is_regular, "path.pole")
    moving = dict(zip(layout.trained, piece.entries, strict=True))
    full = [moving[place] if place in moving else _frozen(layout.frozen[place], layout) for place in range(layout.size)]
    named = layout.named(full)
    still, moved = _parts(problem, named.branches, neuron_scales(problem, piece))
    level, known = named.output_bias or _NOTHING, Known()
    same = penalties_stay(problem, piece)
    for point in set(samples(problem).points):
        output = reduce(Ratio.__add__, (part.output(point) for part in moved), level)
        require(output.is_affine, "path.not_affine")
        lift = output.at(_END) - output.at(_START)
        same = same and _stays(still, known, point, lift)
    return same


def _frozen(value: Fraction | None, layout: Layout) -> Ratio:
    if value is None:
        block = next(entry.block for entry in layout.network.frozen if entry.value is None)
        raise Refusal("layout.frozen_unknown", block=block.value)
    return Ratio.constant(value)


def _parts(
    problem: Problem, branches: Sequence[Branch[Ratio]], scales: Sequence[Ratio]
) -> tuple[list[_Still], list[_Polynomial]]:
    """The branches whose last features stay, and the others. ``scales``, (M,), are those of the shortcut."""
    places = Layout.of(problem).branches
    still: list[_Still] = []
    moved: list[_Polynomial] = []
    for number, (branch, neurons) in enumerate(zip(branches, branch_neurons(problem), strict=True)):
        factors = scales if problem.network.width and not number else (ONE,) * len(branch.output)
        output = tuple(a if factor == ONE else factor * a for a, factor in zip(branch.output, factors, strict=True))
        residual = any(layer.residual for layer in places[number].layers)
        if _features_stay(branch, output):
            require(all(weight.is_affine for weight in output), "path.output_weights")
            still.append(_Still.of(branch, neurons, output, residual=residual))
            continue
        # Scaled by m a positively homogeneous neuron adds m a s(w . x + b), whatever w and b do.
        require(not residual, "facts.residual")
        moved.append(_Polynomial(Branch(branch.layers, output), [tuple(map(_polynomial, layer)) for layer in neurons]))
    return still, moved


# --- output weights on features that stay -----------------------------------------------------------------------------


def _features_stay(branch: Branch[Ratio], output: Sequence[Ratio]) -> bool:
    """Every unit of the last layer receives the same all along, or has the output weight 0 all along."""
    if all(weight.is_zero for weight in output):
        return True
    *lower, (rows, biases) = branch.layers
    if not all(map(_rests, lower)):
        return False
    added = biases or (_NOTHING,) * len(output)
    return all(
        weight.is_zero or _rests(((row,), (bias,))) for weight, row, bias in zip(output, rows, added, strict=True)
    )


def _rests(layer: Layered[Ratio]) -> bool:
    rows, biases = layer
    return all(entry.is_constant for row in (*rows, biases or ()) for entry in row)


@dataclass(frozen=True)
class _Still:
    """A branch whose features stay: by its last units that count, (k,), what their output weights change by."""

    lower: tuple[Layered[Fraction], ...]
    neurons: Sequence[Sequence[AnyFunction]]
    units: tuple[tuple[AnyFunction, Vector, Fraction, Fraction], ...]
    """Neuron, weights, bias, change."""
    residual: bool

    @classmethod
    def of(
        cls,
        branch: Branch[Ratio],
        neurons: Sequence[Sequence[AnyFunction]],
        output: Sequence[Ratio],
        *,
        residual: bool,
    ) -> _Still:
        """The branch, of which all that counts is read at u = 0."""
        *lower, (rows, biases) = branch.layers
        added = biases or (_NOTHING,) * len(rows)
        units = (
            (neuron, _at_start(row), bias.at(_START), weight.at(_END) - weight.at(_START))
            for neuron, row, bias, weight in zip(neurons[-1], rows, added, output, strict=True)
            if not weight.is_constant
        )
        found = tuple(units)
        still = lower if found else []
        below = tuple(
            (tuple(map(_at_start, own)), None if shifts is None else _at_start(shifts)) for own, shifts in still
        )
        return cls(below, neurons[:-1] if found else (), tuple(entry for entry in found if entry[3]), residual)

    def inputs(self, known: Known, point: Vector) -> Vector | None:
        """What the last layer receives, where that is seen to be rational."""
        return known.inputs(self.lower, self.neurons, point) if self.units else ()

    def balls(self, known: Known, point: Vector) -> list[flint.arb] | None:
        """The same in balls."""
        with precision(_BITS):
            return known.balls(self.lower, self.neurons, point)


def _at_start(row: Sequence[Ratio]) -> Vector:
    return tuple(entry.at(_START) for entry in row)


def _stays(still: Sequence[_Still], known: Known, point: Vector, lift: Fraction) -> bool:
    """True shows that what the branches change by at a sample and ``lift`` add up to 0.

    Units that receive what is not seen to be rational, the same inputs by the same weights, have one value; where their
    neuron is affine, by balls, they add multiples of the inputs, which have to cancel one by one.
    """
    factors: dict[AnyFunction, dict[Fraction, Fraction]] = {}
    for part in still:
        if part.residual and part.units:
            return False
        inputs = part.inputs(known, point)
        unseen: dict[tuple[AnyFunction, Vector, Fraction] | int, Fraction] = {}
        seen = part.balls(known, point) if inputs is None else None
        for neuron, row, bias, change in part.units:
            if inputs is None:
                line = known.line(neuron, row, bias, seen)
                if line is None:
                    key = (neuron, row, bias)
                    unseen[key] = unseen.get(key, Fraction(0)) + change
                    continue
                lift += change * line[0]
                for k, entry in enumerate(line[1]):
                    unseen[k] = unseen.get(k, Fraction(0)) + change * entry
                continue
            own, place = factors.setdefault(neuron, {}), dot(row, inputs) + bias
            own[place] = own.get(place, Fraction(0)) + change
        if any(unseen.values()):
            return False
    return known.vanishes(factors, lift)


# --- branches of polynomials ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Polynomial:
    """A branch and the polynomials of its units, layer by layer."""

    branch: Branch[Ratio]
    polynomials: Sequence[tuple[Vector, ...]]

    def output(self, point: Vector) -> Ratio:
        """What it gives at a sample, as a rational function of u in lowest terms."""
        inputs: Sequence[Ratio] = [Ratio.constant(entry) for entry in point]
        for (rows, biases), known in zip(self.branch.layers, self.polynomials, strict=True):
            before = [_sum(row, inputs) for row in rows]
            if biases is not None:
                before = [z + bias for z, bias in zip(before, biases, strict=True)]
            inputs = [_applied(entry, z) for entry, z in zip(known, before, strict=True)]
        return _sum(self.branch.output, inputs)


def _polynomial(function: AnyFunction) -> Vector:
    found = rational_polynomial(function)
    if found is None:
        raise Refusal("path.not_polynomial", neuron=function.name)
    return found


def _sum(weights: Sequence[Ratio], inputs: Sequence[Ratio]) -> Ratio:
    terms = (w * h for w, h in zip(weights, inputs, strict=True) if not w.is_zero and not h.is_zero)
    return reduce(Ratio.__add__, terms, _NOTHING)


def _applied(known: Vector, z: Ratio) -> Ratio:
    """The polynomial at z, by Horner's rule."""
    total = _NOTHING
    for entry in reversed(known):
        total = total * z + Ratio.constant(entry)
    bits = max(len(total.top), len(total.bottom))
    require(bits <= MAX_PATH_DEGREE, "path.degree", most=MAX_PATH_DEGREE)
    return total
