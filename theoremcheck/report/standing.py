"""How a certified bad local minimum stands beside the rest of L: is a lower point known, can anything do better?

*Bad* means training error above 0. *Spurious* means that L is smaller elsewhere. A bad minimum may be the global one,
as for a linear neuron, or for data in which one point carries both labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.report.minimum import Parameters, constant_of, loss_at, parameters
from theoremcheck.report.numbers import vector
from theoremcheck.trusted.balls import ball, precision
from theoremcheck.trusted.constants import loss_pieces
from theoremcheck.trusted.expansion import box, ridge
from theoremcheck.trusted.jets import Jets
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima import (
    BoxFit,
    FitMinimum,
    FrozenFit,
    Minimum,
    SharpMinimum,
    SplitMinimum,
    StrictMinimum,
    SupportMinimum,
)
from theoremcheck.trusted.model import AnyFunction, Block, Dataset, Function, Json, Problem, Vector
from theoremcheck.trusted.normal import is_zero
from theoremcheck.trusted.pieces import split
from theoremcheck.trusted.point import Between
from theoremcheck.trusted.reach import formula, neuron_pieces, samples
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.slopes import nth_derivative
from theoremcheck.trusted.splitting import core_problem
from theoremcheck.verdict.values import BadMinimum, Verdict

_BITS: Final = 256
_ROUNDED: Final = 180
"""Irrational parameters are rounded to more than this many bits."""
_DIGITS: Final = 6
_TOLD: Final = 1e-6
_TINY: Final = 1e-9
_GLOBAL_BY_THEORY: Final = frozenset({"rule.parity", "rule.duplicate"})
"""Rules whose statement says that their point is a global minimum (E+ f = E- f for all parameters, l convex)."""


class Place(Enum):
    """What is known of points with a smaller L."""

    GLOBAL = "global"
    LOWER = "lower"
    LOWER_IN_FLOATS = "lower in floats"
    NOT_SEEN = "not seen"
    NOT_SOUGHT = "not sought"


@dataclass(frozen=True)
class Standing:
    """How a minimum stands.

    ``here`` and ``there`` are L at the minimum and at the lower point, as text, where they were compared; ``wrong``
    samples are wrong there.
    ``reason`` says why no point is lower (GLOBAL), ``both`` which sample carries both labels (None: there is none).
    """

    place: Place
    here: str | None
    there: str | None
    wrong: int | None
    reason: str
    both: Vector | None

    def to_json(self) -> Json:
        """The field ``standing`` of the JSON report."""
        return {
            "place": self.place.value,
            "spurious": {Place.GLOBAL: False, Place.LOWER: True}.get(self.place),
            "loss": self.here,
            "lower_loss": self.there,
            "lower_wrong": self.wrong,
            "reason": self.reason,
            "both_labels": None if self.both is None else [str(entry) for entry in self.both],
        }


def standing(verdict: Verdict) -> Standing | None:
    """How the first certified minimum of a verdict stands; None if there is no minimum with a point."""
    if not verdict.minima or verdict.minima[0].evidence is None:
        return None
    problem, found = verdict.spec.problem, verdict.minima[0]
    assert found.evidence is not None
    both = both_labels(problem)
    reason = _why_global(verdict, found)
    if reason:
        return Standing(Place.GLOBAL, None, None, None, reason, both)
    if verdict.search is None or verdict.search.lowest is None:
        return Standing(Place.NOT_SOUGHT, None, None, None, "", both)
    return _compared(verdict, found.evidence, both)


def standing_words(verdict: Verdict, found: Standing) -> str:
    """One sentence or two, for below the verdict."""
    text = ""
    if found.both is not None:
        text = f"Sample {vector(found.both)} carries both labels: nothing classifies these data. "
    match found.place:
        case Place.GLOBAL:
            return text + f"It is a global minimum ({found.reason}): bad, but not spurious."
        case Place.LOWER | Place.LOWER_IN_FLOATS:
            sure = "in ball arithmetic" if found.place is Place.LOWER else "seen in floats only"
            count = f"{found.wrong} of {len(samples(verdict.spec.problem).points)} samples wrong"
            return text + (
                f"The minimum is spurious as well: L is {found.here} there, and {found.there} at another point, with"
                f" {count} ({sure})."
            )
        case Place.NOT_SEEN:
            return text + f"No point with L below {found.here} was seen: the minimum may be a global one."
        case Place.NOT_SOUGHT:
            return text + "Whether L is smaller elsewhere was not looked at."


def both_labels(problem: Problem) -> Vector | None:
    """A point of the data that carries both labels, if there is one: then no f is right on all samples."""
    data = problem.dataset
    if not isinstance(data, Dataset):
        return None
    positive = {point for point, label in zip(data.points, data.labels, strict=True) if label > 0}
    return next((p for p, y in zip(data.points, data.labels, strict=True) if y < 0 and p in positive), None)


def _why_global(verdict: Verdict, found: BadMinimum) -> str:
    """Why no point has a smaller L, from what was checked; empty where that is not known.

    All of it is for a convex l and without a penalty. A fit minimises L over all affine (linear) functions of x; if
    every unit is affine on R, f is one of them for all parameters (linear, if there is no bias and no constant).
    """
    problem = verdict.spec.problem
    if verdict.statuses["loss.convex"] is not Status.HOLDS or problem.objective.penalties:
        return ""
    if found.rule in _GLOBAL_BY_THEORY:
        return "the class averages of f agree for all parameters, and l is convex"
    if isinstance(found.evidence, FrozenFit):
        return "L is convex in what is trained"
    if isinstance(found.evidence, FitMinimum):
        units = [problem.neuron] if problem.network.width else []
        if all(_affine(entry, constant=found.evidence.affine) for entry in (*units, *_deep(problem))):
            return "every unit is affine, so f is affine for all parameters, and l is convex"
    return ""


def _deep(problem: Problem) -> tuple[AnyFunction, ...]:
    return tuple(layer.neuron for layer in problem.network.deep)


def _affine(function: AnyFunction, *, constant: bool) -> bool:
    """True if the function is one affine formula on R; without ``constant`` a linear one."""
    if not isinstance(function, Function):
        return False
    try:
        pieces = split(function.expr)
        if pieces.breaks or not is_zero(nth_derivative(pieces.pieces[0], 2)):
            return False
        with precision(_BITS):
            return constant or bool(Jets(pieces, 0).at(flint.arb(0), "s")[0] == 0)
    except Refusal:
        return False


def _compared(verdict: Verdict, evidence: Minimum, both: Vector | None) -> Standing:
    """The minimum beside the lowest point that the search saw: in balls, or in floats where balls refuse."""
    problem, search = verdict.spec.problem, verdict.search
    assert search is not None
    assert search.lowest is not None
    lowest = search.lowest
    try:
        with precision(_BITS):
            least = _at_minimum(problem, evidence)
            here = least.str(_DIGITS, radius=False)
            trained = _trained(problem, lowest.parameters)
            loss, outputs = evaluate(problem, trained, Fraction(0))
            lower = bool(loss < least)
            data = samples(problem)
            wrong = sum(not _right(y, f) for y, f in zip(data.labels, outputs, strict=True))
            there = f"below {_TINY}" if loss < _TINY else loss.str(_DIGITS, radius=False)
        if lower:
            return Standing(Place.LOWER, here, there, wrong, "", both)
        return Standing(Place.NOT_SEEN, here, None, None, "", both)
    except Refusal:
        if problem.objective.penalties:  # what floats know of the minimum is its mean loss alone
            return Standing(Place.NOT_SOUGHT, None, None, None, "", both)
    here = loss_at(problem, parameters(problem, evidence), _DIGITS)
    if lowest.loss < float(here) * (1 - _TOLD) - 1e-12:
        return Standing(Place.LOWER_IN_FLOATS, here, f"{lowest.loss:.{_DIGITS}g}", lowest.wrong, "", both)
    return Standing(Place.NOT_SEEN, here, None, None, "", both)


def _right(label: int, output: flint.arb) -> bool:
    """True if the sign is shown right, with sgn(0) = +1; what is not shown counts as wrong."""
    return bool(output >= 0) if label > 0 else bool(output < 0)


def _at_minimum(problem: Problem, evidence: Minimum) -> flint.arb:
    """A ball that holds L at the certified minimum: on its box, or at its exact point. Raises ``Refusal``."""
    if isinstance(evidence, SplitMinimum):
        return _at_minimum(core_problem(problem, evidence.shares, evidence.deep_shares), evidence.core)
    if isinstance(evidence, StrictMinimum | SharpMinimum):
        return evaluate(problem, evidence.centre, evidence.radius)[0]
    if isinstance(evidence, SupportMinimum):
        return evaluate(problem, evidence.centre, Fraction(0))[0]
    constant = constant_of(evidence)
    rounded = isinstance(constant, Between) or isinstance(getattr(evidence, "fit", None), BoxFit)
    if rounded:
        raise Refusal("the point is known to many digits, not enclosed")
    entries = _entries(problem, parameters(problem, evidence))
    reach = 1 + max(map(abs, entries), default=Fraction(0))
    return evaluate(problem, entries, reach / 2**_ROUNDED)[0]


def _entries(problem: Problem, found: Parameters) -> Vector:
    """The trained entries in the order of a strict minimum's centre."""
    deep: list[Fraction] = []
    if found.deep is not None:
        for rows, biases in found.deep.layers:
            deep += [entry for row in rows for entry in row] + list(biases or ())
        deep += found.deep.output
    blocks: dict[Block, Sequence[Fraction]] = {
        Block.OUTPUT_BIAS: () if found.output_bias is None else (found.output_bias,),
        Block.OUTPUT_WEIGHTS: found.output_weights,
        Block.HIDDEN_WEIGHTS: [entry for row in found.hidden_weights for entry in row],
        Block.HIDDEN_BIAS: found.hidden_bias or (),
        Block.DEEP: deep,
    }
    return tuple(entry for block, own in blocks.items() if problem.network.trains(block) for entry in own)


