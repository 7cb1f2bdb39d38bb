"""The best quadric, in Coq: minimum.hull for neurons alpha z^2 + gamma (``library/QuadricFit.v``).

Where the slopes are rational, all is integer arithmetic. Where the minimum is enclosed, the a_j of units whose squares
span the quadrics are fitted (``points_enclosed``), and each product of two features is a combination of these squares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat

from theoremcheck.formal.functions import rational
from theoremcheck.formal.points_build import COMPUTE
from theoremcheck.formal.points_enclosed import Fit, fit_script, nearly
from theoremcheck.formal.points_loss import loss_function
from theoremcheck.formal.points_multipliers import Multipliers, Numbers, Values, numbers_of
from theoremcheck.formal.problem import SUBJECT, cleared
from theoremcheck.formal.shapes import split_function
from theoremcheck.formal.text import integers, listed
from theoremcheck.trusted.data.exact import dot, span_rank
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.minima.reach import formula, neuron_pieces, value_at
from theoremcheck.trusted.problem.model import Block, Problem, Vector

_ZERO, _ONE = Fraction(0), Fraction(1)


def quadric_point(problem: Problem, evidence: MultiplierMinimum) -> str | None:
    """The script of minimum.hull where the slopes are rational. Raises ``Refusal``, ``NotTranslated``."""
    given, loss, square = evidence.multipliers, loss_function(problem), _square(problem)
    if not isinstance(given, Sparse) or loss is None or square is None:
        return None
    numbers = numbers_of(problem, evidence)
    values = Values.of(problem, numbers)
    if values is None:
        return None
    multipliers = Multipliers.of(problem, loss, values.outputs, given, convex=True)
    if multipliers is None:
        return None
    terms, equal, (_, gamma) = square
    still = not problem.network.trains(Block.OUTPUT_BIAS) and gamma == 0
    goals = [
        "unfold over_qa; keeps",
        "unfold over_qa; costs",
        values.script,
        equal,
        "intros; reflexivity",
        COMPUTE,
        COMPUTE,
        "right; split; [ reflexivity | lra ]" if still else f"left; {COMPUTE}",
        COMPUTE,
        multipliers.script,
    ]
    body = "\n  | ".join(goals)
    return (
        f"apply (minimum_hull_quadric_by {SUBJECT} {numbers.arguments} {values.arguments} {multipliers.integers}\n"
        f"    {multipliers.levels} {multipliers.own}) with {terms};\n  [ {body} ]."
    )


def enclosed_quadric(problem: Problem, evidence: MultiplierMinimum) -> str | None:
    """The same where the minimum is enclosed. Raises ``Refusal``, ``NotTranslated``."""
    loss, square, network = loss_function(problem), _square(problem), problem.network
    if loss is None or square is None or not network.output_bias or network.frozen:
        return None
    numbers = numbers_of(problem, evidence)
    values = Values.of(problem, numbers)
    one = (_ONE,) * len(problem.samples.points)
    received, chosen, others = [one], list[int](), list[int]()
    for j, column in enumerate(_received(problem, numbers)):
        squares = tuple(v**2 for v in column)
        if span_rank([*received, squares]) > len(received):
            received.append(squares)
            chosen.append(j)
        else:
            others.append(j)
    terms, equal, (alpha, gamma) = square
    features = [one, *(tuple(alpha * v + gamma for v in column) for column in received[1:])]
    start = None if values is None else _combination(features, values.outputs)
    combinations = _combinations(problem, received, linear=network.hidden_bias)
    if start is None or combinations is None:
        return None
    units = [(numbers.hidden_weights[j], numbers.hidden_biases[j]) for j in (*chosen, *others)]
    fit = Fit(problem, loss, tuple(w for w, _ in units), tuple(b for _, b in units), tuple(map(nearly, start)))
    arguments = f"\n    {terms} (combinations := {combinations})"
    return fit_script(fit, "minimum_hull_quadric_enclosed", arguments, [equal, "lra", COMPUTE])


def _received(problem: Problem, numbers: Numbers) -> list[tuple[Fraction, ...]]:
    """What each neuron receives at the samples, as integers: over one denominator of w, b and x, (M, n)."""
    rows = numbers.hidden_weights
    common = math.lcm(*(v.denominator for row in rows for v in row), *(v.denominator for v in numbers.hidden_biases))
    scale = common * cleared(problem.samples).denominator
    units = zip(rows, numbers.hidden_biases, strict=True)
    return [tuple(scale * (dot(w, point) + b) for point in problem.samples.points) for w, b in units]


def _combination(columns: Sequence[Vector], wanted: Sequence[Fraction]) -> Vector | None:
    """The factors with which independent columns, (n,) each, add up to another one; None if there are none."""
    count = len(columns)
    entries = [fmpq(v.numerator, v.denominator) for row in zip(*columns, wanted, strict=True) for v in row]
    reduced, found = fmpq_mat(len(wanted), count + 1, entries).rref()
    if found != count or any(reduced[k, k] != 1 for k in range(count)):
        return None
    last = (reduced[k, count] for k in range(count))
    return tuple(Fraction(int(v.p), int(v.q)) for v in last)


def _combinations(problem: Problem, squares: Sequence[Vector], *, linear: bool) -> str | None:
    """For each feature its products with all, and itself if ``linear``, as combinations, with the factor first."""
    columns = list(zip(*cleared(problem.samples).rows, strict=True))
    shown = []
    for own in columns:
        wanted = [tuple(Fraction(a * b) for a, b in zip(own, other, strict=True)) for other in columns]
        wanted += [tuple(map(Fraction, own))] if linear else []
        found = [_combination(squares, column) for column in wanted]
        known = [entry for entry in found if entry is not None]
        if len(known) < len(found):
            return None
        shown.append(listed(map(_over_one, known)))
    return listed(shown)


def _over_one(factors: Vector) -> str:
    common = math.lcm(*(v.denominator for v in factors))
    return integers([common, *(int(v * common) for v in factors)])


def _square(problem: Problem) -> tuple[str, str, tuple[Fraction, Fraction]] | None:
    """Alpha and gamma as arguments, the script of s(v) = alpha v^2 + gamma, and both; None where one is irrational."""
    pieces = neuron_pieces(problem)
    gamma, top = (rational_value(value_at(pieces, place)) for place in (_ZERO, _ONE))
    if gamma is None or top is None:
        return None
    alpha, neuron = top - gamma, split_function(formula(problem.neuron, "neuron"))
    equal = f"intros v; change ({neuron.text} v = {rational(alpha)} * v ^ 2 + {rational(gamma)}); cbv beta; plain"
    return f"(alpha := {rational(alpha)}) (gamma := {rational(gamma)})", equal, (alpha, gamma)
