"""The proofs, in Coq, that a function is not even, or has values of both signs: by points of the evidence."""

from __future__ import annotations

from typing import Final

from theoremcheck.formal.functions import rational, value
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.shape import Asymmetry, TwoWitnesses
from theoremcheck.trusted.problem.expr import Expr

_BELOW_ONE: Final = "match goal with |- context [exp ?a] => pose proof (exp_increasing a 0 ltac:(lra)) end"
_ABSURD: Final = f"revert H; settled; at_point; first [lra | {_BELOW_ONE}; rewrite exp_0 in *; lra]"
"""What H says at a point is not so: the value there is rational, or a power of e below 1."""


def not_even(expr: Expr, evidence: object) -> str | None:
    """The script that s(-v) is another number than s(v), at the point of the evidence; None for another point."""
    point = normalise(evidence.at).rational if isinstance(evidence, Asymmetry) else None
    if point is None:
        return None
    goal = f"forall v : R, {value(expr, '(- v)')} = {value(expr)}"
    return f"change (~ ({goal})). intros H. specialize (H {rational(point)}). {_ABSURD}."


def not_signed(expr: Expr, evidence: object) -> str | None:
    """The script that s is not positive at the first point, and not negative at the second; None for other points."""
    if not isinstance(evidence, TwoWitnesses):
        return None
    points = [normalise(witness.at).rational for witness in (evidence.not_positive, evidence.not_negative)]
    cases = [f"specialize (H {rational(point)}); {_ABSURD}" for point in points if point is not None]
    if len(cases) < len(points):
        return None
    signs = f"(forall v : R, 0 < {value(expr)}) \\/ (forall v : R, {value(expr)} < 0)"
    return f"change (~ ({signs})). intros [H|H]; [{' | '.join(cases)}]."
