"""Refutations in words: what the point looks like, and which hypothesis it rides on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from theoremcheck.decide.minima.parameters import constant_of, constant_value, parameters, parameters_at
from theoremcheck.language.formula import show
from theoremcheck.language.spec import Spec
from theoremcheck.report.numbers import coordinate, rational, vector
from theoremcheck.report.parameter_names import named
from theoremcheck.theory.lookup import prose
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.minima.average import AverageMinimum, CurvedLayersPart, MomentLayersPart
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.cells import Cell
from theoremcheck.trusted.minima.copies import core_problem
from theoremcheck.trusted.minima.decayed import Decayed
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.minima.gauges import Blind, Exchanging, Mixing, Rescaling, Shifting, Silent, Turning
from theoremcheck.trusted.minima.idle import IdleOutputs
from theoremcheck.trusted.minima.kinds import Minimum
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.point import Exact
from theoremcheck.trusted.minima.reach import outputs
from theoremcheck.trusted.minima.squares import squares_alone
from theoremcheck.trusted.problem.branches import as_deep, renamed
from theoremcheck.trusted.problem.layout import Branch, Parameters
from theoremcheck.trusted.problem.model import Block, Dataset, Problem, Vector
from theoremcheck.trusted.settled import least_error
from theoremcheck.verdict.points import flat_directions
from theoremcheck.verdict.values import Refutation

_SHOWN = 3

_CHANGES = {
    Rescaling: "a unit rescaled",
    Mixing: "one unit mixed into another",
    Shifting: "a bias shifted",
    Blind: "weights moved across all that a unit sees",
    Turning: "two units turned into each other",
    Exchanging: "what two units of the head take from one below exchanged",
    Silent: "a parameter without influence",
}
_FLAT = {
    "rule.strict": (
        "a minimum in a box, strict but for {flat}",
        "in the parameters that move the Hessian is positive definite on a box, which holds the minimum",
    ),
    "rule.sharp": (
        "margins on kinks of the loss, with {flat}",
        "on a box L lies above a function that is strongly convex in what moves, and kinks of l hold some margins",
    ),
    "rule.split": (
        prose("rule.split").short,
        "a narrower network has a minimum there, strict but for {flat}, and the copies of its neurons keep together",
    ),
    "rule.split_decay": (
        prose("rule.split_decay").short,
        "a narrower network has a minimum there, strict but for {flat}, and copies of its neurons only pay more decay",
    ),
}
"""Rules that speak of a strict minimum: their title and their reason where L is the same along some directions."""

BAD_MEANS = "bad: with training error above 0"
"""What *bad* means, said where the word stands first."""


def headline(problem: Problem, found: Refutation) -> str:
    """The refutation in one sentence; of a minimum that is not global, whether it is bad or not."""
    said = STATEMENTS[found.rule].conclusion
    if not found.is_minimum:
        return str(said.value)
    if said is not Conclusion.BAD:
        return str(said.value) + (
            f", with {wrong(problem, found)} wrong" if found.most else ", where every sample is right"
        )
    return f"L has a bad local minimum, with {wrong(problem, found)} wrong"


def too_many(spec: Spec, found: Refutation) -> str:
    """The refutation of a bound of the training error in one sentence, with the error there and the claim."""
    problem, bound = spec.problem, rational(spec.question.bound)
    error = rational(least_error(problem, found.least))
    exact = found.least == found.most and problem.samples.uniform
    return (
        f"not every local minimum of L has a training error of at most {bound}, as is claimed: at one it is"
        f" {error if exact else f'at least {error}'}, with {wrong(problem, found)} wrong"
    )


def wrong(problem: Problem, found: Refutation) -> str:
    """How many samples are wrong at the minimum."""
    count = len(problem.dataset.points) if isinstance(problem.dataset, Dataset) else 0
    if found.least == found.most:
        return f"{found.least} of {count} samples"
    return f"{found.least} to {found.most} of {count} samples"


def point_words(problem: Problem, found: Refutation) -> str:
    """Where the minimum lies and why it is one."""
    if found.evidence is None:
        return "it exists by the theory, and no point was computed"
    return f"at {place(problem, found.evidence)}, {_words(found)[1]}{_held_words(problem, found.evidence)}"


def title(found: Refutation) -> str:
    """The rule in a few words; *strict* only for a minimum that is strict in all trained parameters."""
    return _words(found)[0]


def _words(found: Refutation) -> tuple[str, str]:
    """The title of the rule, and why its point is a local minimum."""
    entry = prose(found.rule)
    flat = 0 if found.evidence is None else flat_directions(found.evidence)
    if flat and found.rule in _FLAT:
        title, nearby = _FLAT[found.rule]
        return title.format(flat=flat_words(flat)), nearby.format(flat=flat_words(flat))
    return entry.short, entry.nearby or entry.short


def flat_words(number: int) -> str:
    """``number`` flat directions."""
    return f"{number} flat direction{'' if number == 1 else 's'}"


def _held_words(problem: Problem, evidence: Minimum) -> str:
    """What is held at the point, and why it may be."""
    if not isinstance(evidence, Box):
        return ""
    total = len(evidence.centre)
    core = core_problem(problem, evidence.shares, evidence.deep_shares)
    if core.network.deep and not problem.network.deep:  # an only branch, which the checks call deep
        core = renamed(core, Block.DEEP, Block.BESIDE)
    if isinstance(evidence.slice, Cell):
        if not evidence.slice.moving:
            return "; nothing moves there: units and loss are affine nearby, and L is constant (lemma.slice)"
        moving = f"{len(evidence.slice.moving)} of the {total} parameters ({named(core, evidence.slice.moving)})"
        reached = "quadric on the samples" if squares_alone(core) else "output of the affine cell around it"
        return f"; it is one in {moving}, which reach every {reached} (lemma.slice)"
    if not evidence.slice.held:
        return ""
    if isinstance(evidence.slice, Decayed):
        return (
            f"; neurons with a = 0 and w = 0 may have any bias nearby (lemma.slice): {named(core, evidence.slice.held)}"
        )
    kinds = Counter(_CHANGES[type(symmetry)] for symmetry in evidence.slice.symmetries)
    changes = ", ".join(f"{count} x {words}" for words, count in kinds.items())
    held = f"{len(evidence.slice.held)} of the {total} parameters ({named(core, evidence.slice.held)})"
    return f"; {held} are held, as L has symmetries (lemma.slice): {changes}"


def place(problem: Problem, evidence: Minimum) -> str:
    """The parameters of a minimum, shortened."""
    found = parameters(problem, evidence)
    note = "".join(f" ({text})" for text in _constant_words(problem, evidence))
    split = isinstance(evidence, Box) and evidence.split
    return _place(found, lambda own: _layers_words(evidence, own), split=split) + note


def point_place(problem: Problem, point: Vector) -> str:
    """The same of a point of all trained parameters, (P,)."""
    return _place(parameters_at(problem, point), _units_words)


def _place(numbers: Parameters[Fraction], layers: Callable[[Branch[Fraction]], str], *, split: bool = False) -> str:
    parts = [] if numbers.output_bias is None else [f"a0 = {coordinate(numbers.output_bias)}"]
    groups: dict[tuple[Any, ...], list[Fraction]] = {}
    shifts = numbers.hidden_bias or (None,) * len(numbers.output_weights)
    for weight, weights, bias in zip(numbers.output_weights, numbers.hidden_weights, shifts, strict=True):
        groups.setdefault((weights, bias) if split else (weights, bias, weight), []).append(weight)
    parts += [_neurons(row, found) for row, found in list(groups.items())[:_SHOWN]]
    if len(groups) > _SHOWN:
        parts.append(f"{len(groups) - _SHOWN} more kinds of neurons")
    for branch, own in ((Block.DEEP, numbers.deep), (Block.BESIDE, numbers.beside)):
        if own is not None:
            alike = len(set(own.output)) == 1
            above = coordinate(own.output[0]) if alike else vector(own.output, coordinate)
            parts.append(f"{branch.value} output weights {above}{layers(own)}")
    return "; ".join(parts)


def _units_words(own: Branch[Fraction]) -> str:
    """The first units of a deep part."""
    units = [
        f"w = {vector(row, coordinate)}" + (f", b = {coordinate(biases[k])}" if biases else "")
        for rows, biases in own.layers
        for k, row in enumerate(rows)
    ]
    return ", its units with " + "; ".join(units[:_SHOWN]) + ("; .." if len(units) > _SHOWN else "")


def _layers_words(evidence: Minimum, own: Branch[Fraction]) -> str:
    """The layers of a deep part whose inner weights are not 0: dead, curved or idle."""
    if isinstance(evidence, IdleOutputs | MultiplierMinimum):
        return _units_words(own)
    if isinstance(evidence, FlatMinimum) and not evidence.point.neurons:
        layers = [
            f"w = {vector(layer.weights, coordinate) if len(layer.weights) > 1 else coordinate(layer.weights[0])}"
            + (f", b = {coordinate(layer.bias)}" if biases else "")
            for layer, (_, biases) in zip(evidence.point.deep, own.layers, strict=True)
        ]
        return ", in its layers all units with " + "; ".join(layers[:_SHOWN]) + ("; .." if len(layers) > _SHOWN else "")
    curved = (CurvedLayersPart, MomentLayersPart)
    if not isinstance(evidence, AverageMinimum) or not isinstance(evidence.parts[-1], curved):
        return ""
    rows = [(layer.weights[0], layer.bias) for layer in evidence.point.deep[:_SHOWN]]
    more = ", .." if len(evidence.point.deep) > _SHOWN else ""
    return ", its layers with " + ", ".join(f"w = {rational(w)}, b = {rational(b)}" for w, b in rows) + more


def _neurons(row: tuple[Any, ...], output_weights: list[Fraction]) -> str:
    """Neurons with the same w and b."""
    shift = "" if row[1] is None else f", b = {coordinate(row[1])}"
    place = f"w = {vector(row[0], coordinate)}{shift}"
    first, count = output_weights[0], len(output_weights)
    if count == 1:
        return f"a = {coordinate(first)}, {place}"
    if len(set(output_weights)) == 1:
        return f"{count} neurons with a = {coordinate(first)}, {place}"
    return f"{count} neurons with {place}, and a of one sign with sum {coordinate(sum(output_weights, Fraction(0)))}"


def _power(radius: Fraction) -> str:
    """A radius; those that are proposed are powers of 2."""
    exponent = radius.denominator.bit_length() - 1
    return f"2^-{exponent}" if radius == Fraction(1, 2**exponent) else rational(radius)


def _constant_words(problem: Problem, evidence: Minimum) -> Iterator[str]:
    constant = constant_of(evidence)
    if isinstance(evidence, FlatMinimum) and constant is None:
        constant = Exact(outputs(as_deep(problem), evidence.point)[0].base)  # it cannot move
    if isinstance(evidence, Box):
        # The centre of the box is not the minimum, however short its numbers are.
        yield f"to within {_power(evidence.radius)}"
    if isinstance(evidence, MultiplierMinimum) and isinstance(evidence.multipliers, Enclosed):
        yield "to 60 digits in a proved box"
    if isinstance(constant, Exact):
        exact = rational_value(constant.value)
        yield f"f = {show(constant.value) if exact is None else rational(exact)} on every sample"
    elif constant is not None:
        yield f"f = {rational(constant_value(problem, constant))} on every sample"
