"""Bad local minima in words: what the point looks like, and which hypothesis it rides on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from theoremcheck.language.formula import show
from theoremcheck.report.minimum import constant_of, constant_value, parameters
from theoremcheck.report.numbers import rational, vector
from theoremcheck.theory.lookup import prose
from theoremcheck.trusted.box import Box
from theoremcheck.trusted.cells import Cell
from theoremcheck.trusted.gauges import Blind, Mixing, Rescaling, Shifting, Silent, Turning
from theoremcheck.trusted.kinds import Minimum
from theoremcheck.trusted.model import Dataset, Problem
from theoremcheck.trusted.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.normal import rational_value
from theoremcheck.trusted.point import Exact
from theoremcheck.verdict.points import flat_directions
from theoremcheck.verdict.values import BadMinimum

_SHOWN = 3

_CHANGES = {
    Rescaling: "a unit rescaled",
    Mixing: "one unit mixed into another",
    Shifting: "a bias shifted",
    Blind: "weights moved across all that a unit sees",
    Turning: "two units turned into each other",
    Silent: "a parameter without influence",
}
_NEARBY = {
    "rule.flat": "every unit is dead, so f is the same on all samples nearby",
    "rule.deep": "a dead layer makes f the same on all samples nearby",
    "rule.affine": "nearby f is affine on the samples, and the class means agree",
    "rule.order": "nearby f is curved to the advantage of the class that is a contraction of the other (Jensen)",
    "rule.moment": "nearby the curvature of s meets the ordered second moments of the classes",
    "rule.stationary": "s has slope 0 there, and its curvature meets the ordered second moments of the classes",
    "rule.parity": "the class averages of f agree for all parameters, by parity",
    "rule.duplicate": "the class averages of every f agree",
    "rule.hull": "nearby f runs through affine functions, and this is the best of them",
    "rule.outlier": "nearby f runs through affine functions, and this is the best of them",
    "rule.margin": "every term of L is at a local minimum of l",
    "rule.saturated": "every term of L is at a local minimum of l",
    "rule.kink": "for every w nearby, (a0, a) minimises L: the kink of l holds it",
    "rule.nobias": "l has slope on one class only, and f cannot fall there on average (Jensen)",
    "rule.narrow": "along f = c, w = 0 the loss is constant, and across it the Hessian is positive definite",
    "rule.frozen": "what is left to train cannot tell the classes apart better than this",
    "rule.decay": "the penalty outweighs what the network can gain nearby",
    "rule.sharp": "on a box around it L lies above a strongly convex function, and kinks of l hold some margins",
    "rule.support": "nearby all is piecewise affine, and the multipliers leave no direction in which L falls",
    "rule.split": "a narrower network has a strict minimum there, and the copies of its neurons keep together",
    "rule.strict": "the Hessian is positive definite on a box around it, which holds the minimum",
}


BAD_MEANS = "bad: with training error above 0"
"""What *bad* means, said where the word stands first."""


def headline(problem: Problem, found: BadMinimum) -> str:
    """The refutation in one sentence."""
    return f"L has a bad local minimum, with {wrong(problem, found)} wrong"


def wrong(problem: Problem, found: BadMinimum) -> str:
    """How many samples are wrong at the minimum."""
    count = len(problem.dataset.points) if isinstance(problem.dataset, Dataset) else 0
    if found.least == found.most:
        return f"{found.least} of {count} samples"
    return f"{found.least} to {found.most} of {count} samples"


def point_words(problem: Problem, found: BadMinimum) -> str:
    """Where the minimum lies and why it is one."""
    if found.evidence is None:
        return "it exists by the theory, and no point was computed"
    nearby = _NEARBY[found.rule]
    if found.rule == "rule.split" and (flat := flat_directions(found.evidence)):
        nearby = nearby.replace("a strict minimum there", f"a minimum there, strict but for {flat_words(flat)}")
    elif found.rule == "rule.strict" and flat_directions(found.evidence):
        nearby = "in the parameters that move the Hessian is positive definite on a box, which holds the minimum"
    return f"at {place(problem, found.evidence)}, {nearby}{_held_words(found.evidence)}"


def title(found: BadMinimum) -> str:
    """The rule in a few words; *strict* only for a minimum that is strict in all trained parameters."""
    flat = 0 if found.evidence is None else flat_directions(found.evidence)
    if flat and found.rule == "rule.strict":
        return f"a minimum in a box, strict but for {flat_words(flat)}"
    return prose(found.rule).short


def flat_words(number: int) -> str:
    """``number`` flat directions."""
    return f"{number} flat direction{'' if number == 1 else 's'}"


def _held_words(evidence: Minimum) -> str:
    """What is held at the point, and why it may be."""
    if not isinstance(evidence, Box):
        return ""
    total = len(evidence.centre)
    if isinstance(evidence.slice, Cell):
        if not evidence.slice.moving:
            return "; nothing moves there: units and loss are affine nearby, and L is constant (lemma.slice)"
        moving = f"{len(evidence.slice.moving)} of the {total} parameters"
        return f"; it is one in {moving}, which reach every output of the affine cell around it (lemma.slice)"
    if not evidence.slice.held:
        return ""
    kinds = Counter(_CHANGES[type(symmetry)] for symmetry in evidence.slice.symmetries)
    changes = ", ".join(f"{count} x {words}" for words, count in kinds.items())
    return (
        f"; {len(evidence.slice.held)} of the {total} parameters are held, as L has symmetries (lemma.slice): {changes}"
    )


def place(problem: Problem, evidence: Minimum) -> str:
    """The parameters, shortened."""
    numbers = parameters(problem, evidence)
    parts = [] if numbers.output_bias is None else [f"a0 = {rational(numbers.output_bias)}"]
    groups: dict[tuple[Any, ...], list[Fraction]] = {}
    shifts = numbers.hidden_bias or (None,) * len(numbers.output_weights)
    split = isinstance(evidence, Box) and evidence.split
    for weight, weights, bias in zip(numbers.output_weights, numbers.hidden_weights, shifts, strict=True):
        groups.setdefault((weights, bias) if split else (weights, bias, weight), []).append(weight)
    parts += [_neurons(row, found) for row, found in list(groups.items())[:_SHOWN]]
    if len(groups) > _SHOWN:
        parts.append(f"{len(groups) - _SHOWN} more kinds of neurons")
    if numbers.deep is not None:
        parts.append(f"deep output weights {rational(numbers.deep.output[0])}")
    note = "".join(f" ({text})" for text in _constant_words(problem, evidence))
    return "; ".join(parts) + note


def _neurons(row: tuple[Any, ...], output_weights: list[Fraction]) -> str:
    """Neurons with the same w and b."""
    shift = "" if row[1] is None else f", b = {rational(row[1])}"
    place = f"w = {vector(row[0])}{shift}"
    first, count = output_weights[0], len(output_weights)
    if count == 1:
        return f"a = {rational(first)}, {place}"
    if len(set(output_weights)) == 1:
        return f"{count} neurons with a = {rational(first)}, {place}"
    return f"{count} neurons with {place}, and a of one sign with sum {rational(sum(output_weights, Fraction(0)))}"


def _power(radius: Fraction) -> str:
    """A radius; those that are proposed are powers of 2."""
    exponent = radius.denominator.bit_length() - 1
    return f"2^-{exponent}" if radius == Fraction(1, 2**exponent) else rational(radius)


def _constant_words(problem: Problem, evidence: Minimum) -> Iterator[str]:
    constant = constant_of(evidence)
    if isinstance(evidence, Box):
        # The centre of the box is not the minimum, however short its numbers are.
        yield f"to within {_power(evidence.radius)}"
    if isinstance(evidence, MultiplierMinimum):
        if isinstance(evidence.multipliers, Enclosed):
            yield "to 60 digits in a proved box"
    elif constant is not None:
        if isinstance(constant, Exact):
            exact = rational_value(constant.value)
            yield f"f = {show(constant.value) if exact is None else rational(exact)} on every sample"
        else:
            yield f"f = {rational(constant_value(problem, constant))} on every sample"