def _trained(problem: Problem, blocks: Sequence[tuple[str, tuple[str, ...]]]) -> Vector:
    texts = dict(blocks)
    return tuple(
        Fraction(text) for block in Block if problem.network.trains(block) for text in texts.get(block.value, ())
    )


def evaluate(problem: Problem, centre: Vector, radius: Fraction) -> tuple[flint.arb, list[flint.arb]]:
    """Balls that hold L and f on the samples, on the box around the trained parameters. Raises ``Refusal``."""
    data, network = samples(problem), problem.network
    full = list(box(problem, centre, radius).full)
    take = iter(full)

    def rows(count: int, size: int) -> list[list[flint.arb]]:
        return [[next(take) for _ in range(size)] for _ in range(count)]

    d, biased = data.dimension, network.hidden_bias
    offset = next(take) if network.output_bias else flint.arb(0)
    weights = [next(take) for _ in range(network.width)]
    hidden = rows(network.width, d)
    shifts = [next(take) if biased else flint.arb(0) for _ in range(network.width)]
    layers, inputs = [], d
    for layer in network.deep:
        own = rows(layer.width, inputs)
        bias = [next(take) if biased else flint.arb(0) for _ in range(layer.width)]
        layers.append((own, bias, Jets(split(formula(layer.neuron, "deep neuron")), 0)))
        inputs = layer.width
    top = [next(take) for _ in range(inputs if network.deep else 0)]
    neuron = Jets(neuron_pieces(problem), 0) if network.width else None
    loss = Jets(loss_pieces(problem), 0)
    outputs, total = [], flint.arb(0)
    weight_sum = sum(data.weights, Fraction(0))
    for point, label, weight in zip(data.points, data.labels, data.weights, strict=True):
        x = [ball(entry) for entry in point]
        f = offset
        if neuron is not None:
            values = _layer(hidden, shifts, neuron, x)
            f = f + _dot(weights, values)
        below = x
        for own, bias, jets in layers:
            below = _layer(own, bias, jets, below)
        f = f + _dot(top, below) if network.deep else f
        outputs.append(f)
        total += ball(weight / weight_sum) * loss.at(-label * f, "a margin")[0]
    for k, factor in ridge(problem):
        total += factor / 2 * full[k] ** 2
    return total, outputs


def _layer(
    rows: Sequence[Sequence[flint.arb]], shifts: Sequence[flint.arb], neuron: Jets, below: Sequence[flint.arb]
) -> list[flint.arb]:
    return [neuron.at(_dot(row, below) + shift, "a unit")[0] for row, shift in zip(rows, shifts, strict=True)]


def _dot(left: Sequence[flint.arb], right: Sequence[flint.arb]) -> flint.arb:
    return sum((a * b for a, b in zip(left, right, strict=True)), flint.arb(0))
