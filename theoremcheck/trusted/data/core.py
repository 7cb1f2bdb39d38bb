"""The kernel's checks of conditions on the core F, the largest support of m >= 0 with sum m_i y_i X_i = 0.

F lies in the zero set of every u with y_i (u . X_i) >= 0, and it contains the support of every such m. A claim that
holds on the zero set holds on F, and one that fails on a support fails on F: ranks modulo the other class's span only
grow when that class shrinks. By thm.subspaces.core all samples off F have slope 0 at a local minimum.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, TypeVar

from theoremcheck.trusted.data.exact import check_length, product_signs
from theoremcheck.trusted.data.separation import Row, check_balances
from theoremcheck.trusted.data.spans import InSpan, SpanVectors, check_in_span, check_span_vectors
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.data.widths import Partition, Violators, check_partition, check_violators
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

_E = TypeVar("_E")


@dataclass(frozen=True, slots=True)
class OffCore:
    """u with y_i (u . X_i) >= 0 for all i: the core lies in its zero set. ``inner`` holds there."""

    normal: Vector
    inner: SpanVectors | Partition | None


@dataclass(frozen=True, slots=True)
class InCore:
    """m >= 0 with sum m_i y_i X_i = 0: its support lies in the core. ``inner`` is a failure inside that support."""

    multipliers: Sparse
    inner: InSpan | Violators | None


def check_core_in_one_class(problem: Problem, evidence: OffCore) -> None:
    """data.core_in_one_class holds, for thm.subspaces.core_in_one_class: the zero set of u lies inside one class."""
    require(evidence.inner is None, "core.inner_not_needed")
    positives, negatives = _zero_set(problem, evidence)
    require(not positives or not negatives, "core.zeros_in_both_classes")


def check_core_in_both_classes(problem: Problem, evidence: InCore) -> None:
    """data.core_in_one_class fails: the support of m meets both classes."""
    require(evidence.inner is None, "core.inner_not_needed")
    positives, negatives = _support(problem, evidence)
    require(bool(positives) and bool(negatives), "core.multipliers_in_one_class")


def check_weakly_separable(problem: Problem, evidence: OffCore) -> None:
    """data.weakly_separable holds, for thm.core: y_i (u . X_i) >= 0 for all i, and > 0 for some i."""
    _check_some_off(problem.inputs, problem, evidence)


def check_affinely_weakly_separable(problem: Problem, evidence: OffCore) -> None:
    """data.affinely_weakly_separable holds: as ``check_weakly_separable`` on the vectors (x_i, 1).

    No m > 0 then has sum m_i y_i (x_i, 1) = 0, so data.affinely_balanced fails.
    """
    _check_some_off(problem.samples.lifted, problem, evidence)


def check_not_balanced(problem: Problem, evidence: OffCore) -> None:
    """data.balanced fails: y_i (u . x_i) >= 0 for all i, and > 0 for some i."""
    _check_some_off(problem.samples.points, problem, evidence)


def _check_some_off(points: Sequence[Vector], problem: Problem, evidence: OffCore) -> None:
    require(evidence.inner is None, "core.inner_not_needed")
    positives, negatives = _zeros(points, problem.samples.labels, evidence)
    require(len(positives) + len(negatives) < len(points), "core.all_zero")


def uncertain_share(problem: Problem, evidence: OffCore) -> Fraction:
    """The share of the weight of the samples on which u vanishes: those that thm.core says nothing of."""
    positives, negatives = _zero_set(problem, evidence)
    weights = problem.samples.weights
    return sum((weights[i] for i in (*positives, *negatives)), Fraction(0)) / sum(weights, Fraction(0))


def check_all_in_core(problem: Problem, evidence: InCore) -> None:
    """data.weakly_separable fails: m > 0 for every sample, so the core has all of them."""
    _check_all_in(problem.inputs, problem, evidence)


def check_affinely_balanced(problem: Problem, evidence: InCore) -> None:
    """data.affinely_balanced holds: m > 0 with sum m_i y_i (x_i, 1) = 0; data.affinely_weakly_separable then fails."""
    _check_all_in(problem.samples.lifted, problem, evidence)


def check_balanced(problem: Problem, evidence: InCore) -> None:
    """data.balanced holds: m > 0 with sum m_i y_i x_i = 0."""
    _check_all_in(problem.samples.points, problem, evidence)


def _check_all_in(points: Sequence[Vector], problem: Problem, evidence: InCore) -> None:
    require(evidence.inner is None, "core.inner_not_needed")
    check_balances(points, problem.samples.labels, evidence.multipliers)
    require(len(evidence.multipliers.indices) == len(points), "core.not_all")


def check_core_span_exclusion(problem: Problem, evidence: OffCore) -> None:
    """data.core_span_exclusion holds: span exclusion on the zero set of u, so on the core."""
    inner = _inner(evidence, SpanVectors)
    check_span_vectors(problem.inputs, *_zero_set(problem, evidence), inner)


def check_core_span_meeting(problem: Problem, evidence: InCore) -> None:
    """data.core_span_exclusion fails: span exclusion fails inside the support of m, so on the core."""
    inner = _inner(evidence, InSpan)
    check_in_span(problem.inputs, *_support(problem, evidence), inner)


def check_core_width(problem: Problem, evidence: OffCore) -> None:
    """network.width_core holds: M >= m+ + m- - 1 on the zero set of u, so with m+ and m- of the core."""
    inner = _inner(evidence, Partition)
    check_partition(problem, *_in_both_classes(_zero_set(problem, evidence)), inner)


def check_core_width_too_small(problem: Problem, evidence: InCore) -> None:
    """network.width_core fails: M < m+ + m- - 1 inside the support of m, so with m+ and m- of the core."""
    inner = _inner(evidence, Violators)
    check_violators(problem, *_in_both_classes(_support(problem, evidence)), inner, problem.network.width)


def _inner(evidence: OffCore | InCore, kind: type[_E]) -> _E:
    if not isinstance(evidence.inner, kind):
        raise Refusal("core.inner_evidence", kind=kind.__name__)
    return evidence.inner


def _in_both_classes(parts: tuple[list[int], list[int]]) -> tuple[list[int], list[int]]:
    """Refuse a width on the core where the core (as far as it is shown) does not meet both classes."""
    require(all(parts), "core.in_one_class")
    return parts


def _zero_set(problem: Problem, evidence: OffCore) -> tuple[list[int], list[int]]:
    """The samples of each class on which u vanishes; y_i (u . X_i) > 0 on all others."""
    return _zeros(problem.inputs, problem.samples.labels, evidence)


def _zeros(points: Sequence[Vector], labels: Sequence[int], evidence: OffCore) -> tuple[list[int], list[int]]:
    """The same of any labelled vectors."""
    check_length(evidence.normal, points, "the normal")
    zero: dict[int, list[int]] = {1: [], -1: []}
    for index, (sign, label) in enumerate(zip(product_signs(points, evidence.normal), labels, strict=True)):
        if sign == 0:
            zero[label].append(index)
        elif sign != label:
            raise Refusal("core.wrong_side", sample=index)
    return zero[1], zero[-1]


def _support(problem: Problem, evidence: InCore) -> tuple[list[int], list[int]]:
    """The samples of each class with m_i > 0."""
    labels, support = problem.samples.labels, evidence.multipliers.indices
    check_balances(problem.inputs, labels, evidence.multipliers)
    return [i for i in support if labels[i] == 1], [i for i in support if labels[i] == -1]


WEAK: Final[tuple[Row, ...]] = (
    ("data.weakly_separable", (OffCore, check_weakly_separable), (InCore, check_all_in_core)),
    ("data.affinely_weakly_separable", (OffCore, check_affinely_weakly_separable), (InCore, check_affinely_balanced)),
)
"""Rows of the kernel's table: what shows each condition, and what its failure; asked for by theorems."""

BALANCED: Final[tuple[Row, ...]] = (
    ("data.affinely_balanced", (InCore, check_affinely_balanced), (OffCore, check_affinely_weakly_separable)),
    ("data.balanced", (InCore, check_balanced), (OffCore, check_not_balanced)),
)
"""Asked for by rules."""

CONDITIONS: Final[tuple[Row, ...]] = (
    ("data.core_in_one_class", (OffCore, check_core_in_one_class), (InCore, check_core_in_both_classes)),
    ("data.core_span_exclusion", (OffCore, check_core_span_exclusion), (InCore, check_core_span_meeting)),
)
"""The others."""

WIDTH: Final[Row] = ("network.width_core", (OffCore, check_core_width), (InCore, check_core_width_too_small))
"""The one on the number of neurons."""
