"""Points whose multipliers are irrational, in Coq: minimum.frozen_fit and minimum.hull where the minimum is enclosed.

The theorems are those of ``library/FitPoints.v``: the a_j fit the labels over features that stay, a rational point is
near the best fit, and bounds on a ball around it show that there is one. For minimum.hull another point than that of
the evidence is taken, with the same outputs: neuron k sees x_k alone, in one affine piece, and the others rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import flint

from theoremcheck.formal.functions import rational
from theoremcheck.formal.points_build import COMPUTE, pair
from theoremcheck.formal.points_features import conjoined, features
from theoremcheck.formal.points_loss import loss_function
from theoremcheck.formal.points_multipliers import numbers_of, over, received_by_all, shallow
from theoremcheck.formal.problem import SUBJECT, cleared
from theoremcheck.formal.shapes import Split, convex_function, split_function
from theoremcheck.formal.text import integers, listed
from theoremcheck.formal.trees import bounded_tree
from theoremcheck.trusted.functions.balls import ball, evaluate, precision, rational_bounds
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.features import frozen_hidden
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.minima.reach import dot, formula, neuron_pieces, value_at
from theoremcheck.trusted.minima.regimes import affine_form, common_piece
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

RADIUS = Fraction(1, 2**28)
"""The radius of the ball around the rational point."""

_GRAIN = 10**12
"""The denominator of the rational point."""

_COARSE = 10**6
"""That of the matrix near the inverse of the Hessian."""

_BITS = 256


@dataclass(frozen=True)
class Fit:
    """w_j, b_j of all neurons, of which the first ``count`` have an a_j; a_0 and these a_j, nearly."""

    problem: Problem
    loss: Split
    weights: tuple[Vector, ...]
    biases: tuple[Fraction, ...]
    near: tuple[Fraction, ...]

    @property
    def count(self) -> int:
        """The number of neurons with an output weight."""
        return len(self.near) - 1

    @property
    def received(self) -> list[tuple[Fraction, ...]]:
        """The pre-activations of the first neurons, (count, n)."""
        points = self.problem.samples.points
        return [
            tuple(dot(w, point) + b for point in points)
            for w, b in zip(self.weights[: self.count], self.biases, strict=False)
        ]

    @property
    def head(self) -> str:
        """The hidden parameters as the library takes them."""
        common = math.lcm(*(v.denominator for row in self.weights for v in row), *(b.denominator for b in self.biases))
        rows = listed(over(row, common) for row in self.weights)
        biases = over(self.biases, common) if self.problem.network.hidden_bias else "[]"
        return f"{rows} {biases} {common}%positive"


def enclosed_fit(problem: Problem, evidence: MultiplierMinimum) -> str | None:
    """The script of minimum.frozen_fit. Raises ``Refusal``, ``NotTranslated``."""
    loss = loss_function(problem)
    if loss is None or not shallow(problem) or not problem.network.output_bias:
        return None
    hidden = frozen_hidden(problem)
    fit = Fit(
        problem, loss, tuple(w for w, _ in hidden), tuple(b for _, b in hidden), tuple(map(nearly, evidence.centre))
    )
    return fit_script(fit, "minimum_frozen_fit_enclosed", "", ["reflexivity"] * 3)


def enclosed_hull(problem: Problem, evidence: MultiplierMinimum) -> str | None:
    """The script of minimum.hull. Raises ``Refusal``, ``NotTranslated``."""
    loss = loss_function(problem)
    if loss is None or not shallow(problem) or not problem.network.output_bias or problem.network.frozen:
        return None  # the point that is built has weights of its own
    numbers, pieces = numbers_of(problem, evidence), neuron_pieces(problem)
    values = {v for row in received_by_all(problem, numbers) for v in row}
    index = common_piece(pieces, values)
    slope, shift = affine_form(pieces, index)
    points, dimension = problem.samples.points, len(problem.samples.points[0])
    if slope == 0 or dimension > problem.network.width:
        return None
    neurons = list(zip(numbers.output_weights, numbers.hidden_weights, numbers.hidden_biases, strict=True))
    steep = [sum((a * slope * w[k] for a, w, _ in neurons), Fraction(0)) for k in range(dimension)]
    constant = numbers.output_bias + sum((a * (slope * b + shift) for a, _, b in neurons), Fraction(0))
    low, high = pieces.span(index)
    most = max(abs(v) for point in points for v in point)
    bias, gain = _place(low, high, most, free=problem.network.hidden_bias)
    rows = [tuple(gain * (i == k) for i in range(dimension)) for k in range(dimension)]
    rest = problem.network.width - dimension
    each = [entry / (slope * gain) for entry in steep]
    start = constant - sum((a * (slope * bias + shift) for a in each), Fraction(0))
    near = tuple(map(nearly, (start, *each)))
    weights = (*rows, *[(Fraction(0),) * dimension] * rest)
    fit = Fit(problem, loss, weights, (bias,) * problem.network.width, near)
    reached = {dot(row, point) + bias for row in weights for point in points}
    lower = min(reached) - 1 if low is None else low
    upper = max(reached) + 1 if high is None else high
    common = math.lcm(gain.denominator, bias.denominator)
    neuron = split_function(formula(problem.neuron, "neuron"))
    line = f"{rational(slope)} * v + {rational(shift)}"
    arguments = (
        f"\n    (piece := ({pair(lower)}, {pair(upper)})) (p := {rational(slope)}) (r := {rational(shift)})"
        f" (gains := {integers([int(gain * common)] * dimension)})"
    )
    goals = [f"intros v V; in_interval V; change ({neuron.text} v = {line}); cbv beta; plain", "lra", COMPUTE]
    return fit_script(fit, "minimum_hull_enclosed", arguments, goals)


def nearly(value: Fraction) -> Fraction:
    """A number of few digits near the value."""
    return Fraction(round(value * _GRAIN), _GRAIN)


def _place(low: Fraction | None, high: Fraction | None, most: Fraction, *, free: bool) -> tuple[Fraction, Fraction]:
    """A bias (0 unless it is ``free``) and a gain with which gain x + bias, |x| <= most, lies inside a piece.

    Raises ``Refusal`` where there are none.
    """
    if not free or (low is None and high is None):
        bias = Fraction(0)
    elif low is None or high is None:
        bias = low + 1 + most if low is not None else (high or Fraction(0)) - 1 - most
    else:
        bias = (low + high) / 2
    room = [abs(bias - end) for end in (low, high) if end is not None]
    if most == 0 or (low is not None and bias <= low) or (high is not None and high <= bias):
        raise Refusal("regimes.several_pieces")
    return bias, Fraction(1) if all(most < side for side in room) else min(room) / (2 * most)


# --- the script ---------------------------------------------------------------------------------------------------


def fit_script(fit: Fit, theorem: str, arguments: str, goals: Sequence[str]) -> str | None:
    """The application of a theorem of ``FitPoints.v`` or ``QuadricFit.v``, with what all of them ask for."""
    matrix = _inverse(fit)
    if matrix is None:
        return None
    received = fit.received
    neuron = split_function(formula(fit.problem.neuron, "neuron"))
    found = features(neuron, (v for values in received for v in values))
    parts, proofs = _loss_parts(fit)
    common = math.lcm(*(v.denominator for v in fit.near))
    all_goals = [
        "intros; keeps",
        "reflexivity",
        "intros; reflexivity",
        "cbn; lia",
        found.script,
        proofs,
        f"change (convex_fn {fit.loss.text}); {convex_function(fit.loss).rstrip('.')}",
        COMPUTE,
        *goals,
    ]
    body = "\n  | ".join(all_goals)
    return (
        f"apply ({theorem} {SUBJECT} {fit.head}) with (count := {fit.count}%nat)\n"
        f"    (parts := {found.parts}) (losses := {parts})\n    (values := {found.values})\n"
        f"    (tz := {over(fit.near, common)}) (qt := {common}%positive) (radius := {pair(RADIUS)})\n"
        f"    (nz := {listed(map(integers, matrix))}) (qn := {_COARSE}%positive){arguments};\n  [ {body} ]."
    )


def _loss_parts(fit: Fit) -> tuple[str, str]:
    """The pieces of the loss on open intervals, and the script of them."""
    pieces, most = fit.loss.pieces, 10 + max(map(abs, _outputs(fit)))
    shown, scripts = [], []
    for index, piece in enumerate(pieces.pieces):
        low, high = pieces.span(index)
        lower = min(-Fraction(math.ceil(most)), high - 1 if high is not None else Fraction(0)) if low is None else low
        upper = max(Fraction(math.ceil(most)), lower + 1) if high is None else high
        text = bounded_tree(piece)
        shown.append(f"({pair(lower)}, {pair(upper)}, {text})")
        equal = f"change ({fit.loss.text} v = value {text} v); cbv beta; agrees"
        read = "intros v V V'; unfold real in V, V'; cbn [fst snd] in V, V'"
        scripts.append(f"{read}; split; [ {equal} | cbn [snd]; written; sign ]")
    return listed(shown), conjoined(scripts)


# --- numbers ------------------------------------------------------------------------------------------------------


def _columns(fit: Fit) -> list[list[flint.arb]]:
    """1 and the features in balls, (count + 1, n), at the current precision."""
    pieces, zero = neuron_pieces(fit.problem), flint.arb(0)
    columns = [[flint.arb(1)] * len(fit.problem.samples.points)]
    for values in fit.received:
        known = {v: evaluate(value_at(pieces, v), zero) for v in set(values)}
        columns.append([known[v] for v in values])
    return columns


def _outputs(fit: Fit) -> list[Fraction]:
    """Numbers near f at the samples, (n,)."""
    zero = flint.arb(0)
    with precision(_BITS):
        rows = list(zip(*_columns(fit), strict=True))
        balls = [sum((ball(a) * v for a, v in zip(fit.near, row, strict=True)), zero) for row in rows]
        found = [rational_bounds(value) for value in balls]
    return [Fraction(0) if bounds is None else bounds[0] for bounds in found]


def _inverse(fit: Fit) -> list[list[int]] | None:
    """A matrix near the inverse of the Hessian of the sum of the losses; None if that is not shown to be invertible."""
    data, pieces = fit.problem.samples, fit.loss.pieces
    outputs = _outputs(fit)
    weights = cleared(data).weights
    with precision(_BITS):
        columns, bends = _columns(fit), []
        for f, label, weight in zip(outputs, data.labels, weights, strict=True):
            margin = -label * f
            piece = pieces.pieces[sum(1 for point in pieces.points if point < margin)]
            bends.append(weight * evaluate(nth_derivative(piece, 2), ball(margin)))
        size = len(columns)
        hessian = flint.arb_mat(
            [
                [
                    sum((h * a * b for h, a, b in zip(bends, columns[i], columns[k], strict=True)), flint.arb(0))
                    for k in range(size)
                ]
                for i in range(size)
            ]
        )
        try:
            inverse = hessian.inv()
        except ZeroDivisionError:
            return None
        found = [[rational_bounds(inverse[i, k]) for k in range(size)] for i in range(size)]
    if any(bounds is None for row in found for bounds in row):
        return None
    return [[round(bounds[0] * _COARSE) for bounds in row if bounds is not None] for row in found]
