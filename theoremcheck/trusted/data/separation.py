"""The kernel's checks of linear separability, of the X_i (``Problem.inputs``), the vectors (x_i, 1), or the x_i.

Farkas: either some u has y_i (u . X_i) > 0 for all i, or some m >= 0, m != 0, has sum m_i y_i X_i = 0, never both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from theoremcheck.trusted.data.exact import check_length, product_signs
from theoremcheck.trusted.data.sparse import Sparse, check_positive, check_relation
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

Row: TypeAlias = tuple[str, tuple[type, Callable[..., Any]], tuple[type, Callable[..., Any]]]
"""A condition on samples: its id, and the evidence with its check that shows it, and that shows its failure."""


@dataclass(frozen=True, slots=True)
class Separation:
    """A separating hyperplane: u with y_i (u . X_i) > 0 for all i."""

    normal: Vector


@dataclass(frozen=True, slots=True)
class Farkas:
    """Multipliers m >= 0, not all 0, with sum m_i y_i X_i = 0: no separating hyperplane exists."""

    multipliers: Sparse


def check_separable(problem: Problem, evidence: Separation) -> None:
    """data.linearly_separable holds, the u of thm.separable: y_i (u . X_i) > 0 for all i."""
    labels = problem.samples.labels
    check_separates(problem.inputs, labels, evidence)


def check_not_separable(problem: Problem, evidence: Farkas) -> None:
    """data.linearly_separable fails: m >= 0, m != 0 and sum m_i y_i X_i = 0."""
    labels = problem.samples.labels
    check_balances(problem.inputs, labels, evidence.multipliers)


def check_affinely_separable(problem: Problem, evidence: Separation) -> None:
    """data.affinely_separable holds: as ``check_separable`` on the vectors (x_i, 1), whatever the biases."""
    check_separates(problem.samples.lifted, problem.samples.labels, evidence)


def check_not_affinely_separable(problem: Problem, evidence: Farkas) -> None:
    """data.affinely_separable fails: as ``check_not_separable`` on the vectors (x_i, 1), whatever the biases."""
    check_balances(problem.samples.lifted, problem.samples.labels, evidence.multipliers)


def check_separable_through_origin(problem: Problem, evidence: Separation) -> None:
    """data.separable_through_origin holds: as ``check_separable`` on the vectors x_i, whatever the biases."""
    check_separates(problem.samples.points, problem.samples.labels, evidence)


def check_not_separable_through_origin(problem: Problem, evidence: Farkas) -> None:
    """data.separable_through_origin fails: as ``check_not_separable`` on the vectors x_i, whatever the biases."""
    check_balances(problem.samples.points, problem.samples.labels, evidence.multipliers)


def check_balances(points: Sequence[Vector], labels: Sequence[int], multipliers: Sparse) -> None:
    """Accept m >= 0, m != 0, with sum m_i y_i X_i = 0."""
    check_positive(multipliers, len(points))
    check_relation(points, labels, multipliers)


def check_separates(points: Sequence[Vector], labels: Sequence[int], evidence: Separation) -> None:
    """Accept u with y_i (u . X_i) > 0 for all i."""
    check_length(evidence.normal, points, "the normal")
    for index, (sign, label) in enumerate(zip(product_signs(points, evidence.normal), labels, strict=True)):
        if sign != label:
            raise Refusal("separation.wrong_side", sample=index)


ASSUMABLE: Final[tuple[Row, ...]] = (
    ("data.linearly_separable", (Separation, check_separable), (Farkas, check_not_separable)),
    ("data.affinely_separable", (Separation, check_affinely_separable), (Farkas, check_not_affinely_separable)),
)
"""Rows of the kernel's table: what shows each condition, and what its failure; a spec may assume these."""

CONDITIONS: Final[tuple[Row, ...]] = (
    (
        "data.separable_through_origin",
        (Separation, check_separable_through_origin),
        (Farkas, check_not_separable_through_origin),
    ),
)
"""Those that only special theorems ask for."""

FEATURES: Final[tuple[tuple[str, tuple[type, str], tuple[type, str]], ...]] = (
    (
        "data.features_separable",
        (Separation, "minima.outputs.check_features_separable"),
        (Farkas, "minima.outputs.check_features_not_separable"),
    ),
)
"""The one whose check is told by its name below ``theoremcheck.trusted``."""
