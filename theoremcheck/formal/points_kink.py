"""All a_j = 0 and one class on a kink of the loss, in Coq: minimum.kink.

The theorem is that of ``library/KinkBuild.v``: rational numbers near the multipliers, a rational matrix near the
inverse of their equations, and the bounds of the features show that there are multipliers strictly inside the kink.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import flint

from theoremcheck.formal.points_build import COMPUTE, Built, build, constant_output, continuous, pair
from theoremcheck.formal.points_features import features, received
from theoremcheck.formal.points_loss import output, subgradients_script
from theoremcheck.formal.problem import SUBJECT, cleared
from theoremcheck.formal.shapes import convex_function
from theoremcheck.formal.text import boolean, integers, listed
from theoremcheck.trusted.functions.balls import ball, evaluate, precision, rational_bounds
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.constants import subgradients
from theoremcheck.trusted.minima.idle import IdleOutputs
from theoremcheck.trusted.minima.kink import KinkMinimum
from theoremcheck.trusted.minima.point import Exact
from theoremcheck.trusted.minima.reach import neuron_pieces, value_at
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

_GRAIN = 10**9
"""The denominator of the numbers near the multipliers."""

_COARSE = 10**6
"""That of the matrix near the inverse."""

_BITS = 256


def kink_point(problem: Problem, evidence: KinkMinimum | IdleOutputs) -> str | None:
    """The script of minimum.kink; None where branches are not dead. Raises ``Refusal``, ``NotTranslated``."""
    if isinstance(evidence, IdleOutputs):
        return None
    bias = evidence.point.output_bias
    value = Fraction(0) if bias is None else rational_value(bias.base)
    built = None if value is None else build(problem, evidence.point, Exact(Num(value)))
    if value is None or built is None or built.deep.dead is None:
        return None
    one = bias is not None or bool(problem.network.deep)
    ends = {label: _rational_slopes(problem, -label * value) for label in (1, -1)}
    columns = [values for _, values in received(built)]
    near = _near(built, evidence, columns, ends, one=one)
    if near is None or not (one or built.deep.still):
        return None
    found = features(built.neuron, (v for values in columns for v in values))
    convex = f"assert (convex : convex_fn {built.loss.text}); [ {convex_function(built.loss).rstrip('.')} |"
    goals = [
        "keeps",
        "costs",
        found.script,
        COMPUTE,
        constant_output(built),
        "idles",
        continuous(built),
        built.deep.dead,
        "left; reflexivity" if one else f"right; split; [ reflexivity | {built.deep.still} ]",
        *(f"{convex} {subgradients_script(built.loss, -label * value)} ]" for label in (1, -1)),
    ]
    body = "\n  | ".join(goals)
    slopes = " ".join(f"({name} := {_interval(ends[label])})" for name, label in (("at_plus", 1), ("at_minus", -1)))
    return (
        f"apply (minimum_kink_by {SUBJECT} {built.arguments}) with (c := {output(built.constant)})\n"
        f"    (parts := {found.parts}) (values := {found.values})\n"
        f"    (one := {boolean(one)}) {slopes}\n    {near};\n  [ {body} ]."
    )


_Ends = Mapping[int, tuple[Fraction, Fraction]]


def _rational_slopes(problem: Problem, margin: Fraction) -> tuple[Fraction, Fraction]:
    """The slopes of the loss on both sides. Raises ``Refusal`` where one is irrational."""
    low, high = map(rational_value, subgradients(problem, 1, Num(margin)))
    if low is None or high is None:
        raise Refusal("kink.output_bias")
    return low, high


def _interval(ends: tuple[Fraction, Fraction]) -> str:
    return f"({pair(ends[0])}, {pair(ends[1])})"


# --- numbers near the solution ------------------------------------------------------------------------------------


def _near(
    built: Built, evidence: KinkMinimum, columns: Sequence[Sequence[Fraction]], ends: _Ends, *, one: bool
) -> str | None:
    """Rationals near the multipliers, and a matrix near the inverse; None if the equations cannot be solved."""
    data, basis = samples(built.problem), evidence.basis
    slopes = {i: ends[label][0] for i, label in enumerate(data.labels)}
    slopes |= dict(zip(evidence.fixed.indices, evidence.fixed.entries, strict=True))
    signed = cleared(built.problem.samples).weights
    with precision(_BITS):
        rows = [[flint.arb(1)] * len(data.labels)] if one else []
        rows += [_values(built, column) for column in columns]
        rows = [[w * y * v for w, y, v in zip(signed, data.labels, row, strict=True)] for row in rows]
        matrix = flint.arb_mat([[row[i] for i in basis] for row in rows])
        others = [i for i in range(len(data.labels)) if i not in basis]
        right = [[-sum((ball(slopes[i]) * row[i] for i in others), flint.arb(0))] for row in rows]
        try:
            inverse = matrix.inv()
        except ZeroDivisionError:
            return None
        solution = inverse * flint.arb_mat(right)
        size = len(basis)
        near = [_rounded(solution[k, 0], _GRAIN) for k in range(size)]
        table = [[_rounded(inverse[i, k], _COARSE) for k in range(size)] for i in range(size)]
    slopes |= {i: Fraction(entry, _GRAIN) for i, entry in zip(basis, near, strict=True)}
    common = math.lcm(*(slope.denominator for slope in slopes.values()))
    shown = integers(int(slopes[i] * common) for i in range(len(data.labels)))
    return (
        f"(gz := {shown}) (qg := {common}%positive) (basis := {listed(map(str, basis))}%nat)\n"
        f"    (nz := {listed(map(integers, table))}) (qn := {_COARSE}%positive)"
    )


def _values(built: Built, column: Sequence[Fraction]) -> list[flint.arb]:
    """The features of one neuron in balls, (n,)."""
    pieces, zero = neuron_pieces(built.problem), flint.arb(0)
    known = {v: evaluate(value_at(pieces, v), zero) for v in set(column)}
    return [known[v] for v in column]


def _rounded(value: flint.arb, grain: int) -> int:
    bounds = rational_bounds(value)
    if bounds is None:
        raise Refusal("kink.independent")
    return round(bounds[0] * grain)
