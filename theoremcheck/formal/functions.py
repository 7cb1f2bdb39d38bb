"""Functions in Coq: the formula of an expression, and the proofs of its properties."""

from __future__ import annotations

from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import Problem


class NotTranslated(Exception):  # noqa: N818 - the answer of the translator, not a failure of it
    """The formula has no Coq form yet, and why."""


def translate(expr: Expr) -> str:
    """The Coq term of type ``fn`` of a formula. Raises ``NotTranslated``."""
    raise NotTranslated("no formula is translated yet")


def function_leaf(problem: Problem, fact: Fact) -> str | None:
    """The proof script of a condition on the neuron or the loss; None where there is none."""
    return None


def deep_defined(problem: Problem, evidence: object) -> str | None:
    """The proof script of network.deep_defined; None where there is none."""
    return None if problem.network.layers else "intros t v; exact I."
