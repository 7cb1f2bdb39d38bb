"""The proof, in Coq, of objective.decay_dominates: slopes of the neuron, the penalty as one sum, integers."""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.formal.functions import NotTranslated, rational
from theoremcheck.formal.points_build import COMPUTE
from theoremcheck.formal.points_loss import loss_function, subgradient_script
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import convex_function, split_function
from theoremcheck.trusted.minima.dominance import homogeneous_slopes, mean_square, slope_at_zero
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.refusal import Refusal


def decay_dominates(problem: Problem, _: object) -> str | None:
    """The script of objective.decay_dominates; None where there is none."""
    try:
        return _script(problem)
    except (NotTranslated, Refusal):
        return None


def _script(problem: Problem) -> str | None:
    loss, slopes = loss_function(problem), homogeneous_slopes(problem)
    if loss is None or slopes is None:
        return None
    neuron = split_function(formula(problem.neuron, "neuron"))
    outer, inner = (problem.objective.coefficient(block) for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    slope, steepest, mean = slope_at_zero(problem, 1), max(map(abs, slopes)), mean_square(problem)
    numbers = " ".join(map(rational, (outer, inner, *slopes, slope, steepest)))
    lines = (f"intros v V; change ({neuron.text} v = {rational(side)} * v); cbv beta; plain" for side in slopes)
    goals = [
        COMPUTE,
        COMPUTE,
        "repeat (split; [reflexivity |]); intros j Hj; reflexivity",
        "intros t Ad; unfold penalty; simpl; lra",
        *lines,
        f"{subgradient_script(loss, Fraction(0), slope)}",
        *("lra",) * 4,
    ]
    body = "\n  | ".join(goals)
    return (
        f"assert (convex : convex_fn {loss.text}); [ {convex_function(loss).rstrip('.')} |].\n"
        f"  apply (decay_dominates_by {SUBJECT} {numbers} ({mean.numerator}) {mean.denominator});\n  [ {body} ]."
    )
