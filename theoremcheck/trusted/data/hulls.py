"""The kernel's checks of data.origin_outside_hulls: 0 and the convex hulls of the X_i of each class."""

from __future__ import annotations

from theoremcheck.trusted.data.exact import check_length, product_signs, take
from theoremcheck.trusted.data.sparse import Sparse, check_positive, check_relation
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class HullNormals:
    """``positive`` . X_i > 0 on class +, ``negative`` . X_i > 0 on class -."""

    positive: Vector
    negative: Vector


@dataclass(frozen=True, slots=True)
class HullPoint:
    """Multipliers m >= 0, not all 0, on samples of one class with sum m_i X_i = 0: 0 lies in its convex hull."""

    multipliers: Sparse


def check_origin_outside_hulls(problem: Problem, evidence: HullNormals) -> None:
    """Third arm of network.balance: v . X_i > 0 on a class for some v, so 0 is outside its hull; for each class."""
    data, points = problem.samples, problem.inputs
    for vector, label, name in (
        (evidence.positive, 1, "the positive normal"),
        (evidence.negative, -1, "the negative normal"),
    ):
        check_length(vector, points, name)
        members = data.members(label)
        for index, sign in zip(members, product_signs(take(points, members), vector), strict=True):
            if sign <= 0:
                raise Refusal("hulls.not_positive", name=name, sample=index)


def check_origin_in_hull(problem: Problem, evidence: HullPoint) -> None:
    """0 lies in the convex hull of one class: m >= 0 on that class, m != 0 and sum m_i X_i = 0."""
    labels, points = problem.samples.labels, problem.inputs
    check_positive(evidence.multipliers, len(points))
    classes = {labels[i] for i in evidence.multipliers.indices}
    require(len(classes) == 1, "hulls.classes_mixed")
    check_relation(points, [1] * len(points), evidence.multipliers)
