"""The kernel's checks of the spans of the classes: span exclusion, independent spans, the relation of a circuit.

All of it is about the X_i (``Problem.inputs``). The idea of classes in different subspaces is Liang et al. 2018.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.data.exact import (
    annihilator,
    check_length,
    clear,
    cleared_matrix,
    combination_vanishes,
    product_signs,
    span_rank,
    take,
)
from theoremcheck.trusted.data.separation import Row
from theoremcheck.trusted.data.sparse import Sparse, check_among, check_sparse
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class SpanVectors:
    """``positive`` is orthogonal to every X_i of class - and to no X_i of class +; ``negative`` the reverse."""

    positive: Vector
    negative: Vector


@dataclass(frozen=True, slots=True)
class InSpan:
    """X_index equals the combination ``combination`` of samples of the other class."""

    index: int
    combination: Sparse


def check_span_exclusion(problem: Problem, evidence: SpanVectors) -> None:
    """data.span_exclusion holds, the vectors v of thm.subspaces.c2: no X_i of a class lies in the other one's span.

    ``positive`` vanishes on class - and on no X_i of class +, so no X_i of class + lies in U-; ``negative`` likewise.
    """
    data = problem.samples
    check_span_vectors(problem.inputs, data.members(1), data.members(-1), evidence)


def check_span_meeting(problem: Problem, evidence: InSpan) -> None:
    """data.span_exclusion fails: X_index is a combination of samples of the other class."""
    data = problem.samples
    check_in_span(problem.inputs, data.members(1), data.members(-1), evidence)


def check_span_vectors(
    points: Sequence[Vector], positives: Sequence[int], negatives: Sequence[int], evidence: SpanVectors
) -> None:
    """Span exclusion holds for the samples ``positives`` and ``negatives`` only."""
    _check_cuts(points, positives, negatives, evidence.positive, "the positive vector")
    _check_cuts(points, negatives, positives, evidence.negative, "the negative vector")


def _check_cuts(points: Sequence[Vector], own: Sequence[int], other: Sequence[int], vector: Vector, name: str) -> None:
    check_length(vector, points, name)
    signs = product_signs(points, vector)
    for index in other:
        if signs[index] != 0:
            raise Refusal("spans.meets_other", name=name, sample=index)
    for index in own:
        if signs[index] == 0:
            raise Refusal("spans.misses_own", name=name, sample=index)


def check_in_span(
    points: Sequence[Vector], positives: Sequence[int], negatives: Sequence[int], evidence: InSpan
) -> None:
    """Span exclusion fails for the samples ``positives`` and ``negatives`` only."""
    index, combination = evidence.index, evidence.combination
    name = "the sample said to lie in the span"
    require(0 <= index < len(points), "sparse.out_of_range", name=name)
    check_sparse(combination, len(points), "the combination")
    own, other = (positives, negatives) if index in positives else (negatives, positives)
    check_among([index], own, "spans.not_in_question", name)
    check_among(combination.indices, frozenset(other), "spans.not_of_other", "the combination")
    rows = [*take(points, combination.indices), points[index]]
    vanishes = combination_vanishes(rows, [*combination.entries, Fraction(-1)])
    require(vanishes, "spans.not_the_combination", sample=index)


def class_ranks(problem: Problem) -> tuple[int, int, int]:
    """r+, r- and r: the ranks of the X_i of class +, of class - and of all."""
    data, points = problem.samples, problem.inputs
    positive, negative = (span_rank(take(points, data.members(label))) for label in (1, -1))
    return positive, negative, span_rank(points)


def independent_spans(problem: Problem) -> bool:
    """data.independent_spans, for thm.subspaces.independent: r = r+ + r-, so the classes' spans meet in 0 only."""
    positive, negative, total = class_ranks(problem)
    return total == positive + negative


def circuit(problem: Problem) -> bool:
    """data.circuit, for thm.circuit: one relation sum r_i X_i = 0 of the distinct X_i, up to a factor, whatever labels.

    No r_i is 0, and two or more are of each sign.
    """
    return _crosses(_relation(problem.inputs))


def affine_circuit(problem: Problem) -> bool:
    """data.affine_circuit: the same of the distinct (x_i, 1), whatever the X_i are."""
    return _crosses(_relation(problem.samples.lifted))


def square(problem: Problem) -> bool:
    """data.square, for thm.circuit.sigmoid: a circuit of four distinct X_i with sum r_i = 0.

    The last is the relation's part in the 1 of X_i = (x_i, 1), with or without a trained hidden bias.
    """
    relation = _relation(problem.inputs)
    return len(relation) == 4 and _crosses(relation) and sum(relation) == 0


def affine_square(problem: Problem) -> bool:
    """data.affine_square: a circuit of four distinct (x_i, 1), whatever the X_i are; sum r_i = 0 is part of it."""
    relation = _relation(problem.samples.lifted)
    return len(relation) == 4 and _crosses(relation)


def _crosses(relation: Sequence[int]) -> bool:
    """Two or more are of each sign."""
    return min(sum(entry > 0 for entry in relation), sum(entry < 0 for entry in relation)) >= 2


def _relation(inputs: Sequence[Vector]) -> list[int]:
    """The r_i of the one relation of the distinct X_i, in integers and up to a factor; empty where there is no such.

    A relation with an r_i = 0 is none: then fewer of the X_i satisfy one.
    """
    points = list(dict(zip(clear_all(inputs), inputs, strict=True)).values())
    columns = len(points[0])
    if len(points) > columns + 1:
        return []
    relations = annihilator(cleared_matrix(points, columns).transpose())
    if relations.ncols() != 1 or not all(int(entry) for entry in relations.entries()):
        return []
    # The matrix has each X_i times its own denominator: the r_i of the X_i themselves are these entries times that.
    return [int(relations[i, 0]) * clear(point)[1] for i, point in enumerate(points)]


DATA: Final[Mapping[str, Callable[[Problem], bool]]] = MappingProxyType(
    {
        "data.circuit": circuit,
        "data.square": square,
        "data.affine_circuit": affine_circuit,
        "data.affine_square": affine_square,
    }
)
"""The condition that each predicate on the samples answers."""

ASSUMABLE: Final[tuple[Row, ...]] = (
    ("data.span_exclusion", (SpanVectors, check_span_exclusion), (InSpan, check_span_meeting)),
)
"""The row of the kernel's table: what shows the condition, and what its failure; a spec may assume it."""
