"""Points where only one class has slope, in Coq: minimum.nobias, minimum.frozen_output.

The theorems are those of ``library/OneClassBuild.v``. The samples without slope lie beyond the margin from which on the
loss is flat: its first piece is constant, and its least value. Those with slope have the mean 0: points whose neurons
are least there are left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from theoremcheck.formal.functions import rational, value
from theoremcheck.formal.points_build import COMPUTE, bias_as_rational, build, pair
from theoremcheck.formal.points_curved import curve_script
from theoremcheck.formal.points_features import features, received
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import bounded_script, sign_of_formula
from theoremcheck.formal.text import boolean, integer, integers
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.jensen import JensenMinimum
from theoremcheck.trusted.minima.point import Exact
from theoremcheck.trusted.minima.reach import dot, outputs
from theoremcheck.trusted.minima.regimes import flat_value
from theoremcheck.trusted.problem.expr import Expr, Num, mul, num, sub
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass


def nobias_point(problem: Problem, evidence: JensenMinimum) -> str | None:
    """The script of minimum.nobias. Raises ``Refusal``, ``NotTranslated``."""
    return _script(problem, evidence, "minimum_nobias_by")


def frozen_output_point(problem: Problem, evidence: JensenMinimum) -> str | None:
    """The script of minimum.frozen_output. Raises ``Refusal``, ``NotTranslated``."""
    return _script(problem, evidence, "minimum_frozen_output_by")


@dataclass(frozen=True)
class _Weights:
    """The a_0 and the a_j as integers over one number, and the numbers themselves."""

    bias: Fraction
    each: tuple[Fraction, ...]

    @property
    def common(self) -> int:
        """The denominator."""
        return math.lcm(*(number.denominator for number in (self.bias, *self.each)))

    @property
    def arguments(self) -> str:
        """As the library takes them."""
        common = self.common
        return (
            f"(a0z := {integer(int(self.bias * common))}%Z) (az := {integers(int(v * common) for v in self.each)})"
            f" (qa := {common}%positive)"
        )


def _script(problem: Problem, evidence: JensenMinimum, theorem: str) -> str | None:
    point = evidence.point
    found = [number.base for number in outputs(problem, point)]
    loss_margin = _margin(problem, found)
    weights = _weights(evidence)
    if loss_margin is None or weights is None:
        return None
    margin, label, output = loss_margin
    if not _centred(problem, found, margin):
        return None
    built = build(problem, point, Exact(output))
    if built is None or built.deep.dead is None or built.deep.still is None:
        return None
    low = flat_value(built.loss.pieces, (margin - 1,))
    least = rational_value(low)
    if least is None:
        return None
    parts = features(built.neuron, (v for _, values in received(built) for v in values))
    curves = list(dict.fromkeys(curve_script(built, group, -label) for group in point.neurons))
    biases = sorted({group.hidden_bias for group in point.neurons})
    replaced = "; ".join(bias_as_rational(bias, built.denominator) for bias in biases)
    neuron = f"change (sigma {SUBJECT}) with {built.neuron.text}; cbv beta; numbers"
    flat = f"{built.loss.text} v = {rational(least)}"
    wrong = f"0 <= {value(output)}" if label < 0 else f"{value(output)} < 0"
    goals = [
        "keeps",
        "costs",
        "numbers",
        "intros j J; every J ltac:(cbn [nth repeat app]; numbers)",
        built.deep.value,
        COMPUTE,
        parts.script,
        f"intros v V; unfold real in V; cbn [fst snd] in V; change ({flat}); cbv beta; plain",
        f"change (forall v, {rational(least)} <= {built.loss.text} v); {bounded_script(built.loss, least)}",
        built.deep.dead,
        built.deep.still,
        f"cbn [width {SUBJECT} sum nth repeat app]; {replaced}; {neuron}",
        f"change ({wrong}); {_signed(output)}",
        f"intros j J; every J ltac:(cbv iota; first [ {' | '.join(curves)} ])",
        f"intros j J; every J ltac:(cbn [nth repeat app]; {replaced}; {neuron})"
        if theorem == "minimum_nobias_by"
        else "reflexivity",
    ]
    body = "\n  | ".join(goals)
    return (
        f"apply ({theorem} {SUBJECT} {built.arguments}) with {weights.arguments}\n"
        f"    (class := {boolean(label > 0)}) (parts := {parts.parts})\n    (values := {parts.values})"
        f" (margin := {pair(margin)}) (low := {rational(least)}) (c := {value(output)});\n  [ {body} ]."
    )


def _margin(problem: Problem, found: Sequence[Expr]) -> tuple[Fraction, int, Expr] | None:
    """The end of the first piece of the loss; the class of the samples beyond it, and their output."""
    points = loss_pieces(problem, 1).points
    if not points:
        return None
    labels = problem.samples.labels
    steep = [
        (label, output)
        for label, output in zip(labels, found, strict=True)
        if sign_of(sub(mul((num(-label), output)), Num(points[0]))) > 0
    ]
    return (points[0], *steep[0]) if steep else None


def _centred(problem: Problem, found: Sequence[Expr], margin: Fraction) -> bool:
    """True if the samples beyond the margin have the mean 0."""
    data = problem.samples
    steep = [
        i
        for i, (label, output) in enumerate(zip(data.labels, found, strict=True))
        if sign_of(sub(mul((num(-label), output)), Num(margin))) > 0
    ]
    columns = zip(*(data.points[i] for i in steep), strict=True)
    return not any(dot([data.weights[i] for i in steep], column) for column in columns)


def _weights(evidence: JensenMinimum) -> _Weights | None:
    """The output weights, if they are rational."""
    point = evidence.point
    bias = Fraction(0) if point.output_bias is None else rational_value(point.output_bias.base)
    each = [(group.count, rational_value(group.output_weight.base)) for group in point.neurons]
    if bias is None or any(number is None for _, number in each):
        return None
    return _Weights(bias, tuple(number for count, number in each for _ in range(count) if number is not None))


def _signed(output: Expr) -> str:
    """The script that the output has its sign."""
    return f"first [ lra | numbers_compared | {sign_of_formula(output)} ]"
