"""Linearly independent samples, and labels that do not contradict each other (theory: data.independent)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.trusted.data.exact import span_rank
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.model import Block, Cleared, Problem, Vector
from theoremcheck.trusted.refusal import Refusal


def _point(form: Cleared) -> Cleared:
    return form


def _line_point(form: Cleared) -> Cleared:
    """X and -X alike: the first entry that is not 0 is made positive."""
    numerators, denominator = form
    first = next((entry for entry in numerators if entry), 0)
    return (numerators if first >= 0 else tuple(-entry for entry in numerators)), denominator


def _consistent(problem: Problem, key: Callable[[Cleared], Cleared]) -> bool:
    labels: dict[Cleared, int] = {}
    pairs = zip(clear_all(problem.inputs), problem.samples.labels, strict=True)
    return all(labels.setdefault(key(form), label) == label for form, label in pairs)


def _are_independent(points: tuple[Vector, ...], key: Callable[[Cleared], Cleared]) -> bool:
    distinct = {key(form): point for form, point in zip(clear_all(points), points, strict=True)}
    few = len(distinct) <= len(points[0])
    return few and span_rank(tuple(distinct.values())) == len(distinct)


def consistent(problem: Problem) -> bool:
    """data.consistent: no two samples with the same X have different labels."""
    return _consistent(problem, _point)


def consistent_up_to_sign(problem: Problem) -> bool:
    """data.consistent_up_to_sign: nor have two with X and -X."""
    return _consistent(problem, _line_point)


def independent(problem: Problem) -> bool:
    """data.independent: the distinct X_i are linearly independent."""
    return _are_independent(problem.inputs, _point)


def affinely_independent(problem: Problem) -> bool:
    """data.affinely_independent: the distinct (x_i, 1) are linearly independent."""
    return _are_independent(problem.samples.lifted, _point)


def features_independent(problem: Problem) -> bool:
    """The distinct x_i are linearly independent, whatever the X_i are (network.pyramid)."""
    return _are_independent(problem.samples.rows, _point)


def independent_up_to_sign(problem: Problem) -> bool:
    """data.independent_up_to_sign: the X_i that differ up to sign are linearly independent."""
    return _are_independent(problem.inputs, _line_point)


def independent_mirrored(problem: Problem) -> bool:
    """data.independent_mirrored: the distinct X_i are linearly independent once each (x, +) is taken as (-x, -)."""
    data, one = problem.samples, (Fraction(1),) if problem.sees_one else ()
    pairs = zip(data.points, data.labels, strict=True)
    return _are_independent(tuple((*(-label * entry for entry in point), *one) for point, label in pairs), _point)


def hidden_bias_or_none(problem: Problem) -> bool:
    """network.hidden_bias_or_none: the b_j are trained, absent, or frozen at 0, so that s(w_j . X_i) is meant.

    s(w . x + b) with another b is not even in x, however even s is.
    """
    network = problem.network
    if not network.hidden_bias or not network.width or network.trains(Block.HIDDEN_BIAS):
        return True
    entry = network.frozen_block(Block.HIDDEN_BIAS)
    if entry is None or entry.value is None:
        raise Refusal("structure.frozen_unknown", block="b")
    return not any(entry.value)


def output_bias_unpenalised(problem: Problem) -> bool:
    """objective.output_bias_unpenalised: no penalty involves a_0."""
    return Block.OUTPUT_BIAS not in problem.objective.penalised


def output_unpenalised(problem: Problem) -> bool:
    """objective.output_unpenalised: no penalty involves an a_j."""
    return Block.OUTPUT_WEIGHTS not in problem.objective.penalised


def output_penalised(problem: Problem) -> bool:
    """objective.output_penalised: the a_j, of which there are some, have a penalty with a total coefficient > 0."""
    return problem.network.width > 0 and problem.objective.coefficient(Block.OUTPUT_WEIGHTS) > 0


def penalises_outputs_only(problem: Problem) -> bool:
    """objective.penalises_outputs_only: no penalty but on the a_j, where the total coefficient is >= 0."""
    objective = problem.objective
    return objective.penalised <= {Block.OUTPUT_WEIGHTS} and objective.coefficient(Block.OUTPUT_WEIGHTS) >= 0


def deep_features(problem: Problem) -> bool:
    """network.deep_features: f_D depends on the features of a sample alone, as the branches of a network do."""
    return True


_Predicates: TypeAlias = Mapping[str, Callable[[Problem], bool]]

DATA: Final[_Predicates] = MappingProxyType(
    {
        "data.consistent": consistent,
        "data.independent": independent,
        "data.affinely_independent": affinely_independent,
        "data.independent_mirrored": independent_mirrored,
        "data.consistent_up_to_sign": consistent_up_to_sign,
        "data.independent_up_to_sign": independent_up_to_sign,
    }
)
"""The condition that each predicate on the samples answers."""

FACTS: Final[_Predicates] = MappingProxyType(
    {"network.hidden_bias_or_none": hidden_bias_or_none, "network.deep_features": deep_features}
)
"""The condition that each predicate on the network answers, in the order in which they are shown."""

PENALTIES: Final[_Predicates] = MappingProxyType(
    {
        "objective.output_bias_unpenalised": output_bias_unpenalised,
        "objective.output_unpenalised": output_unpenalised,
        "objective.output_penalised": output_penalised,
        "objective.penalises_outputs_only": penalises_outputs_only,
    }
)
"""The condition that each predicate on the penalties answers."""
